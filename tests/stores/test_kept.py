"""The stores that tests run over: both are real, each test has its own, and nothing is left behind."""

import pytest
from sqlalchemy import func, insert, inspect, select

from benefits.stores.database import Database
from benefits.stores.tables import METADATA
from benefits.stores.trail import CHAIN

BEGUN = {"chain": "site", "last": 0, "hash": "0" * 64}


def test_every_table_is_there(database: Database) -> None:
    assert set(inspect(database.engine).get_table_names()) == set(METADATA.tables)


@pytest.mark.parametrize("time", ["first", "second"])
def test_a_test_finds_no_row_of_another(database: Database, time: str) -> None:
    database.run(lambda connection: connection.execute(insert(CHAIN).values(**BEGUN)))
    with database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(CHAIN)).scalar_one() == 1


def test_the_store_is_the_one_asked_for(database: Database, store: str) -> None:
    assert database.engine.dialect.name == store
    assert database.embedded is (store == "sqlite")
