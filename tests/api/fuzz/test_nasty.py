"""What no client should send is refused on both stores, never a mistake of ours (恶意输入)."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import orjson
import pytest

from benefits.stores.database import Database
from tests.api.access.paths import marks
from tests.api.fuzz.site import Site
from tests.ledger.site import bill
from tests.stores.kept import STORES


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path / "simulations")


IN_A_PATH: Final = (
    "%00", "a%00b", "%FF%FE", "%ED%A0%80", "x" * 101, "x" * 5000, "%F0%9F%98%80" * 60, "%2e%2e", "%7f", "%20",
    "%0a", "'%20OR%201=1--", "%25s", "{id}", "%E2%80%AE", "-1", "9" * 400,
)  # fmt: skip
IN_A_TEXT: Final = (
    "\x00", "a\x00b", "x" * 101, "x" * 5000, "\U0001f600" * 60, "' OR 1=1--", "\u202e", "9" * 400, "\ufffe",
)  # fmt: skip


def test_no_id_in_a_path_is_a_mistake_of_ours(site: Site) -> None:
    for method, path in marks(site.app):
        for nasty in IN_A_PATH if "{" in path else ():
            url = re.sub(r"\{[^}]+\}", lambda _, here=nasty: here, path)
            answer = site.call(method, url, {}, idempotency_key="k")
            assert 400 <= answer.status_code < 500, (method, path, nasty, answer.text)


def test_no_text_of_a_query_is_a_mistake_of_ours(site: Site) -> None:
    asked = {
        "/v1/book/days/2018-06-15/closing": ("hospital",),
        "/v1/policies/{region}": ("on", "known_on"),
        "/v1/people/demo-1/entitlement": ("on", "known_at"),
        "/v1/people/demo-1/year-to-date": ("year",),
        "/v1/book/days/2018-06-15": ("hospital",),
        "/v1/policies": ("what",),
    }
    for path, names in asked.items():
        for name in names:
            for nasty in IN_A_TEXT:
                query = urlencode({name: nasty})
                method = "POST" if path.endswith("/closing") else "GET"
                answer = site.call(method, f"{path}?{query}", idempotency_key=f"k{len(nasty)}")
                assert answer.status_code < 500, (path, name, nasty, answer.text)


def _places(given: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = given.items() if isinstance(given, dict) else enumerate(given)
    for name, value in inner:
        if isinstance(value, (dict, list)):
            yield from _places(value, (*at, name))
        yield (*at, name)


def _with(given: Any, at: tuple[Any, ...], value: Any) -> Any:
    changed = orjson.loads(orjson.dumps(given))
    place = changed
    for step in at[:-1]:
        place = place[step]
    place[at[-1]] = value
    return changed


PERSON: Final = {
    "name": "甘试九", "document": {"type": "passport", "number": "E12345678"}, "telephone": "13900000000",
    "birth_day": "1990-01-01", "region": "jx-yichun", "household": "home-1", "insurance": "resident",
    "division": "360981", "identities": [{"category": "orphan", "from": "2016-01-01", "until": None}],
    "contribution_periods": [{"from": "2016-01-01", "until": None}], "since": "2016-01-01",
}  # fmt: skip
SETTLEMENT: Final = bill("demo-1") | {
    "stay": "s1", "interim": True, "department": "d1", "expected": {"patient": "1.00"},
    "decisions": [{"about": "findings.crime", "by": "b", "document": "d", "day": "2018-01-01"}],
}  # fmt: skip
BODIES: Final[tuple[tuple[str, str, Any], ...]] = (
    ("PUT", "/v1/people/p-1", PERSON),
    ("POST", "/v1/people/search", {"document": {"type": "passport", "number": "E12345678"}}),
    ("POST", "/v1/people/demo-1/reveal", {"reason": "contact"}),
    ("POST", "/v1/households/home-1/members", {"people": ["demo-1"], "since": "2018-01-01"}),
    ("POST", "/v1/settlements", SETTLEMENT),
    ("POST", "/v1/settlements/preview", SETTLEMENT),
    ("POST", "/v1/settlements/none/reversal", {"reason": "r", "rework": True}),
    ("POST", "/v1/settlements/none/correction", {"reason": "r", "request": SETTLEMENT}),
    ("POST", "/v1/reworks", {"person": "demo-1", "since": "2018-01-01"}),
    ("POST", "/v1/reworks/preview", {"region": "jx-yichun", "since": "2018-01-01", "after": "a"}),
    ("POST", "/v1/policies", {"text": "region: xx"}),
    ("POST", "/v1/simulations", {"table": "t", "region": "jx-yichun", "reform": {"a": "b"}, "prices": "5%"}),
    ("POST", "/v1/session", {"name": "n", "password": "p"}),
    ("PUT", "/v1/session/password", {"old": "o", "new": "n"}),
    ("POST", "/v1/accounts", {"name": "clerk-1", "roles": ["clerk"], "region": "r", "hospital": "h",
                              "department": "d", "password": "seven grey herons wade"}),
    ("PUT", "/v1/accounts/none/password", {"password": "p"}),
    ("PUT", "/v1/accounts/none/enabled", {"enabled": True}),
    ("POST", "/v1/accounts/none/revocations", {"kid": "k"}),
)  # fmt: skip
INSTEAD: Final[tuple[Any, ...]] = (*IN_A_TEXT, None, True, -1, 10**30, 1.5, [], {}, [[]], "")


def test_no_value_in_a_body_is_a_mistake_of_ours(site: Site) -> None:
    for method, path, body in BODIES:
        for place in _places(body):
            for number, nasty in enumerate(INSTEAD):
                sent = json.dumps(_with(body, place, nasty)).encode()
                key = f"{place}-{number}".replace(" ", "")
                answer = site.call(method, path, sent, idempotency_key=key)
                assert answer.status_code < 500, (path, place, str(nasty)[:40], answer.text)


RAW: Final = (
    b"", b"\x00", b"\xff\xfe{}", b"[" * 100_000, b'{"a":' * 5_000, b"{}" * 3, b'{"region":"\\ud800"}', b"nul",
    b'{"region":1e999}', b'{"a":1,"a":2}', b"9" * 5_000, b"\xef\xbb\xbf{}", b'"text"', b"null", b"[]", b"1",
)  # fmt: skip


def test_no_bytes_of_a_body_are_a_mistake_of_ours(site: Site) -> None:
    for method, path, _ in BODIES:
        for number, raw in enumerate(RAW):
            answer = site.call(method, path, raw, idempotency_key=f"raw-{number}")
            assert 400 <= answer.status_code < 500, (method, path, raw[:40], answer.text)
