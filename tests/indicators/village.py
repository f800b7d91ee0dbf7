"""A made-up county with round figures, and a dozen bills of it worked out by hand.

Basic insurance pays 60% of the eligible part; medical aid pays half of what is then left of it, for the
registered poor and people on low income; the backstop pays them all of the bill that is above 10% of it,
under the reform above 5%.

            eligible  own  total   basic    aid  backstop  patient | reform: backstop  patient
    1 A1    10,000  2,000 12,000   6,000  2,000     2,800    1,200             3,400      600
    2 A1     1,000      0  1,000     600    200       100      100               150       50
    3 A2     5,000      0  5,000   3,000      —         —    2,000                 —    2,000
    4 B1     2,000    500  2,500   1,200    400       650      250               775      125
    5 B2     4,000      0  4,000   2,400      —         —    1,600                 —    1,600
    6 C1       100      0    100      60      —         —       40                 —       40
    7 C2       500      0    500     300    100        50       50                75       25
    8 C2    20,000      0 20,000  12,000  4,000     2,000    2,000             3,000    1,000
    sums    42,600  2,500 45,100  25,560  6,700     5,600    7,240             7,400    5,440

A1 and C2 are registered poor, B1 is on low income, the others are nobody. A, B and C are households.
Claim 9 (B2) is refused: it is away from home without a referral.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benefits.formula.compiled import compiled
from benefits.reading.book import PolicyBook
from benefits.simulation.block import Block, worked_out
from benefits.simulation.scenario import Scenario
from benefits.simulation.table import claim_table

POLICY = """
region: xx-village
name: {zh: 试点县, en: Pilot county}
division: "990000"
in_force: {from: 2020-01-01}
sources:
  notice: {title: {zh: 办法, en: Rules}}
source: notice
evidence: official
groups:
  poor: [registered_poor, low_income]
funds:
  "390100": {zh: 居民医保基金, en: Residents' fund}
  "610100": {zh: 医疗救助基金, en: Aid fund}
  "640100": {zh: 财政兜底资金, en: Backstop money}
kinds: [inpatient, outpatient]
layers:
  basic:
    title: {zh: 基本医保, en: Basic insurance}
    fund: "390100"
    rate: {value: 60%, evidence: assumed}
  medical_aid:
    title: {zh: 医疗救助, en: Medical aid}
    fund: "610100"
    when: {identity: poor}
    rate: {value: 50%, evidence: assumed, low: 40%, high: 70%}
  backstop:
    title: {zh: 政府兜底, en: Backstop}
    fund: "640100"
    backstop: true
    when: {identity: poor}
    base: all
    ceiling: 10%
"""

POOR, LOW, NOBODY = "registered_poor", "low_income", ""
Row = tuple[int, int, int, str, str, str, int, int]
ROWS: Sequence[Row] = (
    # claim, person, household, identity, level, place, eligible, own expense (yuan)
    (1, 1, 1, POOR, "secondary", "in_county", 10_000, 2_000),
    (2, 1, 1, POOR, "primary", "in_county", 1_000, 0),
    (3, 2, 1, NOBODY, "tertiary", "in_city", 5_000, 0),
    (4, 3, 2, LOW, "secondary", "in_county", 2_000, 500),
    (5, 4, 2, NOBODY, "secondary", "in_county", 4_000, 0),
    (6, 5, 3, NOBODY, "primary", "in_county", 100, 0),
    (7, 6, 3, POOR, "primary", "in_county", 500, 0),
    (8, 6, 3, POOR, "tertiary", "in_city", 20_000, 0),
    (9, 4, 2, NOBODY, "tertiary", "out_of_province", 7_000, 0),
)


def book(folder: Path, policy: str = POLICY) -> PolicyBook:
    """A policy book with this one county in it."""
    (folder / "xx-village").mkdir(parents=True, exist_ok=True)
    (folder / "xx-village" / "2020-01-01.yaml").write_text(policy, encoding="utf-8")
    return PolicyBook(folder)


def scenarios(folder: Path, ceiling: int | None = 50_000) -> list[Scenario]:
    """The county as it is, and with another ceiling (millionths)."""
    shelf = book(folder)
    baseline = Scenario("baseline", shelf)
    if ceiling is None:
        return [baseline]
    document = shelf.document("xx-village", shelf.versions("xx-village")[0])
    graph = compiled(document).graph
    path = "layers.backstop.ceiling"
    values = [ceiling if each.path == path else each.value for each in graph.figures]
    written = {"xx-village": {path: f"{ceiling / 10_000:g}%"}}
    return [baseline, Scenario("reform", shelf, {document.file: values}, written)]


def table(rows: Sequence[Row] = ROWS, **more: Sequence[Any]) -> pa.Table:
    """The rows as the contract's table; more columns by name."""
    claim, person, household, identity, level, place, eligible, own = zip(*rows, strict=True)
    nothing = np.zeros(len(rows), dtype=np.int64)
    return pa.table(
        {
            "claim_id": claim,
            "person_id": person,
            "household_id": household,
            "date": [date(2024, 3, 1)] * len(rows),
            "categories": identity,
            "kind": ["inpatient"] * len(rows),
            "hospital_level": level,
            "place": place,
            "eligible_fen": [each * 100 for each in eligible],
            "first_self_pay_fen": nothing,
            "over_limit_fen": nothing,
            "own_expense_fen": [each * 100 for each in own],
            **more,
        }
    )


def block(given: Sequence[Scenario], claims: pa.Table | None = None) -> Block:
    """The claims worked out, without machine code."""
    return worked_out(
        claim_table(table() if claims is None else claims, "xx-village"),
        given,
        python=True,
        eligible=True,
    )
