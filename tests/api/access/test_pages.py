"""The pages to sign in, to change the password and to sign out, as a browser without scripts uses them."""

from urllib.parse import urlencode

import httpx
import pytest

from tests.api.access.site import GIVEN, PASSWORD, Site
from tests.api.client import served

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PAGE = {"Accept": "text/html,*/*;q=0.8"}


def posted(
    site: Site, path: str, headers: dict[str, str] | None = None, **fields: str
) -> httpx.Response:
    return site.call("POST", path, urlencode(fields), {**FORM, **(headers or {})})


def cookie_of(answer: httpx.Response) -> dict[str, str]:
    return {"Cookie": answer.headers["set-cookie"].partition(";")[0]}


def hidden(page: str) -> str:
    return page.partition('name="form_token" value="')[2].partition('"')[0]


def test_a_browser_is_sent_to_sign_in_and_back_to_where_it_wanted(site: Site) -> None:
    site.has("li", "clerk")
    sent = site.call("GET", "/?example&lang=en", headers=PAGE)
    assert sent.status_code == 303
    assert sent.headers["location"] == "/sign-in?next=%2F%3Fexample%26lang%3Den&lang=en"
    form = site.call("GET", sent.headers["location"], headers=PAGE)
    assert form.status_code == 200
    assert 'action="/sign-in?next=' in form.text
    back = posted(site, sent.headers["location"], name="li", password=PASSWORD)
    assert (back.status_code, back.headers["location"]) == (303, "/?example&lang=en")
    desk = site.call("GET", "/", headers=cookie_of(back))
    assert desk.status_code == 200
    assert desk.text.count(hidden(desk.text)) == 2, "in the form, and to sign out"


def test_a_program_is_told_and_not_sent_anywhere(site: Site) -> None:
    site.has("li", "clerk")
    assert site.call("GET", "/").status_code == 401
    assert site.call("POST", "/", "", PAGE).status_code == 401


def test_a_wrong_password_is_told_on_the_page_in_both_languages(site: Site) -> None:
    site.has("li", "clerk")
    for lang, says in (("zh", "用户名或口令不对"), ("en", "the name or the password is wrong")):
        answer = posted(site, f"/sign-in?lang={lang}", name="li", password="wrong<b>")
        assert answer.status_code == 401
        assert says in answer.text
        assert "wrong<b>" not in answer.text
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "", "%0d"],
)
def test_nobody_is_sent_to_another_site(site: Site, wanted: str) -> None:
    site.has("li", "clerk")
    path = "/sign-in?" + urlencode({"next": wanted})
    answer = posted(site, path, name="li", password=PASSWORD)
    assert answer.headers["location"] == "/"


def test_a_given_password_is_changed_before_anything_else(site: Site) -> None:
    site.has("li", "clerk", changed=False)
    first = posted(site, "/sign-in", name="li", password=GIVEN)
    assert first.headers["location"] == "/password?next=%2F"
    own = cookie_of(first)
    assert (
        site.call("GET", "/", headers={**own, **PAGE}).headers["location"] == "/password?next=%2F"
    )
    page = site.call("GET", "/password?next=/policies&lang=en", headers=own)
    token = hidden(page.text)
    fields = {"old": GIVEN, "new": PASSWORD, "again": PASSWORD, "form_token": token}
    for changes, says in (
        ({"again": "another one entirely"}, "not the same both times"),
        ({"new": "short", "again": "short"}, "12 to 128 characters"),
        ({"old": "wrong"}, "the present password is wrong"),
    ):
        wrong = posted(site, "/password?lang=en", own, **{**fields, **changes})
        assert wrong.status_code == 422
        assert says in wrong.text
    assert posted(site, "/password", own, **{**fields, "form_token": "x"}).status_code == 403
    done = posted(site, "/password?next=/policies", own, **fields)
    assert (done.status_code, done.headers["location"]) == (303, "/policies")
    assert site.call("GET", "/", headers=cookie_of(done)).status_code == 200


def test_signing_out_takes_the_session_away(site: Site) -> None:
    site.has("li", "clerk")
    own = cookie_of(posted(site, "/sign-in", name="li", password=PASSWORD))
    token = hidden(site.call("GET", "/", headers=own).text)
    assert posted(site, "/sign-out", own).status_code == 403
    out = posted(site, "/sign-out", own, form_token=token)
    assert (out.status_code, out.headers["location"]) == (303, "/sign-in")
    assert out.headers["set-cookie"].startswith("session=;")
    assert site.call("GET", "/", headers=own).status_code == 401


def test_a_foreign_page_signs_nobody_in(site: Site) -> None:
    site.has("li", "clerk")
    foreign = {"Origin": "http://evil.example"}
    answer = posted(site, "/sign-in", foreign, name="li", password=PASSWORD)
    assert answer.status_code == 403


def test_without_a_database_there_is_nothing_to_sign_in_to(site: Site) -> None:
    assert site.call("GET", "/sign-in", headers=PAGE, app=served()).status_code == 401


def test_the_pages_ask_for_nothing_from_elsewhere(site: Site) -> None:
    site.has("li", "clerk")
    answer = site.call("GET", "/sign-in")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert "http" not in answer.text.replace("http-equiv", "")
    assert "<script" not in answer.text
