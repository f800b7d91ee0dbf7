"""Whatever somebody does who owns the database, before the last signed head, is found."""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from benefits.stores import schema
from benefits.stores.database import opened
from tests.stores import kept, tampering
from tests.stores.kept import STORES
from tests.stores.tampering import NOT_PROVABLE, Attacked, attacked, tampered

SHORT, LONG = 50, 500
"""Tamperings over each store; `tests.stores.tampering` says what they are."""


@pytest.fixture(scope="module", params=STORES)
def book(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Attacked]:
    """One book a store: every tampering is undone."""
    folder: Path = tmp_path_factory.mktemp("tampered")
    if request.param == "sqlite":
        url = f"sqlite:///{folder}/book.sqlite"
        kept.made(url)
    else:
        kept._told(kept._server(), f"CREATE DATABASE tampered TEMPLATE {kept._template()}")
        url = kept._url(kept._server(), "tampered")
    database = opened(url)
    yield attacked(database)
    database.close()
    if request.param == "postgresql":
        kept._told(kept._server(), "DROP DATABASE tampered WITH (FORCE)")


def test_a_book_nobody_touched_is_as_it_was_written(book: Attacked) -> None:
    with book.behind_the_back() as connection:
        checked = book.verified(connection, book.heads)
    assert checked.found == []
    assert checked.postings > 10


def test_every_table_has_rows_to_tamper_with(book: Attacked) -> None:
    with book.behind_the_back() as connection:
        for table in schema.whole().sorted_tables:
            rows = connection.execute(select(func.count()).select_from(table)).scalar_one()
            assert rows >= 2 or table.name in NOT_PROVABLE, table.name


def found_all(book: Attacked, seeds: range) -> Counter[str]:
    """Tamper once a seed; fails with all that were not found."""
    missed, codes = [], Counter[str]()
    for seed in seeds:
        with book.behind_the_back() as connection:
            done = tampered(connection, Random(seed))
            checked = book.verified(connection, book.heads)
        codes.update({each.code for each in checked.found})
        if not checked.found:
            missed.append(f"seed {seed}: {done.told}")
    assert missed == []
    return codes


def test_a_hundred_tamperings_are_found(book: Attacked, capsys: pytest.CaptureFixture[str]) -> None:
    began = time.process_time()
    first = SHORT * STORES.index(book.database.engine.dialect.name)
    codes = found_all(book, range(first, first + SHORT))
    with capsys.disabled():
        store, took = book.database.engine.dialect.name, time.process_time() - began
        print(f"\n{SHORT} tamperings over {store}, all found, {took:.1f} s: {len(codes)} codes")


@pytest.mark.long
def test_a_thousand_tamperings_are_found(book: Attacked) -> None:
    first = 1000 + LONG * STORES.index(book.database.engine.dialect.name)
    found_all(book, range(first, first + LONG))


def test_a_change_of_any_column_is_found(book: Attacked) -> None:
    if not book.database.embedded:
        pytest.skip("the rows are read alike from both stores")
    columns = [
        (table, column)
        for table in tampering.provable()
        for column in table.c
        if (table.name, column.name) not in tampering.NOT_PROVABLE_COLUMNS
    ]
    missed = []
    for table, column in columns:
        with book.behind_the_back() as connection:
            told = tampering.until_done(
                connection,
                lambda draw, at=(table, column): tampering.column_changed(  # type: ignore[misc]
                    connection, *at, draw
                ),
                Random(column.name),
            )
            if told is not None and not book.verified(connection, book.heads).found:
                missed.append(told)
    assert missed == []
    assert len(columns) > 100


def test_a_consistent_attack_is_found_by_the_head_alone(book: Attacked) -> None:
    with book.behind_the_back() as connection:
        tampering.take_back_the_last(connection, 2)
        assert book.verified(connection).found == [], "nothing in the database tells of it"
        found = book.verified(connection, book.heads).found
    assert [each.code for each in found] == ["not_as_exported"]


def test_what_lies_after_the_last_head_is_said_not_to_be_provable(book: Attacked) -> None:
    book.settle(f"after-{book.at[0]}")
    with book.behind_the_back() as connection:
        tampering.take_back_the_last(connection, 1)
        checked = book.verified(connection, book.heads)
    assert checked.found == [], "done consistently it cannot be told from never having been"
    assert checked.not_proven.en == (
        f"what came after {book.heads.at} is chained, but not provable until heads are exported again"
    )
    assert book.heads.at in checked.not_proven.zh
    with book.behind_the_back() as connection:
        tampering.take_back_the_last(connection, 1)
        connection.execute(tampering.delete(tampering.TOTAL))
        assert book.verified(connection, book.heads).found, "done otherwise it is found"
