"""Readiness: 503 with every reason by name, and the process stays up meanwhile."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from api.server import application
from api.settings import Settings
from benefits.stores.database import Database
from benefits.stores.site import taken
from tests.api.client import call
from tests.stores.filled import filled
from tests.stores.kept import database, database_url, store

__all__ = ["database", "database_url", "store"]
NOW = datetime(2018, 6, 15, 12, tzinfo=UTC)
LOCAL = {"Host": "127.0.0.1"}


def served(database: Database, now: datetime = NOW, **settings: Any) -> FastAPI:
    return application(database=database, now=lambda: now, settings=Settings(**settings), demo=True)


def reasons(app: FastAPI) -> list[str]:
    answer = call("GET", "/readyz", None, LOCAL, app)
    assert call("GET", "/healthz", None, LOCAL, app).status_code == 200
    if answer.status_code == 200:
        assert answer.json() == {"status": "ready"}
        return []
    assert answer.status_code == 503
    assert answer.json()["code"] == "unavailable"
    return [each["where"] for each in answer.json()["problems"]]


@pytest.fixture
def site(database: Database) -> Database:
    now = datetime.now(UTC) if not database.embedded else NOW
    taken(database, demo=True, now=now, engine="test")
    return database


def test_a_sound_server_is_ready(site: Database) -> None:
    now = datetime.now(UTC) if not site.embedded else NOW
    assert reasons(served(site, now)) == []


def test_another_schema_is_not_served(site: Database) -> None:
    stale = text("UPDATE alembic_version SET version_num = 'another'")
    site.run(lambda connection: connection.execute(stale))
    assert "schema" in reasons(served(site))


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_clock_before_what_is_written_is_told(site: Database) -> None:
    filled(site)  # from 08:00 on
    assert reasons(served(site, NOW)) == []
    assert reasons(served(site, datetime(2017, 12, 31, 23, 59, tzinfo=UTC))) == ["clock"]


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_a_clock_that_is_not_the_databases_is_told(site: Database) -> None:
    ahead = datetime.now(UTC) + timedelta(minutes=6)
    assert reasons(served(site, ahead)) == ["clock"]


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_missing_key_file_and_a_database_that_is_gone_are_told_together(
    site: Database, tmp_path: Path, database_url: str
) -> None:
    app = served(site, key_file=tmp_path / "no keys")
    assert reasons(app) == ["key_file"]
    (tmp_path / "book.sqlite").write_bytes(b"no database" * 1000)
    site.engine.dispose()
    app = served(site, key_file=tmp_path / "no keys")
    assert reasons(app) == ["key_file", "database"]


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_server_that_is_stopping_says_so_at_once(site: Database) -> None:
    app = served(site)
    assert reasons(app) == []
    app.state.health.stopping = True
    assert reasons(app) == ["stopping"]


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_asking_often_does_not_wear_the_database_out(site: Database) -> None:
    app, looks = served(site), []
    site.watch = lambda what, _: looks.append(what)
    for _ in range(20):
        assert reasons(app) == []
    assert looks.count("lock") <= 3
