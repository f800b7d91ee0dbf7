"""Simulations over HTTP: tables by digest, one after the other, told as they go, ended when asked to."""

import hashlib
import json
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api import simulation_runner, simulations
from api.server import application
from api.simulation_runner import Runner
from api.simulation_store import Store
from tests.api.client import Body, call, served

TABLE = """claim_id,person_id,household_id,date,categories,kind,hospital_level,place,\
eligible_fen,first_self_pay_fen,over_limit_fen,own_expense_fen
1,1,1,2018-06-15,registered_poor,inpatient,secondary,in_city,1600000,150000,50000,200000
2,1,1,2018-07-15,registered_poor,inpatient,secondary,in_city,1600000,150000,50000,200000
3,2,1,2018-06-15,,inpatient,secondary,in_city,1600000,150000,50000,200000
4,3,2,2019-06-15,,inpatient,secondary,in_city,1600000,150000,50000,200000
"""
SLOW = """
import json, sys, time
for claims in range(200):
    print(json.dumps({"claims": claims, "of": 200}), file=sys.stderr, flush=True)
    time.sleep(0.05)
print(json.dumps({"claims": 200}))
"""
LONGEST_WAIT_SECONDS = 180


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    runner = Runner(tmp_path / "kept")
    yield application(served().state.desk, runner)
    runner.close()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of the command, a program that does nothing for ten seconds and tells how far it is."""
    monkeypatch.setattr(simulation_runner, "_COMMAND", (sys.executable, "-c", SLOW))


def asked(
    app: FastAPI, method: str, path: str = "", body: Body = None, language: str = "en"
) -> httpx.Response:
    return call(method, f"/v1/simulations{path}", body, {"Accept-Language": language}, app)


def uploaded(app: FastAPI, text: str = TABLE) -> str:
    response = asked(app, "POST", "/tables", text.encode())
    assert response.status_code == 201, response.text
    told: str = response.json()["table"]
    return told


def simulated(app: FastAPI, **asks: Any) -> httpx.Response:
    return asked(app, "POST", "", json.dumps({"region": "jx-yichun", **asks}))


def until(app: FastAPI, number: str, *states: str) -> Mapping[str, Any]:
    """What is told once a simulation is in one of some states."""
    end = time.monotonic() + LONGEST_WAIT_SECONDS
    while time.monotonic() < end:
        told: Mapping[str, Any] = asked(app, "GET", f"/{number}").json()
        if told["state"] in states:
            return told
        time.sleep(0.05)
    raise AssertionError(told)


def test_a_table_is_named_by_its_digest_and_kept_for_its_user_alone(
    app: FastAPI, tmp_path: Path
) -> None:
    told = asked(app, "POST", "/tables", [TABLE[:7].encode(), TABLE[7:].encode()])
    digest = hashlib.sha256(TABLE.encode()).hexdigest()
    assert told.json() == {"table": digest, "form": "csv", "bytes": len(TABLE)}
    kept = tmp_path / "kept" / "tables" / f"{digest}.csv"
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert asked(app, "POST", "/tables", TABLE.encode()).status_code == 200
    assert asked(app, "DELETE", f"/tables/{digest}").status_code == 204
    assert not kept.exists()
    assert asked(app, "DELETE", f"/tables/{digest}").status_code == 404


def test_no_table_at_all_is_refused_and_leaves_nothing(app: FastAPI, tmp_path: Path) -> None:
    response = asked(app, "POST", "/tables", b"")
    assert (response.status_code, response.json()["code"]) == (400, "malformed")
    assert list((tmp_path / "kept" / "tables").iterdir()) == []


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ([], [""]),
        ({}, ["table"]),
        ({"table": 1, "colour": "red"}, ["colour", "table"]),
        ({"table": "x", "reform": {"layers.basic.rate": 5}}, ["reform.layers.basic.rate"]),
        ({"table": "x", "statistics": "2995"}, ["statistics"]),
    ],
)
def test_a_wrong_question_is_told_in_full(app: FastAPI, given: Any, where: list[str]) -> None:
    response = asked(app, "POST", "", json.dumps(given))
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    assert sorted(each["where"] for each in response.json()["problems"]) == where


@pytest.mark.parametrize("path", ["/nothing", f"/{'0' * 64}", f"/{'0' * 64}/events", "/../tables"])
def test_what_is_not_there_is_said(app: FastAPI, path: str) -> None:
    assert asked(app, "GET", path).status_code == 404


def test_a_table_nobody_sent_is_not_simulated(app: FastAPI) -> None:
    response = simulated(app, table="0" * 64)
    assert response.status_code == 404
    assert response.json()["problems"][0]["where"] == "table"


def test_a_wrong_reform_is_refused_at_once(app: FastAPI) -> None:
    response = simulated(app, table=uploaded(app), reform={"layers.backstop.ceilling": "5%"})
    assert response.status_code == 422, response.text
    assert "ceilling" in response.json()["problems"][0]["where"]


@pytest.mark.usefixtures("slow")
def test_the_same_question_is_answered_once_and_another_waits(app: FastAPI) -> None:
    table = uploaded(app)
    first = simulated(app, table=table)
    assert first.status_code == 202
    number = first.json()["id"]
    assert first.headers["location"] == f"/v1/simulations/{number}"
    again = simulated(app, table=table, reform={})
    assert (again.status_code, again.json()["id"]) == (200, number)
    other = simulated(app, table=table, reform={"layers.backstop.ceiling": "5%"}).json()
    assert other["id"] != number
    running = until(app, number, "running")
    while "progress" not in running:
        running = until(app, number, "running")
    assert running["progress"]["of"] == 200
    assert until(app, other["id"], "queued", "running")["state"] == "queued"
    assert len(asked(app, "GET").json()["simulations"]) == 2


@pytest.mark.usefixtures("slow")
def test_what_runs_or_waits_can_be_cancelled_and_asked_again(app: FastAPI) -> None:
    table = uploaded(app)
    running = simulated(app, table=table).json()["id"]
    waiting = simulated(app, table=table, prices="5%").json()["id"]
    until(app, running, "running")
    for number in (waiting, running):
        assert asked(app, "DELETE", f"/{number}").status_code == 204
        assert until(app, number, "cancelled")
    assert simulated(app, table=table).status_code == 202
    assert until(app, running, "running")
    asked(app, "DELETE", f"/{running}")
    assert asked(app, "DELETE", f"/{waiting}").status_code == 204
    assert asked(app, "GET", f"/{waiting}").status_code == 404


@pytest.mark.usefixtures("slow")
def test_changes_are_told_as_they_come_until_the_end(app: FastAPI) -> None:
    number = simulated(app, table=uploaded(app)).json()["id"]
    response = asked(app, "GET", f"/{number}/events")
    assert response.headers["content-type"].startswith("text/event-stream")
    told = [json.loads(each.partition("data: ")[2]) for each in response.text.split("\n\n")[:-1]]
    assert told[-1]["state"] == "done"
    assert told[-1]["summary"] == {"claims": 200}
    seen = [each["progress"]["claims"] for each in told if "progress" in each]
    assert seen == sorted(seen)
    assert len(seen) > 3


def test_a_server_that_died_leaves_interrupted_work_that_can_be_asked_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for number, state in (("1" * 64, "running"), ("2" * 64, "done")):
        store.write(number, {"id": number, "state": state, "asked": {}})
    store.place("3" * 64).mkdir()
    (store.place("3" * 64) / "job.json").write_text("{")
    (store.tables / "left.draft").touch()
    later = Runner(tmp_path)
    assert [each["state"] for each in later.store.all()] == ["interrupted", "done"]
    assert list(later.store.tables.iterdir()) == []
    later.close()


def test_a_second_server_on_the_same_folder_leaves_alone_what_runs_in_the_first(
    tmp_path: Path,
) -> None:
    first, second = Runner(tmp_path), Runner(tmp_path)
    first.store.write("1" * 64, {"id": "1" * 64, "state": "running", "asked": {}})
    (first.store.tables / "arriving.draft").touch()
    assert second.store.read("1" * 64) == {"id": "1" * 64, "state": "running", "asked": {}}
    assert [each.name for each in second.store.tables.iterdir()] == ["arriving.draft"]
    first.close()
    second.close()
    third = Runner(tmp_path)
    assert [each["state"] for each in third.store.all()] == ["interrupted"]
    third.close()


@pytest.mark.parametrize(
    ("asks", "where"),
    [
        ({"prices": "5%\0"}, "prices"),
        ({"use": "3" * 200_000}, "use"),
        ({"region": "jx-yichun\n--bureau"}, "region"),
        ({"statistics": {"poverty_line": "1\0"}}, "statistics.poverty_line"),
        ({"statistics": {"poverty_line\r": "1"}}, "statistics.poverty_line"),
    ],
)
def test_what_cannot_be_a_word_of_a_command_is_refused(
    app: FastAPI, asks: Mapping[str, Any], where: str
) -> None:
    response = simulated(app, table=uploaded(app), **asks)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    assert [each["where"] for each in response.json()["problems"]] == [where]


def test_a_simulation_that_cannot_be_started_fails_and_the_next_one_runs(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = uploaded(app)
    monkeypatch.setattr(simulation_runner, "_COMMAND", ("/nowhere/benefits",))
    told = until(app, simulated(app, table=table).json()["id"], "failed")
    assert told["problem"]["code"] == "internal_error"
    assert told["problem"]["problems"][0]["what"] == "the server failed; nothing was worked out"
    monkeypatch.setattr(simulation_runner, "_COMMAND", (sys.executable, "-c", "print('{}')"))
    assert until(app, simulated(app, table=table).json()["id"], "done")


@pytest.mark.parametrize(
    ("program", "language", "says"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "en", "signal 9"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "zh", "信号 9"),
        (
            "import sys\nprint('program made a mistake: KeyError x.py:3', file=sys.stderr)\nsys.exit(70)",
            "en",
            "made a mistake: KeyError x.py:3",
        ),
        ("print('{}'); raise SystemExit(3)", "zh", "服务器出错"),
    ],
)
def test_a_simulation_that_failed_says_how(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch, program: str, language: str, says: str
) -> None:
    monkeypatch.setattr(simulation_runner, "_COMMAND", (sys.executable, "-c", program))
    asks = json.dumps({"region": "jx-yichun", "table": uploaded(app)})
    number = asked(app, "POST", "", asks, language).json()["id"]
    told = until(app, number, "failed")["problem"]
    (problem,) = told["problems"]
    assert says in problem["what"]
    assert problem["fix"]
    assert told["detail"] == problem["what"]


def test_a_table_taken_away_while_its_simulation_waits_is_told(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "table", lambda store, digest: None)
    runner = app.state.simulations
    runner.ask("4" * 64, {"table": "0" * 64}, "en")
    told = until(app, "4" * 64, "refused")
    assert told["problem"]["problems"][0]["where"] == "table"


def test_no_word_of_a_request_is_taken_for_an_option(tmp_path: Path) -> None:
    asks = {
        "region": "--bureau",
        "prices": "--use",
        "statistics": {"--bureau": "1"},
        "reform": {"b": "--out", "a": "1"},
    }
    words = Runner(tmp_path)._words("1", tmp_path / "t.csv", asks)
    assert not {"--bureau", "--use", "--out"} & set(words)
    assert [each for each in words if each.startswith("--set")] == ["--set=a=1", "--set=b=--out"]


def test_an_analyst_gets_sums_and_a_report_and_no_rows(app: FastAPI) -> None:
    number = simulated(app, table=uploaded(app), reform={"layers.backstop.ceiling": "5%"}).json()[
        "id"
    ]
    told = until(app, number, "done", "refused", "failed")
    assert told["state"] == "done", told
    assert told["summary"]["claims"] == 4
    assert told["summary"]["statuses"] == {"ok": 3, "no_policy_in_force": 1}
    for sums in (told["summary"]["totals_fen"], told["summary"]["reform"]["totals_fen"]):
        assert set(sums.values()) == {None}, "they are of two people"
    assert "2019" not in json.dumps(told["summary"]["refusals"]), "the day of one claim"
    kept = {each.partition("/report/")[2] for each in told["report"]}
    assert {"report.zh.html", "report.en.html", "report.xlsx", "assets/report.js"} <= kept
    page = asked(app, "GET", f"/{number}/report/report.en.html")
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers.get_list("content-security-policy") == [simulations._OWN_SCRIPTS]
    assert asked(app, "GET", f"/{number}/report/assets/report.js").status_code == 200
    for name in ("job.json", "../job.json", "..%2Fjob.json", "assets"):
        assert asked(app, "GET", f"/{number}/report/{name}").status_code == 404


def test_a_table_that_cannot_be_read_is_told_with_its_column(app: FastAPI) -> None:
    table = uploaded(app, TABLE.replace("eligible_fen", "eligible_yuan"))
    told = until(app, simulated(app, table=table).json()["id"], "done", "refused", "failed")
    assert told["state"] == "refused", told
    assert "eligible_fen" in json.dumps(told["problem"])
