"""Single sign-on with a provider of the test's own: the way there, the way back, and every way it may fail."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from api.settings import Settings
from benefits.accounts.single import read_provider
from benefits.problems import Refused
from tests.api.access.signer import claims, key_file, signed
from tests.api.access.site import Site

ISSUER = "https://sso.example/realm"
CLIENT = "benefits-desk"
RETURN = "https://127.0.0.1/sign-in/single/back"
DISCOVERY = {
    "issuer": ISSUER,
    "authorization_endpoint": "https://sso.example/authorize",
    "token_endpoint": "https://sso.example/token",
}
GROUPS = {
    "desk": {"role": "clerk", "region": "r1", "hospital": "h1"},
    "desk-leads": {"role": "supervisor", "region": "r1", "hospital": "h1"},
    "other-desk": {"role": "clerk", "region": "r1", "hospital": "h2"},
    "it": {"role": "admin", "region": "r1", "hospital": "h1"},
}


class Provider:
    """What the provider answers, and what it was asked."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.asked: list[dict[str, list[str]]] = []
        self.headers: Mapping[str, str] = {}
        self.nonce = ""
        self.changes: dict[str, Any] = {}
        self.header: dict[str, Any] = {"typ": "JWT"}
        self.key = "ed"
        self.answer: bytes | None = None

    def __call__(self, address: str, form: bytes, headers: Mapping[str, str]) -> bytes:
        assert address == DISCOVERY["token_endpoint"]
        self.asked.append(parse_qs(form.decode()))
        self.headers = headers
        if self.answer is not None:
            return self.answer
        told = {"iss": ISSUER, "aud": CLIENT, "sub": "u1", "nonce": self.nonce, "groups": ["desk"]}
        token = signed(claims(self.site.clock, **{**told, **self.changes}), self.key, **self.header)
        return json.dumps({"id_token": token, "access_token": "x"}).encode()


@pytest.fixture
def app(site: Site, tmp_path: Path) -> FastAPI:
    discovery = tmp_path / "discovery.json"
    discovery.write_text(json.dumps(DISCOVERY), encoding="utf-8")
    return site.app(
        oidc_discovery=discovery,
        oidc_keys=key_file(tmp_path),
        oidc_client=CLIENT,
        oidc_secret="s3cret",
        oidc_return=RETURN,
        oidc_groups=GROUPS,
    )


@pytest.fixture
def provider(site: Site, app: FastAPI) -> Provider:
    """Stands in for the provider; the layer looks at the same access."""
    made = Provider(site)
    app.state.access = replace(app.state.access, exchange=made)
    return made


def went(site: Site, app: FastAPI, provider: Provider) -> tuple[dict[str, str], str]:
    """The browser's cookie and the state, on the way to the provider."""
    sent = site.call("GET", "/sign-in/single?next=/policies", app=app)
    assert sent.status_code == 303
    address = urlsplit(sent.headers["location"])
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert (
        f"{address.scheme}://{address.netloc}{address.path}" == DISCOVERY["authorization_endpoint"]
    )
    assert query["redirect_uri"] == RETURN
    assert query["code_challenge_method"] == "S256"
    provider.nonce = query["nonce"]
    return {
        "Cookie": sent.headers["set-cookie"].partition(";")[0],
        "challenge": query["code_challenge"],
    }, query["state"]


def came(site: Site, app: FastAPI, cookie: str, state: str, code: str = "c1") -> httpx.Response:
    path = f"/sign-in/single/back?code={code}&state={state}"
    return site.call("GET", path, headers={"Cookie": cookie}, app=app)


