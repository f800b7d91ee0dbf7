"""Keys of people in the database (个人密钥): rotated, destroyed, destroyed again after a restore.

Everything here can be broken off and begun again: it looks for what is not yet done.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Table, delete, func, select, text, update
from sqlalchemy.sql.elements import ColumnElement

from benefits.people import documents
from benefits.people.sentences import problem
from benefits.people.vault import Unreadable, Vault, Wrapped
from benefits.problems import Refused
from benefits.stores.book_tables import POSTING
from benefits.stores.database import Database
from benefits.stores.people import is_forgotten, opened, sealed_of
from benefits.stores.people_tables import (
    FACTS,
    FORGOTTEN,
    IDENTITIES,
    PARTICULARS,
    PEOPLE,
    PERSON_KEYS,
    SEARCH,
)
from benefits.stores.people_trail import Row, found_told
from benefits.stores.people_writing import forget, found_by
from benefits.stores.trail import append
from benefits.trail.event import Event, moment

AT_ONCE: Final = 500
"""So many people are moved to new keys in one transaction."""
OPERATOR: Final = "operator"
"""Who does what is done with a command on the machine itself."""


class Moved(NamedTuple):
    """How many people were moved to the keys in use, and whose keys cannot be read."""

    wrapped: int
    hashed: int
    unreadable: list[str]


def move_to_keys_in_use(database: Database, vault: Vault, now: datetime) -> Moved:
    """Wrap every person's key by the master key in use, hash every document by the search key in use."""
    unreadable: set[str] = set()
    wrapped = _in_portions(database, PERSON_KEYS, PERSON_KEYS.c.master != vault.master,
                           lambda connection, ids: _rewrap(connection, vault, ids, unreadable))  # fmt: skip
    hashed = _in_portions(database, SEARCH, SEARCH.c.key != vault.searches[-1],
                          lambda connection, ids: _rehash(connection, vault, ids, unreadable, now))  # fmt: skip
    content = {"wrapped": wrapped, "hashed": hashed, "unreadable": len(unreadable)}
    event = Event("site", moment(now), OPERATOR, "keys.moved", "", content)
    database.run(lambda connection: append(connection, [event]))
    return Moved(wrapped, hashed, sorted(unreadable))


def _in_portions(database: Database, table: Table, old: ColumnElement[bool], move: Any) -> int:
    """Move everybody whose row is still old, some at once; how many were moved."""
    after, moved = "", 0

    def work(connection: Connection) -> tuple[list[str], int]:
        asked = select(table.c.person).where(old, table.c.person > after)
        ids = list(connection.execute(asked.order_by(table.c.person).limit(AT_ONCE)).scalars())
        database.lock(connection, [f"person {id}" for id in ids])
        return ids, move(connection, ids)

    while True:
        ids, done = database.run(work)
        if not ids:
            return moved
        after, moved = ids[-1], moved + done


def _rewrap(connection: Connection, vault: Vault, ids: Sequence[str], unreadable: set[str]) -> int:
    done = 0
    for row in connection.execute(select(PERSON_KEYS).where(PERSON_KEYS.c.person.in_(ids))).all():
        try:
            key = vault.rewrapped(row.person, Wrapped(row.master, row.wrapped))
        except Unreadable:
            unreadable.add(row.person)
            continue
        mine = PERSON_KEYS.c.person == row.person
        connection.execute(
            update(PERSON_KEYS).where(mine).values(master=key.master, wrapped=key.wrapped)
        )
        done += 1
    return done


def _rehash(
    connection: Connection, vault: Vault, ids: Sequence[str], unreadable: set[str], now: datetime
) -> int:
    rows: list[Row] = []
    for id, sealed in sealed_of(connection, ids).items():
        try:
            particulars = opened(vault, id, sealed)
        except Unreadable:
            unreadable.add(id)
            continue
        type, number = particulars["document_type"], particulars.get("number")
        if number is not None:
            hash = vault.hashes(documents.normal(type, number))[-1]
            rows += found_by(connection, id, hash, documents.KINDS[type].alone)
    at = moment(now)
    append(
        connection,
        [
            Event("site", at, OPERATOR, "person.rehashed", row.values["person"], found_told([row]))
            for row in rows
        ],
    )
    return len(rows)


