"""What a full list changes (名单比对): who is added, changed, ended; before anything is entered.

A list says who holds an identity on its day. It may give days before its day, but takes none away unless a
row itself says when an identity ended: an identity that the book has from earlier stays from then.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from benefits.people.listed import Listed
from benefits.people.person import Held, History, Identity


@dataclass(slots=True)
class Plan:
    """The entries a list makes of each person, and the report that tells them."""

    wanted: dict[str, list[tuple[Identity, bool]]] = field(default_factory=dict)
    """By person: identities as they run from now on, or (True) were never held so."""
    newcomers: dict[str, list[Listed]] = field(default_factory=dict)
    """By what they are found by: people whom nobody has registered."""
    added: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    ended: list[dict[str, Any]] = field(default_factory=list)
    starts_differ: list[dict[str, Any]] = field(default_factory=list)
    unchanged: int = 0

    def holds(self, person: str, identity: Identity, *, withdrawn: bool = False) -> None:
        self.wanted.setdefault(person, []).append((identity, withdrawn))


def plan(
    rows: Sequence[Listed],
    persons: Mapping[str, str],
    histories: Mapping[str, History],
    categories: Iterable[str],
    as_of: date,
) -> Plan:
    """Compare a list with the book.

    `persons`: who is found by what a row names. `histories`: of everybody in the region. `categories`: of
    which the list is full.
    """
    made = Plan()
    listed: set[tuple[str, str]] = set()
    for row in rows:
        person = persons.get(row.wanted)
        if person is None:
            made.newcomers.setdefault(row.wanted, []).append(row)
            identity = Identity(row.category, row.from_ or as_of, row.until)
            made.added.append({"row": row.row, "id": None, **told(identity)})
        else:
            listed.add((person, row.category))
            _row(made, person, histories[person], row, as_of)
    full = frozenset(categories)
    for person, history in sorted(histories.items()):
        for held in history.identities():
            identity = held.identity
            if identity.category in full and (person, identity.category) not in listed:
                _ends(made, person, identity, as_of)
    return made


def _row(made: Plan, person: str, history: History, row: Listed, as_of: date) -> None:
    held = [
        each.identity for each in history.identities() if each.identity.category == row.category
    ]
    wanted = _wanted(row, held, as_of)
    meets = [each for each in held if _meet(each, wanted)]
    if not meets:
        made.holds(person, wanted)
        made.added.append({"row": row.row, "id": person, **told(wanted)})
        return
    before = meets[0]
    if before.from_ <= wanted.from_:
        if row.from_ is not None and row.from_ != before.from_:
            made.starts_differ.append({"row": row.row, "id": person, **told(before)})
        wanted = wanted._replace(from_=before.from_)
    if wanted == before and len(meets) == 1:
        made.unchanged += 1
        return
    for each in meets:
        if each.from_ != wanted.from_:
            made.holds(person, each, withdrawn=True)
    made.holds(person, wanted)
    made.changed.append({"row": row.row, "id": person, **told(wanted), "before": told(before)})


def _wanted(row: Listed, held: Sequence[Identity], as_of: date) -> Identity:
    """What a row says; without a first day it speaks of the identity held on the list's day."""
    if row.from_ is not None:
        return Identity(row.category, row.from_, row.until)
    running = next((each for each in held if each.covers(as_of)), None)
    from_ = as_of if running is None else running.from_
    if row.until is not None and row.until < from_:
        from_ = row.until
    return Identity(row.category, from_, row.until)


def _meet(one: Identity, other: Identity) -> bool:
    """Whether two periods have a day in common."""
    first, second = (one, other) if one.from_ <= other.from_ else (other, one)
    return first.until is None or first.until >= second.from_


def _ends(made: Plan, person: str, identity: Identity, as_of: date) -> None:
    """Whoever is not on the list holds the identity to the day before the list's."""
    last = as_of - timedelta(days=1)
    if identity.from_ > last or (identity.until is not None and identity.until <= last):
        return
    ended = identity._replace(until=last)
    made.holds(person, ended)
    made.ended.append({"id": person, **told(ended)})


def told(identity: Identity) -> dict[str, Any]:
    """An identity as a report tells it."""
    until = None if identity.until is None else identity.until.isoformat()
    return {
        "category": identity.category,
        "from": identity.from_.isoformat(),
        "until": until,
    }


def as_held(wanted: Iterable[tuple[Identity, bool]], entered: Any) -> list[Held]:
    """Entries to make; their numbers follow when they are made."""
    return [Held(identity, withdrawn, entered) for identity, withdrawn in wanted]