def test_somebody_of_a_group_comes_back_signed_in(
    site: Site, app: FastAPI, provider: Provider
) -> None:
    browser, state = went(site, app, provider)
    back = came(site, app, browser["Cookie"], state)
    assert back.status_code == 200, back.text
    assert 'url=/policies"' in back.text
    cookies = back.headers.get_list("set-cookie")
    session = next(each for each in cookies if each.startswith("session="))
    assert "SameSite=Strict" in session
    told = site.call("GET", "/v1/session", headers={"Cookie": session.partition(";")[0]}, app=app)
    assert (told.json()["roles"], told.json()["hospital"]) == (["clerk"], "h1")

    verifier = provider.asked[0]["code_verifier"][0]
    digest = hashlib.sha256(verifier.encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == browser["challenge"]
    assert provider.asked[0]["code"] == ["c1"]
    both = base64.b64decode(provider.headers["Authorization"].removeprefix("Basic ")).decode()
    assert both == f"{CLIENT}:s3cret"


def test_two_groups_at_one_place_give_both_roles(
    site: Site, app: FastAPI, provider: Provider
) -> None:
    provider.changes = {"groups": ["desk", "desk-leads", "choir"]}
    browser, state = went(site, app, provider)
    assert came(site, app, browser["Cookie"], state).status_code == 200
    account = next(each for each in site.accounts.listed() if each.name.startswith("sso-"))
    assert account.roles == {"clerk", "supervisor"}
    assert "u1" not in account.name


BAD: dict[str, dict[str, Any]] = {
    "no group of ours": {"groups": ["choir"]},
    "no groups": {"groups": None},
    "groups that are no list": {"groups": "desk"},
    "groups at two places": {"groups": ["desk", "other-desk"]},
    "roles that stand alone": {"groups": ["desk", "it"]},
    "another nonce": {"nonce": "other"},
    "no nonce": {"nonce": None},
    "a nonce that is no text": {"nonce": 1},
    "another issuer": {"iss": "https://evil.example"},
    "for another client": {"aud": "payroll"},
    "given to another client": {"aud": [CLIENT, "payroll"], "azp": "payroll"},
    "expired": {"iat": 1, "exp": 2},
    "nobody's": {"sub": None},
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_id_token_signs_nobody_in(
    site: Site, app: FastAPI, provider: Provider, kind: str
) -> None:
    provider.changes = BAD[kind]
    browser, state = went(site, app, provider)
    answer = came(site, app, browser["Cookie"], state)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert not any("session=" in each for each in answer.headers.get_list("set-cookie"))
    assert site.accounts.listed() == []


def test_an_access_token_is_no_id_token_and_a_strange_key_no_key(
    site: Site, app: FastAPI, provider: Provider
) -> None:
    for header, key in (({"typ": "at+jwt"}, "ed"), ({"typ": "JWT"}, "strange")):
        provider.header, provider.key = header, key
        browser, state = went(site, app, provider)
        assert came(site, app, browser["Cookie"], state).status_code == 401


@pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b'{"id_token": 1}', b'{"error": "x"}'])
def test_an_answer_without_a_token_signs_nobody_in(
    site: Site, app: FastAPI, provider: Provider, answer: bytes
) -> None:
    provider.answer = answer
    browser, state = went(site, app, provider)
    assert came(site, app, browser["Cookie"], state).status_code == 401


def test_a_provider_that_does_not_answer_is_told(site: Site, app: FastAPI) -> None:
    def gone(*_: object) -> bytes:
        raise TimeoutError

    app.state.access = replace(app.state.access, exchange=gone)
    browser, state = went(site, app, Provider(site))
    assert came(site, app, browser["Cookie"], state).status_code == 401


def test_only_the_browser_that_went_comes_back_once_and_soon(
    site: Site, app: FastAPI, provider: Provider
) -> None:
    mine, state = went(site, app, provider)
    yours, _ = went(site, app, provider)
    for cookie, said in (
        (yours["Cookie"], state),
        ("", state),
        (mine["Cookie"], "x"),
        (mine["Cookie"], ""),
    ):
        assert came(site, app, cookie, said).status_code == 401
    assert provider.asked == []
    mine, state = went(site, app, provider)
    assert came(site, app, mine["Cookie"], state).status_code == 200
    assert came(site, app, mine["Cookie"], state).status_code == 401, "once"
    mine, state = went(site, app, provider)
    site.clock.passes(minutes=10)
    assert came(site, app, mine["Cookie"], state).status_code == 401, "soon"


def test_who_is_disabled_here_does_not_come_in_by_the_provider(
    site: Site, app: FastAPI, provider: Provider
) -> None:
    browser, state = went(site, app, provider)
    came(site, app, browser["Cookie"], state)
    site.accounts.disable(site.accounts.listed()[0].name)
    browser, state = went(site, app, provider)
    assert came(site, app, browser["Cookie"], state).status_code == 401


def test_without_a_provider_there_is_no_single_sign_on(site: Site) -> None:
    assert site.call("GET", "/sign-in/single").status_code == 401
    assert "/sign-in/single" not in site.call("GET", "/sign-in").text


def test_the_sign_in_page_shows_the_way_to_the_provider(site: Site, app: FastAPI) -> None:
    assert 'href="/sign-in/single?next=/"' in site.call("GET", "/sign-in", app=app).text


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"discovery": ""}, "oidc_discovery"),
        ({"discovery": "[]"}, "oidc_discovery"),
        (
            {"discovery": json.dumps({**DISCOVERY, "token_endpoint": "http://a.example"})},
            "oidc_discovery",
        ),
        ({"discovery": json.dumps({"issuer": ISSUER})}, "oidc_discovery"),
        ({"keys": "{}"}, "oidc_keys"),
        ({"client": ""}, "oidc_client"),
        ({"return_to": "/back"}, "oidc_return"),
    ],
)
def test_settings_that_are_not_sound_are_refused(
    tmp_path: Path, changes: dict[str, str], where: str
) -> None:
    told = {
        "discovery": json.dumps(DISCOVERY),
        "keys": key_file(tmp_path).read_text(encoding="utf-8"),
        "client": CLIENT,
        "return_to": RETURN,
        **changes,
    }
    groups = Settings(oidc_groups=GROUPS).oidc_groups
    with pytest.raises(Refused) as wrong:
        read_provider(groups=groups, **told)
    assert [each.where for each in wrong.value.problems] == [where]
