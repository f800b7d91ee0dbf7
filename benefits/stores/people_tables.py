"""The tables of people (人员表): entries that only grow, and ciphertext beside them.

In clear there are surrogates, days and words of the trade. Who somebody is stands in `person_particulars`
as ciphertext and in `person_search` as keyed hashes; `person_keys` is the one table whose loss forgets.
"""

from typing import Any, Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from benefits.people.person import FIELDS
from benefits.stores.tables import (
    APPEND_ONLY,
    METADATA,
    day_column,
    moment_column,
    name_column,
    text_column,
)


def _person(**options: Any) -> Column[str]:
    return Column("person", String(100), ForeignKey("people.person"), nullable=False, **options)


def _entered() -> list[Column[str]]:
    return [moment_column("entered_at"), name_column("entered_by"), name_column("source")]


PEOPLE: Final = Table(
    "people",
    METADATA,
    name_column("person", primary_key=True),
    name_column("region", index=True),
    moment_column("registered_at"),
)
"""Everybody registered, and the region whose people they count among as of the last entry."""

FACTS: Final = Table(
    "person_facts",
    METADATA,
    _person(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("field", String(30), nullable=False),
    text_column("value", nullable=True),
    day_column("from_day", nullable=True),
    day_column("until_day", nullable=True),
    *_entered(),
    CheckConstraint("field IN ({})".format(", ".join(f"'{each}'" for each in FIELDS)), "field"),
)
Index(
    "ix_person_facts_household",
    FACTS.c.value,
    sqlite_where=FACTS.c.field == "household",
    postgresql_where=FACTS.c.field == "household",
)
"""Finds the members of a household."""

IDENTITIES: Final = Table(
    "person_identities",
    METADATA,
    _person(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    name_column("category"),
    day_column("from_day"),
    day_column("until_day", nullable=True),
    Column("withdrawn", Boolean, nullable=False),
    *_entered(),
)

PARTICULARS: Final = Table(
    "person_particulars",
    METADATA,
    _person(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
    *_entered(),
)
"""Name, document, telephone, birth day (身份信息密文), a version each time they change."""

PERSON_KEYS: Final = Table(
    "person_keys",
    METADATA,
    _person(primary_key=True),
    name_column("master", index=True),
    Column("wrapped", LargeBinary, nullable=False),
)
"""The key of each person (个人密钥), wrapped. Without its row nobody can read who the person was."""

SEARCH: Final = Table(
    "person_search",
    METADATA,
    _person(primary_key=True),
    name_column("key", primary_key=True),
    Column("hash", String(64), nullable=False),
    Column("only", String(64), nullable=True),
    Index("ix_person_search_hash", "hash"),
    UniqueConstraint("key", "only"),
)
"""Keyed hashes of documents (检索散列). `only` repeats the hash where a document is one person's alone."""

FORGOTTEN: Final = Table(
    "people_forgotten",
    METADATA,
    _person(primary_key=True),
    moment_column("at"),
    name_column("by"),
    name_column("reason"),
)
"""Whose key was destroyed, when and why (身份信息销毁登记): replayed after a restore."""

for _table in (FACTS, IDENTITIES, PARTICULARS, FORGOTTEN):
    APPEND_ONLY.append(_table.name)
