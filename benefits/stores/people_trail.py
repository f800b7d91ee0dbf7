"""Entries about people against the trail (人员录入与留痕核对): each event names its rows and their digest.

So a row that was changed, put in or taken out behind the program's back is found, although events say
nothing of what the rows hold.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Table, select

from benefits.stores.people_tables import FACTS, IDENTITIES, PARTICULARS, PEOPLE
from benefits.stores.trail import TRAIL
from benefits.trail.event import digest_of

ENTRIES: Final = (FACTS, IDENTITIES, PARTICULARS)


class Row(NamedTuple):
    """A row of entries, and the table it stands in."""

    table: Table
    values: dict[str, Any]

    @property
    def name(self) -> tuple[str, int]:
        return self.table.name, self.values["number"]


def entries_told(rows: Sequence[Row]) -> dict[str, Any]:
    """What an event says of new rows: which they are, and their digest."""
    ordered = sorted((row for row in rows if row.table in ENTRIES), key=lambda row: row.name)
    if not ordered:
        return {}
    return {"entries": [list(row.name) for row in ordered], "digest": _digest(ordered)}


def _digest(rows: Sequence[Row]) -> str:
    """SHA-256 over rows, ciphertext by its own digest."""
    return digest_of([{name: _plain(each) for name, each in row.values.items()} for row in rows])


def _plain(value: Any) -> Any:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value


def unlike_the_trail(connection: Connection) -> Iterator[str]:
    """The people whose entries are not those that the trail's events speak of."""
    asked = (
        select(TRAIL.c.subject, TRAIL.c.content)
        .where(TRAIL.c.action.like("person.%"), TRAIL.c.subject != "")
        .order_by(TRAIL.c.subject)
    )
    told = connection.execute(asked).all()
    met = set()
    for person, of_person in groupby(told, key=lambda row: str(row.subject)):
        met.add(person)
        if not _as_told(connection, person, [json.loads(row.content) for row in of_person]):
            yield person
    for person in connection.execute(select(PEOPLE.c.person)).scalars().all():
        if person not in met:
            yield person


def _as_told(connection: Connection, person: str, contents: Sequence[dict[str, Any]]) -> bool:
    there = {row.name: row for row in _rows(connection, person)}
    for content in contents:
        if "entries" not in content:
            continue
        names = [(str(table), int(number)) for table, number in content["entries"]]
        if any(name not in there for name in names):
            return False
        if _digest([there.pop(name) for name in names]) != content["digest"]:
            return False
    return not there


def _rows(connection: Connection, person: str) -> Iterator[Row]:
    for table in ENTRIES:
        asked = select(table).where(table.c.person == person)
        for row in connection.execute(asked).mappings():
            yield Row(table, dict(row))
