"""Claims run part by part come to what they come to as they stand, whatever their order and number."""

from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from benefits.reading.book import PolicyBook
from benefits.simulation import call, order, parted, passes, threads
from benefits.simulation.layout import Argument, Kernel
from benefits.simulation.order import Order, Parts, by_year
from benefits.simulation.parted import Parted
from benefits.simulation.result import Result
from benefits.simulation.run import simulate, under_each
from benefits.simulation.table import claim_table
from tests.simulation.stories import Told, arrow, story
from tests.simulation.test_passes import PLAIN
from tests.simulation.test_regions import assert_same
from tests.simulation.test_under_each import figures

BOOK = PolicyBook.packaged()
END = 2**63


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of a few claims, for three threads."""
    monkeypatch.setattr(order, "FAR_APART", 1)
    monkeypatch.setattr(order, "_OF_A_PART", 8)
    monkeypatch.setattr(parted, "AT_A_TIME", 40)
    monkeypatch.setattr(threads, "FEWEST", 50)
    monkeypatch.setenv(threads.VARIABLE, "3")


@pytest.fixture
def met(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """For each run by parts, how many claims were dealt out."""
    seen: list[int] = []

    class Seen(Parted):
        def told(self, *given: Any) -> Any:
            seen.append(len(self.parts.there))
            return Parted.told(self, *given)

    monkeypatch.setattr(call, "Parted", Seen)
    return seen


def mixed(told: list[Told], seed: int = 1) -> list[Told]:
    return Random(seed).sample(told, len(told))


def both(told: list[Told], folder: Path, **how: Any) -> tuple[Result, Result]:
    """By parts, and in plain Python as they stand."""
    claims = claim_table(arrow(told))
    compiled = simulate(claims, BOOK, folder=folder, **how)
    return compiled, simulate(claims, BOOK, python=True, **how)


def test_unsorted_claims_are_run_by_parts_and_come_to_the_same(
    folder: Path, met: list[int]
) -> None:
    """Refused claims of one region, and the claims of two regions in one table."""
    pytest.importorskip("numba")
    one, other = story("jx_yichun", 600, {}), story("ah_yixian", 300, {})
    again = [Told({**each.row, "claim_id": each.row["claim_id"] + 10**6}, {}) for each in other]
    by_parts, plain = both(mixed([*one, *again]), folder)
    assert_same(by_parts, plain)
    assert len(met) == 2
    assert len(by_parts.statuses()) > 2, "refusals are among them"


def test_reversed_rows_are_as_good_as_any(folder: Path, met: list[int]) -> None:
    pytest.importorskip("numba")
    assert_same(*both(story("jx_yichun", 300, {})[::-1], folder))
    assert len(met) == 1


def test_every_reform_is_run_by_the_same_parts(folder: Path, met: list[int]) -> None:
    """What was dealt out once serves them all, and nothing of one is left for the next."""
    pytest.importorskip("numba")
    claims = claim_table(arrow(mixed(story("jx_yichun", 400, {}))))
    each = [figures("jx-yichun", "layers.backstop.ceiling=5%"), {}]
    found = [*under_each(claims, BOOK, each, folder=folder, eligible=True)]
    assert len(met) == 2
    for under, result in zip(each, found, strict=True):
        alone = simulate(claims, BOOK, under, python=True, eligible=True)
        assert_same(result, alone)
        assert result.of_eligible is not None
        assert alone.of_eligible is not None
        for name in ("whole", "left", "backed"):
            told, said = (getattr(one.of_eligible, name) for one in (result, alone))
            assert np.array_equal(told, said)
    assert not np.array_equal(found[0].patient_fen, found[1].patient_fen), "the figures matter"


@pytest.mark.parametrize("claims", [1, 2])
def test_few_claims_are_run_too(folder: Path, claims: int) -> None:
    pytest.importorskip("numba")
    assert_same(*both(story("ah_yixian", 40, {})[:claims][::-1], folder))


def ordered(person: Any, day: Any, claim: Any) -> tuple[Order, Order]:
    """By parts, and by NumPy."""
    year = (1970 + day // 365).astype(np.int32)
    keys = (np.array(person, dtype=np.int64), year, day, np.array(claim, dtype=np.int64))
    return by_year(*keys, PLAIN), by_year(*keys)


@pytest.mark.parametrize("people", [1, 3, 60])
@pytest.mark.parametrize("low", [-END, -7, 0, END - 60])
def test_parts_are_closed_and_lead_into_order(people: int, low: int) -> None:
    """Of people numbered at either end of int64, of one alone, or with more years than people."""
    random = np.random.default_rng(people)
    person = [low + int(each) for each in random.integers(0, people, 500)]
    day = random.integers(17_000, 18_000, 500).astype(np.int32)
    one, other = ordered(person, day, random.permutation(500))
    assert one.rows is not None
    assert one.first is not None
    assert other.rows is not None
    assert other.first is not None
    assert np.array_equal(one.rows, other.rows)
    assert np.array_equal(one.first, other.first)
    parts = one.parts
    assert parts is not None
    assert np.array_equal(parts.there[one.rows], parts.within), "the two steps are the one"
    starts = parts.edges[:-1][np.diff(parts.edges) > 0]
    assert one.first[starts].all(), "no part begins within a person's year"
    for begin, end in zip(parts.edges, parts.edges[1:], strict=False):
        assert sorted(parts.within[begin:end]) == list(range(begin, end))


def test_where_numpy_sorts_there_are_no_parts() -> None:
    """People too far apart for one number, or too many claims of one day."""
    far, _ = ordered([END - 1, -END, 0], np.zeros(3, dtype=np.int32), [1, 2, 3])
    many = 3 * passes.FAR
    alike, _ = ordered([1] * many, np.zeros(many, dtype=np.int32), range(many)[::-1])
    for each in (far, alike):
        assert each.rows is not None
        assert each.parts is None
    none, _ = ordered([], np.zeros(0, dtype=np.int32), [])
    assert none.rows is None


def test_columns_go_to_parts_and_come_back() -> None:
    """By the passes as plain Python, a loop that hands on what it is given."""
    random = np.random.default_rng(5)
    person, day = random.integers(0, 40, 300), random.integers(0, 90, 300).astype(np.int32)
    found, _ = ordered(person, day, np.arange(300))
    assert isinstance(found.parts, Parts)
    assert found.first is not None
    arguments = (
        Argument("first", "first", "uint8"),
        Argument("c0", "fact", "int16"),
        Argument("out0", "layer", "int64"),
    )
    kernel = Kernel("", arguments, slots=False)
    given = random.integers(0, 1000, 300).astype(np.int16)
    years: list[int] = []

    def handed_on(first: Any, column: Any, out: Any) -> None:
        years.append(int(first.sum()))
        assert first[0], "a person's year is not parted"
        out[:] = column

    run = Parted(kernel, found.parts, PLAIN)
    told = run.told(handed_on, run.dealt({"c0": given}), found.first, {})
    assert told["out0"].tolist() == given.tolist()
    assert len(years) > 3, "several parts, one after the other"
    assert sum(years) == int(found.first.sum())
