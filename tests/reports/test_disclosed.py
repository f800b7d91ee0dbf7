"""Whoever does not hold the claims reads no sum that the report does not say."""

from pathlib import Path
from typing import Any

import pytest

from benefits.indicators import Tally
from benefits.problems import Text
from benefits.quotes.refusal import Refusal
from benefits.reports import disclosed
from benefits.reports.spending import shown_payers
from benefits.reports.view import View
from tests.reports.crowd import rows, tally

MISSING = Refusal("unknown_parameter", 1, 7, Text("没有", "not said"), "layers.basic")
QUOTING = Refusal("invalid_request", 1, 8, Text("金额 12.345", "amount 12.345"), "bill")


def summary(made: Tally, refused: int = 0) -> dict[str, Any]:
    """A summary of the same claims, some of them refused by the reform alone."""
    layers = [*next(iter(made.names.values())).layers, "patient"]
    told = {"totals_fen": dict.fromkeys(layers, 100), "statuses": {"ok": made.spend.accepted}}
    statuses = {"ok": made.spend.accepted - refused, "unknown_parameter": refused}
    return {**told, "reform": {**told, "statuses": statuses}}


def hidden(told: dict[str, Any]) -> set[str]:
    return {name for name, fen in told["totals_fen"].items() if fen is None}


@pytest.mark.parametrize(
    ("villages", "merged"), [(3, {"medical_aid", "backstop"}), (10, set[str]())]
)
def test_what_the_report_merges_is_null_and_nothing_else(
    tmp_path: Path, villages: int, merged: set[str]
) -> None:
    """Each village has three whom aid and backstop pay for: nine of three villages are too few."""
    made = tally(tmp_path / "book", rows(villages))
    told = disclosed(summary(made), made, [[], []])
    assert hidden(told) == hidden(told["reform"]) == merged
    shown = [each.layers for each in shown_payers(View(made)) if each.merged]
    assert set().union(*shown) == merged


def test_of_few_people_no_sum_is_told(tmp_path: Path) -> None:
    made = tally(tmp_path / "book", rows(1))
    told = disclosed(summary(made), made, [[], []])
    assert hidden(told) == set(told["totals_fen"])


def test_of_other_claims_than_the_reports_no_sum_is_told(tmp_path: Path) -> None:
    """Sums of one more claim, less the report's, would be that claim's."""
    made = tally(tmp_path / "book")
    told = disclosed(summary(made, refused=1), made, [[], []])
    assert hidden(told) == hidden(told["reform"]) == set(told["totals_fen"])


@pytest.mark.parametrize(("refusal", "kept"), [(MISSING, True), (QUOTING, False)])
def test_a_sentence_with_a_claims_figures_is_withheld(
    tmp_path: Path, refusal: Refusal, kept: bool
) -> None:
    made = tally(tmp_path / "book")
    (told,) = disclosed(summary(made), made, [[refusal], []])["refusals"]
    assert (told["what"] == refusal.what.both()) == kept
    assert told["count"] == 1
