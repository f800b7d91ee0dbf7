"""Two counters at the same moment (并发办理): one stay is settled once, a year is counted once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from benefits.problems import Refused
from benefits.stores.verification import verified
from tests.ledger.site import CLERK, Site, acting, bill


def test_one_stay_is_settled_once_however_many_try(site: Site) -> None:
    begin = Barrier(6)

    def settle(number: int) -> str:
        clerk = acting("clerk")
        begin.wait(30)
        try:
            return str(site.settle(bill("li", stay="z1"), clerk, key=f"stay {number}")["id"])
        except Refused as refused:
            return refused.problems[0].code

    with ThreadPoolExecutor(6) as counters:
        told = sorted(counters.map(settle, range(6)))
    assert told.count("stay_is_settled") == 5
    assert site.totals("li")["admissions"] == 1
    assert verified(site.database, site.office.terms).found == []


def test_bills_of_one_family_at_the_same_moment_are_counted_one_after_the_other(site: Site) -> None:
    site.change("wang", household="h1")
    begin = Barrier(8)

    def settle(number: int) -> dict[str, Any]:
        person = ("li", "wang")[number % 2]
        begin.wait(30)
        return site.settle(bill(person, day="2018-07-01"), CLERK, key=f"bill {number}")

    with ThreadPoolExecutor(8) as counters:
        told = list(counters.map(settle, range(8)))
    assert len({each["id"] for each in told}) == 8
    assert site.totals("li")["admissions"] == site.totals("wang")["admissions"] == 4
    assert verified(site.database, site.office.terms, recompute=True).found == []


@pytest.mark.parametrize("times", [8])
def test_one_key_at_the_same_moment_has_one_effect(site: Site, times: int) -> None:
    begin = Barrier(times)

    def settle(_: int) -> bytes:
        begin.wait(30)
        while True:
            try:
                return site.office.settle(CLERK, site.key(key="one"), bill("li"))
            except Refused as refused:
                if refused.code != "in_flight":
                    raise

    with ThreadPoolExecutor(times) as counters:
        told = set(counters.map(settle, range(times)))
    assert len(told) == 1
    assert site.totals("li")["admissions"] == 1
