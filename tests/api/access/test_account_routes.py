"""Accounts over HTTP: for administrators alone, and the trail says which."""

import json
from typing import Any

import httpx
import pytest

from benefits.stores import trail
from tests.api.access.site import GIVEN, PASSWORD, Site


@pytest.fixture
def admin(site: Site) -> dict[str, str]:
    site.has("zhao", "admin")
    return site.signed_in("zhao")


def sent(site: Site, admin: dict[str, str], method: str, path: str, **told: Any) -> httpx.Response:
    return site.call(method, f"/v1/accounts{path}", json.dumps(told), admin)


NEW = {"name": "li", "roles": ["clerk"], "region": "r1", "hospital": "h1", "password": GIVEN}


def test_an_account_is_made_listed_and_signs_in(site: Site, admin: dict[str, str]) -> None:
    made = sent(site, admin, "POST", "", **NEW)
    assert made.status_code == 201, made.text
    assert made.json()["must_change_password"] is True
    listed = site.call("GET", "/v1/accounts", headers=admin)
    assert [each["name"] for each in listed.json()["accounts"]] == ["li", "zhao"]
    for answer in (made, listed):
        assert GIVEN not in answer.text
        assert "argon2" not in answer.text
    signed_in = site.call("POST", "/v1/session", json.dumps({"name": "li", "password": GIVEN}))
    assert signed_in.status_code == 201


def test_it_is_disabled_enabled_and_given_a_password(site: Site, admin: dict[str, str]) -> None:
    number = site.has("li", "clerk")
    li = site.signed_in("li")
    assert sent(site, admin, "PUT", f"/{number}/enabled", enabled=False).status_code == 200
    assert site.call("GET", "/v1/session", headers=li).status_code == 401
    assert sent(site, admin, "PUT", f"/{number}/enabled", enabled=True).json()["enabled"] is True
    site.signed_in("li")
    given = sent(site, admin, "PUT", f"/{number}/password", password=GIVEN)
    assert given.json()["must_change_password"] is True


def test_a_key_of_a_program_is_revoked(site: Site, admin: dict[str, str]) -> None:
    number = site.accounts.add("his", ["machine"], region="r1", hospital="h1").id
    assert site.accounts.client("his", "k") is not None
    assert sent(site, admin, "POST", f"/{number}/revocations", kid="k").status_code == 204
    assert site.accounts.client("his", "k") is None


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"name": "L"}, "name"),
        ({"roles": ["clark"]}, "role"),
        ({"hospital": None}, "hospital"),
        ({"password": "short"}, "password"),
        ({"password": None}, "password"),
        ({"name": "zhao"}, "name"),
        ({"pasword": GIVEN}, "pasword"),
        ({"roles": "clerk"}, "roles"),
    ],
)
def test_what_is_wrong_is_told(
    site: Site, admin: dict[str, str], changes: dict[str, Any], where: str
) -> None:
    answer = sent(site, admin, "POST", "", **{**NEW, **changes})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert where in [each["where"] for each in answer.json()["problems"]]
    assert GIVEN not in answer.text


@pytest.mark.parametrize("number", ["nobody", "li", "%00", "%E6%9D%8E", "x" * 500])
def test_an_account_that_is_not_there_is_not_found(
    site: Site, admin: dict[str, str], number: str
) -> None:
    answer = sent(site, admin, "PUT", f"/{number}/enabled", enabled=False)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_trail_says_which_administrator_it_was(site: Site, admin: dict[str, str]) -> None:
    sent(site, admin, "POST", "", **NEW)
    own = next(each for each in site.accounts.listed() if each.name == "zhao")
    with site.database.reading() as connection:
        told = [each for _, each, _, _ in trail.events(connection, own.actor.chain)]
    added = told[-1]
    assert (added.actor, added.action) == (own.id, "account.added")
    assert PASSWORD not in str(told)
