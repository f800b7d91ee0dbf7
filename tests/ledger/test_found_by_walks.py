"""What the walks beside a plain list have found (对照中发现的错误), each as the shortest story that shows it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from benefits.money import fen
from benefits.people.person import Identity, KnownPerson
from benefits.problems import Refused
from tests.ledger.shelves import MADE_UP, desk
from tests.ledger.site import BUREAU, Site, bill


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
    assert [each.code for each in caught.value.problems][0] == code


def test_a_correction_makes_no_second_settlement_of_a_stay(here: Site) -> None:
    here.settle(asked("2021-03-01", stay="s"), BUREAU)
    other = here.settle(asked("2021-04-01"), BUREAU)
    again = asked("2021-04-01", stay="s")
    refused(lambda: here.correct(other["id"], again, BUREAU), "stay_is_settled")


def test_a_correction_makes_no_second_review_of_a_year(here: Site) -> None:
    here.settle(asked("2020-05-01"), BUREAU)
    mistaken = here.settle(asked("2021-02-01", visit={"kind": "outpatient"}), BUREAU)
    here.settle(review("2021-03-01"), BUREAU)
    again = {**review("2021-02-01"), "rework": True}
    refused(lambda: here.correct(mistaken["id"], again, BUREAU), "rework_is_refused")


@pytest.mark.parametrize("visit", [{"admission_number": 2}, {"kind": "outpatient"}])
def test_a_visit_whose_number_no_total_gave_rests_on_no_number(
    here: Site, visit: dict[str, Any]
) -> None:
    """The first stay moves no amount: only the number of stays rests on it."""
    nothing = {"bill": {"total": "0.00", "eligible": "0.00", "own_expense": "0.00"}}
    first = here.settle({**asked("2021-03-01"), **nothing}, BUREAU)
    here.settle(asked("2021-04-01", visit=visit), BUREAU)
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
