"""Who calls: by cookie, as the demo's user, or nobody; and what nobody may do."""

import json

import pytest

from api.server import application
from benefits.stores.database import Database, Unavailable
from tests.api.access.site import GIVEN, HOME, PASSWORD, Site
from tests.api.client import call, example

QUOTE = json.dumps(example())


def test_a_session_is_somebody(site: Site) -> None:
    number = site.has("li", "clerk")
    told = site.call("GET", "/v1/session", headers=site.signed_in("li")).json()
    assert (told["id"], told["roles"], told["hospital"]) == (number, ["clerk"], "h1")
    assert told["actions"]["settlements.settle"] == ["hospital"]
    assert "settlements.reverse" not in told["actions"]


def test_nobody_is_refused_and_told_where_to_sign_in(site: Site) -> None:
    site.has("li", "clerk")
    answer = site.call("POST", "/v1/quotes", QUOTE, {"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "/sign-in" in answer.json()["problems"][0]["fix"]


def test_before_the_first_account_this_machine_itself_may_quote(site: Site) -> None:
    assert site.call("POST", "/v1/quotes", QUOTE).status_code == 200
    assert site.call("GET", "/v1/session").status_code == 401
    elsewhere = site.call("POST", "/v1/quotes", QUOTE, {"X-Forwarded-For": "192.0.2.1"})
    assert elsewhere.status_code == 401
    site.has("li", "clerk")
    assert site.call("POST", "/v1/quotes", QUOTE).status_code == 401


def test_a_server_without_a_database_quotes_and_has_no_accounts() -> None:
    answer = call("POST", "/v1/session", '{"name": "li", "password": "x"}', app=application())
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert call("POST", "/v1/quotes", QUOTE).status_code == 200


def test_an_action_outside_the_roles_is_forbidden(site: Site) -> None:
    site.has("li", "clerk")
    answer = site.call("GET", "/v1/simulations", headers=site.signed_in("li"))
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_the_demos_user_holds_every_role_and_signs_in_nowhere(site: Site) -> None:
    told = site.call("GET", "/v1/session", app=site.app(demo=True)).json()
    assert told["demo"] is True
    assert len(told["roles"]) == 8


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "desk.example"},
        {"Host": "127.0.0.1.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "https://127.0.0.1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Forwarded": "for=192.0.2.1"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-Host": "127.0.0.1"},
        {"X-Forwarded-Proto": "http"},
        {"X-Forwarded-Prefix": "/"},
        {"X-Real-IP": "127.0.0.1"},
        {"Via": "1.1 proxy"},
    ],
    ids=str,
)
def test_a_foreign_request_switches_the_demos_user_off(site: Site, headers: dict[str, str]) -> None:
    app = site.app(demo=True, allowed_hosts=("desk.example", "127.0.0.1.example"))
    assert site.call("GET", "/v1/session", app=app).status_code == 200
    answer = site.call("GET", "/v1/session", headers=headers, app=app)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert site.call("POST", "/v1/quotes", QUOTE, headers, app).status_code == 401


def test_a_page_of_the_demo_itself_does_not_switch_it_off(site: Site) -> None:
    own = {"Origin": HOME, "Sec-Fetch-Site": "same-origin"}
    assert site.call("POST", "/v1/quotes", QUOTE, own, site.app(demo=True)).status_code == 200


def test_there_is_no_demos_user_without_a_demo_database(site: Site) -> None:
    assert site.call("GET", "/v1/session").status_code == 401


