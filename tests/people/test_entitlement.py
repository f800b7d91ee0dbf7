"""Entitlement on a day is told with its reason, in both languages, and says what was entered later."""

from datetime import date

from benefits.people.entitlement import entitlement
from benefits.people.person import Entered, Fact, Held, History, Identity

EARLY = Entered(1, "2018-01-10T16:30:00.000000Z", "a", "desk")
"""Half past midnight on 11 January in China."""
LATE = Entered(2, "2018-09-01T02:00:00.000000Z", "b", "list:1")
HISTORY = History(
    "p1",
    (
        Fact("region", "r1", None, None, EARLY),
        Fact("insurance", "resident", date(2018, 1, 1), date(2018, 12, 31), EARLY),
        Fact("household", "home-1", date(2018, 5, 1), None, LATE),
    ),
    (
        Held(Identity("low_income", date(2016, 1, 1), date(2018, 5, 31)), False, EARLY),
        Held(Identity("destitute", date(2018, 6, 1)), False, LATE),
        Held(Identity("orphan", date(2019, 1, 1)), False, EARLY),
    ),
)


def told(day: date, known_at: str | None = None) -> tuple[list[str], list[str], list[str]]:
    """Categories, and the reasons in both languages."""
    found = entitlement(HISTORY, day, known_at, date(1960, 3, 1))
    assert found is not None
    texts = [each["text"] for each in found["reasons"]]
    return found["categories"], [each["en"] for each in texts], [each["zh"] for each in texts]


def test_each_identity_says_whether_it_counts_that_day_and_when_it_was_entered() -> None:
    categories, en, zh = told(date(2018, 6, 15))
    assert categories == ["destitute"]
    assert en == [
        "destitute from 2018-06-01: counts that day (entered 2018-09-01, after that day)",
        "low income until 2018-05-31: over by that day (entered 2018-01-11)",
        "orphan from 2019-01-01: not yet that day (entered 2018-01-11)",
        "insured: residents from 2018-01-01",
        "of household home-1 from 2018-05-01",
    ]
    assert zh[0] == "特困人员自 2018-06-01 起，当日有效（2018-09-01 录入，晚于当日）"
    assert zh[1] == "低保对象至 2018-05-31 止，当日已结束（2018-01-11 录入）"


def test_both_days_of_an_identity_count() -> None:
    assert told(date(2018, 5, 31))[0] == ["low_income"]
    assert told(date(2018, 6, 1))[0] == ["destitute"]
    assert told(date(2015, 12, 31))[0] == []
    assert told(date(2016, 1, 1))[0] == ["low_income"]


def test_what_was_not_yet_known_does_not_count() -> None:
    categories, en, _ = told(date(2018, 6, 15), "2018-06-15T00:00:00.000000Z")
    assert categories == []
    assert en[-1] == "no household is registered that day"
    assert entitlement(HISTORY, date(2018, 6, 15), "2018-01-01T00:00:00.000000Z", None) is None


def test_who_is_not_insured_and_how_old_somebody_is_are_told() -> None:
    found = entitlement(HISTORY, date(2019, 2, 28), None, date(1960, 3, 1))
    assert found is not None
    assert (found["insured"], found["insurance"], found["age"]) == (False, None, 58)
    assert found["reasons"][-2]["text"]["zh"] == "当日未登记参保"
    unknown = entitlement(HISTORY, date(2019, 2, 28), None, None)
    assert unknown is not None
    assert unknown["age"] is None
