"""A year with more in it than a request may state is refused where the desk refuses it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benefits.money import yuan
from benefits.quotes import Desk
from benefits.reading.book import PolicyBook
from benefits.simulation import region
from benefits.simulation.kernel import kernel
from benefits.simulation.run import simulate
from benefits.simulation.table import claim_table
from tests.reading.books import book, policy
from tests.simulation.compared import differences
from tests.simulation.stories import Told, arrow, as_told, by_the_desk

BOOK = PolicyBook.packaged()
LARGEST = 1_999_999_999


def stays(
    region: str,
    day: date,
    claims: int,
    eligible_fen: int,
    person: int = 1,
    given: dict[str, str] | None = None,
) -> list[Told]:
    """In-patient claims of one person, told apart by their numbers."""
    return [
        as_told(
            {
                "region": region,
                "date": day.isoformat(),
                "person": {},
                "visit": {"kind": "inpatient", "hospital_level": "secondary"},
                "bill": {"total": yuan(eligible_fen), "eligible": yuan(eligible_fen)},
                "prior_payments": given or {},
            },
            person * 10_000 + number,
            person=person,
            household=person,
            statistics={},
        )
        for number in range(claims)
    ]


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Which kernels were made: with every total, or with those that some rule reads."""
    made: list[bool] = []

    def noted(*given: Any, every_total: bool, **more: Any) -> Any:
        made.append(every_total)
        return kernel(*given, every_total=every_total, **more)

    monkeypatch.setattr(region, "kernel", noted)
    monkeypatch.setattr(region, "kept", lambda _, make: make())
    return made


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("jx-yichun", date(2018, 6, 1)),
        ("sd-shandong", date(2014, 6, 1)),
        ("cq-county", date(2018, 6, 1)),
        ("sc-zangqu", date(2018, 6, 1)),
    ],
)
def test_a_total_no_rule_reads_has_the_same_limit(name: str, day: date, kept: list[bool]) -> None:
    given = {"basic": yuan(1_000_000_000), "critical_illness": "0.00"}
    told = [
        *stays(name, day, 110, LARGEST, given=given),
        *stays(name, day, 20, LARGEST, person=2, given=given),
    ]
    result = simulate(claim_table(arrow(told)), BOOK, python=True)
    expected = by_the_desk(Desk(BOOK), told)
    assert differences(result, expected) == []
    assert result.statuses()["invalid_request"] > 0
    assert kept[-1], "every total is kept"


def test_the_limit_comes_before_a_layer_the_policy_does_not_have(kept: list[bool]) -> None:
    told = stays("jx-yichun", date(2018, 6, 1), 110, LARGEST)
    for each in told[::7]:
        each.request["prior_payments"] = {"charity": "0.00"}
        each.row["prior_charity_fen"] = 0
    result = simulate(claim_table(arrow(told)), BOOK, python=True)
    assert differences(result, by_the_desk(Desk(BOOK), told)) == []
    assert {"ok", "invalid_request", "unknown_layer"} == set(result.statuses())
    assert kept == [False, True]


def test_an_admission_above_the_thousandth_is_refused() -> None:
    told = stays("jx-yichun", date(2018, 6, 1), 1_003, 10_000)
    result = simulate(claim_table(arrow(told)), BOOK, python=True)
    assert differences(result, by_the_desk(Desk(BOOK), told)) == []
    assert result.statuses() == {"ok": 1000, "invalid_request": 3}


def test_ordinary_years_keep_what_is_read_and_no_more(kept: list[bool]) -> None:
    """A hundred visits a year are many and no reason for another kernel."""
    told = stays("jx-yichun", date(2018, 6, 1), 100, 1_000_000)
    simulate(claim_table(arrow(told)), BOOK, python=True)
    assert kept == [False]


@pytest.mark.parametrize("claims", [50, 51, 52, 76])
def test_the_edge_of_the_limit(tmp_path: Path, claims: int) -> None:
    """Two billion fen times fifty is 10^11: that much may be stated, one fen more may not."""
    shelf = book(tmp_path, v_2020_01_01=policy("from: 2020-01-01", "100%"))
    told = stays("xx-test", date(2020, 6, 1), claims, 2_000_000_000)
    result = simulate(claim_table(arrow(told)), shelf, python=True)
    assert differences(result, by_the_desk(Desk(shelf), told)) == []
    assert result.statuses().get("ok") == min(claims, 51)


@pytest.mark.parametrize("claims", [25, 26, 27])
def test_a_households_total_that_no_rule_reads_has_the_limit_too(
    tmp_path: Path, claims: int, kept: list[bool]
) -> None:
    """Two people of one household, each far from the limit: 25 and 25 claims may be stated, 26 and 26 not."""
    rule = "100%\n    scope: household"
    shelf = book(tmp_path, v_2020_01_01=policy("from: 2020-01-01", rule))
    told = [
        Told({**each.row, "household_id": 5}, each.request)
        for person in (1, 2)
        for each in stays("xx-test", date(2020, 6, person), claims, 2_000_000_000, person)
    ]
    result = simulate(claim_table(arrow(told)), shelf, python=True)
    assert differences(result, by_the_desk(Desk(shelf), told)) == []
    assert result.statuses().get("ok") == min(2 * claims, 51)
    assert kept == ([False] if claims == 25 else [False, True])


def test_rows_in_any_order_are_looked_at_alike() -> None:
    told = stays("jx-yichun", date(2018, 6, 1), 60, LARGEST)
    others = [
        one for n in range(2, 60) for one in stays("jx-yichun", date(2018, 6, 1), 2, 10_000, n)
    ]
    mixed = [each for pair in zip(told, others[: len(told)], strict=True) for each in pair]
    mixed += others[len(told) :]
    result = simulate(claim_table(arrow(mixed)), BOOK, python=True)
    assert differences(result, by_the_desk(Desk(BOOK), mixed)) == []
