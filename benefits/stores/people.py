"""People out of the database (人员查询): their history, who they are on a day, who lives with whom."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import BindParameter, Connection, Row, bindparam, select

from benefits.people.person import (
    Entered,
    Fact,
    Held,
    History,
    Identity,
    KnownPerson,
    facts_on,
)
from benefits.people.vault import Unreadable, Vault, Wrapped
from benefits.stores.people_tables import (
    FACTS,
    FORGOTTEN,
    IDENTITIES,
    PARTICULARS,
    PEOPLE,
    PERSON_KEYS,
)

MOST_AT_ONCE: Final = 500
"""So many people are asked for in one statement."""

# Made once: to make a statement anew each time takes as long as to send it.
_PEOPLE: Final[BindParameter[Any]] = bindparam("people", expanding=True)
_FACTS_OF: Final = select(FACTS).where(FACTS.c.person.in_(_PEOPLE)).order_by(FACTS.c.number)
_IDENTITIES_OF: Final = (
    select(IDENTITIES).where(IDENTITIES.c.person.in_(_PEOPLE)).order_by(IDENTITIES.c.number)
)
_SEALED_OF: Final = (
    select(
        PARTICULARS,
        PERSON_KEYS.c.master,
        PERSON_KEYS.c.wrapped,
        FORGOTTEN.c.reason.label("forgotten"),
    )
    .join_from(PARTICULARS, PERSON_KEYS, PARTICULARS.c.person == PERSON_KEYS.c.person, isouter=True)
    .join(FORGOTTEN, PARTICULARS.c.person == FORGOTTEN.c.person, isouter=True)
    .where(PARTICULARS.c.person.in_(_PEOPLE))
    .order_by(PARTICULARS.c.number)
)


def known_person(
    connection: Connection,
    id: str,
    day: date,
    known_at: str | None = None,
    vault: Vault | None = None,
) -> KnownPerson | None:
    """A person on a day as known at a moment (None: now); None where nobody is registered so.

    `age` needs the vault, since the birth day lies in it.
    """
    history = history_of(connection, id)
    if history is None:
        return None
    return facts_on(history, day, known_at, birth_day_of(connection, vault, id))


def birth_day_of(connection: Connection, vault: Vault | None, id: str) -> date | None:
    """The birth day, where there is a vault that can read it."""
    try:
        written = particulars_of(connection, vault, id).get("birth_day") if vault else None
    except Unreadable:
        return None
    return _day(written)


def history_of(connection: Connection, id: str) -> History | None:
    """Everything entered about a person; None where nobody is registered so."""
    return histories_of(connection, [id]).get(id)


def histories_of(connection: Connection, ids: Sequence[str]) -> dict[str, History]:
    """The histories of those who are registered."""
    facts: dict[str, list[Fact]] = {}
    held: dict[str, list[Held]] = {}
    for some in in_portions(ids):
        for row in connection.execute(_FACTS_OF, {"people": some}):
            facts.setdefault(row.person, []).append(_fact(row))
        for row in connection.execute(_IDENTITIES_OF, {"people": some}):
            held.setdefault(row.person, []).append(_held(row))
    return {id: History(id, tuple(each), tuple(held.get(id, ()))) for id, each in facts.items()}


def _fact(row: Row[Any]) -> Fact:
    return Fact(row.field, row.value, _day(row.from_day), _day(row.until_day), _entered(row))


def _held(row: Row[Any]) -> Held:
    from_ = date.fromisoformat(row.from_day)
    identity = Identity(row.category, from_, _day(row.until_day))
    return Held(identity, row.withdrawn, _entered(row))


def _entered(row: Row[Any]) -> Entered:
    return Entered(row.number, row.entered_at, row.entered_by, row.source)


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)


class Sealed(NamedTuple):
    """Who a person is, as the database holds it."""

    number: int
    sealed: bytes
    key: Wrapped | None
    forgotten: bool
    """Whether the key was destroyed on purpose."""


def sealed_of(connection: Connection, ids: Sequence[str]) -> Mapping[str, Sealed]:
    """The last version of who each person is, sealed, with their keys."""
    found: dict[str, Sealed] = {}
    for some in in_portions(ids):
        for row in connection.execute(_SEALED_OF, {"people": some}):
            key = None if row.wrapped is None else Wrapped(row.master, row.wrapped)
            gone = row.forgotten is not None
            found[row.person] = Sealed(row.number, row.sealed, key, gone)
    return found


def opened(vault: Vault, id: str, sealed: Sealed | None) -> dict[str, Any]:
    """Who a person is; raises `Unreadable`."""
    if sealed is None or sealed.key is None:
        raise Unreadable("forgotten" if sealed is not None and sealed.forgotten else "key_lost")
    return vault.open(id, sealed.key, sealed.number, sealed.sealed)


def particulars_of(connection: Connection, vault: Vault, id: str) -> dict[str, Any]:
    """Who a person is: name, document, telephone, birth day; raises `Unreadable`."""
    return opened(vault, id, sealed_of(connection, [id]).get(id))


def region_of(connection: Connection, id: str) -> str | None:
    """The region a registered person counts among; None where nobody is registered so."""
    asked = select(PEOPLE.c.region).where(PEOPLE.c.person == id)
    return connection.execute(asked).scalar_one_or_none()


def is_forgotten(connection: Connection, id: str) -> bool:
    asked = select(FORGOTTEN.c.person).where(FORGOTTEN.c.person == id)
    return connection.execute(asked).one_or_none() is not None


def members(
    connection: Connection, household: str, day: date, known_at: str | None = None
) -> list[str]:
    """Who belongs to a household on a day, in order of surrogates (家庭成员)."""
    asked = select(FACTS.c.person).where(FACTS.c.field == "household", FACTS.c.value == household)
    ever = sorted(set(connection.execute(asked).scalars()))
    histories = histories_of(connection, ever)
    return [
        id for id in ever if histories[id].known(known_at).value_on("household", day) == household
    ]


def in_portions(ids: Iterable[str]) -> Iterable[list[str]]:
    """Surrogates, so many at once as a statement takes."""
    listed = list(ids)
    for place in range(0, len(listed), MOST_AT_ONCE):
        yield listed[place : place + MOST_AT_ONCE]
