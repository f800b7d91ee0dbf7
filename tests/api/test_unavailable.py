"""A database that is full, gone or slow is a clear 503 or 409 with nothing half done, and comes back."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import OperationalError

from api.server import application
from benefits.ledger import moments
from benefits.stores import database as stores
from benefits.stores import schema
from benefits.stores.database import Database, Unavailable, opened
from benefits.stores.site import taken
from benefits.stores.verification import verified
from tests.api.client import call
from tests.stores import kept
from tests.stores.filled import bill, clock, filled, office
from tests.stores.kept import database, database_url, store

__all__ = ["database", "database_url", "store"]


@pytest.fixture
def app(database: Database) -> Iterator[FastAPI]:
    """A demo server over a small book."""
    now = clock()
    taken(database, demo=True, now=now(), engine="test")
    filled(database)
    yield application(database=database, demo=True, now=now)
    assert verified(database, office(database).terms).found == []


def settled(app: FastAPI, key: str) -> Any:
    headers = {"Idempotency-Key": key, "Host": "127.0.0.1", "Accept-Language": "en"}
    return call("POST", "/v1/settlements", json.dumps(bill("person-1")), headers, app)


def rows(database: Database) -> dict[str, int]:
    with database.reading() as connection:
        return {
            each.name: connection.execute(select(func.count()).select_from(each)).scalar_one()
            for each in schema.whole().sorted_tables
        }


def told(answer: Any) -> tuple[int, str, str, str]:
    problem = answer.json()
    (each,) = problem["problems"]
    return answer.status_code, problem["code"], each["where"], answer.headers["retry-after"]


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_full_disk_books_nothing_and_the_key_is_free_again(
    app: FastAPI, database: Database
) -> None:
    before = rows(database)
    with database.reading() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    failed = None
    for number in range(200):  # until the free pages are used up
        answer = settled(app, f"full-{number}")
        if answer.status_code != 201:
            failed = f"full-{number}"
            break
        before = rows(database)
    assert failed is not None
    assert told(answer) == (503, "unavailable", "full", "60")
    assert "disk is full" in answer.json()["detail"]
    assert rows(database) == before
    with database.reading() as connection:
        connection.execute(text("PRAGMA max_page_count = 1000000"))
    assert settled(app, failed).status_code == 201


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_a_lock_that_is_held_too_long_is_told_and_books_nothing(
    app: FastAPI, database: Database, database_url: str
) -> None:
    @event.listens_for(database.engine, "begin")
    def hurried(connection: Any) -> None:
        connection.exec_driver_sql("SET LOCAL lock_timeout = '200ms'")

    before = rows(database)
    other = opened(database_url)
    with other.engine.begin() as holding:
        holding.execute(text("LOCK TABLE posting IN ACCESS EXCLUSIVE MODE"))
        answer = settled(app, "slow")
    other.close()
    assert told(answer) == (503, "unavailable", "slow", "2")
    assert "nothing was written" in answer.json()["detail"]
    assert rows(database) == before
    assert settled(app, "slow").status_code == 201


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_an_embedded_database_that_is_busy_too_long_is_told(
    app: FastAPI, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "LONGEST_WAIT_SECONDS", 0.2)
    held, let_go = threading.Event(), threading.Event()

    def holds() -> None:
        with database.reading():
            held.set()
            let_go.wait(30)

    holder = threading.Thread(target=holds)
    holder.start()
    assert held.wait(10)
    answer = settled(app, "slow")
    let_go.set()
    holder.join()
    assert told(answer)[:2] == (503, "unavailable")
    assert settled(app, "slow").status_code == 201


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_a_database_that_goes_in_the_middle_books_nothing_and_comes_back(
    app: FastAPI, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(database)
    server = kept._server()

    def cut(moment: str) -> None:
        if moment == "after the totals":
            monkeypatch.setattr(moments, "reached", lambda _: None)
            name = database.engine.url.database
            kept._told(
                server,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE datname = '{name}' AND pid <> pg_backend_pid()",
            )

    monkeypatch.setattr(moments, "reached", cut)
    answer = settled(app, "gone")
    assert told(answer) == (503, "unavailable", "gone", "5")
    assert rows(database) == before
    assert settled(app, "gone").status_code == 201


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_twin_in_flight_is_409_and_is_told_to_wait(app: FastAPI, database: Database) -> None:
    inside, let_go = threading.Event(), threading.Event()
    answers = []

    def waits(moment: str) -> None:
        if moment == "after the posting":
            inside.set()
            let_go.wait(30)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(moments, "reached", waits)
        first = threading.Thread(target=lambda: answers.append(settled(app, "twin")))
        first.start()
        assert inside.wait(10)
        patched.setattr(moments, "reached", lambda _: None)
        twin = settled(app, "twin")
        let_go.set()
        first.join()
    assert (twin.status_code, twin.json()["code"]) == (409, "in_flight")
    assert answers[0].status_code == 201
    assert settled(app, "twin").content == answers[0].content


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_an_unknown_outcome_asks_for_the_same_key(
    app: FastAPI, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = OperationalError("COMMIT", {}, sqlite3.OperationalError("gone"))

    def commits(*_: Any, **__: Any) -> Any:
        raise Unavailable(lost, unknown=True)

    monkeypatch.setattr(Database, "run", commits)
    answer = settled(app, "unknown")
    monkeypatch.undo()
    assert answer.status_code == 503
    (problem,) = answer.json()["problems"]
    assert "not known" in problem["what"]
    assert "same Idempotency-Key" in problem["fix"]
    assert "nothing was written" not in answer.text


def test_each_reason_has_its_words() -> None:
    from api.store_problems import unavailable

    for number, reason in (("SQLITE_FULL", "full"), ("SQLITE_BUSY", "slow"), ("SQLITE_X", "gone")):
        original = sqlite3.OperationalError("x")
        original.sqlite_errorname = number
        error = Unavailable(OperationalError("x", {}, original))
        assert error.reason == reason
        refused, seconds = unavailable(error)
        assert seconds > 0
        assert refused.problems[0].where == reason
        assert refused.problems[0].what.zh
    assert Unavailable(TimeoutError()).reason == "slow"
