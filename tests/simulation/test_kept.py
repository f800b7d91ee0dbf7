"""A loop that is kept is the loop that would be made."""

from pathlib import Path

import pytest

from benefits.reading.book import PolicyBook
from benefits.simulation import kept
from benefits.simulation.run import simulate
from tests.reading.books import book, policy
from tests.search.handful import table

BILL = [{"person_id": 1, "eligible_fen": 10_000}]


def paid(shelf: PolicyBook) -> int:
    return int(simulate(table(BILL, "xx-test"), shelf, python=True).layers["basic"].sum())


def test_other_policies_have_other_loops_and_the_same_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_kept", kept.OrderedDict())
    shelves = []
    for name, rate in (("a", "80%"), ("b", "70%\n    yearly: true"), ("c", "80%")):
        (tmp_path / name).mkdir()
        shelves.append(book(tmp_path / name, v_2018_01_01=policy("from: 2018-01-01", rate)))
    assert [paid(each) for each in shelves] == [8_000, 7_000, 8_000]
    assert len(kept._kept) == 4, "the third says what the first says"


def test_the_one_longest_unused_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_kept", kept.OrderedDict())
    monkeypatch.setattr(kept, "MOST_KEPT", 2)
    made: list[str] = []

    def ask(key: str) -> None:
        kept.kept(key, lambda: made.append(key))  # type: ignore[func-returns-value]

    kept._kept["a"] = kept._kept["b"] = "made before"
    ask("a")
    ask("c")
    assert list(kept._kept) == ["a", "c"]
    assert made == ["c"]
