"""A claim and the row that takes it back leave no trace."""

from datetime import date
from random import Random
from typing import Any

import numpy as np
import pytest

from benefits.reading.book import PolicyBook
from benefits.simulation.result import STATUSES, Result
from benefits.simulation.reversals import NONE, reversed_rows
from benefits.simulation.run import simulate
from benefits.simulation.table import claim_table
from tests.simulation.stories import arrow, story

BOOK = PolicyBook.packaged()
PARTS = ("eligible_fen", "first_self_pay_fen", "over_limit_fen", "own_expense_fen")


def rows(*claims: dict[str, Any]) -> dict[str, list[Any]]:
    """A claim table of in-patient stays: 10,000 yuan of person 1 in Yichun unless said otherwise."""
    usual = {
        "person_id": 1, "region": "jx-yichun", "date": date(2018, 6, 1), "kind": "inpatient",
        "hospital_level": "secondary", "eligible_fen": 900_000, "first_self_pay_fen": 0,
        "over_limit_fen": 0, "own_expense_fen": 100_000, "reverses_claim_id": None,
    }  # fmt: skip
    full = [{**usual, "claim_id": number, **each} for number, each in enumerate(claims, start=1)]
    return {name: [each[name] for each in full] for name in full[0]}


def run(*claims: dict[str, Any]) -> Result:
    return simulate(claim_table(rows(*claims)), BOOK, python=True)


def statuses(*claims: dict[str, Any]) -> list[str]:
    return [STATUSES[each] for each in run(*claims).status]


GONE, KEPT, WRONG = "reversed", "ok", "invalid_request"
MINUS = {"eligible_fen": -900_000, "own_expense_fen": -100_000}

CASES: list[tuple[str, list[dict[str, Any]], list[str]]] = [
    ("a claim and its reversal", [{}, {"reverses_claim_id": 1}], [GONE, GONE]),
    ("with amounts below zero", [{}, {"reverses_claim_id": 1, **MINUS}], [GONE, GONE]),
    ("the reversal stands first", [{"reverses_claim_id": 2}, {}], [GONE, GONE]),
    (
        "days later, another kind, nothing else said",
        [{}, {"reverses_claim_id": 1, "date": date(2019, 2, 1), "kind": None}],
        [GONE, GONE],
    ),
    ("a bad row taken back", [{"kind": "stay"}, {"reverses_claim_id": 1}], [GONE, GONE]),
    ("no such claim", [{}, {"reverses_claim_id": 9}], [KEPT, WRONG]),
    ("itself", [{"reverses_claim_id": 1}], [WRONG]),
    ("another person's", [{}, {"reverses_claim_id": 1, "person_id": 2}], [KEPT, WRONG]),
    ("another region's", [{}, {"reverses_claim_id": 1, "region": "cq-county"}], [KEPT, WRONG]),
    ("another amount", [{}, {"reverses_claim_id": 1, "eligible_fen": 900_001}], [KEPT, WRONG]),
    (
        "half of it below zero",
        [{}, {"reverses_claim_id": 1, "eligible_fen": -900_000}],
        [KEPT, WRONG],
    ),
    (
        "a reversal taken back",
        [{}, {"reverses_claim_id": 1}, {"reverses_claim_id": 2}],
        [GONE, GONE, WRONG],
    ),
    (
        "twice: the first by day counts",
        [{}, {"reverses_claim_id": 1, "date": date(2018, 9, 1)}, {"reverses_claim_id": 1}],
        [GONE, WRONG, GONE],
    ),
    (
        "twice on one day: the first by number",
        [{}, {"reverses_claim_id": 1, "claim_id": 8}, {"reverses_claim_id": 1, "claim_id": 3}],
        [GONE, WRONG, GONE],
    ),
    (
        "a wrong attempt before a right one",
        [{}, {"reverses_claim_id": 1, "person_id": 2}, {"reverses_claim_id": 1}],
        [GONE, WRONG, GONE],
    ),
]


@pytest.mark.parametrize(("name", "claims", "expected"), CASES, ids=[each[0] for each in CASES])
def test_who_goes_and_who_stays(
    name: str, claims: list[dict[str, Any]], expected: list[str]
) -> None:
    assert statuses(*claims) == expected


def test_what_is_gone_pays_nothing_and_is_counted() -> None:
    result = run({}, {"reverses_claim_id": 1}, {})
    assert result.statuses() == {"ok": 1, "reversed": 2}
    assert result.patient_fen.tolist()[:2] == [0, 0]
    assert all(column.tolist()[:2] == [0, 0] for column in result.layers.values())


def test_a_year_with_reversed_claims_is_the_year_without_them() -> None:
    """Every third claim of a long story is taken back; the rest comes out as if it never was."""
    told, random = story("jx_yichun", 600, {}, "reversals"), Random(5)
    lost = [each.row for number, each in enumerate(told) if number % 3 == 0]
    back = [
        {
            **each,
            "claim_id": 1_000_000 + each["claim_id"],
            "reverses_claim_id": each["claim_id"],
            "date": date(2018, 12, 31),
            **({part: -each[part] for part in PARTS} if random.random() < 0.5 else {}),
        }
        for each in lost
    ]
    everything = [*(each.row for each in told), *back]
    random.shuffle(everything)
    names = dict.fromkeys(name for each in everything for name in each)
    columns = {name: [each.get(name) for each in everything] for name in names}
    whole = simulate(claim_table(columns), BOOK, python=True)
    rest = simulate(claim_table(arrow([e for n, e in enumerate(told) if n % 3])), BOOK, python=True)
    assert whole.statuses()["reversed"] == 2 * len(lost)
    assert whole.totals() == rest.totals()
    kept = dict(zip(whole.claim_id.tolist(), whole.patient_fen.tolist(), strict=True))
    assert all(
        kept[row] == patient
        for row, patient in zip(rest.claim_id.tolist(), rest.patient_fen.tolist(), strict=True)
    )


def test_pairs_are_found_in_any_order_of_the_rows() -> None:
    random = np.random.default_rng(3)
    n = 5_000
    ids = random.permutation(np.arange(n) * 3 - 4_000)
    named = np.where(random.random(n) < 0.3, random.choice(ids, n), NONE)
    person, day = random.integers(0, 3, n), random.integers(0, 9, n)
    amount = random.integers(0, 2, n)
    found = reversed_rows(ids, named, person, np.zeros(n), day, [amount])
    by_id = {each: row for row, each in enumerate(ids.tolist())}
    gone, wrong = [False] * n, [each != NONE for each in named.tolist()]
    for row in sorted(range(n), key=lambda row: (day[row], ids[row])):
        if named[row] == NONE:
            continue
        of = by_id[int(named[row])]
        alike = person[row] == person[of] and abs(amount[row]) == abs(amount[of])
        if named[of] == NONE and alike and not gone[of]:
            gone[of] = gone[row] = True
            wrong[row] = False
    assert found.gone.tolist() == gone
    assert found.wrong.tolist() == wrong
    assert sum(gone) > 200
