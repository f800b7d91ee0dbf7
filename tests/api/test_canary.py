"""A made-up name, number, telephone and diagnosis go through every path, errors included.

None of them is logged, counted, answered in a header or made a part of an address; in the database the number
stands nowhere, and what a clerk types into a field of free text stands in that field's columns only.
"""

import copy
import io
import json
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest
from sqlalchemy import select

from api import logs
from benefits.accounts.actor import ROLES, Actor
from benefits.stores import schema
from benefits.stores.database import Database, opened
from benefits.stores.site import taken
from tests.api.people.served import Served
from tests.people.made_up import BEGIN
from tests.people.made_up import body as registration
from tests.stores import kept
from tests.stores.filled import bill

NAME, NUMBER, TELEPHONE, DIAGNOSIS = "鹮鹮试验", "360999195206060005", "13900007788", "鹮羽舞步症"
CANARIES: Final = (NAME, NUMBER, TELEPHONE, DIAGNOSIS, json.dumps(NAME)[1:-1], "19520606")
IN_CLEAR: Final = {
    "settlement": {"stay", "asked", "request", "answer", "decisions"},
    "posting": {"reason", "department"},
    "answered_key": {"answer", "key"},
}
"""Where a clerk's own words stand: the number in none of them, the others where a clerk typed them."""
REGION: Final = "jx-yichun"
EVERYBODY: Final = Actor("everybody", frozenset(ROLES), REGION, "county")
STRANGER: Final = Actor("stranger", frozenset({"clerk"}), "r2", "h2")

PERSON = {
    **registration(name=NAME, document={"type": "id_card", "number": NUMBER}, telephone=TELEPHONE),
    "region": REGION,
    "since": "2017-01-01",
}
SETTLE = {
    **bill("p1"),
    "department": "ward-1",
    "decisions": [
        {
            "about": "findings.over_treatment",
            "by": "bureau",
            "document": "2018-1",
            "day": "2018-06-14",
        }
    ],
}
SETTLE["visit"] = {**SETTLE["visit"], "diseases": ["hypertension"], "findings": ["over_treatment"]}
QUOTE = {**bill("p1"), "person": {"categories": ["registered_poor"], "insurance": "resident"}}
QUOTE["visit"] = {**QUOTE["visit"], "diseases": ["hypertension"]}
LISTED = "name,document_number,category,telephone\n"

BODIES: Final[dict[str, Any]] = {
    "POST /v1/quotes": QUOTE,
    "POST /v1/quotes/batch": QUOTE,
    "POST /v1/quotes/curve": {"request": QUOTE, "vary": "bill.total", "from": "1.00", "to": "9.00"},
    "GET /v1/policies": None,
    "POST /v1/policies": {"text": "region: r\n"},
    "GET /v1/policies/{region}": None,
    "POST /v1/simulations/tables": f"{NAME},{NUMBER}\n{TELEPHONE},{DIAGNOSIS}\n".encode(),
    "DELETE /v1/simulations/tables/{digest}": None,
    "GET /v1/simulations": None,
    "POST /v1/simulations": {"table": "t", "policies": [{"region": REGION}], "by": ["region"]},
    "GET /v1/simulations/{id}": None,
    "DELETE /v1/simulations/{id}": None,
    "GET /v1/simulations/{id}/events": None,
    "GET /v1/simulations/{id}/report/{name}": None,
    "GET /healthz": None,
    "GET /readyz": None,
    "GET /metrics": None,
    "PUT /v1/people/{id}": PERSON,
    "GET /v1/people/{id}": None,
    "POST /v1/people/search": {"document": {"type": "id_card", "number": NUMBER}},
    "POST /v1/people/imports": f"{LISTED}{NAME},{NUMBER},low_income,{TELEPHONE}\n".encode(),
    "POST /v1/people/{id}/reveal": {"reason": "contact"},
    "GET /v1/people/{id}/entitlement": None,
    "GET /v1/people/{id}/access": None,
    "POST /v1/households/{household}/members": {"people": ["p1"], "since": "2018-06-15"},
    "POST /v1/settlements": SETTLE,
    "POST /v1/settlements/preview": SETTLE,
    "GET /v1/settlements/{id}": None,
    "POST /v1/settlements/{id}/reversal": {"reason": "mistyped", "rework": True},
    "POST /v1/settlements/{id}/correction": {"reason": "mistyped", "request": SETTLE},
    "GET /v1/people/{id}/year-to-date": None,
    "POST /v1/reworks/preview": {"person": "p1", "since": "2018-01-01", "after": "p0"},
    "POST /v1/reworks": {"person": "p1", "since": "2018-01-01"},
    "GET /v1/book/days/{day}": None,
    "POST /v1/book/days/{day}/closing": None,
    "GET /v1/session": None,
    "POST /v1/session": {"name": "li", "password": "seven grey herons wade"},
    "DELETE /v1/session": None,
    "PUT /v1/session/password": {"old": "seven grey herons wade", "password": "nine red foxes"},
    "GET /v1/accounts": None,
    "POST /v1/accounts": {"name": "li", "roles": ["clerk"], "hospital": "county", "password": "x"},
    "PUT /v1/accounts/{id}/enabled": {"enabled": False},
    "PUT /v1/accounts/{id}/password": {"password": "seven grey herons wade"},
    "POST /v1/accounts/{id}/revocations": {"kid": "lost"},
}
"""A body for every path there is, into each of whose fields every canary is put."""

BLANKS: Final = {
    "region": REGION,
    "day": "2018-06-14",
    "household": "home-1",
    "name": "report.html",
}


