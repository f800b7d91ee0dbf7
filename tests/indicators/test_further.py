"""Winners, spread, hardship, bootstrap, assumed figures: by hand, on the bills of `village`.

A year's payments before → after: person 1 1,300 → 650, 2 2,000, 3 250 → 125, 4 1,600, 5 40,
6 2,050 → 1,025; households A 3,300 → 2,650, B 1,850 → 1,725, C 2,090 → 1,065.
"""

import pickle
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from benefits.indicators import Tally, assumed_scenarios
from benefits.indicators.bootstrap import REPLICATES, draws, interval
from benefits.indicators.spread import CELLS, Ranked, cell_of, inequality, lowest_of
from benefits.indicators.winners import SAME
from benefits.simulation.scenario import Scenario
from tests.indicators.village import ROWS, block, scenarios, table

ONE = 1_000_000
YUAN = 100 * ONE
INCOMES = {1: 3_300_000, 2: 1_850_000, 3: 800_000}
"""Fen a household."""


def incomes() -> list[int]:
    return [INCOMES[row[2]] for row in ROWS]


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> list[Scenario]:
    return scenarios(tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="module")
def tally(rules: list[Scenario]) -> Tally:
    found = Tally.begin(rules, statistics={"poverty_line": 300_000}, sample=True)
    found.add(block(rules, table(annual_income_fen=incomes())))
    return found


def test_each_person_s_year_lies_in_its_band_of_change(tally: Tally) -> None:
    """−1,025: 1,000–5,000; −650: 500–1,000; −125: 100–500; three as before."""
    people = tally.winners.bands.of("people")
    assert {band: n // ONE for band, n in enumerate(people) if n} == {
        SAME - 4: 1,
        SAME - 3: 1,
        SAME - 2: 1,
        SAME: 3,
    }
    assert tally.winners.bands.total("fen") == -1_800 * YUAN


def test_the_largest_changes_are_kept_by_size(tally: Tally) -> None:
    assert [(each.person_id, each.change_fen) for each in tally.winners.gains] == [
        (6, -102_500),
        (1, -65_000),
        (3, -12_500),
    ]
    assert tally.winners.losses == ()


def test_gini_of_six_payments(tally: Tally) -> None:
    """Σ (2i − 7) x ÷ (6 Σ x): −5·40 − 3·250 − 1,300 + 1,600 + 3·2,000 + 5·2,050 = 15,600."""
    assert tally.spread.gini(0) == Fraction(15_600, 6 * 7_240)


def test_concentration_ranks_by_the_year_s_bills(tally: Tally) -> None:
    """In the order of the bills: 40, 250, 1,600, 2,000, 1,300, 2,050."""
    expected = -5 * 40 - 3 * 250 - 1_600 + 2_000 + 3 * 1_300 + 5 * 2_050
    assert tally.spread.by_bill.concentration("patient0") == Fraction(expected, 6 * 7_240)


