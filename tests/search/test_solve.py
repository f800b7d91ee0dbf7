"""Every crossing that can be seen is listed, on the figure's own grid, and what was looked at is said."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from benefits.problems import Problem
from benefits.reading.book import PolicyBook
from benefits.search.measures import Target, measures, target
from benefits.search.solve import Solution, solve
from benefits.search.variants import variants
from benefits.simulation.table import ClaimTable
from tests.search.handful import BOOK, CEILING, SHARES, run, table


def targets(*given: str) -> list[Target]:
    wrong: list[Problem] = []
    found = [target(each, measures(["basic", "backstop"], SHARES), wrong) for each in given]
    assert not wrong
    return [each for each in found if each is not None]


def solved(vary: str, *given: str, **how: int) -> Solution:
    made = variants(BOOK, [], [], [vary], ["jx-yichun"], solve=True)
    return solve(made, targets(*given), run([table()]), **how)  # type: ignore[arg-type]


def crossings(found: Solution) -> list[tuple[str, str]]:
    """(met, missed) of each crossing."""
    return [
        (*each.met.figures.values(), *each.missed.figures.values())  # type: ignore[misc]
        for each in found.crossings
    ]


def spans(found: Solution) -> list[tuple[str, ...]]:
    return [(*a.figures.values(), *b.figures.values()) for a, b in found.spans]


def test_the_ceiling_that_keeps_the_backstop_within_its_budget() -> None:
    """152,500 − 410,000 c ≤ 120,000 from c = 7.9268…% on: 7.93% gives 119,987, 7.92% gives 120,028."""
    found = solved(f"{CEILING}=5%:9.5%", "backstop<=120000.00")
    assert crossings(found) == [("7.93%", "7.92%")]
    assert found.crossings[0].from_above
    assert spans(found) == [("7.93%", "9.5%")]
    assert found.crossings[0].met.totals.layers["backstop"] == 11_998_700 * 1_000_000
    assert found.crossings[0].missed.totals.layers["backstop"] == 12_002_800 * 1_000_000
    assert (found.grid, len(found.points) < 60, found.turns()) == (451, True, False)


def test_the_other_way_round_the_target_is_met_from_below() -> None:
    """At least 120,000 from the backstop: up to 7.92%."""
    found = solved(f"{CEILING}=5%:9.5%", "backstop>=120000.00")
    assert crossings(found) == [("7.92%", "7.93%")]
    assert not found.crossings[0].from_above


def test_a_stated_step_is_the_grid() -> None:
    assert crossings(solved(f"{CEILING}=5%:9.5%:0.5%", "backstop<=120000.00")) == [("8%", "7.5%")]
    finest = solved(f"{CEILING}=7.9%:8%:0.0001%", "backstop<=120000.00")
    assert crossings(finest) == [("7.9269%", "7.9268%")]


def test_amounts_move_by_a_yuan() -> None:
    """The cap of supplementary insurance: A is left 400,000 − cap, at 9.5% the backstop pays
    362,000 − cap for her and 1,550 for B: at most 100,000 from a cap of 263,550 on."""
    cap = "layers.supplementary.rules.inpatient.cap"
    found = solved(f"{cap}=250000:280000", "backstop<=100000")
    assert crossings(found) == [("263550.00", "263549.00")]
    assert found.grid == 30_001
    assert len(found.points) < 90


def test_several_targets_hold_together() -> None:
    """The backstop within 120,000 (c ≥ 7.93%) and nobody poor above 9% (c ≤ 9%: C alone is above)."""
    made = variants(BOOK, [], [], [f"{CEILING}=5%:15%"], ["jx-yichun"], solve=True)
    listed = [90_000]
    wrong: list[Problem] = []
    known = measures(["backstop"], listed)
    both = [target(each, known, wrong) for each in ("backstop<=120000", "above:9%<=1")]
    found = solve(made, [each for each in both if each], run([table()], listed))
    assert not wrong
    assert crossings(found) == [("7.93%", "7.92%"), ("9%", "9.01%")]
    assert spans(found) == [("7.93%", "9%")]


def test_no_value_meets_the_target_then_the_nearest_is_told() -> None:
    found = solved(f"{CEILING}=5%:9.5%", "backstop<=100000")
    assert not found.met
    assert crossings(found) == []
    assert found.nearest.figures == {CEILING: "9.5%"}
    assert not solved(f"{CEILING}=5%:9.5%", "patient<=100").met


def test_every_value_meets_the_target() -> None:
    found = solved(f"{CEILING}=5%:9.5%", "backstop<=200000")
    assert spans(found) == [("5%", "9.5%")]
    assert found.met
    assert crossings(found) == []


STEPS = """\
region: xx-test
name: {zh: 测试地区, en: Test region}
division: "360000"
in_force: {from: 2018-01-01}
evidence: official
layers:
  basic:
    title: {zh: 基本医保, en: Basic insurance}
    base: all
    rate: 0%
  review:
    title: {zh: 年度救助, en: Yearly aid}
    base: all
    steps:
      first: {at_most: 20000, pays: 8000}
      second: {pays: 10000}
