"""The log: lines that a program reads, and nothing in them that a caller sent."""

import asyncio
import io
import json
import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from api import logs
from api.server import application
from benefits.quotes.desk import Desk
from benefits.reading.book import PolicyBook
from tests.api.client import call, example

CANARY = "甘棠试-110105194912310021"
UUID = "0b8dd0ea-1f0c-4a44-9c6e-2f5f4e0e8a11"


@pytest.fixture
def lines() -> Iterator[Any]:
    """What is logged from here on, line by line as JSON."""
    root, ours = logging.getLogger(), logging.getLogger("benefits")
    before = root.handlers[:], root.level, ours.level, threading.excepthook
    written = io.StringIO()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sys.unraisablehook", None)
        logs.begin(to=written)
        yield lambda: [json.loads(each) for each in written.getvalue().splitlines()]
    root.handlers[:], root.level, ours.level, threading.excepthook = before


class BrokenDesk(Desk):
    def quote(self, given: object, detail: Any = "short") -> Any:
        raise KeyError(CANARY)


def test_a_request_is_one_line_with_its_route_and_nothing_of_its_own(lines: Any) -> None:
    answer = call("GET", f"/v1/policies/{CANARY}?on={CANARY}", None, {"User-Agent": "甘".encode()})  # type: ignore[dict-item]
    (line,) = lines()
    assert line["event"] == "request"
    assert (line["method"], line["route"], line["status"]) == (
        "GET",
        "/v1/policies/{region}",
        answer.status_code,
    )
    assert line["milliseconds"] >= 0
    assert line["request_id"] == answer.headers["x-request-id"]
    assert set(line) == {
        "time", "level", "event", "method", "route", "status", "milliseconds", "request_id"
    }  # fmt: skip


@pytest.mark.parametrize("taken", [UUID, UUID.upper(), UUID.replace("-", "")])
def test_a_proxys_word_for_a_request_is_taken(taken: str) -> None:
    answer = call("GET", "/healthz", None, {"X-Request-ID": taken})
    assert answer.headers["x-request-id"] == taken.lower()


@pytest.mark.parametrize(
    "given", ["110105194912310021", "13800138000", "x" * 32, "", "a b", UUID + "0", "1" * 31]
)
def test_what_could_be_somebodys_number_is_not_taken(given: str, lines: Any) -> None:
    answer = call("GET", "/healthz", None, {"X-Request-ID": given})
    assert answer.headers["x-request-id"] != given
    assert len(answer.headers["x-request-id"]) == 32
    assert given not in [each["request_id"] for each in lines()]


def test_a_mistake_is_its_kind_and_its_places(lines: Any) -> None:
    app = application(BrokenDesk(PolicyBook.packaged()))
    answer = call("POST", "/v1/quotes", json.dumps(example()), app=app)
    mistake = next(each for each in lines() if each["event"] == "mistake")
    assert mistake["exception"] == "KeyError"
    assert mistake["places"][-1].startswith("tests/api/test_logs.py:")
    assert mistake["request_id"] == answer.headers["x-request-id"]
    assert "甘棠" not in json.dumps(lines(), ensure_ascii=False)


def test_what_a_library_fills_in_stays_out(lines: Any) -> None:
    logging.getLogger("asyncio").error("Task was lost\nfuture: %s", CANARY)
    logging.getLogger("uvicorn.error").warning("what %s sent", CANARY)
    logging.getLogger("sqlalchemy.pool").error("gone", exc_info=ValueError(CANARY))
    assert [(each["event"], each["of"]) for each in lines()] == [
        ("Task was lost", "asyncio"),
        ("what %s sent", "uvicorn.error"),
        ("gone", "sqlalchemy.pool"),
    ]
    assert lines()[-1]["exception"] == "ValueError"
    assert CANARY not in str(lines())


def test_what_nobody_caught_stays_without_its_message(lines: Any) -> None:
    def fails() -> None:
        raise ValueError(CANARY)

    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()

    async def forgotten() -> None:
        asyncio.get_running_loop().call_exception_handler(
            {"message": "lost", "exception": ValueError(CANARY)}
        )

    asyncio.run(forgotten())
    assert [each["exception"] for each in lines()] == ["ValueError", "ValueError"]
    assert CANARY not in str(lines())


def test_lines_for_people_hold_the_same() -> None:
    written = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level, threading.excepthook
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sys.unraisablehook", None)
        logs.begin(form="console", to=written)
        logs.log("server").info("stopped")
    root.handlers[:], root.level, threading.excepthook = before
    logging.getLogger("benefits").setLevel(logging.NOTSET)
    assert "level='info' event='stopped'" in written.getvalue()
