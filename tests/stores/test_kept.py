"""The stores that tests run over: both are real, each test has its own, and nothing is left behind."""

import os

import psycopg
import pytest
from sqlalchemy import func, insert, inspect, select

from benefits.stores import schema
from benefits.stores.database import Database
from benefits.stores.trail import CHAIN
from tests.stores import kept

BEGUN = {"chain": "site", "last": 0, "hash": "0" * 64}


def test_every_table_is_there(database: Database) -> None:
    assert set(inspect(database.engine).get_table_names()) == {
        *schema.whole().tables,
        "alembic_version",
    }


@pytest.mark.parametrize("time", ["first", "second"])
def test_a_test_finds_no_row_of_another(database: Database, time: str) -> None:
    database.run(lambda connection: connection.execute(insert(CHAIN).values(**BEGUN)))
    with database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(CHAIN)).scalar_one() == 1


def test_the_store_is_the_one_asked_for(database: Database, store: str) -> None:
    assert database.engine.dialect.name == store
    assert database.embedded is (store == "sqlite")


def test_what_a_test_left_open_or_altered_meets_no_other(store: str) -> None:
    if store != "postgresql":
        pytest.skip("an embedded database is a file of its own")
    server, name = kept._server(), f"altered_{os.getpid()}"
    kept._told(server, f"CREATE DATABASE {name} TEMPLATE {kept._template()}")
    left_open = psycopg.connect(server.get_uri(name))
    left_open.execute("INSERT INTO chain VALUES ('site', 0, 'x')")
    assert kept._emptied(server, name)
    left_open.close()
    with psycopg.connect(server.get_uri(name)) as connection:
        assert connection.execute("SELECT count(*) FROM chain").fetchone() == (0,)
        connection.execute("ALTER TABLE trail DISABLE TRIGGER ALL")
        connection.execute("CREATE TABLE mine (a int)")
    assert not kept._emptied(server, name)
    kept._told(server, f"DROP DATABASE {name} WITH (FORCE)")
