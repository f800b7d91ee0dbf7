"""What does not matter (the order of the input) and what does (figures, versions, who belongs together)."""

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from benefits.money import yuan
from benefits.quotes import Desk
from benefits.reading.book import PolicyBook
from benefits.simulation.result import Result
from benefits.simulation.run import simulate
from benefits.simulation.table import claim_table
from tests.reading.books import book, policy
from tests.simulation.compared import differences
from tests.simulation.stories import Told, arrow, as_told, by_the_desk, story

BOOK = PolicyBook.packaged()


def run(told: list[Told], **how: Any) -> Result:
    return simulate(claim_table(arrow(told)), BOOK, python=True, **how)


def by_claim(result: Result) -> dict[int, tuple[int, ...]]:
    columns = [result.claim_id, result.patient_fen, result.status, *result.layers.values()]
    return {row[0]: row for row in zip(*(column.tolist() for column in columns), strict=True)}


@pytest.mark.parametrize("calculator", ["jx_yichun", "sc_zangqu"])
def test_the_order_of_the_input_does_not_matter(calculator: str) -> None:
    told = story(calculator, 600, {})
    once = run(told)
    assert once.claim_id.tolist() == [each.row["claim_id"] for each in told], "as it came"
    Random(1).shuffle(told)
    again = run(told)
    assert once.claim_id.tolist() != again.claim_id.tolist()
    assert by_claim(once) == by_claim(again)


def test_sorted_claims_are_run_as_they_stand() -> None:
    told = story("jx_yichun", 600, {})
    told.sort(key=lambda e: (e.row["person_id"], e.row["date"], e.row["claim_id"]))
    assert by_claim(run(told)) == by_claim(run(told[::-1]))


def test_other_figures_are_a_reform() -> None:
    """The ceiling at 5% for 9.5%: the same text, other numbers, and what the desk says of the reform."""
    desk, told = Desk(BOOK), story("jx_yichun", 400, {}, "reform")
    ready = desk.ready(BOOK.document("jx-yichun", BOOK.versions("jx-yichun")[0]))
    path = "layers.backstop.ceiling"
    figures = list(ready.figures)
    assert figures[ready.figure_places[path]] == 95_000
    figures[ready.figure_places[path]] = 50_000
    before, after = run(told), run(told, figures={ready.document.file: figures})
    assert after.layers["backstop"].sum() > before.layers["backstop"].sum()
    assert after.patient_fen.sum() < before.patient_fen.sum()
    assert np.array_equal(before.layers["basic"], after.layers["basic"])
    assert np.array_equal(before.status, after.status)


def test_a_figure_the_proof_does_not_cover_is_refused() -> None:
    file = "jx-yichun/2018-01-01.yaml"
    ready = Desk(BOOK).ready(BOOK.document("jx-yichun", BOOK.versions("jx-yichun")[0]))
    told = story("jx_yichun", 20, {})
    too_much = list(ready.figures)
    too_much[ready.figure_places["layers.backstop.ceiling"]] = 1_000_001
    for figures in (ready.figures[1:], too_much, (-1, *ready.figures[1:])):
        with pytest.raises(ValueError, match=file):
            run(told, figures={file: figures})


HEADS = "carried_over: {{evidence: official, layers: {layers}}}\n"
CAPPED = '80%\n    cap: "100"\n'


def claims(days: list[date], eligible_fen: int) -> list[Told]:
    """In-patient claims of one person in the book's test region."""
    return [
        as_told(
            {
                "region": "xx-test",
                "date": day.isoformat(),
                "person": {},
                "visit": {"kind": "inpatient"},
                "bill": {"total": yuan(eligible_fen), "eligible": yuan(eligible_fen)},
            },
            number,
            person=1,
            household=1,
            statistics={},
        )
        for number, day in enumerate(days)
    ]


@pytest.mark.parametrize("python", [True, False])
@pytest.mark.parametrize(
    ("layers", "paid"), [("all", [8000, 2000, 0, 0]), ("none", [8000, 8000, 2000, 0])]
)
def test_a_new_version_takes_over_the_totals_it_says(
    tmp_path: Path, folder: Path, layers: str, paid: list[int], python: bool
) -> None:
    """Two versions within a year: a cap of 100 yuan is used up once, or anew under the second."""
    if not python:
        pytest.importorskip("numba")
    shelf = book(
        tmp_path,
        v_2020_01_01=policy("from: 2020-01-01, until: 2020-06-30", CAPPED),
        v_2020_07_01=policy("from: 2020-07-01", CAPPED, HEADS.format(layers=layers)),
    )
    days = [date(2020, 6, 1), date(2020, 7, 1), date(2020, 7, 2), date(2020, 7, 3)]
    told = claims(days, 10_000)
    result = simulate(claim_table(arrow(told)), shelf, python=python, folder=folder)
    assert result.statuses() == {"ok": 4}
    assert result.layers["basic"].tolist() == paid
    if layers == "all":
        assert differences(result, by_the_desk(Desk(shelf), told)) == []


@pytest.mark.parametrize("python", [True, False])
def test_a_total_beyond_what_a_request_may_state_is_refused(
    tmp_path: Path, folder: Path, python: bool
) -> None:
    """As at the desk: every claim after the one that makes the year's total too large."""
    if not python:
        pytest.importorskip("numba")
    shelf = book(tmp_path, v_2020_01_01=policy("from: 2020-01-01", "50%\n    yearly: true"))
    told = claims([date(2020, 6, 1)] * 54, 1_999_999_999)
    result = simulate(claim_table(arrow(told)), shelf, python=python, folder=folder)
    assert differences(result, by_the_desk(Desk(shelf), told)) == []
    assert result.statuses() == {"ok": 51, "invalid_request": 3}


def test_people_who_move_keep_their_households_together() -> None:
    """Claims of two households joined by a mover stand in one order of days."""
    told = story("sc_zangqu", 400, {}, "moves")
    homes: dict[int, set[int]] = {}
    for each in told:
        homes.setdefault(each.row["person_id"], set()).add(each.row["household_id"])
    assert any(len(each) > 1 for each in homes.values()), "somebody moves"
    alone = [
        Told({**each.row, "household_id": 7 + each.row["person_id"] * 100}, each.request)
        for each in told
    ]
    assert by_claim(run(told)) != by_claim(run(alone)), "a household's total is shared"
