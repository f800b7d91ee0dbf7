"""The book (台账)."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
_NUMBERS = sa.Sequence("posting_number")
Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(sa.schema.CreateSequence(_NUMBERS))
    op.create_table(
        "answered_key",
        sa.Column("caller", sa.String(length=100), nullable=False),
        sa.Column("hospital", sa.String(length=100), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("caller", "hospital", "path", "key", name=op.f("pk_answered_key")),
    )
    op.create_table(
        "closed_day",
        sa.Column("hospital", sa.String(length=100), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("totals", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hospital", "day", name=op.f("pk_closed_day")),
    )
    op.create_table(
        "kept_policy",
        sa.Column("digest", sa.String(length=100), nullable=False),
        sa.Column("file", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_kept_policy")),
    )
    op.create_table(
        "posting",
        sa.Column("number", Number, autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("of", sa.String(length=100), nullable=True),
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("household", sa.String(length=100), nullable=False),
        sa.Column("region", sa.String(length=100), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("hospital", sa.String(length=100), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=True),
        sa.Column("cash_day", sa.String(length=10), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("patient_fen", sa.BigInteger(), nullable=False),
        sa.Column("movements", sa.Text(), nullable=False),
        sa.CheckConstraint("(kind = 'reversal') = (of IS NOT NULL)", name=op.f("ck_posting_of")),
        sa.CheckConstraint(
            "(total_fen >= 0) = (kind = 'settlement') OR total_fen = 0",
            name=op.f("ck_posting_sign"),
        ),
        sa.CheckConstraint("kind IN ('settlement', 'reversal')", name=op.f("ck_posting_kind")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_posting")),
        sa.UniqueConstraint("id", name=op.f("uq_posting_id")),
        sa.UniqueConstraint("of", name=op.f("uq_posting_of")),
    )
    op.create_index(op.f("ix_posting_hospital"), "posting", ["hospital"], unique=False)
    op.create_index(op.f("ix_posting_household"), "posting", ["household"], unique=False)
    op.create_index(op.f("ix_posting_person"), "posting", ["person"], unique=False)
    op.create_table(
        "published_policy",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("file", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=100), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_published_policy")),
        sa.UniqueConstraint("file", name=op.f("uq_published_policy_file")),
    )
    op.create_table(
        "running_total",
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("region", sa.String(length=100), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("layer", sa.String(length=100), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("version", sa.String(length=10), nullable=False),
        sa.Column("base_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "base_fen >= 0 AND paid_fen >= 0", name=op.f("ck_running_total_not_negative")
        ),
        sa.PrimaryKeyConstraint(
            "scope",
            "owner",
            "region",
            "year",
            "layer",
            "account",
            "version",
            name=op.f("pk_running_total"),
        ),
    )
    op.create_table(
        "entry",
        sa.Column("number", Number, autoincrement=False, nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("fund", sa.String(length=100), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["posting.number"], name=op.f("fk_entry_number")),
        sa.PrimaryKeyConstraint("number", "line", name=op.f("pk_entry")),
    )
    op.create_table(
        "settlement",
        sa.Column("number", Number, autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("visit", sa.String(length=100), nullable=False),
        sa.Column("stay", sa.String(length=100), nullable=True),
        sa.Column("interim", sa.Boolean(), nullable=False),
        sa.Column("replaces", sa.String(length=100), nullable=True),
        sa.Column("policy", sa.String(length=100), nullable=False),
        sa.Column("engine", sa.String(length=100), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("decisions", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("assumed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["posting.number"], name=op.f("fk_settlement_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_settlement")),
    )
    op.create_index(op.f("ix_settlement_engine"), "settlement", ["engine"], unique=False)
    op.create_index(op.f("ix_settlement_policy"), "settlement", ["policy"], unique=False)
    op.create_index(op.f("ix_settlement_replaces"), "settlement", ["replaces"], unique=False)
    op.create_index(op.f("ix_settlement_stay"), "settlement", ["stay"], unique=False)


def downgrade() -> None:
    op.drop_table("settlement")
    op.drop_table("entry")
    op.drop_table("running_total")
    op.drop_table("published_policy")
    op.drop_table("posting")
    op.drop_table("kept_policy")
    op.drop_table("closed_day")
    op.drop_table("answered_key")
    if op.get_context().dialect.name == "postgresql":
        op.execute(sa.schema.DropSequence(_NUMBERS))
