"""Small made-up policies, and requests for them."""

from copy import deepcopy
from typing import Any

from benefits.policy.policy import Policy
from benefits.quotes.adjudicator import Adjudicator, adjudicator
from benefits.quotes.desk import Desk
from benefits.reading.book import PolicyBook
from benefits.reading.document import Document
from benefits.reading.reader import read_policy

FILE = "xx-test/2020-01-01.yaml"

HEAD = """\
region: xx-test
name: {zh: 测试地区, en: Testland}
division: "000000"
in_force: {from: 2020-01-01, until: 2020-12-31}
evidence: official
funds:
  "390100": {zh: 基本医保, en: Basic}
"""

BASIC = """\
layers:
  basic:
    title: {zh: 基本医保, en: Basic}
    fund: "390100"
    deductible: 1000
    rate: 80%
    cap: 50000
"""


def document(layers: str = BASIC, head: str = HEAD, file: str = FILE) -> Document:
    """A small policy, read."""
    return read_policy(head + layers, file)


def ready(layers: str = BASIC, head: str = HEAD) -> Adjudicator:
    """A small policy, ready."""
    return adjudicator(document(layers, head))


def packaged() -> Desk:
    """A desk with the regions of the product."""
    return Desk(PolicyBook.packaged())


def last(desk: Desk, region: str) -> Document:
    """The last version of a region that is a policy."""
    versions = [desk.book.document(region, each) for each in desk.book.versions(region)]
    return next(each for each in reversed(versions) if isinstance(each.policy, Policy))


YICHUN: dict[str, Any] = {
    "region": "jx-yichun",
    "date": "2018-06-15",
    "person": {"categories": ["registered_poor"]},
    "visit": {"kind": "inpatient", "hospital_level": "secondary", "place": "in_city"},
    "bill": {
        "total": "20000.00",
        "eligible": "16000.00",
        "first_self_pay": "1500.00",
        "over_limit": "500.00",
        "own_expense": "2000.00",
    },
}


def yichun(**changed: Any) -> dict[str, Any]:
    """The contract's request, with some fields changed."""
    return {**deepcopy(YICHUN), **changed}


ULANQAB: dict[str, Any] = {
    "region": "nm-ulanqab",
    "date": "2020-06-15",
    "person": {"categories": []},
    "visit": {"kind": "inpatient", "hospital_level": "tertiary", "place": "in_city"},
    "bill": {"total": "20000.00", "eligible": "16000.00", "own_expense": "4000.00"},
}
