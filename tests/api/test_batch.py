"""A batch: an answer or a problem for each line that is not blank, in order."""

import json
from typing import Any

import httpx
import pytest

from api.quotes import MOST_LINES
from benefits.claims.json_text import QUOTE_LIMIT
from tests.api.client import Body, call, example

SOUND = json.dumps(example())


def sent(body: Body, query: str = "?detail=none", language: str = "en") -> httpx.Response:
    return call("POST", f"/v1/quotes/batch{query}", body, {"Accept-Language": language})


def told(body: Body) -> list[Any]:
    response = sent(body)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in response.text.splitlines()]


def summary(body: Body) -> list[str]:
    return [each.get("patient") or f"{each['line']}: {each['code']}" for each in told(body)]


def test_each_line_has_its_answer_or_its_problem_in_order() -> None:
    other = json.dumps(example(bill__total="1.00"))
    lines = [SOUND, "", other, "  \t", "{", SOUND, json.dumps(example(region="xx-nowhere"))]
    assert summary("\r\n".join(lines)) == [
        "1092.70",
        "3: amounts_do_not_add_up",
        "5: malformed",
        "1092.70",
        "7: unknown_region",
    ]


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n", "\r\n"])
def test_the_end_of_the_last_line_does_not_matter(end: str) -> None:
    assert summary(SOUND + end) == ["1092.70"]


def test_a_line_may_come_in_any_pieces() -> None:
    body = f"{SOUND}\n{{\n{SOUND}\n".encode()
    for size in (1, 7, len(SOUND), len(SOUND) + 1):
        pieces = [body[start : start + size] for start in range(0, len(body), size)]
        assert summary(pieces) == ["1092.70", "2: malformed", "1092.70"]


def test_a_batch_without_lines_has_no_answers() -> None:
    assert told(b"") == []
    assert told(b"\n \n") == []


def test_a_line_above_the_limit_of_a_quote_is_a_problem_of_that_line() -> None:
    large = SOUND + " " * QUOTE_LIMIT
    assert summary(f"{large}\n{SOUND}") == ["1: too_large", "1092.70"]


def test_ten_thousand_lines_are_answered_and_one_more_is_refused() -> None:
    assert len(told(b"{\n" * MOST_LINES + b"\n" * 500)) == MOST_LINES
    response = sent(b"{\n" * (MOST_LINES + 1))
    assert response.status_code == 413
    assert response.json()["code"] == "too_large"
    assert response.json()["problems"] == [
        {
            "where": "",
            "what": "the batch has more than 10,000 lines",
            "fix": "send it in smaller pieces",
        }
    ]


def test_detail_and_language_hold_for_every_line() -> None:
    first, second = sent(f"{SOUND}\n[]", "?detail=full", "zh").text.splitlines()
    short = json.loads(sent(SOUND, "").text)
    assert len(json.loads(first)["worksheet"]) > len(short["worksheet"])
    assert json.loads(second)["problems"][0]["what"] == "类型不对，应为对象"
    refused = sent(SOUND, "?detail=most")
    assert refused.status_code == 422
