"""Which day counts: of the policy, of the year, of the identity; and what was known on a day."""

from typing import Any

import pytest

from benefits.claims.reading import read_request
from benefits.problems import Refused
from tests.quotes.made_up import layer, noted, paid, quoted, ready, request

STAY = {"admitted": "2020-12-20", "discharged": "2021-01-04", "settled": "2022-02-01"}


@pytest.mark.parametrize(
    ("year_day", "year"), [("admission", 2020), ("discharge", 2021), ("settlement", 2022)]
)
def test_the_answer_names_the_benefit_year_by_the_day_the_policy_says(
    year_day: str, year: int
) -> None:
    told = quoted(
        ready({"fund": layer(rate="50%")}, year_day=year_day), request("1.00", visit=STAY)
    )
    assert told["benefit_year"] == year


@pytest.mark.parametrize(
    ("identity_day", "held"),
    [
        ("admission", {"admitted"}),
        ("discharge", {"discharged"}),
        ("settlement", {"settled"}),
        ("any_day_of_stay", {"admitted", "during", "discharged"}),
    ],
)
def test_an_identity_counts_on_the_day_the_policy_says(identity_day: str, held: set[str]) -> None:
    days = {"admitted": "2020-12-20", "during": "2020-12-30", "discharged": "2021-01-04",
            "after": "2021-06-01", "settled": "2022-02-01"}  # fmt: skip
    policy = ready(
        {"fund": layer(rate="50%", tilt={"destitute": {"rate": "90%"}})}, identity_day=identity_day
    )

    def tilted(day: str) -> bool:
        asked = request("100.00", visit=STAY)
        asked["person"] = {"identities": [{"category": "destitute", "from": day, "until": day}]}
        return paid(quoted(policy, asked)) == {"fund": "90.00"}

    assert {name for name, day in days.items() if tilted(day)} == held


def test_nobody_is_admitted_after_the_discharge() -> None:
    """`date` stands for the missing admission; where only the settlement is later, the discharge does."""
    policy = ready({"fund": layer(rate="50%")}, year_day="admission")
    visit = {"discharged": "2019-12-30", "settled": "2020-06-15"}
    told = quoted(policy, request("1.00", visit=visit))
    assert told["benefit_year"] == 2019
    assert noted(told, "defaulted") == {
        "visit.admitted": "no day of admission given: taken as 2019-12-30"
    }


def test_a_date_before_the_admission_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        read_request(request("1.00", visit={"admitted": "2020-06-16"}))
    assert [(each.code, each.where) for each in refused.value.problems] == [
        ("day_before_admission", "date")
    ]


BEGAN: list[tuple[Any, str, str | None]] = [
    (
        "all",
        "2020-06-01",
        "in force since 2020-06-01; layers whose totals before go on: Fund, Fund",
    ),
    ("none", "2020-06-01", "in force since 2020-06-01; layers whose totals before go on: none"),
    (["two"], "2020-06-01", "in force since 2020-06-01; layers whose totals before go on: Fund"),
    ("none", "2020-01-01", None),  # the totals of another year are not in the year to date
    ("none", "2019-06-01", None),
]


@pytest.mark.parametrize(("layers", "began", "text"), BEGAN)
def test_a_version_that_began_within_the_year_tells_what_goes_on(
    layers: Any, began: str, text: str | None
) -> None:
    policy = ready(
        {"one": layer(rate="50%"), "two": layer(rate="50%")}, carried_over={"layers": layers}
    )
    policy.policy = policy.policy.model_copy(
        update={"in_force": type(policy.policy.in_force).model_validate({"from": began})}
    )
    told = quoted(policy, request("1.00", year_to_date={"layers": {}}))
    assert noted(told, "carried_over") == ({} if text is None else {"carried_over": text})
    assert noted(quoted(policy, request("1.00")), "carried_over") == {}
