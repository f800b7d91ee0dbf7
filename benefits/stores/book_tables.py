"""The tables of the book (台账表): postings and entries only grow; running totals are derived from them."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    Sequence,
    String,
    Table,
)

from benefits.stores.tables import (
    APPEND_ONLY,
    METADATA,
    Number,
    day_column,
    fen_column,
    moment_column,
    name_column,
    text_column,
)

NUMBERS: Final = Sequence("posting_number", metadata=METADATA)
"""PostgreSQL draws numbers from it without waiting; gaps are harmless, the chain of hashes has none."""

POSTING: Final = Table(
    "posting",
    METADATA,
    Column("number", Number, primary_key=True, autoincrement=False),
    name_column("id", unique=True),
    Column("kind", String(10), nullable=False),
    name_column("of", nullable=True, unique=True),
    name_column("person", index=True),
    name_column("household", index=True),
    name_column("region"),
    Column("year", Integer, nullable=False),
    name_column("hospital", index=True),
    name_column("department", nullable=True),
    day_column("cash_day"),
    moment_column("at"),
    name_column("by"),
    text_column("reason"),
    fen_column("total_fen"),
    fen_column("patient_fen"),
    text_column("movements"),
    CheckConstraint("kind IN ('settlement', 'reversal')", name="kind"),
    CheckConstraint("(kind = 'reversal') = (of IS NOT NULL)", name="of"),
    CheckConstraint("(total_fen >= 0) = (kind = 'settlement') OR total_fen = 0", name="sign"),
)

SETTLEMENT: Final = Table(
    "settlement",
    METADATA,
    Column("number", Number, ForeignKey("posting.number"), primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    day_column("day"),
    name_column("visit"),
    name_column("stay", nullable=True, index=True),
    Column("interim", Boolean, nullable=False),
    name_column("replaces", nullable=True, index=True),
    name_column("policy", index=True),
    name_column("engine", index=True),
    text_column("asked"),
    text_column("request"),
    text_column("answer"),
    text_column("decisions"),
    text_column("seen"),
    Column("assumed", Boolean, nullable=False),
)

ENTRY: Final = Table(
    "entry",
    METADATA,
    Column("number", Number, ForeignKey("posting.number"), primary_key=True, autoincrement=False),
    Column("line", Integer, primary_key=True, autoincrement=False),
    name_column("account"),
    name_column("fund"),
    fen_column("amount_fen"),
)

TOTAL: Final = Table(
    "running_total",
    METADATA,
    Column("scope", String(10), primary_key=True),
    name_column("owner", primary_key=True),
    name_column("region", primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    name_column("layer", primary_key=True),
    name_column("account", primary_key=True),
    day_column("version", primary_key=True),
    fen_column("base_fen"),
    fen_column("paid_fen"),
    CheckConstraint("base_fen >= 0 AND paid_fen >= 0", name="not_negative"),
)
"""Derived from the postings, and kept beside them: the only rows of the book that change."""

POLICY: Final = Table(
    "kept_policy",
    METADATA,
    name_column("digest", primary_key=True),
    name_column("file"),
    text_column("text"),
)

ANSWERED: Final = Table(
    "answered_key",
    METADATA,
    name_column("caller", primary_key=True),
    name_column("hospital", primary_key=True),
    Column("path", String(200), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("request", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    text_column("answer"),
    moment_column("at"),
)
"""What was answered to a key, byte for byte, for ever."""

CLOSED: Final = Table(
    "closed_day",
    METADATA,
    name_column("hospital", primary_key=True),
    day_column("day", primary_key=True),
    moment_column("at"),
    name_column("by"),
    text_column("totals"),
)

for _table in (POSTING, SETTLEMENT, ENTRY, POLICY, ANSWERED, CLOSED):
    APPEND_ONLY.append(_table.name)
