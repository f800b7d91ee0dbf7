"""A site for tests (测试单位): a ledger over a database, people who are made up, a clock that stands still."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection

from benefits.accounts.actor import Actor, Role
from benefits.ledger.keys import Key
from benefits.ledger.terms import Terms
from benefits.people.person import Identity, KnownPerson
from benefits.quotes.desk import Desk
from benefits.reading.book import PolicyBook
from benefits.stores.database import Database
from benefits.stores.office import Office

DESK = Desk(PolicyBook.packaged())
REGION = "jx-yichun"


def somebody(id: str, household: str | None = None, *, poor: bool = False) -> KnownPerson:
    """Somebody insured in Yichun."""
    identities = (Identity("registered_poor", date(2016, 1, 1)),) if poor else ()
    return KnownPerson(id, REGION, household, "resident", None, identities, None, None)


def acting(role: Role, hospital: str | None = "county", region: str = REGION) -> Actor:
    """Somebody with one role."""
    return Actor(role, frozenset({role}), region, hospital)


CLERK, SUPERVISOR = acting("clerk"), acting("supervisor")
BUREAU = acting("bureau", None)


def bill(
    person: str,
    total: str = "20000.00",
    eligible: str = "16000.00",
    day: str = "2018-06-15",
    **more: Any,
) -> dict[str, Any]:
    """A request to settle an in-patient stay at a secondary hospital."""
    visit = {"kind": "inpatient", "hospital_level": "secondary", "place": "in_city"}
    own = f"{int(total.replace('.', '')) - int(eligible.replace('.', '')):03d}"
    return {
        "region": REGION,
        "date": day,
        "person": {"id": person},
        "visit": {**visit, **more.pop("visit", {})},
        "bill": {"total": total, "eligible": eligible, "own_expense": f"{own[:-2]}.{own[-2:]}"},
        **more,
    }


@dataclass(slots=True)
class Site:
    """An office with people of its own."""

    database: Database
    people: dict[str, KnownPerson] = field(default_factory=dict)
    at: datetime = datetime(2019, 3, 1, 2, tzinfo=UTC)
    desk: Desk = field(default_factory=lambda: DESK)
    ids: Any = field(default_factory=lambda: count(1))
    keys: Any = field(default_factory=lambda: count(1))

    @property
    def office(self) -> Office:
        terms = Terms(self.desk, lambda: self.at, lambda: f"s{next(self.ids)}", "test", True)
        return Office(self.database, terms, self.person)

    def person(self, connection: Connection, id: str, day: date) -> KnownPerson | None:
        return self.people.get(id)

    def add(self, *people: KnownPerson) -> None:
        self.people |= {each.id: each for each in people}

    def key(self, actor: Actor = CLERK, path: str = "/v1/settlements", key: str = "") -> Key:
        return Key(actor.id, actor.hospital or "", path, key or f"key {next(self.keys)}")

    def settle(self, given: Any, actor: Actor = CLERK, key: str = "") -> dict[str, Any]:
        told: dict[str, Any] = orjson.loads(
            self.office.settle(actor, self.key(actor, key=key), given)
        )
        return told

    def reverse(
        self, id: str, actor: Actor = SUPERVISOR, *, rework: bool = False, key: str = ""
    ) -> dict[str, Any]:
        path = f"/v1/settlements/{id}/reversal"
        told: dict[str, Any] = orjson.loads(
            self.office.reverse(actor, self.key(actor, path, key), id, "mistyped", rework=rework)
        )
        return told

    def correct(self, id: str, given: Any, actor: Actor = SUPERVISOR) -> dict[str, Any]:
        path = f"/v1/settlements/{id}/correction"
        told: dict[str, Any] = orjson.loads(
            self.office.correct(actor, self.key(actor, path), id, "mistyped", given)
        )
        return told

    def totals(self, person: str, year: int = 2018) -> dict[str, Any]:
        return self.office.year_to_date(CLERK, person, year)

    def later(self, **by: float) -> None:
        self.at += timedelta(**by)

    def change(self, id: str, **fields: Any) -> None:
        self.people[id] = replace(self.people[id], **fields)


@pytest.fixture
def site(database: Database) -> Site:
    """A site with a poor person and a neighbour."""
    here = Site(database)
    here.add(somebody("li", "h1", poor=True), somebody("wang", "h2"))
    return here
