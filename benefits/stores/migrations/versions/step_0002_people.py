"""People, and who they are (人员)."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("region", sa.String(length=100), nullable=False),
        sa.Column("registered_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_people")),
    )
    op.create_index(op.f("ix_people_region"), "people", ["region"], unique=False)
    op.create_table(
        "people_forgotten",
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.person"], name=op.f("fk_people_forgotten_person")
        ),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_people_forgotten")),
    )
    op.create_table(
        "person_facts",
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("field", sa.String(length=30), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("from_day", sa.String(length=10), nullable=True),
        sa.Column("until_day", sa.String(length=10), nullable=True),
        sa.Column("entered_at", sa.String(length=27), nullable=False),
        sa.Column("entered_by", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.CheckConstraint(
            "field IN ('region', 'household', 'insurance', 'division', 'contribution_periods')",
            name=op.f("ck_person_facts_field"),
        ),
        sa.ForeignKeyConstraint(["person"], ["people.person"], name=op.f("fk_person_facts_person")),
        sa.PrimaryKeyConstraint("person", "number", name=op.f("pk_person_facts")),
    )
    op.create_index(
        "ix_person_facts_household",
        "person_facts",
        ["value"],
        unique=False,
        sqlite_where=sa.text("field = 'household'"),
        postgresql_where=sa.text("field = 'household'"),
    )
    op.create_table(
        "person_identities",
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("category", sa.String(length=100), nullable=False),
        sa.Column("from_day", sa.String(length=10), nullable=False),
        sa.Column("until_day", sa.String(length=10), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("entered_at", sa.String(length=27), nullable=False),
        sa.Column("entered_by", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.person"], name=op.f("fk_person_identities_person")
        ),
        sa.PrimaryKeyConstraint("person", "number", name=op.f("pk_person_identities")),
    )
    op.create_table(
        "person_keys",
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("master", sa.String(length=100), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.person"], name=op.f("fk_person_keys_person")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_person_keys")),
    )
    op.create_index(op.f("ix_person_keys_master"), "person_keys", ["master"], unique=False)
    op.create_table(
        "person_particulars",
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("entered_at", sa.String(length=27), nullable=False),
        sa.Column("entered_by", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.person"], name=op.f("fk_person_particulars_person")
        ),
        sa.PrimaryKeyConstraint("person", "number", name=op.f("pk_person_particulars")),
    )
    op.create_table(
        "person_search",
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("only", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"], ["people.person"], name=op.f("fk_person_search_person")
        ),
        sa.PrimaryKeyConstraint("person", "key", name=op.f("pk_person_search")),
        sa.UniqueConstraint("key", "only", name=op.f("uq_person_search_key_only")),
    )
    op.create_index("ix_person_search_hash", "person_search", ["hash"], unique=False)


def downgrade() -> None:
    op.drop_table("person_search")
    op.drop_table("person_particulars")
    op.drop_table("person_keys")
    op.drop_table("person_identities")
    op.drop_table("person_facts")
    op.drop_table("people_forgotten")
    op.drop_table("people")
