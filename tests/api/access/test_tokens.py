"""Signed tokens of machine clients: good ones count, every bad kind is refused on every path."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from api.openapi import describe
from benefits.accounts.permissions import PERMISSIONS
from benefits.accounts.tokens import read_keys
from benefits.problems import Refused
from tests.api.access.paths import marks
from tests.api.access.signer import AUDIENCE, BAD, ISSUER, claims, key_file, keys, part, signed
from tests.api.access.site import Site


@pytest.fixture
def app(site: Site, tmp_path: Path) -> FastAPI:
    """A server that takes tokens of one client; one is disabled, one key revoked."""
    site.has("li", "clerk")
    for name in ("his", "gone"):
        site.accounts.add(name, ["machine"], region="r1", hospital="h1")
    site.accounts.disable("gone")
    site.accounts.revoke("his", "revoked")
    return site.app(token_keys=key_file(tmp_path), token_issuer=ISSUER, token_audience=AUDIENCE)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Accept-Language": "en"}


@pytest.mark.parametrize(
    ("key", "algorithm"), [("ed", "EdDSA"), ("ed", "Ed25519"), ("rsa", "RS256"), ("ec", "ES256")]
)
def test_a_good_token_is_the_hospitals_program(
    site: Site, app: FastAPI, key: str, algorithm: str
) -> None:
    for told in (
        claims(site.clock),
        claims(site.clock, aud=["payroll", AUDIENCE]),
        claims(site.clock, nbf=claims(site.clock)["iat"]),
    ):
        token = signed(told, key, algorithm)
        answer = site.call("GET", "/v1/session", headers=bearer(token), app=app)
        assert answer.status_code == 200, answer.text
        assert (answer.json()["roles"], answer.json()["hospital"]) == (["machine"], "h1")


def test_a_machine_may_call_what_a_machine_may_and_needs_no_form_token(
    site: Site, app: FastAPI
) -> None:
    headers = bearer(signed(claims(site.clock)))
    answers = site.every(marks(app), headers, app)
    for ((method, path), mark), answer in zip(marks(app).items(), answers, strict=True):
        status = answer.status_code
        may = mark in ("public", "signed_in") or PERMISSIONS[mark]["machine"] != "—"  # type: ignore[index]
        assert (status != 403) is may, (method, path, status)
        assert status != 401 or path.startswith(("/v1/session", "/sign-in")), (method, path)


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_token_is_refused_on_every_path(site: Site, app: FastAPI, kind: str) -> None:
    code, make = BAD[kind]
    headers = bearer(make(site.clock))
    described = describe(app)["paths"]
    asked = [(method.upper(), path) for path, told in described.items() for method in told]
    assert len(asked) > 20
    every = sorted({*asked, *marks(app)})
    for (method, path), answer in zip(every, site.every(every, headers, app), strict=True):
        assert answer.status_code == 401, (method, path)
        told = answer.json()
        assert told["code"] == "unauthenticated"
        assert answer.headers["www-authenticate"] == "Bearer"
        assert told["problems"][0] == site_says(code), (method, path)
        token = headers["Authorization"].partition(" ")[2]
        assert not token or token not in answer.text


def site_says(code: str) -> dict[str, str]:
    from benefits.accounts.tokens import bad

    problem = bad(code).problems[0]
    return {"where": "Authorization", "what": problem.what.en, "fix": problem.fix.en}


def test_there_are_twelve_kinds_of_bad_token_at_least() -> None:
    assert len({code for code, _ in BAD.values()}) >= 12


@pytest.mark.parametrize("written", ["Basic bGk6eA==", "Bearer", "bearer  ", "Token x", ""])
def test_another_scheme_is_refused(site: Site, app: FastAPI, written: str) -> None:
    answer = site.call("GET", "/healthz", headers={"Authorization": written}, app=app)
    assert answer.status_code == 401


def test_a_bad_token_is_not_made_good_by_a_good_cookie_or_the_demo(site: Site) -> None:
    site.has("li", "clerk")
    headers = {**site.signed_in("li"), **bearer("garbage")}
    assert site.call("GET", "/v1/session", headers=headers).status_code == 401
    demo = site.call("GET", "/v1/session", headers=bearer("garbage"), app=site.app(demo=True))
    assert demo.status_code == 401


def test_a_session_token_counts_no_more_after_its_sign_out(site: Site, app: FastAPI) -> None:
    session = site.signed_in("li", app)
    site.call("DELETE", "/v1/session", headers=session, app=app)
    answers = site.every(marks(app), session, app)
    for ((method, path), mark), answer in zip(marks(app).items(), answers, strict=True):
        status = answer.status_code
        assert (status == 401) is (mark != "public") or path.startswith("/sign-in"), (method, path)


def test_a_client_that_is_revoked_counts_no_more_at_once(site: Site, app: FastAPI) -> None:
    token = bearer(signed(claims(site.clock)))
    assert site.call("GET", "/v1/session", headers=token, app=app).status_code == 200
    site.accounts.revoke("his", "ed")
    assert site.call("GET", "/v1/session", headers=token, app=app).status_code == 401
    other = bearer(signed(claims(site.clock), "rsa", "RS256"))
    assert site.call("GET", "/v1/session", headers=other, app=app).status_code == 200
    site.accounts.disable("his")
    assert site.call("GET", "/v1/session", headers=other, app=app).status_code == 401


def test_without_keys_no_token_is_taken(site: Site) -> None:
    answer = site.call("GET", "/healthz", headers=bearer(signed(claims(site.clock))))
    assert answer.status_code == 401
    assert "takes no tokens" in answer.json()["problems"][0]["what"]


def test_without_an_issuer_set_no_token_is_from_it(site: Site, tmp_path: Path) -> None:
    site.accounts.add("his", ["machine"], region="r1", hospital="h1")
    app = site.app(token_keys=key_file(tmp_path))
    headers = bearer(signed(claims(site.clock, iss="")))
    assert site.call("GET", "/healthz", headers=headers, app=app).status_code == 401


def test_a_token_lives_a_quarter_of_an_hour_at_most(site: Site, app: FastAPI) -> None:
    at = claims(site.clock)["iat"]
    token = bearer(signed(claims(site.clock, exp=at + 900)))
    assert site.call("GET", "/v1/session", headers=token, app=app).status_code == 200
    site.clock.passes(seconds=929)
    assert site.call("GET", "/v1/session", headers=token, app=app).status_code == 200
    site.clock.passes(seconds=1)
    assert site.call("GET", "/v1/session", headers=token, app=app).status_code == 401


def _listed(**changes: Any) -> str:
    key = {**keys()["ed"].as_dict(private=False), "kid": "ed", **changes}
    return json.dumps({"keys": [{name: told for name, told in key.items() if told is not None}]})


UNSOUND = {
    "empty": lambda: "",
    "a list": lambda: "[]",
    "no keys member": lambda: "{}",
    "no key": lambda: '{"keys": []}',
    "a key that is a number": lambda: '{"keys": [1]}',
    "a key without a name": lambda: _listed(kid=None),
    "a name that is a number": lambda: _listed(kid=1),
    "a name too long": lambda: _listed(kid="x" * 101),
    "a curve that signs nothing": lambda: _listed(crv="X25519"),
    "a shared secret": lambda: json.dumps(
        {"keys": [{"kty": "oct", "k": part(b"secret"), "kid": "a"}]}
    ),
    "a private key": lambda: json.dumps(
        {"keys": [{**keys()["ed"].as_dict(private=True), "kid": "ed"}]}
    ),
    "a name twice": lambda: json.dumps(
        {"keys": [{**keys()["ed"].as_dict(private=False), "kid": "ed"}] * 2}
    ),
}
"""Made when they are tried: the keys are others in every process."""


@pytest.mark.parametrize("kind", UNSOUND)
def test_a_file_of_keys_that_is_not_sound_is_refused(kind: str) -> None:
    with pytest.raises(Refused) as wrong:
        read_keys(UNSOUND[kind](), "token_keys")
    assert wrong.value.problems[0].where == "token_keys"


def test_a_short_rsa_key_is_refused() -> None:
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    numbers = generate_private_key(65537, 1024).public_key().public_numbers()
    short = {"kty": "RSA", "kid": "short", "e": "AQAB", "n": part(numbers.n.to_bytes(128))}
    with pytest.raises(Refused):
        read_keys(json.dumps({"keys": [short]}), "token_keys")