def test_a_name_the_server_does_not_go_by_is_refused(site: Site) -> None:
    answer = site.call("GET", "/healthz", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    app = site.app(allowed_hosts=("desk.example:8443",))
    assert site.call("GET", "/healthz", headers={"Host": "Desk.Example"}, app=app).is_success


def test_an_account_whose_password_was_given_changes_it_first(site: Site) -> None:
    site.has("li", "clerk", changed=False)
    told = json.dumps({"name": "li", "password": GIVEN})
    answer = site.call("POST", "/v1/session", told)
    assert answer.json()["must_change_password"] is True
    cookie = {"Cookie": answer.headers["set-cookie"].partition(";")[0]}
    cookie["X-CSRF-Token"] = answer.json()["form_token"]
    refused = site.call("GET", "/v1/policies", headers=cookie)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert site.call("GET", "/v1/session", headers=cookie).json()["must_change_password"] is True

    new = json.dumps({"old": GIVEN, "new": PASSWORD})
    changed = site.call("PUT", "/v1/session/password", new, cookie)
    assert changed.status_code == 200
    assert site.call("GET", "/v1/session", headers=cookie).status_code == 401, "the old one ended"
    cookie["Cookie"] = changed.headers["set-cookie"].partition(";")[0]
    assert site.call("GET", "/v1/policies", headers=cookie).status_code == 200


def test_a_sign_out_ends_the_session_and_its_token_counts_no_more(site: Site) -> None:
    site.has("li", "clerk")
    signed_in = site.signed_in("li")
    answer = site.call("DELETE", "/v1/session", headers=signed_in)
    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert site.call("GET", "/v1/session", headers=signed_in).status_code == 401


def test_a_session_ends_when_idle(site: Site) -> None:
    site.has("li", "clerk")
    signed_in = site.signed_in("li")
    site.clock.passes(minutes=14)
    assert site.call("GET", "/v1/session", headers=signed_in).status_code == 200
    site.clock.passes(minutes=14)
    assert site.call("GET", "/v1/session", headers=signed_in).status_code == 200
    site.clock.passes(minutes=15)
    assert site.call("GET", "/v1/session", headers=signed_in).status_code == 401


def test_the_cookie_is_kept_from_scripts_from_other_sites_and_from_plain_wires(site: Site) -> None:
    site.has("li", "clerk")
    told = json.dumps({"name": "li", "password": PASSWORD})
    plain = site.call("POST", "/v1/session", told).headers["set-cookie"]
    assert plain.startswith("session=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(plain.split("; "))
    app = site.app(allowed_hosts=("desk.example",))
    for url in ("http://desk.example", "https://desk.example", "https://127.0.0.1"):
        secure = call("POST", url + "/v1/session", told, app=app).headers["set-cookie"]
        assert secure.startswith("__Host-session=")
        assert {"HttpOnly", "SameSite=Strict", "Path=/", "Secure"} <= set(secure.split("; "))
        assert "Domain" not in secure
    token = plain.partition("=")[2].partition(";")[0]
    assert len(bytes.fromhex(token)) >= 16, "128 bits at least"
    foreign = {"Cookie": f"session={token}"}
    answer = call("GET", "http://desk.example/v1/session", headers=foreign, app=app)
    assert answer.status_code == 401, "the plain cookie counts at this machine only"


def test_what_may_change_something_needs_the_sessions_own_token(site: Site) -> None:
    site.has("li", "clerk")
    site.has("wang", "clerk")
    li, wang = site.signed_in("li"), site.signed_in("wang")
    only_cookie = {"Cookie": li["Cookie"]}
    form = {**only_cookie, "Content-Type": "application/x-www-form-urlencoded"}
    assert site.call("GET", "/v1/policies", headers=only_cookie).status_code == 200
    for headers, body in (
        (only_cookie, QUOTE),
        ({**only_cookie, "X-CSRF-Token": ""}, QUOTE),
        ({**only_cookie, "X-CSRF-Token": wang["X-CSRF-Token"]}, QUOTE),
        ({**li, "Origin": "http://evil.example"}, QUOTE),
        ({**li, "Sec-Fetch-Site": "same-site"}, QUOTE),
        (form, f"form_token={wang['X-CSRF-Token']}"),
        (form, f"form_token={li['X-CSRF-Token']}&form_token={li['X-CSRF-Token']}"),
    ):
        answer = site.call("POST", "/v1/quotes", body, headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), (headers, body)
    assert site.call("POST", "/v1/quotes", QUOTE, li).status_code == 200
    filled = site.call("POST", "/", f"region=x&form_token={li['X-CSRF-Token']}", form)
    assert filled.status_code != 403
    assert "region" in filled.text, "the route reads the form once more"


def test_a_database_that_is_gone_is_a_503_in_words(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.has("li", "clerk")
    signed_in = site.signed_in("li")

    def gone(*_: object) -> None:
        raise Unavailable(ConnectionError())

    monkeypatch.setattr(Database, "reading", gone)
    answer = site.call("GET", "/v1/session", headers=signed_in)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert int(answer.headers["retry-after"]) > 0
    assert site.call("GET", "/healthz").status_code == 200, "who shows nothing asks for nothing"
