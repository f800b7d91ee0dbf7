"""Every role × every path × whose it is (权限矩阵): own, another department's, hospital's, region's.

The rows come from the interface's own description: a path without one fails. What is expected comes from the
table of permissions alone; what is tried are real people and settlements.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
from fastapi import FastAPI

from api.access import layer
from api.access.layer import Caller
from api.openapi import describe
from api.server import application
from api.settings import Settings
from benefits.accounts.actor import ROLES, Actor, Role
from benefits.accounts.permissions import PERMISSIONS, may
from benefits.people.documents import check_digit
from benefits.people.vault import Vault
from benefits.stores import schema
from benefits.stores.database import opened
from tests.api.client import calls, served
from tests.people.made_up import Drawn, keys

OWN, FAR = "jx-yichun", "ah-suzhou"
DAY: Final = "2018-06-15"
NOW: Final = datetime(2019, 3, 1, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """Whose something is."""

    name: str
    region: str
    hospital: str
    department: str

    @property
    def person(self) -> str:
        return f"p-{self.name}"

    def actor(self, role: Role) -> Actor:
        """Somebody of this place with one role; a bureau belongs to no hospital."""
        if role == "bureau":
            return Actor(role, frozenset({role}), self.region)
        return Actor(role, frozenset({role}), self.region, self.hospital, self.department)


PLACES: Final = (
    Place("own", OWN, "h1", "d1"),
    Place("department", OWN, "h1", "d2"),
    Place("hospital", OWN, "h2", "d1"),
    Place("region", FAR, "h3", "d1"),
)

NOBODYS: Final = {
    # What belongs to no hospital and no region: only the role decides.
    *(("POST", f"/v1/quotes{more}") for more in ("", "/batch", "/curve")),
    *((method, "/v1/policies") for method in ("GET", "POST")),
    ("GET", "/v1/policies/{region}"),
    ("POST", "/v1/simulations/tables"),
    ("DELETE", "/v1/simulations/tables/{digest}"),
    ("GET", "/v1/simulations"),
    ("POST", "/v1/simulations"),
    ("GET", "/v1/simulations/{id}"),
    ("DELETE", "/v1/simulations/{id}"),
    ("GET", "/v1/simulations/{id}/events"),
    ("GET", "/v1/simulations/{id}/report/{name}"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    *((method, "/v1/session") for method in ("GET", "POST", "DELETE")),
    ("PUT", "/v1/session/password"),
    *((method, "/v1/accounts") for method in ("GET", "POST")),
    ("PUT", "/v1/accounts/{id}/enabled"),
    ("PUT", "/v1/accounts/{id}/password"),
    ("POST", "/v1/accounts/{id}/revocations"),
}


def bill(place: Place) -> dict[str, Any]:
    visit = {"kind": "inpatient", "hospital_level": "secondary", "place": "in_city"}
    return {
        "region": place.region,
        "date": DAY,
        "person": {"id": place.person},
        "visit": {**visit, "hospital": {"id": place.hospital}},
        "bill": {"total": "20000.00", "eligible": "16000.00", "own_expense": "4000.00"},
        "department": place.department,
    }


def document(place: Place) -> dict[str, str]:
    first = f"3609991960030100{PLACES.index(place)}"
    return {"type": "id_card", "number": first + check_digit(first)}


def registration(place: Place) -> dict[str, Any]:
    return {
        "name": "试验",
        "document": document(place),
        "region": place.region,
        "household": f"home-{place.name}",
        "insurance": "resident",
        "identities": [],
        "since": "2015-01-01",
    }


@dataclass(frozen=True)
class Aim:
    """A call of something of a place: its path and body, and by what of the place it is judged."""

    path: Callable[[Place, str], str]
    body: Callable[[Place], Any] = lambda place: None
    judged: tuple[str, ...] = ("region", "hospital", "department")


def at(text: str) -> Callable[[Place, str], str]:
    return lambda place, id: text.format(
        person=place.person, id=id, hospital=place.hospital, home=f"home-{place.name}"
    )


_REGION: Final = ("region",)
AIMED: Final[dict[tuple[str, str], Aim]] = {
    ("POST", "/v1/settlements"): Aim(at("/v1/settlements"), bill),
    ("POST", "/v1/settlements/preview"): Aim(at("/v1/settlements/preview"), bill),
    ("GET", "/v1/settlements/{id}"): Aim(at("/v1/settlements/{id}")),
    ("POST", "/v1/settlements/{id}/reversal"): Aim(
        at("/v1/settlements/{id}/reversal"), lambda place: {"reason": "mistyped"}
    ),
    ("POST", "/v1/settlements/{id}/correction"): Aim(
        at("/v1/settlements/{id}/correction"),
        lambda place: {"reason": "mistyped", "request": bill(place)},
    ),
    ("GET", "/v1/people/{id}/year-to-date"): Aim(
        at("/v1/people/{person}/year-to-date?year=2018"), judged=_REGION
    ),
    ("POST", "/v1/reworks/preview"): Aim(
        at("/v1/reworks/preview"),
        lambda place: {"region": place.region, "since": DAY},
        judged=_REGION,
    ),
    ("POST", "/v1/reworks"): Aim(
        at("/v1/reworks"), lambda place: {"person": place.person, "since": DAY}, judged=_REGION
    ),
    # a bureau sees of any hospital what is of its own people: test_a_bureau_sees_its_own_people
    ("GET", "/v1/book/days/{day}"): Aim(
        at("/v1/book/days/2019-03-01?hospital={hospital}"), judged=("hospital",)
    ),
    ("POST", "/v1/book/days/{day}/closing"): Aim(
        at("/v1/book/days/2019-02-01/closing?hospital={hospital}"), judged=("hospital",)
    ),
    ("PUT", "/v1/people/{id}"): Aim(at("/v1/people/{person}"), registration, _REGION),
    ("GET", "/v1/people/{id}"): Aim(at("/v1/people/{person}"), judged=_REGION),
    ("POST", "/v1/people/search"): Aim(
        at("/v1/people/search"), lambda place: {"document": document(place)}, _REGION
    ),
    ("POST", "/v1/people/{id}/reveal"): Aim(
        at("/v1/people/{person}/reveal"), lambda place: {"reason": "desk_check"}, _REGION
    ),
    ("GET", "/v1/people/{id}/entitlement"): Aim(
        at(f"/v1/people/{{person}}/entitlement?on={DAY}"), judged=_REGION
    ),
    ("GET", "/v1/people/{id}/access"): Aim(at("/v1/people/{person}/access"), judged=_REGION),
    ("POST", "/v1/households/{household}/members"): Aim(
        at("/v1/households/{home}/members"),
        lambda place: {"people": [place.person], "since": "2019-03-01"},
        _REGION,
    ),
    ("POST", "/v1/people/imports"): Aim(
        lambda place, id: f"/v1/people/imports?region={place.region}", judged=_REGION
    ),
}


@dataclass
class World:
    """A server whose callers are whoever a test says, with somebody and a settlement in every place."""

    app: FastAPI
    settled: dict[str, str]
    caller: list[Actor]

    def call(self, actor: Actor, method: str, path: str, body: Any, key: str) -> tuple[int, Any]:
        self.caller[:] = [actor]
        told = None if body is None else json.dumps(body)
        ((answer),) = calls(
            [(method, path, told, {"Idempotency-Key": key.replace(" ", "")})], self.app
        )
        kind = answer.headers.get("content-type", "")
        found = answer.json() if kind.endswith(("/json", "+json")) else None
        return answer.status_code, found


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    database = opened("sqlite://")
    database.run(schema.make)
    caller: list[Actor] = []

    async def admitted(access: Any, scope: Any, headers: Any, receive: Any) -> Any:
        return Caller(actor=caller[0]), receive

    monkeypatch.setattr(layer, "_admitted", admitted)
    app = application(
        served().state.desk,
        served().state.simulations,
        database=database,
        settings=Settings(settle_on_assumed_figures=True),
        now=lambda: NOW,
        vault=Vault(keys(), Drawn()),
    )
    here = World(app, {}, caller)
    for place in PLACES:
        status, told = here.call(
            place.actor("bureau"), "PUT", f"/v1/people/{place.person}", registration(place), "k"
        )
        assert status == 201, told
        status, told = here.call(
            place.actor("clerk"), "POST", "/v1/settlements", bill(place), f"first {place.name}"
        )
        assert status == 201, told
        here.settled[place.name] = told["id"]
    yield here
    database.close()


def rows(app: FastAPI) -> dict[tuple[str, str], str]:
    """Method and path of everything described, and the action it needs."""
    return {
        (method.upper(), path): way["x-action"]
        for path, ways in describe(app)["paths"].items()
        for method, way in ways.items()
    }


def test_every_path_described_has_a_row(world: World) -> None:
    assert set(rows(world.app)) == set(AIMED) | NOBODYS
    assert not set(AIMED) & NOBODYS


@pytest.mark.parametrize("role", ROLES)
def test_a_role_reaches_what_the_table_says_and_nothing_else(world: World, role: Role) -> None:
    actor, wrong = PLACES[0].actor(role), []
    # what undoes comes last
    for way, aim in sorted(AIMED.items(), key=lambda each: "reversal" in each[0][1]):
        action: Any = rows(world.app)[way]
        for place in PLACES:
            path = aim.path(place, world.settled[place.name])
            whose = {name: getattr(place, name) for name in aim.judged}
            allowed = may(actor, action, **whose)
            status, told = world.call(
                actor, way[0], path, aim.body(place), f"{role} {way} {place.name}"
            )
            held = PERMISSIONS[action][role] != "—"
            if role == "bureau" and way == ("GET", "/v1/book/days/{day}"):
                allowed = True
            if way == ("POST", "/v1/people/search"):  # who is out of reach is not found
                reached = status == 200 and bool(told["people"])
            elif way == ("PUT", "/v1/people/{id}"):  # an id of others is taken, and no more is told
                reached = status in (200, 201)
            else:
                reached = status not in (401, 403, 404)
            if status >= 500 or reached is not allowed:
                wrong.append(
                    (way, place.name, "may" if allowed else "may not", status, _said(told))
                )
            if not held and status != 403:
                wrong.append((way, place.name, "has no such action", status, _said(told)))
    assert wrong == []


def _said(told: Any) -> str:
    return str(told.get("detail") if isinstance(told, dict) else told)[:80]


def test_a_bureau_sees_of_a_hospital_what_is_of_its_own_people(world: World) -> None:
    path = f"/v1/book/days/2019-03-01?hospital={PLACES[3].hospital}"
    _, near = world.call(PLACES[0].actor("bureau"), "GET", path, None, "k")
    _, far = world.call(PLACES[3].actor("bureau"), "GET", path, None, "k")
    assert (near["settlements"], far["settlements"]) == (0, 1)


def test_what_is_nobodys_is_the_roles_alone(world: World) -> None:
    for way in NOBODYS:
        action: Any = rows(world.app)[way]
        for role in ROLES:
            actor = PLACES[0].actor(role)
            status, _ = world.call(
                actor, way[0], way[1].replace("{", "x").replace("}", ""), None, "k"
            )
            free = action in ("public", "signed_in") or PERMISSIONS[action][role] != "—"
            assert (status != 403) is free, (way, role, status)
    assert date.fromisoformat(DAY) < NOW.date()
