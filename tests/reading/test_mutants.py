"""A broken file is never a traceback: it is a policy, or problems with their places."""

from pathlib import Path
from typing import Final

import pytest

import benefits
from tests.reading.broken import problems_of
from tests.reading.mutants import mutant

FILE: Final = "jx-yichun/2018-01-01.yaml"
CONTENT: Final = (Path(benefits.__file__).parent / "regions" / FILE).read_bytes()


@pytest.mark.parametrize("first", range(0, 300, 50))
def test_a_mutant_is_a_policy_or_is_told_where_it_is_wrong(first: int) -> None:
    for seed in range(first, first + 50):
        _told_where(mutant(CONTENT, seed), seed)


@pytest.mark.long
@pytest.mark.parametrize("first", range(300, 5_300, 250))
def test_five_thousand_mutants_are_told_where_they_are_wrong(first: int) -> None:
    for seed in range(first, first + 250):
        _told_where(mutant(CONTENT, seed), seed)


def test_mutants_are_neither_all_sound_nor_all_broken() -> None:
    broken = [bool(problems_of(mutant(CONTENT, seed), FILE)) for seed in range(60)]
    assert 5 < sum(broken) < 60


def _told_where(content: bytes, seed: int) -> None:
    lines = len(content.splitlines()) + content.count(b"\r") + 2
    for each in problems_of(content, FILE):
        assert each.file == FILE, seed
        assert each.line is not None, seed
        assert each.column is not None, seed
        assert 1 <= each.line <= lines, seed
        assert each.column >= 1, seed
        assert each.what.zh, seed
        assert each.fix.en, seed
