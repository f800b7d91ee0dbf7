"""Every worked case to the fen, in process and through the server."""

from collections import Counter
from typing import Any

import pytest

from benefits.problems import Refused
from benefits.quotes import Desk
from benefits.reading.book import PolicyBook
from tests.worked import Case, cases, outcome


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(PolicyBook.packaged())


def settled(desk: Desk, case: Case) -> dict[str, Any]:
    try:
        return outcome(desk.quote(case.request, "none"), case.expect)
    except Refused as refused:
        return {"error": refused.code}


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.file}: {case.name}")
def test_the_desk_splits_the_bill_as_worked_out(desk: Desk, case: Case) -> None:
    assert settled(desk, case) == case.expect


def test_no_two_cases_of_a_file_share_a_name() -> None:
    twice = [key for key, n in Counter((c.file, c.name) for c in cases()).items() if n > 1]
    assert twice == []


def test_every_region_has_at_least_twenty_cases() -> None:
    counted = Counter(case.region for case in cases())
    assert {region: counted[region] for region in PolicyBook.packaged().regions()
            if counted[region] < 20} == {}  # fmt: skip
