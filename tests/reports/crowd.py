"""The made-up county ten times over: every figure ten times that of `tests.indicators.village`."""

from collections.abc import Sequence
from pathlib import Path

from benefits.indicators import Tally
from tests.indicators.village import ROWS, Row, block, scenarios, table

TIMES = 10


def rows(times: int = TIMES) -> list[Row]:
    """The village's bills, each household and its people so often."""
    return [
        (claim + 100 * n, person + 100 * n, household + 100 * n, *rest)
        for n in range(times)
        for claim, person, household, *rest in ROWS
    ]


def tally(folder: Path, listed: Sequence[Row] | None = None, ceiling: int | None = 50_000) -> Tally:
    """A tally of the crowd under both rules (`ceiling` None: the baseline alone)."""
    rules = scenarios(folder, ceiling)
    found = Tally.begin(rules)
    found.add(block(rules, table(rows() if listed is None else listed)))
    return found