@pytest.fixture(scope="module")
def said() -> Iterator[io.StringIO]:
    """Everything that is logged: as the server writes it, and as libraries would."""
    root, before = logging.getLogger(), (logging.getLogger().handlers[:], logging.getLogger().level)
    written = io.StringIO()
    logs.begin(to=written)
    raw = logging.StreamHandler(written)
    raw.addFilter(lambda record: not record.name.startswith(("httpx", "httpcore")))  # the caller's
    root.addHandler(raw)
    root.setLevel(logging.DEBUG)
    yield written
    root.handlers[:], root.level = before


@pytest.fixture(scope="module")
def called(
    said: io.StringIO, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Served, Database]]:
    """A server on which every path was called with every canary in every place."""
    folder: Path = tmp_path_factory.mktemp("canary")
    kept.made(f"sqlite:///{folder}/book.sqlite")
    database = opened(f"sqlite:///{folder}/book.sqlite")
    served = Served(database, folder, settle_on_assumed_figures=True)
    taken(database, demo=False, now=BEGIN, engine="test")
    served.asks(EVERYBODY, "PUT", "/v1/people/p1", PERSON)
    told = _sent(served, EVERYBODY, "POST", "/v1/settlements", SETTLE, "first")
    assert told.status_code == 201, told.text
    settled = told.json()["id"]
    document = served.app.openapi()
    for number, route in enumerate(sorted(BODIES, key=lambda each: "people/{id}" in each)):
        body = BODIES[route]
        method, _, path = route.partition(" ")
        described = document["paths"].get(path, {}).get(method.lower(), {})
        asked = [each["name"] for each in described.get("parameters", ()) if each["in"] == "query"]
        for place, (where, sent) in enumerate(_ways(path, body, settled, asked)):
            _sent(served, EVERYBODY, method, where, sent, f"k-{number}-{place}")
            if not place:
                _sent(served, STRANGER, method, where, sent, NUMBER)
    yield served, database
    database.close()


def _sent(served: Served, actor: Actor, method: str, path: str, body: Any, key: str) -> Any:
    media = {"content-type": "text/csv" if isinstance(body, bytes) else "application/json"}
    answer = served.asks(actor, method, path, body, **{**media, "idempotency-key": key})
    assert answer.status_code < 500, (method, path, body, answer.text)
    for canary in CANARIES:
        assert canary not in str(answer.headers), (method, path)
    return answer


def _ways(path: str, body: Any, settled: str, asked: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Addresses and bodies with a canary in each place, right and wrong."""
    blanks = {**BLANKS, "id": settled if "settlements" in path else "p1", "digest": "0" * 64}
    right = path.format(**blanks)
    yield right, body
    for canary in (NAME, NUMBER, TELEPHONE, DIAGNOSIS):
        written = quote(canary)
        if "{" in path:
            yield path.format(**dict.fromkeys(blanks, written)), body
        for name in asked:
            yield f"{right}?{name}={written}", body
        yield f"{right}?{written}={written}", body
        if isinstance(body, dict):
            for wrong in _canaries_in(body, canary):
                yield right, wrong
            yield right, {**body, canary: canary}
            yield right, {**body, "stay": canary}  # by itself: a stay is settled once
            yield right, f'{{"name": "{canary}'.encode()
            yield right, json.dumps([canary]).encode()
        if body is not None:
            yield right, (canary * 10).encode("utf-16")
    if body is not None:
        yield right, json.dumps({"name": NAME * 100_000}).encode()
    if isinstance(body, bytes):
        yield f"{right}?region={REGION}", body
        yield f"{right}?region={REGION}&apply=true", body
        yield f"{right}?region={REGION}", body + f"{NAME},{NUMBER}1,{DIAGNOSIS},{NAME}\n".encode()


def _canaries_in(body: dict[str, Any], canary: str) -> Iterator[dict[str, Any]]:
    """The body with a canary in one place after the other."""

    def places(value: Any, at: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        if isinstance(value, (dict, list)):
            for name in value if isinstance(value, dict) else range(len(value)):
                yield from places(value[name], (*at, name))
        else:
            yield at

    for place in places(body, ()):
        changed = copy.deepcopy(body)
        inner: Any = changed
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = canary
        yield changed


def test_every_path_of_the_description_is_called(called: tuple[Served, Database]) -> None:
    document = called[0].app.openapi()
    described = {
        f"{method.upper()} {path}" for path, of in document["paths"].items() for method in of
    }
    assert described == set(BODIES)


def test_no_log_tells_of_any(called: tuple[Served, Database], said: io.StringIO) -> None:
    written = said.getvalue()
    assert written.count('"event": "request"') + written.count('"event":"request"') > 1000
    for canary in CANARIES:
        assert canary not in written
        assert quote(canary) not in written or canary.isdigit()


def test_no_metric_tells_of_any(called: tuple[Served, Database]) -> None:
    told = called[0].asks(EVERYBODY, "GET", "/metrics").text
    assert "benefits_requests_total" in told
    assert not [canary for canary in CANARIES if canary in told or quote(canary) in told]


def test_no_column_holds_one_but_the_field_it_was_typed_into(
    called: tuple[Served, Database],
) -> None:
    found: set[tuple[str, str, str]] = set()
    with called[1].reading() as connection:
        for table in schema.whole().sorted_tables:
            for row in connection.execute(select(table)).mappings():
                for column, value in row.items():
                    shown = (
                        value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    )
                    found |= {(table.name, column, each) for each in CANARIES if each in shown}
    assert not [each for each in found if NUMBER in each or "19520606" in each], found
    assert not [each for each in found if each[1] not in IN_CLEAR.get(each[0], ())]
    assert ("settlement", "request", DIAGNOSIS) in found, "a diagnosis went in where it may"