def test_cells_are_no_wider_than_a_256th_and_in_order() -> None:
    edges = [lowest_of(cell) for cell in range(CELLS)]
    assert edges == sorted(set(edges))
    assert all(high - low <= max(low // 256, 1) for low, high in pairwise(edges))
    for amount in (0, 1, 511, 512, 1023, 1024, 99_999, 10**11):
        cell = int(cell_of(np.array([amount]))[0])
        assert lowest_of(cell) <= amount < lowest_of(cell + 1)


def test_tenths_keep_people_of_one_cell_together() -> None:
    ranked = Ranked()
    amounts = np.array([5] * 12 + [100, 200, 300, 400, 500, 600, 700, 800])
    ranked.cells.count("people", cell_of(amounts))
    told = [
        (each.first, each.last, ranked.within(each, "people") // ONE) for each in ranked.deciles()
    ]
    assert told == [(1, 6, 12), (7, 7, 2), (8, 8, 2), (9, 9, 2), (10, 10, 2)]


def test_inequality_of_nothing_is_not_said() -> None:
    assert inequality([3], [0]) is None
    assert inequality([], []) is None


def test_hardship_is_counted_by_family(tally: Tally) -> None:
    """A and B pay exactly 10% of their income; C pays 26.1%, then 13.3%.

    C's two people need 6,000: 8,000 − 2,090 = 5,910 is below, 8,000 − 1,065 is not.
    """
    hardship = tally.hardship
    assert hardship.moved("100000") == (2 * ONE, 0, 0, ONE)
    assert hardship.moved("250000") == (2 * ONE, ONE, 0, 0)
    assert hardship.moved("400000") == (3 * ONE, 0, 0, 0)
    assert hardship.moved("poverty") == (2 * ONE, ONE, 0, 0)


def test_what_is_left_at_the_poverty_line_is_not_under_it(rules: list[Scenario]) -> None:
    """C: 8,000 − 1,065 = 6,935 = 2 × 3,467.50; one fen more a head, and it is under."""
    for line, pushed in ((346_750, (0, ONE)), (346_751, (ONE, 0))):
        found = Tally.begin(rules, statistics={"poverty_line": line})
        found.add(block(rules, table(annual_income_fen=incomes())))
        _, before, _, both = found.hardship.moved("poverty")
        assert (both, before) == pushed


def test_families_without_an_income_are_not_asked(rules: list[Scenario]) -> None:
    found = Tally.begin(rules, statistics={"poverty_line": 300_000})
    given = [None if row[2] == 3 else 10_000 for row in ROWS]
    found.add(block(rules, table(annual_income_fen=given)))
    assert sum(found.hardship.moved("100000")) == 2 * ONE
    assert not Tally.begin(rules).hardship.anybody


def test_a_replicate_is_households_times_how_often_they_are_drawn(tally: Tally) -> None:
    times = draws(np.array([1, 2, 3]))
    for replicate in (0, 7, REPLICATES - 1):
        a, b, c = times[replicate].tolist()
        assert (
            tally.bootstrap.of("patient0")[replicate] == (3_300 * a + 1_850 * b + 2_090 * c) * YUAN
        )
        # Person 2 (A), 4 (B), 5 (C) stay above 5%.
        assert tally.bootstrap.of("above50000/1")[replicate] == (a + b + c) * ONE


def test_draws_are_poisson_and_the_same_wherever_they_are_made() -> None:
    households = np.arange(20_000)
    times = draws(households)
    shares = np.bincount(times.ravel()) * 10_000 // times.size
    assert shares[:4].tolist() == pytest.approx([3_679, 3_679, 1_839, 613], abs=15)
    assert (draws(households[5_000:5_010]) == times[:, 5_000:5_010]).all()


def test_the_interval_leaves_out_five_at_either_end() -> None:
    assert interval([Fraction(n) for n in range(200)]) == (5, 194)


def test_no_weights_no_intervals(rules: list[Scenario]) -> None:
    found = Tally.begin(rules)
    found.add(block(rules))
    assert not found.bootstrap.drawn
    found.add(block(rules, table(weight=[2_000_000] * len(ROWS))))
    assert found.bootstrap.drawn


def test_every_part_is_the_same_however_the_blocks_are_cut(
    rules: list[Scenario], tally: Tally
) -> None:
    first, *others = [_part(rules, household) for household in (3, 1, 2)]
    for other in others:
        first.merge(pickle.loads(pickle.dumps(other)))
    assert first.winners.gains == tally.winners.gains
    for one, other in (
        (first.winners.bands, tally.winners.bands),
        (first.winners.ways, tally.winners.ways),
        (first.spread.payments, tally.spread.payments),
        (first.spread.by_income.cells, tally.spread.by_income.cells),
        (first.spread.by_bill.cells, tally.spread.by_bill.cells),
        (first.hardship.cells, tally.hardship.cells),
    ):
        assert all(one.of(measure) == other.of(measure) for measure in one.cells | other.cells)
    for measure in tally.bootstrap.sums:
        assert first.bootstrap.of(measure) == tally.bootstrap.of(measure)
    assert first.years == tally.years == {2024}


def _part(rules: Sequence[Scenario], household: int) -> Tally:
    rows = [row for row in ROWS if row[2] == household]
    found = Tally.begin(rules, statistics={"poverty_line": 300_000}, sample=True)
    found.add(block(rules, table(rows, annual_income_fen=[INCOMES[row[2]] for row in rows])))
    return found


def test_assumed_figures_move_to_their_ends(tmp_path: Path) -> None:
    """Basic at 48%: 20,448 of 42,600. The poor's 33,500 leave 17,420, of which aid pays half: 8,710; the
    backstop what is above 3,600 of 8,710 + 2,500. Aid at its stated 70%: 9,380 of 13,400."""
    rules = scenarios(tmp_path)
    assert len(assumed_scenarios(rules[0].book, ["xx-village"])) == 5
    found = Tally.begin(rules, assumed=True, python=True)
    found.add(block(rules))
    sensitivity = found.sensitivity
    assert sensitivity is not None
    (basic, low, _), (aid, _, high) = sensitivity.moves()
    assert (basic.path, basic.low, basic.high, basic.stated) == (
        "layers.basic.rate",
        480_000,
        720_000,
        False,
    )
    assert (aid.path, aid.low, aid.high, aid.stated) == (
        "layers.medical_aid.rate",
        400_000,
        700_000,
        True,
    )
    assert low == {
        "basic": -5_112 * YUAN,
        "medical_aid": 2_010 * YUAN,
        "backstop": 2_010 * YUAN,
        "patient": 1_092 * YUAN,
    }
    assert high == {
        "basic": 0,
        "medical_aid": 2_680 * YUAN,
        "backstop": -2_680 * YUAN,
        "patient": 0,
    }


def test_assumed_figures_of_cut_blocks_add_up(tmp_path: Path) -> None:
    rules = scenarios(tmp_path)
    whole = Tally.begin(rules, assumed=True, python=True)
    whole.add(block(rules))
    parts = [Tally.begin(rules, assumed=True, python=True) for _ in (1, 2, 3)]
    for household, part in enumerate(parts, start=1):
        part.add(block(rules, table([row for row in ROWS if row[2] == household])))
    first, *others = [pickle.loads(pickle.dumps(part)) for part in parts]
    for other in others:
        first.merge(other)
    assert first.sensitivity.moves() == whole.sensitivity.moves()
