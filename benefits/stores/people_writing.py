"""People into the database (人员登记): entries are added, never changed; only keys and hashes may go."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text, update

from benefits.people.changes import Changes
from benefits.people.person import Entered, Fact, Held
from benefits.people.vault import SearchHash, Vault, Wrapped
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


def begin_person(connection: Connection, id: str, region: str, at: str) -> None:
    """Register a person, of whom nothing is entered yet."""
    connection.execute(insert(PEOPLE).values(person=id, region=region, registered_at=at))


def enter(connection: Connection, id: str, changes: Changes) -> list[Row]:
    """Add entries; the rows as they now stand."""
    facts = [_fact_row(id, each) for each in changes.facts]
    held = [_held_row(id, each) for each in changes.held]
    if facts:
        connection.execute(insert(FACTS), facts)
    if held:
        connection.execute(insert(IDENTITIES), held)
    regions = [each.value for each in changes.facts if each.field == "region"]
    if regions:
        _moved_to(connection, id, regions[-1])
    return [*(Row(FACTS, each) for each in facts), *(Row(IDENTITIES, each) for each in held)]


def _moved_to(connection: Connection, id: str, region: str | None) -> None:
    connection.execute(update(PEOPLE).where(PEOPLE.c.person == id).values(region=region))


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
        key = vault.new_key(id)
        connection.execute(delete(PERSON_KEYS).where(PERSON_KEYS.c.person == id))
        connection.execute(
            insert(PERSON_KEYS).values(person=id, master=key.master, wrapped=key.wrapped)
        )
    row = {
        "person": id,
        "number": number,
        "sealed": vault.seal(id, key, number, particulars),
        **_entered_row(entered),
    }
    connection.execute(insert(PARTICULARS), [row])
    return Row(PARTICULARS, row)


def find(connection: Connection, hashes: Sequence[SearchHash]) -> list[str]:
    """Who has a document, by any search key there is."""
    asked = select(SEARCH.c.person, SEARCH.c.key, SEARCH.c.hash).where(
        SEARCH.c.hash.in_([each.hash for each in hashes])
    )
    wanted = set(hashes)
    rows = connection.execute(asked)
    return sorted({row.person for row in rows if SearchHash(row.key, row.hash) in wanted})


def found_by(connection: Connection, id: str, hash: SearchHash | None, alone: bool) -> None:
    """From now on a person is found by this document and no other."""
    connection.execute(delete(SEARCH).where(SEARCH.c.person == id))
    if hash is not None:
        only = hash.hash if alone else None
        row = {"person": id, "key": hash.key, "hash": hash.hash, "only": only}
        connection.execute(insert(SEARCH).values(**row))


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
