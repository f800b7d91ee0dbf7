"""Every hand-worked case lies on its own curve, no further off than rounding."""

from fractions import Fraction
from typing import Any, Final

import pytest

from benefits.checks import curve_answer
from benefits.problems import Refused
from benefits.quotes.desk import Desk
from tests.checks.made_up import packaged
from tests.worked import Case, cases

DESK: Final[Desk] = packaged()
VARY: Final = ("all", "eligible", "own_expense", "first_self_pay", "over_limit")
LARGEST: Final = Fraction(20_000_000)
REGIONS: Final = sorted({case.region for case in cases()})


def curve(case: Case, vary: str, total: Fraction) -> dict[str, Any] | None:
    """The curve beyond the case's own bill; None where no bill like it has an answer."""
    asked = {name: each for name, each in case.request.items() if name != "reform"}
    up_to = min(int(total * 2 + 10), int(LARGEST))
    try:
        return curve_answer(DESK, {**asked, "vary": vary, "up_to": f"{up_to}.00"})
    except Refused as refused:
        if refused.code != case.expect.get("error"):
            raise
        return None


def patient_at(told: dict[str, Any], total: Fraction) -> Fraction:
    """The patient's share at one total, from the printed points alone."""
    point = [each for each in told["points"] if Fraction(each["total_exact"]) <= total][-1]
    start = Fraction(point["total_exact"])
    if start == total:
        return Fraction(point["here"]["patient"])
    slope = Fraction(point["marginal"]["patient"])
    return Fraction(point["after"]["patient"]) + (total - start) * slope


@pytest.mark.parametrize("region", REGIONS)
def test_every_worked_case_lies_on_its_curve(region: str) -> None:
    checked = 0
    listed = [case for case in cases() if case.region == region]
    for number, case in enumerate(listed):
        total = Fraction(case.request["bill"]["total"])
        if not 0 < total < LARGEST:
            continue
        told = curve(case, VARY[number % len(VARY)], total)
        if told is None or "error" in case.expect:
            continue
        largest = (Fraction(layer["largest"]) for layer in told["rounding"]["layers"])
        apart = sum(largest) + Fraction(1, 5_000)  # printed to 1/100 fen
        expected = Fraction(case.expect["patient"])
        assert abs(patient_at(told, total) - expected) <= apart, case.name
        checked += 1
    assert checked >= min(len(listed), 5)
