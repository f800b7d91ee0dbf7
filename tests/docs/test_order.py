"""docs/order.md tells the order of every region's chain as its file has it."""

import re

from benefits.policy.policy import Policy
from benefits.reading.book import PolicyBook
from tests.docs.blocks import ROOT

PAGE = (ROOT / "docs" / "order.md").read_text(encoding="utf-8")


def test_the_order_of_every_region_is_that_of_its_file() -> None:
    book = PolicyBook.packaged()
    rows = re.findall(r"^\| `([\w-]+)` \| (.*) \|$", PAGE, re.MULTILINE)
    told = {region: re.findall(r"`(\w+)`", order) for region, order in rows}
    assert list(told) == book.regions()
    for region, order in told.items():
        policy = book.document(region, book.versions(region)[-1]).policy
        assert isinstance(policy, Policy)
        assert order == list(policy.layers), region


def test_a_floor_is_told_where_there_is_one() -> None:
    book = PolicyBook.packaged()
    for region, order in re.findall(r"^\| `([\w-]+)` \| (.*) \|$", PAGE, re.MULTILINE):
        policy = book.document(region, book.versions(region)[-1]).policy
        assert isinstance(policy, Policy)
        assert (policy.floor is not None) == ("floor" in order), region
