"""What all tables share (表的共同部分): one description of the database, and the words for columns.

Each part of the product has a file of tables of its own beside this one; all hang on `METADATA`. A table
in `APPEND_ONLY` only ever grows: the migrations forbid changing or deleting its rows.
"""

from typing import Any, Final

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Text

METADATA: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

APPEND_ONLY: Final[list[str]] = []
"""Names of tables whose rows are never changed and never deleted."""

Number = BigInteger().with_variant(Integer, "sqlite")
"""Whole numbers up to 2^63; SQLite counts rows by itself only in a column called INTEGER."""


def fen_column(name: str, **options: Any) -> Column[int]:
    """An amount in whole fen."""
    return Column(name, BigInteger, nullable=False, **options)


def name_column(name: str, *, nullable: bool = False, **options: Any) -> Column[str]:
    """A short name or a surrogate; never what tells who somebody is."""
    return Column(name, String(100), nullable=nullable, **options)


def day_column(name: str, *, nullable: bool = False, **options: Any) -> Column[str]:
    """A day as `2018-06-15`: sorts as it reads, in every database alike."""
    return Column(name, String(10), nullable=nullable, **options)


def moment_column(name: str, *, nullable: bool = False, **options: Any) -> Column[str]:
    """A moment as `2018-06-15T08:30:00.123456Z`, in UTC."""
    return Column(name, String(27), nullable=nullable, **options)


def text_column(name: str, *, nullable: bool = False, **options: Any) -> Column[str]:
    """A text of any length."""
    return Column(name, Text, nullable=nullable, **options)
