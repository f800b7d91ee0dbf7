"""Clocks that jump over New Year; requests that come late, twice and in another order (时钟跳变、乱序)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from random import Random

import orjson
import pytest

from benefits.ledger.keys import Key
from benefits.problems import Refused
from benefits.stores.database import Database
from benefits.stores.verification import verified
from tests.ledger.site import CLERK, SUPERVISOR, Site, bill, date, somebody

BEFORE = datetime(2018, 12, 31, 15, 59, tzinfo=UTC)
"""A minute to midnight in China."""


def whole(site: Site) -> None:
    checked = verified(site.database, site.office.terms, recompute=True)
    assert [(each.code, each.where) for each in checked.found] == []


def code_of(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [each.code for each in refusal.value.problems]


def test_a_clock_over_new_year_moves_the_cash_and_not_the_benefit_year(site: Site) -> None:
    site.at = BEFORE
    key = site.key(key="old year")
    asked = bill("li", day="2018-12-31")
    first = site.office.settle(CLERK, key, asked)
    with pytest.raises(Refused) as early:
        site.settle(bill("li", day="2019-01-01"))
    assert code_of(early) == ["day_in_future"]
    site.later(minutes=2)
    assert site.office.settle(CLERK, key, asked) == first
    site.settle(bill("li", "50000.00", "40000.00", "2018-12-31"))
    with pytest.raises(
        Refused
    ) as next_year:  # the policy ends with the year, and nothing is assumed
        site.settle(bill("li", day="2019-01-01"))
    assert next_year.value.code == "no_policy_in_force"
    assert site.totals("li", 2018)["admissions"] == 2
    assert site.totals("li", 2019)["admissions"] == 0
    days = [site.office.day(CLERK, "county", day) for day in (date(2018, 12, 31), date(2019, 1, 1))]
    assert [each["settlements"] for each in days] == [1, 1]
    whole(site)


def test_a_clock_that_is_set_back_over_new_year_books_on_no_closed_day(site: Site) -> None:
    site.at = BEFORE
    told = site.settle(bill("li"))
    site.later(days=1)
    closing = site.key(SUPERVISOR, "closing")
    site.office.close_day(SUPERVISOR, closing, "county", date(2018, 12, 31))
    closed = site.office.day(CLERK, "county", date(2018, 12, 31))
    site.later(days=-1, hours=-1)
    assert site.reverse(told["id"])["cash_day"] == "2019-01-01"
    again = site.settle(bill("li", day="2018-12-30"))
    assert site.office.day(CLERK, "county", date(2018, 12, 31)) == closed
    site.later(days=400)
    assert site.reverse(again["id"])["cash_day"] == "2020-02-04"
    assert site.totals("li", 2018)["admissions"] == 0
    whole(site)


def test_a_twin_that_comes_late_does_not_settle_again_what_was_reversed(site: Site) -> None:
    key = site.key(key="late")
    first = site.office.settle(CLERK, key, bill("li"))
    site.reverse(orjson.loads(first)["id"])
    site.later(days=500)
    assert site.office.settle(CLERK, key, bill("li")) == first
    assert site.totals("li")["admissions"] == 0
    whole(site)


def test_what_comes_before_its_turn_is_refused_and_takes_effect_when_sent_again(site: Site) -> None:
    """A reversal overtakes its settlement; then both come again."""
    reversing = Key(SUPERVISOR.id, "county", "/v1/settlements/s1/reversal", "overtaking")
    with pytest.raises(Refused) as early:
        site.office.reverse(SUPERVISOR, reversing, "s1", "mistyped")
    assert early.value.code == "not_found"
    settled = site.settle(bill("li"))
    assert settled["id"] == "s1"
    done = site.office.reverse(SUPERVISOR, reversing, "s1", "mistyped")
    assert site.office.reverse(SUPERVISOR, reversing, "s1", "mistyped") == done
    assert site.totals("li")["admissions"] == 0
    whole(site)


def test_bills_that_come_in_another_order_each_count_on_from_what_was_there(site: Site) -> None:
    later = site.settle(bill("li", "50000.00", "40000.00", "2018-07-01"))
    earlier = site.settle(bill("li", day="2018-06-15"))
    assert later["year_to_date"]["layers"]["critical_illness"]["base"] == "8000.00"
    assert earlier["year_to_date"]["layers"]["critical_illness"]["base"] == "11200.00"
    whole(site)


@pytest.mark.parametrize("seed", range(2))
def test_requests_doubled_and_shuffled_have_one_effect_each(database: Database, seed: int) -> None:
    """24 bills of four people in two households, each sent up to three times, from eight threads."""
    random, site = Random(seed), Site(database)
    site.add(*(somebody(f"p{number}", f"h{number % 2}", poor=True) for number in range(4)))
    wanted = [
        (
            f"bill-{number}",
            bill(f"p{number % 4}", f"{random.randrange(1_000, 90_000)}.00", "800.00"),
        )
        for number in range(24)
    ]
    sent = [each for each in wanted for _ in range(random.randint(1, 3))]
    random.shuffle(sent)
    office = site.office  # one for all: it draws the ids

    def settle(asked: tuple[str, object]) -> tuple[str, bytes] | None:
        key, given = asked
        try:
            return key, office.settle(CLERK, site.key(key=key), given)
        except Refused as refused:
            if refused.code != "in_flight":
                raise
            return None

    with ThreadPoolExecutor(8) as threads:
        answers = {each for each in threads.map(settle, sent) if each is not None}
    answers |= {(key, office.settle(CLERK, site.key(key=key), given)) for key, given in wanted}
    assert len(answers) == len(wanted), "one key, two answers"
    assert sum(site.totals(f"p{number}")["admissions"] for number in range(4)) == len(wanted)
    whole(site)
