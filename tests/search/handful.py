"""A handful of Yichun bills whose every split is worked out by hand.

All are own expense at a tertiary hospital in 2018, so basic and critical-illness insurance and aid see
nothing. A registered poor person's supplementary insurance pays 75%, 250,000 at most in a year; then a
ceiling of c leaves the patient at most c of the bill.

    A, poor        400,000: 250,000 supplementary (75% is 300,000), 150,000 left, the patient 400,000 c
    B, poor         10,000:   7,500 supplementary,                    2,500 left, the patient  10,000 c
    C, not poor      1,000:   nobody pays for her, the patient 1,000

So the backstop pays 152,500 − 410,000 c, and all funds 410,000 − 410,000 c: for every c up to 25%.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import pyarrow as pa

from benefits.reading.book import PolicyBook
from benefits.search.running import totals
from benefits.search.sweep import Run
from benefits.simulation.table import ClaimTable, claim_table

BOOK = PolicyBook.packaged()
CEILING = "layers.backstop.ceiling"
SHARES = (50_000, 95_000, 100_000)

BILLS: tuple[Mapping[str, Any], ...] = (
    {"person_id": 1, "categories": "registered_poor", "own_expense_fen": 40_000_000},
    {"person_id": 2, "categories": "registered_poor", "own_expense_fen": 1_000_000},
    {"person_id": 3, "categories": "", "own_expense_fen": 100_000},
)


def table(bills: Sequence[Mapping[str, Any]] = BILLS, region: str = "jx-yichun") -> ClaimTable:
    """Bills as a claim table; what one does not say is as above."""
    usual = {
        "date": date(2018, 6, 1),
        "region": region,
        "categories": "",
        "kind": "inpatient",
        "hospital_level": "tertiary",
        "eligible_fen": 0,
        "first_self_pay_fen": 0,
        "over_limit_fen": 0,
        "own_expense_fen": 0,
    }
    rows = [{"claim_id": number, **usual, **each} for number, each in enumerate(bills, start=1)]
    return claim_table(pa.Table.from_pylist(rows))


def run(blocks: Sequence[ClaimTable], shares: Sequence[int] = SHARES) -> Run:
    """Runs scenarios over these claims in plain Python."""
    return partial(totals, list(blocks), shares=shares, python=True)
