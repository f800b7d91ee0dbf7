"""A table that is bad as a whole is refused with its column and row; a bad row is counted."""

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from benefits.quotes import Desk
from benefits.reading.book import PolicyBook
from benefits.simulation.result import STATUSES
from benefits.simulation.run import simulate
from benefits.simulation.table import BadTable, claim_table

BOOK = PolicyBook.packaged()
GOOD: dict[str, Any] = {
    "claim_id": [1, 2, 3],
    "person_id": [1, 1, 2],
    "household_id": [1, None, 1],
    "date": [date(2018, 6, 1)] * 3,
    "kind": ["inpatient"] * 3,
    "hospital_level": ["secondary"] * 3,
    "categories": ["registered_poor", "", None],
    "eligible_fen": [1_000_000] * 3,
    "first_self_pay_fen": [10_000] * 3,
    "over_limit_fen": [0] * 3,
    "own_expense_fen": [0] * 3,
}


def statuses(**changed: Any) -> list[str]:
    table = claim_table({**GOOD, **changed}, "jx-yichun")
    return [STATUSES[each] for each in simulate(table, BOOK, python=True).status]


def test_a_good_table_is_read_from_arrow_or_from_arrays() -> None:
    assert statuses() == ["ok"] * 3
    result = simulate(claim_table(pa.table(GOOD), "jx-yichun"), BOOK, python=True).arrow()
    assert result.column_names[0] == "claim_id"
    assert result.column_names[-2:] == ["patient_fen", "status"]
    assert result.column("status").to_pylist() == ["ok"] * 3
    answer = Desk(BOOK).quote(
        {
            "region": "jx-yichun", "date": "2018-06-01",
            "person": {"categories": ["registered_poor"]},
            "visit": {"kind": "inpatient", "hospital_level": "secondary"},
            "bill": {"total": "10100.00", "eligible": "10000.00", "first_self_pay": "100.00"},
        }
    )  # fmt: skip
    assert f"{result.column('patient_fen')[0].as_py() / 100:.2f}" == answer["patient"]


@pytest.mark.parametrize(
    ("changed", "column", "row"),
    [
        ({"eligible_fen": None}, "eligible_fen", None),
        ({"eligible_fen": [None] * 3}, "eligible_fen", None),
        ({"eligible_fen": [1, None, 3]}, "eligible_fen", 1),
        ({"eligible_fen": [1.0, 2.0, 3.0]}, "eligible_fen", None),
        ({"eligible_fen": ["1", "2", "3"]}, "eligible_fen", None),
        ({"claim_id": [1, 2, 2]}, "claim_id", 2),
        ({"claim_id": [2, 1, 2]}, "claim_id", 2),
        ({"date": [date(2018, 1, 1), None, date(2018, 1, 1)]}, "date", 1),
        ({"date": ["yesterday"] * 3}, "date", None),
        ({"kind": [1, 2, 3]}, "kind", None),
        ({"items": [1, 2, 3]}, "items", None),
        ({"items": [[1], [2], None]}, "items", None),
        ({"items": [[{"eligible_fen": 1}], None, None]}, "items", None),
        ({"items": [[{"service": 1}], None, None]}, "items.service", None),
        ({"eligible_fen": pa.array([1, 2**63, 3], pa.uint64())}, "eligible_fen", 1),
        ({"reverses_claim_id": [None, 1.5, None]}, "reverses_claim_id", None),
        ({"household_id": [1.0, None, 1.0]}, "household_id", None),
        ({"household_id": [1, None, -1]}, "household_id", 2),
        ({"categories": [[1], [2], None]}, "categories", None),
        ({"person_id": [1, -1, 2]}, "person_id", 1),
    ],
)
def test_a_bad_table_names_column_and_row(
    changed: dict[str, Any], column: str, row: int | None
) -> None:
    given = {name: each for name, each in {**GOOD, **changed}.items() if each is not None}
    with pytest.raises(BadTable) as told:
        claim_table(given, "jx-yichun")
    assert (told.value.column, told.value.row) == (column, row)


def test_everything_wrong_with_a_table_is_told_at_once() -> None:
    given = {**GOOD, "date": [1.5, 2.5, 3.5], "person_id": [1, None, 2], "claim_id": [3, 4, 3]}
    for name in ("own_expense_fen", "kind"):
        del given[name]
    with pytest.raises(BadTable) as told:
        claim_table(given)
    problems = told.value.problems
    assert [(each.code, each.where) for each in problems] == [
        ("column_is_missing", "kind"),
        ("column_is_missing", "own_expense_fen"),
        ("region_is_not_said", "region"),
        ("claim_stands_twice", "claim_id, row 3"),
        ("value_is_missing", "person_id, row 2"),
        ("days_are_needed", "date"),
    ]
    assert told.value.code == "invalid_claims"
    for text in (text for each in problems for text in (each.what, each.fix)):
        assert text.en
        assert any(sign >= "\u4e00" for sign in text.zh), text


def test_words_may_come_as_dictionaries_lists_or_views() -> None:
    poor = ["registered_poor", "", None]
    listed = pa.array([["registered_poor"], [], None], pa.list_(pa.string()))
    for column in (
        pa.array(poor).dictionary_encode(),
        pa.array(poor, pa.large_string()),
        pa.array(poor, pa.string_view()),
        listed,
        listed.cast(pa.list_(pa.large_string())),
        pa.ListArray.from_arrays([0, 1, 1, 1], pa.array(["registered_poor"]).dictionary_encode()),
    ):
        table = claim_table({**GOOD, "categories": column}, "jx-yichun")
        assert table.columns["categories"].tolist() == [2, 0, 0], column.type


