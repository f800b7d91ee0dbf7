"""Blocks are run side by side and once each; by rank where that is worth it, with the same totals."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benefits.search import running
from benefits.search.by_rank import ByRank
from benefits.search.running import _each, totals
from benefits.search.totals import Totals
from benefits.simulation import ranks
from benefits.simulation.scenario import Scenario
from tests.simulation.ranked import BOOK, reforms, told

SHARES = (50_000, 100_000)


def scenarios() -> list[Scenario]:
    return [Scenario("", BOOK, figures) for figures in reforms(["ah-yixian"])]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[slice]:
    """Which variants were asked for by rank."""
    seen: list[slice] = []
    plain = ByRank.totals

    def noted(laid: ByRank, given: Any, some: slice) -> list[Totals] | None:
        seen.append(some)
        return plain(laid, given, some)

    monkeypatch.setattr(ByRank, "totals", noted)
    return seen


def test_by_rank_or_not_the_totals_are_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch, asked: list[slice]
) -> None:
    pytest.importorskip("numba")
    blocks, ran = [told("ah_yixian", 300), told("ah_yixian", 200)], list[int]()
    usual = totals(blocks, scenarios(), SHARES, folder=folder)
    assert not asked, "too few claims to be worth it"
    monkeypatch.setattr(running, "WORTH", 1_000)
    monkeypatch.setattr(running, "AT_A_TIME", 3)
    by_rank = totals(blocks, scenarios(), SHARES, folder=folder, ran=ran.append)
    assert [(each.start, each.stop) for each in asked] == [(0, 3), (3, 4)], "the larger block alone"
    assert by_rank == usual
    assert sum(ran) == 4 * (300 + 200), "each claim is told once a variant"
    monkeypatch.setattr(ranks, "LARGEST_YEAR_FEN", 1_000)
    assert totals(blocks, scenarios(), SHARES, folder=folder) == usual, "one by one after all"
    assert len(asked) == 4


def test_where_the_loops_lie_ready_the_smallest_block_is_by_rank_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch, asked: list[slice]
) -> None:
    pytest.importorskip("numba")
    monkeypatch.setattr(running, "THREADS", 1)
    monkeypatch.setattr(running, "WORTH", 1_000)
    small, large = told("ah_yixian", 40), told("ah_yixian", 300)
    totals([small, large, small], scenarios(), SHARES, folder=folder)
    assert len(asked) == 1, "four variants are too few for a small one"
    monkeypatch.setattr(running, "FEWEST", 4)
    totals([small, large, small], scenarios(), SHARES, folder=folder)
    assert len(asked) == 1 + 2, "the small one before the large is not"


def test_plain_python_is_never_by_rank(monkeypatch: pytest.MonkeyPatch, asked: list[slice]) -> None:
    monkeypatch.setattr(running, "WORTH", 0)
    totals([told("ah_yixian", 30)], scenarios(), SHARES, python=True)
    assert not asked


@pytest.mark.parametrize("threads", [1, 3])
def test_blocks_are_worked_out_once_each_whatever_the_threads(threads: int) -> None:
    read: list[int] = []

    def blocks() -> Iterator[int]:
        for each in range(20):
            read.append(each)
            yield each

    seen = []
    for each in _each(blocks(), lambda n: [n], threads):  # type: ignore[arg-type,list-item,return-value]
        seen.append(each)
        assert len(read) <= len(seen) + threads, "no further ahead than there are threads"
    assert seen == [[n] for n in range(20)]


@pytest.mark.parametrize("threads", [1, 3])
def test_what_fails_in_a_block_is_told(threads: int) -> None:
    def work(number: int) -> list[Totals]:
        if number == 2:
            raise KeyError(number)
        return []

    with pytest.raises(KeyError, match="2"):
        [*_each(range(9), work, threads)]  # type: ignore[arg-type]
