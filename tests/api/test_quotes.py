"""Quotes through the server."""

import json
import logging
from typing import Any

import pytest

from api import problems
from api.problems import CODES
from api.server import application
from api.shell import HEADERS
from benefits.quotes.desk import Desk
from benefits.reading.book import PolicyBook
from tests.api.client import call, codes_at, example, served


def quoted(request: Any, query: str = "", language: str = "zh") -> Any:
    return call("POST", f"/v1/quotes{query}", json.dumps(request), {"Accept-Language": language})


def test_the_contracts_example_is_split_as_worked_out() -> None:
    response = quoted(example())
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    told = response.json()
    assert told["patient"] == "1092.70"
    assert [(payer["layer"], payer["amount"]) for payer in told["payers"]] == [
        ("basic", "12800.00"),
        ("critical_illness", "110.00"),
        ("supplementary", "5781.00"),
        ("medical_aid", "216.30"),
    ]
    assert told == Desk(PolicyBook.packaged()).quote(example())


def test_detail_says_how_much_of_the_worksheet() -> None:
    lines = {
        detail: quoted(example(), f"?detail={detail}").json().get("worksheet")
        for detail in ("none", "short", "full")
    }
    assert lines["none"] is None
    assert 10 <= len(lines["short"]) <= 30
    assert len(lines["full"]) > len(lines["short"])
    assert quoted(example()).json()["worksheet"] == lines["short"]


def test_problems_are_told_in_the_callers_language() -> None:
    broken = example(bill__total=20000)
    zh, en = quoted(broken), quoted(broken, language="en-GB,en;q=0.8")
    assert zh.json()["title"] == "请求内容有误"
    assert zh.json()["detail"] == "bill.total: 金额必须写成文本，不能是数字"
    assert en.json()["detail"] == "bill.total: an amount is text, not a number"
    assert (zh.headers["content-language"], en.headers["content-language"]) == ("zh", "en")
    assert zh.headers["vary"] == "Accept-Language"


def test_a_refusal_has_the_members_of_rfc_9457() -> None:
    told = quoted(example(region="xx-nowhere")).json()
    assert set(told) == {"type", "title", "status", "code", "detail", "problems"}
    assert told["type"] == "urn:problem:benefits:unknown_region"
    assert told["status"] == 404


def test_the_detail_says_how_many_more_problems_there_are() -> None:
    told = quoted({}, language="en").json()
    assert told["detail"] == "region: the field is missing (and 3 more)"
    assert len(told["problems"]) == 4


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("malformed", 400),
        ("too_large", 413),
        ("invalid_request", 422),
        ("amounts_do_not_add_up", 422),
        ("unknown_region", 404),
        ("no_policy_in_force", 422),
        ("unknown_layer", 422),
        ("unknown_programme", 422),
        ("prior_payment_too_large", 422),
        ("unknown_parameter", 422),
        ("assumed_figures", 422),
        ("a_code_of_tomorrow", 422),
    ],
)
def test_each_code_has_its_status(code: str, status: int) -> None:
    assert problems.status_of(code) == status


def test_every_answer_carries_the_headers_that_keep_a_browser_safe() -> None:
    for response in (
        quoted(example()),
        quoted({}),
        call("GET", "/"),
        call("GET", "/nowhere"),
        call("GET", "/healthz"),
        call("GET", "/static/desk.css"),
    ):
        assert {name: response.headers[name] for name in HEADERS} == HEADERS
        assert response.headers["cache-control"] == "no-store"


def test_a_method_the_path_does_not_take_names_those_it_does() -> None:
    assert call("GET", "/v1/quotes").headers["allow"] == "POST"


def test_the_curve_is_answered() -> None:
    told = call("POST", "/v1/quotes/curve", json.dumps(example(year_to_date={}))).json()
    assert told["points"], told
    refused = call("POST", "/v1/quotes/curve", json.dumps(example(vary="everything")))
    assert (refused.status_code, codes_at(refused)) == (422, ["vary"])


class BrokenDesk(Desk):
    """A desk with a mistake in it, whose message holds what was sent."""

    def quote(self, given: object, detail: Any = "short") -> Any:
        raise KeyError(given)


def test_a_mistake_of_ours_is_told_and_logged_without_what_was_sent(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = application(BrokenDesk(PolicyBook.packaged()))
    with caplog.at_level(logging.DEBUG):
        response = call("POST", "/v1/quotes?detail=full", json.dumps(example()), app=app)
        batch = call("POST", "/v1/quotes/batch", json.dumps(example()), app=app)
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == batch.json()["code"] == "internal_error"
    logged = "".join(
        each.getMessage() for each in caplog.records if each.name.startswith("benefits")
    )
    for text in (response.text, batch.text, logged):
        assert "jx-yichun" not in text
        assert "detail=full" not in text
    assert "KeyError" in logged
    assert "test_quotes.py" in logged


def test_the_log_has_one_line_a_request_without_its_query(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "benefits.access"):
        call("GET", "/v1/policies/jx-yichun%0Aforged?on=2018-06-15&name=secret")
    (line,) = [each.getMessage() for each in caplog.records if each.name == "benefits.access"]
    assert "'route': '/v1/policies/{region}'" in line
    assert "'status': 404" in line
    for never in ("secret", "yichun", "forged", "\n", "2018"):
        assert never not in line


def test_every_code_has_a_title_in_both_languages() -> None:
    assert all(title.zh and title.en for _, title in CODES.values())


def test_nothing_is_sent_to_a_telemetry_provider() -> None:
    native = getattr(served(), "_native_telemetry", None)
    assert native is None or not native.enabled()
