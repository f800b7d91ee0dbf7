"""Claims sorted digit by digit stand as NumPy sorts them; parts side by side give what one run gives."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benefits.reading.book import PolicyBook
from benefits.simulation import passes, threads
from benefits.simulation.order import Passes, by_household, by_year
from benefits.simulation.run import simulate
from benefits.simulation.table import claim_table
from tests.simulation.stories import arrow, story
from tests.simulation.test_regions import assert_same

BOOK = PolicyBook.packaged()
PLAIN = Passes(
    passes.packed,
    passes.counted,
    passes.dealt,
    passes.by_digit,
    passes.by_ties,
    passes.taken,
    passes.put,
)


def keys(seed: int, claims: int, people: int) -> list[Any]:
    random = np.random.default_rng(seed)
    person = random.integers(-people, people, claims) * 1_000_003
    day = random.integers(17_000, 17_000 + random.choice([1, 40, 800]), claims).astype(np.int32)
    return [person, (1970 + day // 365).astype(np.int32), day, random.permutation(claims) * 7]


def assert_equal(one: Any, other: Any) -> None:
    assert one is not None
    assert np.array_equal(one, other)


@pytest.mark.parametrize("seed", range(12))
def test_sorting_by_digits_is_sorting(seed: int) -> None:
    person, year, day, claim = keys(seed, 400, 1 + seed * 9)
    slow, quick = by_year(person, year, day, claim), by_year(person, year, day, claim, PLAIN)
    assert_equal(slow.rows, quick.rows)
    assert_equal(slow.first, quick.first)
    household = person // 4
    one, other = (by_household(person, household, year, day, claim, how) for how in (None, PLAIN))
    assert_equal(one.rows, other.rows)
    assert all(np.array_equal(one.slots[scope], other.slots[scope]) for scope in one.slots)
    column = np.arange(400, dtype=np.int16)
    assert np.array_equal(slow.of(column), quick.of(column))


@pytest.mark.parametrize("far", [2**62, 2**63 - 1])
def test_people_numbered_over_all_of_int64_are_sorted_too(far: int) -> None:
    person = np.array([far, -far, 0, far, -far], dtype=np.int64)
    day, claim = np.zeros(5, dtype=np.int32), np.array([5, 4, 3, 2, 1], dtype=np.int64)
    slow, quick = by_year(person, day, day, claim), by_year(person, day, day, claim, PLAIN)
    assert slow.rows is not None
    assert slow.rows.tolist() == [4, 1, 2, 3, 0]
    assert_equal(slow.rows, quick.rows)


def test_many_claims_of_one_day_are_in_the_order_of_their_numbers() -> None:
    claims = 4 * passes.FAR
    person, claim = np.zeros(claims, dtype=np.int64), np.arange(claims)[::-1].copy()
    day = np.zeros(claims, dtype=np.int32)
    order = by_year(person, day, day, claim, PLAIN)
    assert order.rows is not None
    assert order.rows.tolist() == list(range(claims))[::-1]


def test_parts_side_by_side_give_what_one_run_gives(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("numba")
    claims = claim_table(arrow(story("ah_yixian", 3_000, {})))
    monkeypatch.setenv(threads.VARIABLE, "1")
    alone = simulate(claims, BOOK, folder=folder)
    monkeypatch.setattr(threads, "FEWEST", 100)
    monkeypatch.setenv(threads.VARIABLE, "3")
    assert len(threads.even(3_000)) == 3
    assert_same(alone, simulate(claims, BOOK, folder=folder))


@pytest.mark.parametrize("claims", [0, 1, 7, 100])
def test_parts_hold_every_claim_once(claims: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "FEWEST", 1)
    monkeypatch.setenv(threads.VARIABLE, "4")
    parts = threads.even(claims)
    assert (parts[0].start, parts[-1].stop) == (0, claims)
    assert all(one.stop == other.start for one, other in pairwise(parts))


def test_what_a_part_raises_is_raised() -> None:
    def fails(part: slice) -> None:
        raise ArithmeticError(part.start)

    for parts in ([slice(0, 1)], [slice(0, 1), slice(1, 2)]):
        with pytest.raises(ArithmeticError):
            threads.side_by_side(fails, parts)
