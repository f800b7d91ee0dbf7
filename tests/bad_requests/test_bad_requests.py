"""Broken requests, each with its exact problem, through the server.

Beside this file: `base.json` is a sound request; each entry of a `*.yaml` file breaks it (`change`,
`remove`, `many`) or sends something else (`text`, `hex`, `repeat`), and says what must come back, in
both languages. What is too large to be a file is made here.
"""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from ruamel.yaml import YAML

from benefits.claims.json_text import BATCH_LIMIT, QUOTE_LIMIT
from tests.api.client import call

FOLDER = Path(__file__).parent
BASE = json.loads((FOLDER / "base.json").read_text(encoding="utf-8"))
Broken = dict[str, Any]


def every() -> list[Broken]:
    reader = YAML(typ="safe", pure=True)
    return [
        {**each, "name": f"{path.stem}: {each['name']}"}
        for path in sorted(FOLDER.glob("*.yaml"))
        for each in reader.load(path.read_text(encoding="utf-8"))
    ]


def body_of(broken: Broken) -> bytes | None:
    if broken.get("method") == "GET":
        return None
    if "text" in broken:
        return str(broken["text"]).encode()
    if "hex" in broken:
        return bytes.fromhex(broken["hex"])
    if "repeat" in broken:
        text, times = broken["repeat"]
        return str(text * times).encode()
    request = copy.deepcopy(BASE)
    for address in broken.get("remove", ()):
        place, name = _place(request, address)
        del place[name]
    for address, value in broken.get("change", {}).items():
        place, name = _place(request, address)
        place[name] = value
    for address, (value, times) in broken.get("many", {}).items():
        place, name = _place(request, address)
        place[name] = [value] * times
    return json.dumps(request).encode()


def _place(request: Any, address: str) -> tuple[Any, str]:
    *above, name = address.split(".")
    for step in above:
        request = request[step]
    return request, name


def sent(broken: Broken, language: str) -> httpx.Response:
    url = broken.get("path", "/v1/quotes") + broken.get("query", "")
    headers = {"Accept-Language": language}
    return call(broken.get("method", "POST"), url, body_of(broken), headers)


def in_language(problems: list[Broken], language: str) -> list[Broken]:
    return [
        {"where": p["where"], "what": p["what"][language], "fix": p["fix"][language]}
        for p in problems
    ]


@pytest.mark.parametrize("broken", every(), ids=lambda each: each["name"])
def test_a_broken_request_gets_its_exact_problem(broken: Broken) -> None:
    expect = broken["expect"]
    for language in ("zh", "en"):
        response = sent(broken, language)
        told = response.json()
        assert response.headers["content-type"] == "application/problem+json"
        assert response.status_code == told["status"] == expect["status"]
        assert told["code"] == expect["code"]
        assert told["problems"] == in_language(expect["problems"], language)
        assert "<" not in response.text, "nothing echoed may be markup"


def test_the_request_they_break_is_sound() -> None:
    response = call("POST", "/v1/quotes", json.dumps(BASE))
    assert response.status_code == 200
    assert response.json()["patient"] == "1092.70"


def test_there_are_enough_of_them_and_of_every_code() -> None:
    named = every()
    assert len({each["name"] for each in named}) == len(named) >= 140
    assert {each["expect"]["code"] for each in named} == {
        "malformed",
        "invalid_request",
        "amounts_do_not_add_up",
        "unknown_region",
        "no_policy_in_force",
        "unknown_layer",
        "unknown_programme",
        "prior_payment_too_large",
        "unknown_parameter",
        "not_found",
        "method_not_allowed",
    }


def pieces_of(size: int) -> Iterator[bytes]:
    """A body of so many bytes without a Content-Length."""
    piece = b" " * 65_536
    while size > 0:
        yield piece[:size]
        size -= len(piece)


TOO_LARGE = {
    QUOTE_LIMIT: {"zh": "请求超过 1 MB", "en": "the request is larger than 1 MB"},
    BATCH_LIMIT: {"zh": "请求超过 64 MB", "en": "the request is larger than 64 MB"},
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/v1/quotes", QUOTE_LIMIT),
        ("/v1/quotes/curve", QUOTE_LIMIT),
        ("/v1/quotes/batch", BATCH_LIMIT),
    ],
)
@pytest.mark.parametrize("declared", [True, False], ids=["declared", "in pieces"])
def test_a_body_above_its_limit_is_refused(
    path: str, limit: int, language: str, declared: bool
) -> None:
    body = b" " * (limit + 1) if declared else pieces_of(limit + 1)
    response = call("POST", path, body, {"Accept-Language": language})
    assert response.status_code == 413
    assert response.json()["code"] == "too_large"
    fix = {"zh": "请拆分后发送", "en": "send it in smaller pieces"}[language]
    assert response.json()["problems"] == [
        {"where": "", "what": TOO_LARGE[limit][language], "fix": fix}
    ]


def test_a_declared_length_that_lies_does_not_help() -> None:
    short = call("POST", "/v1/quotes", pieces_of(QUOTE_LIMIT + 1), {"Content-Length": "10"})
    assert short.status_code == 413
    long = call("POST", "/v1/quotes", b"{}", {"Content-Length": str(QUOTE_LIMIT + 1)})
    assert long.status_code == 413


def test_a_body_at_its_limit_is_read() -> None:
    request = json.dumps(BASE).encode()
    response = call("POST", "/v1/quotes", request.ljust(QUOTE_LIMIT))
    assert response.status_code == 200