def keys_used(connection: Connection) -> dict[str, int]:
    """How many people each key of the site still stands for, by the key's name."""
    used: dict[str, int] = {}
    for column in (PERSON_KEYS.c.master, SEARCH.c.key):
        asked = select(column, func.count()).group_by(column)
        used |= {str(key): count for key, count in connection.execute(asked)}
    return used


def abandon(database: Database, vault: Vault, now: datetime) -> int:
    """Give up people's keys that no master key there is can open; how many. For a lost key file."""

    def work(connection: Connection) -> int:
        lost = PERSON_KEYS.c.master.not_in(vault.masters)
        gone = connection.execute(delete(PERSON_KEYS).where(lost)).rowcount
        unknown = SEARCH.c.key.not_in(vault.searches)
        people = connection.execute(select(SEARCH.c.person).where(unknown)).scalars().all()
        connection.execute(delete(SEARCH).where(unknown))
        at = moment(now)
        events = [
            Event("site", at, OPERATOR, "person.rehashed", person, found_told([]))
            for person in people
        ]
        events.append(Event("site", at, OPERATOR, "keys.abandoned", "", {"keys": gone}))
        append(connection, events)
        return gone

    return database.run(work)


def fitting(connection: Connection, vault: Vault) -> None:
    """Go on where every key the database speaks of is there; raises `Refused` with those that are not.

    With another key file nobody would be found, and everybody registered a second time.
    """
    missing = [
        *connection.execute(
            select(PERSON_KEYS.c.master)
            .where(PERSON_KEYS.c.master.not_in(vault.masters))
            .distinct()
        ).scalars(),
        *connection.execute(
            select(SEARCH.c.key).where(SEARCH.c.key.not_in(vault.searches)).distinct()
        ).scalars(),
    ]
    if missing:
        raise Refused("invalid_request", [problem("keys_do_not_fit", each) for each in missing])


def destroy(
    database: Database, ids: Sequence[str], reason: str, now: datetime, by: str = OPERATOR
) -> list[str]:
    """Destroy the keys of people who are registered; whose key there was. Writes an event for each."""
    forgotten = []
    for id in sorted(set(ids)):
        if database.run(lambda connection, id=id: _destroy(connection, id, reason, now, by)):  # type: ignore[misc]
            forgotten.append(id)
    return forgotten


def _destroy(connection: Connection, id: str, reason: str, now: datetime, by: str) -> bool:
    if connection.execute(select(PEOPLE.c.person).where(PEOPLE.c.person == id)).first() is None:
        return False
    new = not is_forgotten(connection, id)
    gone = forget(connection, id, moment(now), by, reason)
    if gone or new:
        event = Event("site", moment(now), by, "person.forgotten", id, {"reason": reason})
        append(connection, [event])
    return gone


def overwrite_what_was_destroyed(database: Database) -> None:
    """Let PostgreSQL give up the rows of destroyed keys; SQLite overwrote them already."""
    if database.embedded:
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in (PERSON_KEYS, SEARCH):
            connection.execute(text(f"VACUUM (FULL) {table.name}"))


def unknown(connection: Connection, ids: Sequence[str]) -> list[str]:
    """Of these, who is not registered."""
    there = set(
        connection.execute(select(PEOPLE.c.person).where(PEOPLE.c.person.in_(ids))).scalars()
    )
    return [id for id in ids if id not in there]


def due(connection: Connection, before: date) -> Iterator[str]:
    """Whose retention is over: nothing settled for them and nothing entered about them since a day."""
    since = before.isoformat()
    posted = select(POSTING.c.person).where(POSTING.c.cash_day >= since)
    entered = [
        select(each.c.person).where(each.c.entered_at >= since)
        for each in (FACTS, IDENTITIES, PARTICULARS)
    ]
    asked = select(PEOPLE.c.person).where(
        PEOPLE.c.person.in_(select(PERSON_KEYS.c.person)),
        PEOPLE.c.registered_at < since,
        *(PEOPLE.c.person.not_in(each) for each in (posted, *entered)),
    )
    yield from connection.execute(asked.order_by(PEOPLE.c.person)).scalars()


def forgotten(connection: Connection) -> list[dict[str, str]]:
    """Everybody whose key was destroyed: who, when, why."""
    asked = select(FORGOTTEN).order_by(FORGOTTEN.c.person)
    return [dict(row) for row in connection.execute(asked).mappings()]
