"""What a request leaves out and could change the split is refused or told as `defaulted`."""

from typing import Any

import pytest

from benefits.quotes.adjudicator import Adjudicator
from tests.quotes.made_up import layer, noted, paid, quoted, ready, request

RATE = {"rate": "50%"}


def when(**condition: Any) -> Adjudicator:
    """90% where the condition holds, else 50%."""
    return ready({"fund": layer(rules={"more": {"when": condition, "rate": "90%"}, "else": RATE})})


CASES: dict[str, tuple[Adjudicator, list[str], str, Any]] = {
    # the policy, where the fact stands in a request, where the note points, a value that changes the split
    "age": (when(age={"at_least": "70"}), ["person", "age"], "person.age", 75),
    "days": (when(days={"above": "3"}), ["visit", "days"], "visit.days", 9),
    "diseases": (when(diseases={"above": "1"}), ["visit", "diseases"], "visit.diseases", ["a", "b"]),
    "years": (when(contribution_years={"above": "4"}), ["person", "contribution_years"],
              "person.contribution_years", 9),
    "claim free": (when(claim_free_years={"above": "1"}), ["person", "claim_free_years"],
                   "person.claim_free_years", 9),
    "periods": (when(insured_months={"at_least": "6"}), ["person", "contribution_periods"],
                "person.contribution_periods", [{"from": "2015-01-01"}]),
    "admission": (when(admission_number={"above": "1"}), ["visit", "admission_number"],
                  "visit.admission_number", 2),
    "place": (when(place="in_city"), ["visit", "place"], "visit.place", "in_city"),
    "identity": (when(identity="destitute"), ["person", "categories"], "person.categories", ["destitute"]),
    "insurance": (
        ready({"fund": layer(rate={"employee": "90%", "otherwise": "50%"})},
              insurance=["resident", "employee"]),
        ["person", "insurance"], "person.insurance", "employee",
    ),
    "level in a tilt": (
        ready({"fund": layer(rate="50%", tilt={
            "any": {"when": {"hospital_level": "primary"}, "rate": "90%"}})}),
        ["visit", "hospital_level"], "visit.hospital_level", "primary",
    ),
    "statistic": (
        ready({"fund": layer(rate="50%", deductible={"statistic": "poverty_line", "otherwise": "100"})}),
        ["statistics"], "statistics.poverty_line", {"poverty_line": "0.00"},
    ),
    "items": (
        ready({"fund": layer(items={"nursing": "100%"})}), ["bill", "items"], "bill.items",
        [{"service": "nursing", "eligible": "1000.00"}],
    ),
    "paid": (
        ready({"fund": layer(rate="50%", cap="400")}), ["year_to_date"], "year_to_date",
        {"layers": {"fund": {"paid": "400.00"}}},
    ),
    "base": (
        ready({"fund": layer(rate="50%", yearly=True, deductible="400")}), ["year_to_date"], "year_to_date",
        {"layers": {"fund": {"base": "400.00"}}},
    ),
}  # fmt: skip


def asked_with(path: list[str], value: Any) -> dict[str, Any]:
    asked = request("1000.00", who=("veteran",))
    here = asked
    for step in path[:-1]:
        here = here[step]
    here.pop(path[-1], None)
    if value is not None:
        here[path[-1]] = value
    return asked


@pytest.mark.parametrize("name", CASES)
def test_what_was_left_out_and_could_change_the_split_is_told(name: str) -> None:
    policy, path, where, value = CASES[name]
    left_out, given = (
        quoted(policy, asked_with(path, None)),
        quoted(policy, asked_with(path, value)),
    )
    assert paid(left_out) != paid(given), "the case shows a fact that changes the split"
    assert where in noted(left_out, "defaulted")
    assert where not in noted(given, "defaulted")


def test_only_half_a_running_total_is_told_too() -> None:
    """`paid` alone says nothing of the base that a yearly layer reads."""
    policy = ready({"fund": layer(rate="50%", yearly=True)})
    told = quoted(policy, request("1000.00", year_to_date={"layers": {"fund": {"paid": "5.00"}}}))
    assert noted(told, "defaulted") == {"year_to_date": "no year to date given, taken as 0: fund"}
    assert told["year_to_date"] == {"layers": {"fund": {"base": "1000.00", "paid": "505.00"}}}


def test_what_was_not_read_is_not_told() -> None:
    """Only an out-patient is asked where the hospital stands."""
    policy = when(kind="outpatient", place="in_city")
    asked = request("1000.00")
    del asked["visit"]["place"]
    assert noted(quoted(policy, asked), "defaulted") == {}
    asked["visit"]["kind"] = "outpatient"
    told = noted(quoted(policy, asked), "defaulted")
    assert told == {"visit.place": "no place given: worked out as in the county"}


def test_a_complete_request_has_nothing_to_be_told() -> None:
    assert noted(quoted(when(place="in_city"), request("1000.00")), "defaulted") == {}
