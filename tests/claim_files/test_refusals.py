"""Of each refusal one claim is told, and what the desk says of it."""

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benefits.claim_files import simulate_file
from benefits.claim_files.refusals import NO_REFUSAL, request_of
from benefits.claim_files.uprated import Uprating
from benefits.problems import Refused
from benefits.quotes.desk import Desk
from benefits.quotes.refusal import Refusal
from benefits.reading.book import PolicyBook
from benefits.simulation.scenario import Scenario
from tests.simulation.stories import Told, arrow, story, with_afterwards

BOOK = PolicyBook.packaged()
DESK = Desk(BOOK)
NOW = Scenario("baseline", BOOK)

ROW: dict[str, Any] = {
    "claim_id": 1,
    "person_id": 5,
    "region": "jx-yichun",
    "date": date(2018, 6, 15),
    "categories": "registered_poor",
    "kind": "inpatient",
    "hospital_level": "secondary",
    "place": "in_city",
    "eligible_fen": 1_600_000,
    "first_self_pay_fen": 0,
    "over_limit_fen": 0,
    "own_expense_fen": 0,
    "reverses_claim_id": None,
    "weight": None,
    "prior_basic_fen": None,
}


def said(request: dict[str, Any]) -> Any:
    try:
        return DESK.quote(request, "none")
    except Refused as refused:
        return refused.code, [each.what for each in refused.problems]


@pytest.mark.parametrize("calculator", ["jx_yichun", "nm_ulanqab", "sc_zangqu", "hn_sangzhi"])
def test_a_row_is_the_request_it_stands_for(calculator: str) -> None:
    for told in story(calculator, 60, {"poverty_line": 400_000}):
        asked = deepcopy(told.request)
        made = request_of(told.row, None, {"poverty_line": 400_000})
        got, want = said(made), said(asked)
        assert isinstance(got, tuple) == isinstance(want, tuple), told.row
        if isinstance(got, tuple):
            assert got == want
        else:
            assert {**got, "notes": []} == {**want, "notes": []}


def run(
    tmp_path: Path, table: pa.Table, scenarios: tuple[Scenario, ...] = (NOW,), **how: Any
) -> Any:
    pq.write_table(table, tmp_path / "claims.parquet", row_group_size=64)
    return simulate_file([tmp_path / "claims.parquet"], None, scenarios, python=True, **how)


def of(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(
        rows,
        schema=arrow(
            [Told(rows[0] | {"reverses_claim_id": 1, "weight": 1, "prior_basic_fen": 1}, {})]
        ).schema,
    )


def why(tmp_path: Path, *changed: dict[str, Any], **how: Any) -> tuple[Refusal, ...]:
    rows = [{**ROW, "claim_id": number, **one} for number, one in enumerate(changed, start=1)]
    made = run(tmp_path, of(rows), **how)
    refusals: tuple[Refusal, ...] = made.refusals[0]
    return refusals


def test_the_refusal_says_what_the_desk_says(tmp_path: Path) -> None:
    (refusal,) = why(tmp_path, {}, {"hospital_level": "village"}, {"hospital_level": "village"})
    with pytest.raises(Refused) as refused:
        DESK.quote(request_of({**ROW, "hospital_level": "village"}))
    assert (refusal.code, refusal.count, refusal.claim_id) == ("unknown_parameter", 2, 2)
    assert refusal.where == refused.value.problems[0].where
    assert refusal.what.zh.startswith(refused.value.problems[0].what.zh)
    assert "claim_id" not in refusal.told()


@pytest.mark.parametrize(
    ("changed", "code", "says"),
    [
        ({"kind": "surgery"}, "invalid_request", "the word is not known"),
        ({"kind": None}, "invalid_request", "missing"),
        ({"eligible_fen": -5}, "invalid_request", ""),
        ({"weight": -1}, "invalid_request", "below zero"),
        ({"reverses_claim_id": 77}, "invalid_request", "takes back"),
        ({"region": "xx-nowhere"}, "unknown_region", ""),
        ({"date": date(1999, 1, 1)}, "no_policy_in_force", "1999-01-01"),
        ({"prior_basic_fen": 9_900_000}, "prior_payment_too_large", ""),
    ],
)
def test_every_reason_has_its_sentence(
    tmp_path: Path, changed: dict[str, Any], code: str, says: str
) -> None:
    (refusal,) = why(tmp_path, {}, changed)
    assert (refusal.code, refusal.count, refusal.claim_id) == (code, 1, 2)
    assert says in refusal.what.en
    assert refusal.what.zh
    assert refusal.what.zh != refusal.what.en


def test_what_the_year_alone_refuses_is_said_to_be_so(tmp_path: Path) -> None:
    """The 1,001st admission of a year is refused; alone it could be worked out."""
    refusals = why(tmp_path, *[{"eligible_fen": 100_000}] * 1_001)
    assert [(each.code, each.claim_id) for each in refusals] == [("invalid_request", 1_001)]
    assert "together with this year's other claims" in refusals[0].what.en


def test_a_reform_has_refusals_of_its_own(tmp_path: Path) -> None:
    rows = [ROW, {**ROW, "claim_id": 2, "kind": "surgery"}]
    made = run(tmp_path, of(rows), (NOW, Scenario("reform", BOOK)))
    assert [[each.code for each in one] for one in made.refusals] == [["invalid_request"]] * 2
    told = made.told(0, Uprating())
    assert told["refusals"] == told["reform"]["refusals"] == [made.refusals[0][0].told()]


def test_the_same_claims_are_told_however_the_table_is_cut(tmp_path: Path) -> None:
    told = with_afterwards(story("bj_beijing", 300, {}), "bj_beijing")
    whole, cut = run(tmp_path, arrow(told)), run(tmp_path, arrow(told), rows=50)
    assert cut.plan.parts > 1
    assert whole.refusals == cut.refusals
    counted = whole.summary.scenarios[0].statuses
    assert {each.code for each in whole.refusals[0]} == set(counted) - {*NO_REFUSAL}
    assert all(each.count == counted[each.code] for each in whole.refusals[0])
