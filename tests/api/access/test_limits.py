"""How often one may call: by account, by address where nobody is known, and least of all to sign in."""

import json
from ipaddress import ip_network
from pathlib import Path

import pytest

from tests.api.access.signer import ISSUER, claims, key_file, signed
from tests.api.access.site import PASSWORD, Site


def statuses(answers: list[int]) -> tuple[int, int]:
    """How many were answered before the first that was too many, and how many are left."""
    return answers.index(429), len(answers)


def test_an_account_is_limited_wherever_it_calls_from(site: Site) -> None:
    app = site.app(requests_a_minute=5)
    site.has("li", "clerk")
    site.has("wang", "clerk")
    li, wang = site.signed_in("li", app), site.signed_in("wang", app)
    found = [site.call("GET", "/v1/session", headers=li, app=app) for _ in range(6)]
    assert [each.status_code for each in found] == [200] * 5 + [429]
    assert found[-1].json()["code"] == "too_many_requests"
    assert 1 <= int(found[-1].headers["retry-after"]) <= 60
    assert site.call("GET", "/v1/session", headers=wang, app=app).status_code == 200


def test_nobody_is_limited_by_address_and_files_and_health_never(site: Site) -> None:
    app = site.app(anonymous_requests_a_minute=3, trusted_proxies=(ip_network("127.0.0.1/32"),))
    found = [site.call("GET", "/openapi.json", app=app).status_code for _ in range(4)]
    assert found == [200, 200, 200, 429]
    other = {"X-Forwarded-For": "198.51.100.7, 192.0.2.1"}
    assert site.call("GET", "/openapi.json", headers=other, app=app).status_code == 200
    for path in ("/healthz", "/static/desk.css"):
        assert site.call("GET", path, app=app).status_code == 200


def test_forwarding_headers_of_nobody_do_not_give_another_address(site: Site) -> None:
    app = site.app(anonymous_requests_a_minute=3)
    for number in range(3):
        told = {"X-Forwarded-For": f"192.0.2.{number}"}
        assert site.call("GET", "/openapi.json", headers=told, app=app).status_code == 200
    told = {"X-Forwarded-For": "192.0.2.9"}
    assert site.call("GET", "/openapi.json", headers=told, app=app).status_code == 429


@pytest.mark.parametrize("path", ["/v1/session", "/sign-in"])
def test_signing_in_is_limited_more_than_anything(site: Site, path: str) -> None:
    app = site.app(sign_ins_a_minute=2)
    site.has("li", "clerk")
    told = json.dumps({"name": "nobody", "password": PASSWORD})
    found = [site.call("POST", path, told, app=app).status_code for _ in range(3)]
    assert 429 not in found[:2]
    assert found[2] == 429


def test_bad_tokens_are_limited_by_address_and_good_ones_by_client(
    site: Site, tmp_path: Path
) -> None:
    site.accounts.add("his", ["machine"], region="r1", hospital="h1")
    app = site.app(
        token_keys=key_file(tmp_path),
        token_issuer=ISSUER,
        anonymous_requests_a_minute=3,
        machine_requests_a_minute=4,
    )
    bad = {"Authorization": "Bearer garbage"}
    found = [site.call("GET", "/healthz", headers=bad, app=app).status_code for _ in range(4)]
    assert found == [401, 401, 401, 429]
    good = {"Authorization": f"Bearer {signed(claims(site.clock))}"}
    found = [site.call("GET", "/v1/session", headers=good, app=app).status_code for _ in range(5)]
    assert found == [200, 200, 200, 200, 429]


def test_the_demos_user_is_not_limited(site: Site) -> None:
    app = site.app(demo=True, requests_a_minute=1, anonymous_requests_a_minute=1)
    for _ in range(5):
        assert site.call("GET", "/v1/session", app=app).status_code == 200
