"""What is told of the eligible part gives the desk's own ratios, for every region."""

import pytest

from benefits.money import ratio
from benefits.problems import Refused
from benefits.quotes import Desk
from benefits.reading.book import PolicyBook
from benefits.simulation.run import simulate
from benefits.simulation.table import claim_table
from tests.laws.regions import CALCULATORS
from tests.simulation.stories import arrow, as_told, story

BOOK = PolicyBook.packaged()
DESK = Desk(BOOK)
STATISTICS = {"poverty_line": 400_000, "disposable_income": 3_000_000}
CLAIMS = 60
"""Each of a person and household of its own, so that nothing has been used this year."""


@pytest.mark.parametrize("calculator", CALCULATORS)
def test_the_ratios_of_the_eligible_part_are_the_desk_s(calculator: str) -> None:
    alone = [
        as_told(each.request, number, number, number, STATISTICS)
        for number, each in enumerate(story(calculator, CLAIMS, STATISTICS, "eligible"))
    ]
    result = simulate(
        claim_table(arrow(alone)), BOOK, statistics=STATISTICS, python=True, eligible=True
    )
    told = result.of_eligible
    assert told is not None
    compared = 0
    for place, each in enumerate(alone):
        try:
            ratios = DESK.quote(each.request, "none")["ratios"]
        except Refused:
            continue
        assert result.status[place] == 0
        left, whole = int(told.left[place]), int(told.whole[place])
        assert ratio(left, whole) == ratios["eligible_after"]
        assert ratio(left + int(told.backed[place]), whole) == ratios["eligible_before"]
        compared += 1
    assert compared > 5


def test_nothing_is_told_unasked() -> None:
    alone = [as_told(each.request, 1, 1, 1, {}) for each in story("jx_yichun", 1, {}, "eligible")]
    assert simulate(claim_table(arrow(alone)), BOOK, python=True).of_eligible is None
