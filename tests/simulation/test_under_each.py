"""The same claims under many figures, one after the other, come to what each comes to alone."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from benefits.reading.book import PolicyBook
from benefits.reforms import scenarios
from benefits.simulation.result import Result
from benefits.simulation.run import simulate, under_each
from benefits.simulation.table import claim_table
from tests.search.handful import BILLS
from tests.search.handful import table as bills
from tests.simulation.stories import arrow, story

BOOK = PolicyBook.packaged()
CASES = {
    "jx_yichun": ["layers.backstop.ceiling=5%", "layers.critical_illness.deductible=1"],
    "sc_zangqu": ["layers.backstop.ceiling=1%", "layers.backstop.ceiling=90%"],
    "cq_county": ["layers.annual_review.steps.first.pays=1", "layers.charity_fund.rate.primary=1%"],
}


def figures(region: str, setting: str) -> Any:
    return scenarios(BOOK, [], [setting], [region]).scenarios[1].figures


def same(one: Result, other: Result) -> bool:
    columns = [
        (one.patient_fen, other.patient_fen),
        (one.status, other.status),
        *((column, other.layers[name]) for name, column in one.layers.items()),
    ]
    return one.layers.keys() == other.layers.keys() and all(
        np.array_equal(a, b) for a, b in columns
    )


@pytest.mark.parametrize("calculator", CASES)
def test_one_after_the_other_is_as_alone(calculator: str) -> None:
    """The baseline last of all: nothing of the reforms before it is left."""
    table = claim_table(arrow(story(calculator, 400, {}, "each")))
    region = calculator.replace("_", "-")
    each = [*(figures(region, setting) for setting in CASES[calculator]), {}]
    together = [*under_each(table, BOOK, each, python=True)]
    alone = [simulate(table, BOOK, one, python=True) for one in each]
    assert [same(a, b) for a, b in zip(together, alone, strict=True)] == [True] * 3
    assert not same(together[0], together[2]), "the figures matter"
    assert not same(together[1], together[2])
    assert len(set(together[2].status.tolist())) > 1, "refusals are among them"


def test_rows_no_policy_is_asked_about_are_refused_under_every_variant() -> None:
    bad = [
        {**BILLS[0], "own_expense_fen": -1},
        {**BILLS[0], "date": date(2030, 1, 1)},
        {**BILLS[0], "region": "nowhere"},
    ]
    each = [figures("jx-yichun", CASES["jx_yichun"][0]), {}]
    wanted = {"ok": 3, "invalid_request": 1, "no_policy_in_force": 1, "unknown_region": 1}
    for result in under_each(bills([*BILLS, *bad]), BOOK, each, python=True):
        assert result.statuses() == wanted


def test_what_was_given_before_stays_as_it_was() -> None:
    """A result is not written over by the next."""
    table = claim_table(arrow(story("jx_yichun", 200, {}, "each")))
    changed = figures("jx-yichun", CASES["jx_yichun"][0])
    results = under_each(table, BOOK, [{}, changed, {}], python=True)
    first = next(results)
    before = first.patient_fen.copy()
    assert not same(first, next(results))
    assert np.array_equal(first.patient_fen, before)
