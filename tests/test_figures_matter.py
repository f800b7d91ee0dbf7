"""No figure of any policy can drift unseen: the smallest change of it fails a worked case.

Each figure of each policy is moved by its smallest step, up and down; some case of that policy must
then come out otherwise. A rate's step is one millionth, an amount's one fen, a count's one.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest

from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.formula.graph import FigureEntry
from benefits.problems import Refused
from benefits.quotes.adjudicator import Adjudicator
from benefits.quotes.answer import answer
from benefits.quotes.desk import Desk
from benefits.quotes.notes import notes
from benefits.reading.book import PolicyBook
from tests.worked import Case, cases, outcome

BLIND = {
    # Where two bands' rates are 10 points (or 5) apart, a fen of the edge moves a tenth of a fen: no
    # bill in whole fen shows every such step. Ten of them must show.
    "bj-beijing": {
        "layers.critical_illness.tilt.aided.bands.first.at_most": 10,
        "layers.annual_review.bands.second.at_most": 10,
    },
    "nm-ulanqab": {
        "layers.basic.rules.tertiary.bands.first.at_most": 20,
        "layers.basic.rules.tertiary.bands.second.at_most": 20,
        "layers.basic.rules.tertiary.bands.third.at_most": 20,
        "layers.government_subsidy.bands.second.at_most": 10,
    },
    "sd-shandong": {"layers.critical_illness.rules.general.bands.second.at_most": 10},
    "sd-taian": {"layers.critical_illness.rules.others.bands.second.at_most": 10},
    # At most 5,000.00 a household: a millionth of it is half a fen, which rounds back up.
    "sc-zangqu": {"layers.health_fund.rate": 2},
}
"""Figures whose smallest step cannot show, and how many steps must."""

DESK = Desk(PolicyBook.packaged())


@cache
def _policies() -> dict[str, tuple[Adjudicator, list[Case]]]:
    """Each policy file with the cases it decides."""
    found: dict[str, tuple[Adjudicator, list[Case]]] = {}
    for case in cases():
        try:
            ready = DESK.adjudicator_for(claim(read_request(case.request)))
        except Refused:
            continue  # no policy in force: no figure decides it
        found.setdefault(ready.document.file, (ready, []))[1].append(case)
    return found


def _come_out(ready: Adjudicator, case: Case, figures: Sequence[int]) -> dict[str, Any]:
    asked = claim(read_request(case.request))
    try:
        split = ready.split(asked, figures)
    except Refused as refused:
        return {"error": refused.code}
    return outcome(answer(asked, split, notes(asked, split), "none"), case.expect)


def _steps(entry: FigureEntry, step: int) -> list[int]:
    """The figure one step up and one down, where it may go there."""
    most = entry.unit.scale if entry.unit.kind == "rate" else None
    steps = [entry.value + step] if most is None or entry.value < most else []
    return steps if entry.value == 0 else [*steps, entry.value - step]


def _unseen(file: str) -> list[str]:
    ready, asked = _policies()[file]
    # A case refused before any figure is read (an unknown layer) cannot notice a figure.
    decided = [case for case in asked if _come_out(ready, case, ready.figures) == case.expect]
    unseen = []
    for place, entry in enumerate(ready.formula.graph.figures):
        step = BLIND.get(file.partition("/")[0], {}).get(entry.path, 1)
        for moved in _steps(entry, step):
            figures = list(ready.figures)
            figures[place] = moved
            if all(_come_out(ready, case, figures) == case.expect for case in decided):
                unseen.append(f"{entry.path}: {entry.value} → {moved}")
    return unseen


def test_every_policy_file_is_decided_by_some_case() -> None:
    book = DESK.book
    files = {f"{region}/{each.name}" for region in book.regions() for each in book.versions(region)}
    assert files == set(_policies())


@pytest.mark.parametrize("file", sorted(_policies()))
def test_no_figure_can_drift_unseen(file: str) -> None:
    assert _unseen(file) == []
