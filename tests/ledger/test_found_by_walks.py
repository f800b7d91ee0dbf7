"""What the walks beside a plain list have found (对照中发现的错误), each as its shortest story."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from benefits.money import fen
from benefits.people.person import Identity, KnownPerson
from benefits.problems import Refused
from tests.ledger.shelves import MADE_UP, desk
from tests.ledger.site import BUREAU, Site, bill

DAYS = ("2021-03-01", "2021-03-02")


@pytest.fixture
def here(site: Site) -> Site:
    """A site in the region with totals of every kind, late in 2021."""
    site.desk = desk()
    site.at = datetime(2021, 11, 1, 2, tzinfo=UTC)
    site.add(KnownPerson("li", MADE_UP, "h1", None, None, (), None, None))
    return site


def asked(day: str, **more: Any) -> dict[str, Any]:
    visit = {"hospital": {"id": "county"}, **more.pop("visit", {})}
    return {**bill("li", day=day, visit=visit, **more), "region": MADE_UP}


def review(day: str) -> dict[str, Any]:
    told = asked(day, visit={"kind": "annual_review"})
    del told["bill"]
    return told


def refused(done: Any, code: str) -> None:
    with pytest.raises(Refused) as caught:
        done()
    assert caught.value.problems[0].code == code


def test_a_correction_makes_no_second_settlement_of_a_stay(here: Site) -> None:
    here.settle(asked("2021-03-01", stay="s"), BUREAU)
    other = here.settle(asked("2021-04-01"), BUREAU)
    again = asked("2021-04-01", stay="s")
    refused(lambda: here.correct(other["id"], again, BUREAU), "stay_is_settled")


def test_a_correction_makes_no_second_review_of_a_year(here: Site) -> None:
    """Last year left too little for a review to pay: no amount tells that one was made."""
    little = {"bill": {"total": "500.00", "eligible": "0.00", "own_expense": "500.00"}}
    here.settle({**asked("2020-05-01"), **little}, BUREAU)
    mistaken = here.settle(asked("2021-02-01", visit={"kind": "outpatient"}), BUREAU)
    here.settle(review("2021-03-01"), BUREAU)
    again = {**review("2021-02-01"), "rework": True}
    refused(lambda: here.correct(mistaken["id"], again, BUREAU), "rework_is_refused")


def test_a_stay_whose_number_was_told_rests_on_no_number(here: Site) -> None:
    """The first stays move no amount: only the number of stays could rest on them."""
    nothing = {"bill": {"total": "0.00", "eligible": "0.00", "own_expense": "0.00"}}
    told = {"admission_number": 1}
    first, _ = (here.settle({**asked(day, visit=told), **nothing}, BUREAU) for day in DAYS)
    here.settle(asked("2021-04-01", visit={"admission_number": 3}), BUREAU)
    assert here.reverse(first["id"], BUREAU)["reworked"] == []


def test_a_notice_published_later_takes_no_totals_from_bills_before_it(here: Site) -> None:
    """Until it came out, aid went on over 1 July 2020; with it, aid began anew."""
    here.change("li", identities=(Identity("registered_poor", date(2016, 1, 1)),))
    here.at = datetime(2020, 8, 1, 2, tzinfo=UTC)
    small = {"bill": {"total": "3000.00", "eligible": "2000.00", "own_expense": "1000.00"}}
    told = [here.settle({**asked(day), **small}, BUREAU) for day in ("2020-06-01", "2020-07-15")]
    paid = [fen(aid["amount"]) for each in told for aid in each["payers"] if aid["layer"] == "aid"]
    so_far = told[1]["year_to_date"]["household"]["layers"]["aid"]["paid"]
    assert len(paid) == 2
    assert fen(so_far) == sum(paid)
