"""What a registration changes: entries are added where something differs, and the first day is told."""

from datetime import date
from typing import Any

from benefits.people.changes import ALWAYS, Changes, changes, moved
from benefits.people.person import Entered, Fact, Held, History, Identity, facts_on
from benefits.people.registration import read_registration
from tests.people.made_up import body

TODAY = date(2018, 6, 15)


def entered(number: int, at: str = "2018-06-15T02:00:00.000000Z") -> Entered:
    return Entered(number, at, "a", "desk")


def after(history: History, made: Changes) -> History:
    """A history with new entries at its end."""
    return History(
        history.id, (*history.facts, *made.facts), (*history.held, *made.held)
    )  # fmt: skip


def changed(history: History, today: date = TODAY, **given: Any) -> tuple[History, Changes]:
    read = read_registration("p1", body(**given), today)
    made = changes(history, read, today, entered(history.last + 1))
    return after(history, made), made


NEW, _ = changed(History("p1"))


def test_the_first_registration_holds_from_the_beginning() -> None:
    _, made = changed(History("p1"))
    assert [(each.field, each.value, each.from_) for each in made.facts] == [
        ("region", "r1", None),
        ("household", "home-1", None),
        ("insurance", "resident", None),
    ]
    assert made.first_day == ALWAYS
    known = facts_on(NEW, date(1990, 1, 1))
    assert known is not None
    assert known.household == "home-1"


def test_entries_are_numbered_one_after_the_other() -> None:
    numbers = [each.entered.number for each in (*NEW.facts, *NEW.held)]
    assert numbers == [1, 2, 3, 4]
    later, made = changed(NEW, household="home-2", insurance=None)
    assert [each.entered.number for each in made.facts] == [5, 6]
    assert later.last == 6


def test_a_household_changes_from_today_or_from_the_day_that_is_told() -> None:
    _, made = changed(NEW, household="home-2")
    assert (made.first_day, made.before(TODAY)) == (TODAY, False)
    later, made = changed(NEW, household="home-2", since="2018-03-01")
    assert (made.first_day, made.before(TODAY)) == (date(2018, 3, 1), True)
    assert later.value_on("household", date(2018, 2, 28)) == "home-1"
    assert later.value_on("household", date(2018, 3, 1)) == "home-2"
    again, made = changed(later, household="home-2", since="2018-03-01")
    assert made.names == []
    assert again == later


def test_what_was_entered_last_counts_on_the_days_it_speaks_of() -> None:
    later, _ = changed(NEW, household="home-2", since="2018-03-01")
    back = after(later, moved(later, "home-3", date(2018, 2, 1), entered(later.last + 1)))
    assert back.values_from("household", date(2018, 1, 1)) == {"home-1", "home-3"}
    assert moved(back, "home-3", date(2018, 2, 1), entered(9)).names == []
    assert moved(back, "home-3", date(2018, 1, 31), entered(9)).names == ["household"]


def test_an_identity_that_ends_begins_or_was_a_mistake_tells_its_first_day() -> None:
    poor = {"category": "registered_poor", "from": "2016-01-01", "until": None}
    cases = [
        ([{**poor, "until": "2018-06-30"}], date(2018, 7, 1), False),
        ([{**poor, "until": "2018-05-31"}], date(2018, 6, 1), True),
        ([], date(2016, 1, 1), True),
        (
            [poor, {"category": "destitute", "from": "2018-06-15", "until": None}],
            TODAY,
            False,
        ),
        ([{**poor, "from": "2017-01-01"}], date(2016, 1, 1), True),
        ([poor], None, False),
    ]
    for identities, first_day, back in cases:
        _, made = changed(NEW, identities=identities)
        assert (made.first_day, made.before(TODAY)) == (first_day, back), identities


def test_an_identity_withdrawn_and_given_again_is_entered_anew() -> None:
    without, made = changed(NEW, identities=[])
    assert [each.withdrawn for each in made.held] == [True]
    assert without.identities() == []
    again, _ = changed(without)
    (held,) = again.identities()
    assert again.first_entered(held).number == again.last
    longer, _ = changed(again, identities=[
        {"category": "registered_poor", "from": "2016-01-01", "until": "2020-12-31"}])  # fmt: skip
    (held,) = longer.identities()
    assert longer.first_entered(held).number == again.last
    assert held.entered.number == longer.last


def test_contribution_periods_are_one_thing_with_its_first_day() -> None:
    periods = [{"from": "2017-01-01", "until": "2017-12-31"}, {"from": "2018-01-01", "until": None}]
    later, made = changed(NEW, contribution_periods=periods[1:])
    assert made.names == ["contribution_periods"]
    later, made = changed(later, contribution_periods=periods)
    assert made.first_day == date(2017, 1, 1)
    _, made = changed(later, contribution_periods=periods[::-1])
    assert made.names == []
    known = facts_on(later, TODAY)
    assert known is not None
    assert known.contribution_periods is not None
    assert len(known.contribution_periods) == 2


def test_what_was_known_at_a_moment_is_what_was_entered_by_then() -> None:
    early = entered(1, "2018-01-01T00:00:00.000000Z")
    late = entered(2, "2018-06-01T00:00:00.000000Z")
    identity = Identity("destitute", date(2017, 1, 1))
    history = History(
        "p1", (Fact("region", "r1", None, None, early),), (Held(identity, False, late),)
    )
    for known_at, held in (
        ("2017-12-31T23:59:59.999999Z", None),
        ("2018-01-01T00:00:00.000000Z", ()),
        ("2018-05-31T23:59:59.999999Z", ()),
        ("2018-06-01T00:00:00.000000Z", (identity,)),
        (None, (identity,)),
    ):
        known = facts_on(history, TODAY, known_at)
        assert (known.identities if known is not None else None) == held
