"""Entries about people against the trail (人员录入与留痕核对): each event names its rows and their digest.

So a row that was changed, put in or taken out behind the program's back is found, although events say
nothing of what the rows hold. `people` is derived from the entries. Wrapped keys are in no event: they come
back from a file of their own, and one that was changed opens nothing.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, RowMapping, Table, select, union

from benefits.stores.people_tables import (
    FACTS,
    FORGOTTEN,
    IDENTITIES,
    PARTICULARS,
    PEOPLE,
    PERSON_KEYS,
    SEARCH,
)
from benefits.stores.trail import TRAIL
from benefits.trail.event import digest_of

ENTRIES: Final = (FACTS, IDENTITIES, PARTICULARS)
AT_ONCE: Final = 300
"""So many people are looked at in one go."""
_OF_PEOPLE: Final = (*ENTRIES, PEOPLE, SEARCH, FORGOTTEN, PERSON_KEYS)
_READS: Final = tuple(
    f"person.{each}" for each in ("read", "revealed", "entitlement_read", "access_read", "searched")
)
"""Events that tell of no row."""


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
    told = {"entries": [list(row.name) for row in ordered], "digest": _digest(ordered)}
    sealed = any(row.table is PARTICULARS for row in ordered)
    return {**told, **found_told(rows)} if sealed else told


def found_told(rows: Sequence[Row]) -> dict[str, Any]:
    """What an event says of the hash a person is found by from now on; None: by none."""
    found = [row for row in rows if row.table is SEARCH]
    return {"found_by": _digest(found) if found else None}


def _digest(rows: Sequence[Row]) -> str:
    """SHA-256 over rows, ciphertext by its own digest."""
    return digest_of([{name: _plain(each) for name, each in row.values.items()} for row in rows])


def _plain(value: Any) -> Any:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value


def unlike_the_trail(connection: Connection) -> Iterator[str]:
    """The people of whom something else lies there than the trail's events speak of."""
    told = select(TRAIL.c.subject).where(
        TRAIL.c.action.like("person.%"), TRAIL.c.action.not_in(_READS), TRAIL.c.subject != ""
    )
    everybody = union(told, *(select(each.c.person) for each in _OF_PEOPLE))
    ids = sorted(connection.execute(everybody).scalars())
    for place in range(0, len(ids), AT_ONCE):
        yield from _portion(connection, ids[place : place + AT_ONCE])


def _portion(connection: Connection, ids: Sequence[str]) -> Iterator[str]:
    events: dict[str, list[RowMapping]] = {}
    asked = select(TRAIL).where(
        TRAIL.c.subject.in_(ids), TRAIL.c.action.like("person.%"), TRAIL.c.action.not_in(_READS)
    )
    for row in connection.execute(asked).mappings():
        events.setdefault(row["subject"], []).append(row)
    there: dict[str, list[Row]] = {}
    for table in _OF_PEOPLE:
        for row in connection.execute(select(table).where(table.c.person.in_(ids))).mappings():
            there.setdefault(row["person"], []).append(Row(table, dict(row)))
    for id in ids:
        try:
            same = _as_told(there.get(id, []), events.get(id, []))
        except (ValueError, TypeError, KeyError, AttributeError):  # no program of ours wrote so
            same = False
        if not same:
            yield id


def _as_told(rows: Sequence[Row], events: Sequence[RowMapping]) -> bool:
    """Whether everything that lies there of one person is what the events speak of."""
    entries = {row.name: row for row in rows if row.table in ENTRIES}
    facts = [row.values for row in rows if row.table is FACTS]
    contents = [json.loads(each["content"]) for each in events]
    for content in contents:
        names = [(str(table), int(number)) for table, number in content.get("entries", ())]
        if any(name not in entries for name in names):
            return False
        if names and _digest([entries.pop(name) for name in names]) != content["digest"]:
            return False
    return (
        not entries
        and [row.values for row in rows if row.table is PEOPLE] == _derived(facts)
        and _forgotten_as_told(rows, events, contents)
        and _found_as_told(rows, contents)
    )


def _derived(facts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The row of a person in `people`, from what was entered."""
    if not facts:
        return []
    in_order = sorted(facts, key=lambda each: int(each["number"]))
    regions = [each["value"] for each in in_order if each["field"] == "region"]
    first = in_order[0]
    return [
        {"person": first["person"], "region": regions[-1], "registered_at": first["entered_at"]}
    ]


def _forgotten_as_told(
    rows: Sequence[Row], events: Sequence[RowMapping], contents: Sequence[Mapping[str, Any]]
) -> bool:
    told = [
        {"at": each["at"], "by": each["actor"], "reason": content["reason"]}
        for each, content in zip(events, contents, strict=True)
        if each["action"] == "person.forgotten"
    ]
    found = [
        {name: row.values[name] for name in ("at", "by", "reason")}
        for row in rows
        if row.table is FORGOTTEN
    ]
    left = any(row.table in (PERSON_KEYS, SEARCH) for row in rows)
    return not (told or found) or (len(found) == 1 and found[0] in told and not left)


def _found_as_told(rows: Sequence[Row], contents: Sequence[Mapping[str, Any]]) -> bool:
    """What a person is found by was told; it lacks only where that was told too, or they are forgotten."""
    told = {content["found_by"] for content in contents if "found_by" in content}
    found = [row for row in rows if row.table is SEARCH]
    if found:
        return len(found) == 1 and _digest(found) in told
    return not told or None in told or any(row.table is FORGOTTEN for row in rows)
