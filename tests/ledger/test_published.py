"""Policies a site publishes (已发布政策): over those that come along, never changed; and yearly reviews."""

from dataclasses import replace

import orjson
import pytest

from benefits.problems import Refused
from benefits.quotes.desk import Desk
from benefits.reading.book import PolicyBook
from benefits.stores.verification import verified
from tests.ledger.site import BUREAU, CLERK, REGION, Site, acting, bill

AUTHOR = acting("author", None)


def text_of(region: str, known: str) -> str:
    """The packaged policy of a region, known from another day on."""
    book = PolicyBook.packaged()
    (version,) = book.versions(region)
    text = book.document(region, version).text
    return text.replace("in_force:", f"known: {known}\nin_force:", 1)


@pytest.fixture
def own(site: Site) -> Site:
    """A site with a desk of its own, which publishing changes."""
    site.desk = Desk(PolicyBook.packaged())
    return site


def test_a_published_version_counts_from_the_day_it_is_known(own: Site) -> None:
    before = own.settle(bill("li"))
    own.later(days=1)
    text = text_of(REGION, "2019-03-02").replace("9.5%", "5%")
    told = orjson.loads(own.office.publish(AUTHOR, own.key(AUTHOR, "/v1/policies"), text))
    assert told["file"] == f"{REGION}/2018-01-01.known-2019-03-02.yaml"

    after = own.settle(bill("wang", "100000.00", "60000.00"))
    assert after["policy"]["digest"] == told["digest"] != before["policy"]["digest"]
    listed = own.office.renewal(BUREAU, "li", "2018-01-01")
    assert [each["settlement"] for each in listed] == [before["id"]]
    assert listed[0]["changes"]["patient"]["after"] == "1000.00", "5% of 20,000"
    everybody = own.office.renewals(BUREAU, REGION, "2018-01-01")
    assert [each["person"] for each in everybody["people"]] == ["li"]
    assert everybody["next"] is None

    another = replace(own, desk=Desk(PolicyBook.packaged()))
    assert another.office.preview(CLERK, bill("wang"))["policy"]["digest"] == told["digest"], (
        "another server takes up what was published"
    )
    checked = verified(own.database, own.office.terms, recompute=True)
    assert checked.found == []


def test_a_version_is_published_once_and_on_its_day(own: Site) -> None:
    text = text_of(REGION, "2019-03-01")
    own.office.publish(AUTHOR, own.key(AUTHOR, "/v1/policies"), text)
    with pytest.raises(Refused) as again:
        own.office.publish(AUTHOR, own.key(AUTHOR, "/v1/policies"), text.replace("9.5%", "9%"))
    assert [each.code for each in again.value.problems] == ["version_is_there"]
    own.later(days=1)
    with pytest.raises(Refused) as stale:
        own.office.publish(AUTHOR, own.key(AUTHOR, "/v1/policies"), text)
    assert stale.value.code == "invalid_policy"
    with pytest.raises(Refused) as broken:
        own.office.publish(AUTHOR, own.key(AUTHOR, "/v1/policies"), "a: [")
    assert broken.value.code == "invalid_policy"


def test_a_yearly_review_is_the_bureaus_of_last_years_sums_and_comes_once(site: Site) -> None:
    region = "cq-county"
    site.change("li", region=region)
    stay = {**bill("li", "80000.00", "60000.00", "2018-06-15"), "region": region}
    stay["visit"] = {**stay["visit"], "hospital": {"id": "elsewhere"}}
    paid = {"basic": "30000.00", "critical_illness": "0.00"}
    decided = [
        {"about": f"prior_payments.{each}", "by": "区医保局", "document": "1", "day": "2018-06-15"}
        for each in paid
    ]
    bureau = acting("bureau", None, region)
    first = site.settle({**stay, "prior_payments": paid, "decisions": decided}, bureau)
    review = {
        "region": region,
        "date": "2019-02-15",
        "person": {"id": "li"},
        "visit": {"kind": "annual_review", "hospital": {"id": "bureau"}},
    }
    with pytest.raises(Refused) as by_a_clerk:
        site.settle({**review, "visit": {"kind": "annual_review"}})
    assert "reviews_are_the_bureaus" in [each.code for each in by_a_clerk.value.problems]
    told = site.settle(review, bureau)
    assert told["total"] == first["patient"], "what last year left to pay"
    with pytest.raises(Refused) as again:
        site.settle(review, bureau)
    assert [each.code for each in again.value.problems] == ["review_is_done"]
    assert verified(site.database, site.office.terms, recompute=True).found == []


def test_without_a_visit_last_year_there_is_nothing_to_review(site: Site) -> None:
    site.change("li", region="cq-county")
    review = {
        "region": "cq-county",
        "date": "2019-02-15",
        "person": {"id": "li"},
        "visit": {"kind": "annual_review", "hospital": {"id": "bureau"}},
    }
    with pytest.raises(Refused) as nothing:
        site.settle(review, acting("bureau", None, "cq-county"))
    assert [each.code for each in nothing.value.problems] == ["no_last_year"]
