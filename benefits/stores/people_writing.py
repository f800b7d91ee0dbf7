"""People into the database (人员登记): entries are added, never changed; only keys and hashes may go."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from benefits.people.changes import Changes
from benefits.people.person import Entered, Fact, Held
from benefits.people.sentences import problem
from benefits.people.vault import SearchHash, Vault, Wrapped
from benefits.problems import Refused
from benefits.stores.database import Database
from benefits.stores.people_tables import (
    FACTS,
    FORGOTTEN,
    IDENTITIES,
    PARTICULARS,
    PEOPLE,
    PERSON_KEYS,
    SEARCH,
)
from benefits.stores.people_trail import Row

T = TypeVar("T")

MOST_MEETINGS: Final = 5
"""So often a transaction is begun again because its entries met others."""


def entered(database: Database, work: Callable[[Connection], T]) -> T:
    """One transaction of entries, begun again where one meets an entry made at the same moment.

    A list takes no lock on each of its people; the numbers of entries and the hashes of documents, which
    the database lets stand once only, do as well. Raises `Refused("conflict")` where they go on meeting.
    """
    for _ in range(MOST_MEETINGS):
        try:
            return database.run(work)
        except IntegrityError:
            continue
    raise Refused("conflict", [problem("entered_at_the_same_moment", "")])


def begin_person(connection: Connection, id: str, region: str, at: str) -> None:
    """Register a person, of whom nothing is entered yet."""
    connection.execute(insert(PEOPLE).values(person=id, region=region, registered_at=at))


def enter(connection: Connection, id: str, changes: Changes) -> list[Row]:
    """Add entries; the rows as they now stand."""
    rows = rows_of(id, changes)
    insert_rows(connection, rows)
    regions = [each.value for each in changes.facts if each.field == "region"]
    if regions:
        mine = PEOPLE.c.person == id
        connection.execute(update(PEOPLE).where(mine).values(region=regions[-1]))
    return rows


def rows_of(id: str, changes: Changes) -> list[Row]:
    """Entries as rows."""
    facts = (Row(FACTS, _fact_row(id, each)) for each in changes.facts)
    return [*facts, *(Row(IDENTITIES, _held_row(id, each)) for each in changes.held)]


def insert_rows(connection: Connection, rows: Sequence[Row]) -> None:
    """Add rows, those of one table at once; people before what is said of them."""
    for table in (PEOPLE, FACTS, IDENTITIES, PERSON_KEYS, PARTICULARS, SEARCH):
        values = [row.values for row in rows if row.table is table]
        if values:
            connection.execute(insert(table), values)


def _fact_row(id: str, fact: Fact) -> dict[str, Any]:
    return {
        "person": id,
        "number": fact.entered.number,
        "field": fact.field,
        "value": fact.value,
        "from_day": None if fact.from_ is None else fact.from_.isoformat(),
        "until_day": None if fact.until is None else fact.until.isoformat(),
        **_entered_row(fact.entered),
    }


def _held_row(id: str, held: Held) -> dict[str, Any]:
    until = held.identity.until
    return {
        "person": id,
        "number": held.entered.number,
        "category": held.identity.category,
        "from_day": held.identity.from_.isoformat(),
        "until_day": None if until is None else until.isoformat(),
        "withdrawn": held.withdrawn,
        **_entered_row(held.entered),
    }


def _entered_row(entered: Entered) -> dict[str, str]:
    return {"entered_at": entered.at, "entered_by": entered.by, "source": entered.source}


def seal(
    connection: Connection,
    vault: Vault,
    id: str,
    key: Wrapped | None,
    number: int,
    particulars: dict[str, Any],
    entered: Entered,
) -> Row:
    """Add a version of who a person is; without a key that opens they get a new one. The row."""
    if key is None:
        connection.execute(delete(PERSON_KEYS).where(PERSON_KEYS.c.person == id))
    rows = sealed_rows(vault, id, key, number, particulars, entered)
    insert_rows(connection, rows)
    return rows[-1]


def sealed_rows(
    vault: Vault,
    id: str,
    key: Wrapped | None,
    number: int,
    particulars: dict[str, Any],
    entered: Entered,
) -> list[Row]:
    """A version of who a person is as rows, the ciphertext last; without a key a new one first."""
    rows = []
    if key is None:
        key = vault.new_key(id)
        wrapped = {"person": id, "master": key.master, "wrapped": key.wrapped}
        rows.append(Row(PERSON_KEYS, wrapped))
    sealed = vault.seal(id, key, number, particulars)
    rows.append(
        Row(
            PARTICULARS, {"person": id, "number": number, "sealed": sealed, **_entered_row(entered)}
        )
    )
    return rows


def find(connection: Connection, hashes: Sequence[SearchHash]) -> list[str]:
    """Who has a document, by any search key there is."""
    asked = select(SEARCH.c.person, SEARCH.c.key, SEARCH.c.hash).where(
        SEARCH.c.hash.in_([each.hash for each in hashes])
    )
    wanted = set(hashes)
    rows = connection.execute(asked)
    return sorted({row.person for row in rows if SearchHash(row.key, row.hash) in wanted})


def found_by(connection: Connection, id: str, hash: SearchHash | None, alone: bool) -> list[Row]:
    """From now on a person is found by this document and no other; the row, where there is one."""
    connection.execute(delete(SEARCH).where(SEARCH.c.person == id))
    rows = [] if hash is None else [search_row(id, hash, alone)]
    insert_rows(connection, rows)
    return rows


def search_row(id: str, hash: SearchHash, alone: bool) -> Row:
    """What a person is found by, as a row."""
    only = hash.hash if alone else None
    return Row(SEARCH, {"person": id, "key": hash.key, "hash": hash.hash, "only": only})


def forget(connection: Connection, id: str, at: str, by: str, reason: str) -> bool:
    """Destroy a person's key and what they are found by; whether there was a key."""
    if connection.dialect.name == "sqlite":  # overwrite the row in the file, not only let go of it
        connection.execute(text("PRAGMA secure_delete=ON"))
    connection.execute(delete(SEARCH).where(SEARCH.c.person == id))
    gone = connection.execute(delete(PERSON_KEYS).where(PERSON_KEYS.c.person == id))
    already = connection.execute(select(FORGOTTEN.c.person).where(FORGOTTEN.c.person == id))
    if already.one_or_none() is None:
        connection.execute(insert(FORGOTTEN).values(person=id, at=at, by=by, reason=reason))
    return gone.rowcount > 0
