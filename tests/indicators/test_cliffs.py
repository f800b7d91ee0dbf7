"""Claims just beyond a jump: aid for the poor stops above a bill of 12,000.

A usual bill of 12,000 has 9,600 eligible; basic insurance leaves 3,840 of it, and aid pays half: 1,920.
"""

import pickle
from fractions import Fraction
from pathlib import Path

from benefits.indicators import Tally
from benefits.simulation.scenario import Scenario
from tests.indicators.village import NOBODY, POLICY, POOR, Row, block, book, table

STOPS = POLICY[: POLICY.index("  backstop:")].replace(
    "    when: {identity: poor}\n    rate",
    "    when: {identity: poor, total: {at_most: 12000}}\n    rate",
)
KEY = ("xx-village", "medical_aid", Fraction(1_200_000), Fraction(192_000), 0)


def rows(*bills: tuple[str, int]) -> list[Row]:
    return [
        (n, n // 2, n // 2, identity, "secondary", "in_county", bill, 0)
        for n, (identity, bill) in enumerate(bills)
    ]


def tally(folder: Path, *bills: tuple[str, int]) -> Tally:
    rules = [Scenario("baseline", book(folder, STOPS))]
    found = Tally.begin(rules)
    found.add(block(rules, table(rows(*bills))))
    return found


def test_a_claim_beyond_the_jump_is_counted_one_at_it_or_far_from_it_is_not(tmp_path: Path) -> None:
    bills = [(POOR, 12_000), (POOR, 12_001), (POOR, 12_500), (POOR, 13_000), (POOR, 13_001)]
    found = tally(tmp_path, *bills, (POOR, 11_999), (NOBODY, 12_500))
    assert found.cliffs.claims == {KEY: 3_000_000}
    assert found.cliffs.people == {KEY: 2}


def test_a_cliff_nobody_meets_is_listed(tmp_path: Path) -> None:
    assert tally(tmp_path, (NOBODY, 5_000)).cliffs.claims == {KEY: 0}


def test_tallies_of_cliffs_add_up(tmp_path: Path) -> None:
    one, other = (tally(tmp_path, (POOR, bill)) for bill in (12_500, 12_700))
    one.merge(pickle.loads(pickle.dumps(other)))
    assert one.cliffs.claims == {KEY: 2_000_000}
