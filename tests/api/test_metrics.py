"""Metrics: what was done is counted by route, never by what a caller wrote; and read from this machine."""

import json
import re
from typing import Any

import pytest
from fastapi import FastAPI

from api.server import application
from api.settings import Settings
from tests.api.client import call, example


def figures(app: FastAPI) -> dict[str, float]:
    answer = call("GET", "/metrics", app=app)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    lines = [each for each in answer.text.splitlines() if not each.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_requests_are_counted_by_route_and_status() -> None:
    app = application()
    call("POST", "/v1/quotes", json.dumps(example()), app=app)
    call("POST", "/v1/quotes", "{", app=app)
    call("GET", "/v1/policies/secret-name?on=2018-06-15", app=app)
    call("GET", "/nowhere/110105194912310021", app=app)
    call("GET", "/static/desk.css", app=app)
    told = figures(app)

    def counted(**labels: str) -> float:
        written = ",".join(f'{name}="{value}"' for name, value in labels.items())
        return told[f"benefits_requests_total{{{written}}}"]

    assert counted(method="POST", route="/v1/quotes", status="200") == 1
    assert counted(method="POST", route="/v1/quotes", status="400") == 1
    assert counted(method="GET", route="/v1/policies/{region}", status="404") == 1
    assert counted(method="GET", route="(none)", status="404") == 1
    assert counted(method="GET", route="/static/{file}", status="200") == 1
    assert told['benefits_quotes_total{outcome="answered"}'] == 1
    assert told['benefits_refusals_total{code="malformed"}'] == 1
    seconds = told['benefits_request_seconds_count{method="POST",route="/v1/quotes"}']
    assert seconds == 2
    for never in ("secret-name", "110105", "2018"):
        assert never not in "".join(told)


def test_a_database_tells_what_it_does() -> None:
    app = application()
    for what in ("retried", "unknown", "in_flight", "unavailable"):
        app.state.metrics.watch(what, 1)
    app.state.metrics.watch("transaction", 0.002)
    app.state.metrics.watch("lock", 0.2)
    told = figures(app)
    assert told["benefits_transactions_retried_total"] == 1
    for kind in ("unknown", "in_flight", "unavailable"):
        assert told[f'benefits_database_errors_total{{kind="{kind}"}}'] == 1
    assert told["benefits_transaction_seconds_count"] == 1
    assert told["benefits_lock_wait_seconds_sum"] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("route", "status", "outcome"),
    [
        ("/v1/settlements", 201, "settled"),
        ("/v1/settlements/{id}/reversal", 201, "reversed"),
        ("/v1/settlements/{id}/correction", 201, "corrected"),
        ("/v1/reworks", 201, "reworked"),
        ("/v1/settlements", 409, "conflict"),
        ("/v1/settlements", 422, "refused"),
        ("/v1/settlements", 503, "unavailable"),
        ("/v1/settlements", 500, "failed"),
    ],
)
def test_settlements_are_counted_by_outcome(route: str, status: int, outcome: str) -> None:
    app = application()
    app.state.metrics.answered("POST", route, status, 0.01)
    assert figures(app)[f'benefits_settlements_total{{outcome="{outcome}"}}'] == 1


@pytest.mark.parametrize(
    ("setting", "headers", "status"),
    [
        ("loopback", {}, 200),
        ("loopback", {"X-Forwarded-For": "10.0.0.1"}, 404),
        ("loopback", {"Forwarded": "for=10.0.0.1"}, 404),
        ("off", {}, 404),
        ("everywhere", {"X-Forwarded-For": "10.0.0.1"}, 200),
    ],
)
def test_who_may_read_them_is_the_sites_to_say(
    setting: Any, headers: dict[str, str], status: int
) -> None:
    app = application(settings=Settings(metrics=setting))
    assert call("GET", "/metrics", None, headers, app).status_code == status


def test_a_strange_method_makes_no_new_series() -> None:
    app = application()
    for number in range(5):
        call(f"METHOD{number}", "/nowhere", app=app)
    assert {each for each in figures(app) if "METHOD" in each} == set()


def test_every_figure_says_what_it_is() -> None:
    text = call("GET", "/metrics", app=application()).text
    names = set(re.findall(r"^# HELP (benefits_\w+) \S", text, re.MULTILINE))
    assert {"benefits_requests_total", "benefits_settlements_total"} <= names