def test_columns_of_different_lengths_are_no_table() -> None:
    with pytest.raises(BadTable, match="length"):
        claim_table({**GOOD, "kind": ["inpatient"]}, "jx-yichun")


def test_a_region_must_be_said() -> None:
    with pytest.raises(BadTable, match="region"):
        claim_table(GOOD)
    assert statuses(region=["jx-yichun", "nowhere", None]) == ["ok"] + ["unknown_region"] * 2


SECOND: list[tuple[dict[str, Any], str]] = [
    ({"kind": ["inpatient", "stay", "inpatient"]}, "invalid_request"),
    ({"kind": ["inpatient", None, "inpatient"]}, "invalid_request"),
    ({"categories": ["", "veteran+poor", ""]}, "invalid_request"),
    ({"eligible_fen": [1, -1, 1]}, "invalid_request"),
    ({"eligible_fen": [1, 2_000_000_001, 1]}, "invalid_request"),
    ({"own_expense_fen": [1, 2_000_000_000, 1]}, "invalid_request"),
    (
        {"eligible_fen": [1, 10**9, 1], "own_expense_fen": [1, 10**9, 1]},
        "invalid_request",
    ),
    ({"place": ["in_county", "in_province", None]}, "invalid_request"),
    (
        {"place": ["in_county", "in_province", None], "referral": [None, None, "local"]},
        "invalid_request",
    ),
    ({"age": [1, 151, None]}, "invalid_request"),
    ({"age": [1, -1, None]}, "invalid_request"),
    ({"admission_number": [1, 0, None]}, "invalid_request"),
    ({"weight": [1, -1, None]}, "invalid_request"),
    ({"prior_basic_fen": [None, -1, 0]}, "invalid_request"),
    ({"date": [date(2018, 6, 1), date(1989, 12, 31), date(2018, 6, 1)]}, "invalid_request"),
    ({"admitted_on": [None, date(2018, 6, 2), None]}, "invalid_request"),
    ({"items": [None, [{"service": None, "eligible_fen": 1}], []]}, "invalid_request"),
    ({"items": [None, [{"service": "drug", "eligible_fen": -5}], None]}, "invalid_request"),
    (
        {"items": [None, [{"service": "drug", "eligible_fen": 5}], None]},
        "amounts_do_not_add_up",
    ),
    ({"date": [date(2018, 6, 1), date(2019, 1, 1), date(2018, 6, 1)]}, "no_policy_in_force"),
    ({"prior_charity_fen": [None, 0, None]}, "unknown_layer"),
    ({"programme": [None, "nonesuch", None]}, "unknown_programme"),
    ({"prior_basic_fen": [None, 2_000_000, None]}, "prior_payment_too_large"),
    ({"insurance": ["resident", "employee", None]}, "unknown_parameter"),
    ({"hospital_level": ["secondary", None, "tertiary"]}, "unknown_parameter"),
]


@pytest.mark.parametrize(("changed", "status"), SECOND)
def test_a_bad_row_is_refused_alone(changed: dict[str, Any], status: str) -> None:
    assert statuses(**changed) == ["ok", status, "ok"]
    result = simulate(claim_table({**GOOD, **changed}, "jx-yichun"), BOOK, python=True)
    assert result.patient_fen[1] == 0
    assert all(column[1] == 0 for column in result.layers.values())


def test_bills_are_added_up_each_alone() -> None:
    """The largest parts of several bills are together more than a bill may be; no bill is."""
    large = {"eligible_fen": [10**9, 1, 1], "own_expense_fen": [1, 1, 10**9]}
    assert statuses(**large) == ["ok"] * 3


def test_a_claim_without_a_weight_stands_for_itself() -> None:
    table = claim_table({**GOOD, "weight": [0, None, 2_500_000]}, "jx-yichun")
    assert table.measures["weight"].tolist() == [0, 1_000_000, 2_500_000]


def test_a_refused_claim_feeds_nothing() -> None:
    """The deductible of the year is neither used nor moved by a claim that is refused."""
    table = {**GOOD, "person_id": [1, 1, 1], "categories": [""] * 3}
    with_bad = {**table, "eligible_fen": [2_000_000, 9_000_000, 2_000_000]}
    bad = simulate(
        claim_table({**with_bad, "insurance": ["resident", "employee", "resident"]}, "jx-yichun"),
        BOOK,
        python=True,
    )
    alone = {name: [each[0], each[2]] for name, each in with_bad.items()}
    good = simulate(claim_table(alone, "jx-yichun"), BOOK, python=True)
    assert bad.patient_fen.tolist()[::2] == good.patient_fen.tolist()
    assert bad.layers["critical_illness"].tolist()[::2] == good.layers["critical_illness"].tolist()


def test_an_empty_table_is_a_table() -> None:
    empty = pa.table(GOOD).slice(0, 0)
    result = simulate(claim_table(empty, "jx-yichun"), BOOK, python=True)
    assert len(result.claim_id) == 0
    assert result.statuses() == {}
    assert result.totals() == {"patient": 0}