"""


@pytest.fixture
def steps(tmp_path: Path) -> PolicyBook:
    """Aid in steps on what basic insurance leaves: 20,000 left gets 8,000, a fen more gets 10,000."""
    (tmp_path / "xx-test").mkdir()
    (tmp_path / "xx-test" / "2018-01-01.yaml").write_text(STEPS, encoding="utf-8")
    return PolicyBook(tmp_path)


def one_bill() -> Sequence[ClaimTable]:
    return [table([{"person_id": 1, "own_expense_fen": 2_500_000}], "xx-test")]


def test_where_it_is_not_monotone_every_crossing_is_listed(steps: PolicyBook) -> None:
    """A bill of 25,000, of which basic insurance pays r; who is left more than 20,000 gets 10,000 of
    aid, else 8,000. The patient pays 15,000 − 25,000 r up to r = 19.99%, and 17,000 − 25,000 r from 20%
    on: 10,500.00 at 18%, 10,002.50 at 19.99%, 12,000.00 at 20%, 10,500.00 again at 26%."""
    made = variants(steps, [], [], ["layers.basic.rate=0%:40%"], ["xx-test"], solve=True)
    found = solve(made, targets("patient<=10500.00"), run(one_bill()))
    assert crossings(found) == [("18%", "17.99%"), ("19.99%", "20%"), ("26%", "25.99%")]
    assert spans(found) == [("18%", "19.99%"), ("26%", "40%")]
    paid = {each.figures["layers.basic.rate"]: each.totals.patient for each in found.points}
    assert [paid[each] // 1_000_000 for each in ("18%", "19.99%", "20%", "26%")] == [
        1_050_000, 1_000_250, 1_200_000, 1_050_000,
    ]  # fmt: skip
    assert found.turns()
    assert found.grid == 4001
    assert len(found.points) < 150


def test_every_step_is_looked_at_if_wanted(steps: PolicyBook) -> None:
    made = variants(steps, [], [], ["layers.basic.rate=0%:40%:0.1%"], ["xx-test"], solve=True)
    found = solve(made, targets("patient<=10500.00"), run(one_bill()), every_step=True)
    assert crossings(found) == [("18%", "17.9%"), ("19.9%", "20%"), ("26%", "25.9%")]
    assert len(found.points) == found.grid == 401


def test_a_coarse_look_may_miss_what_every_step_sees(steps: PolicyBook) -> None:
    """From 15% to 25% the target is met in the middle alone: two looks, at the ends, see nothing."""
    made = variants(steps, [], [], ["layers.basic.rate=15%:25%:0.05%"], ["xx-test"], solve=True)
    within = targets("patient<=10500.00")
    assert not solve(made, within, run(one_bill()), coarse=2).met
    found = solve(made, within, run(one_bill()), coarse=2, every_step=True)
    assert crossings(found) == [("18%", "17.95%"), ("19.95%", "20%")]


def test_every_value_is_run_once_and_all_of_a_round_together(steps: PolicyBook) -> None:
    made = variants(steps, [], [], ["layers.basic.rate=0%:40%"], ["xx-test"], solve=True)
    passes: list[list[str]] = []
    inner = run(one_bill())

    def counting(scenarios):  # type: ignore[no-untyped-def]
        passes.append([each.name for each in scenarios])
        return inner(scenarios)

    found = solve(made, targets("patient<=10500.00"), counting)
    every = [name for each in passes for name in each]
    assert len(every) == len(set(every)) == len(found.points) + 1
    assert len(passes) <= 4, "each pass reads the claims once"
