"""Small policies, written as their files would be, and what comes of one bill (小政策)."""

from collections.abc import Mapping
from functools import cache
from textwrap import dedent, indent
from typing import Any

from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.money import fen, yuan
from benefits.problems import Refused
from benefits.quotes.adjudicator import Adjudicator, adjudicator
from benefits.reading.reader import read_policy

FILE = "xx-test/2020-01-01.yaml"
HEAD = """\
region: xx-test
name: {zh: 测试地区, en: Test region}
division: "360000"
in_force: {from: 2020-01-01}
evidence: official
"""
TITLE = "title: {zh: 基本医保, en: Basic insurance}\n"
PARTS = ("eligible", "first_self_pay", "over_limit", "own_expense")

Bill = Mapping[str, str]


@cache
def ready(layers: str, heads: str = "") -> Adjudicator:
    """A policy of these layers, made ready; `heads` are further lines at the top."""
    text = HEAD + dedent(heads) + "layers:\n" + indent(dedent(layers), "  ")
    return adjudicator(read_policy(text, FILE))


def one(rule: str, heads: str = "") -> Adjudicator:
    """A policy of one layer, `basic`, with this rule."""
    return ready("basic:\n" + indent(TITLE + dedent(rule), "  "), heads)


def request(
    bill: str | Bill, visit: Mapping[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """A request; a bill that is one amount is all eligible."""
    parts = {"eligible": bill} if isinstance(bill, str) else dict(bill)
    total = yuan(sum(fen(parts.get(part, "0")) for part in PARTS))
    return {
        "region": "xx-test",
        "date": "2020-06-15",
        "visit": {"kind": "inpatient"} | dict(visit or {}),
        "bill": {"total": total, **parts},
        **more,
    }


def paid(policy: Adjudicator, bill: str | Bill, **asked: Any) -> dict[str, str]:
    """What each layer pays, those that pay nothing left out."""
    split = policy.split(claim(read_request(request(bill, **asked))))
    amounts = {layer.name: split[layer.paid] for layer in policy.formula.layers}
    return {name: yuan(amount) for name, amount in amounts.items() if amount}


def basic(policy: Adjudicator, bill: str | Bill, **asked: Any) -> str:
    """What the layer `basic` pays."""
    return paid(policy, bill, **asked).get("basic", "0.00")


def left(policy: Adjudicator, bill: str | Bill, **asked: Any) -> dict[str, str]:
    """What the last layer leaves of each part."""
    split = policy.split(claim(read_request(request(bill, **asked))))
    steps = policy.formula.layers[-1].steps[-len(PARTS) :]
    values = split.values()
    return {part: yuan(values[ref]) for part, ref in zip(PARTS, steps, strict=True)}


def refused(policy: Adjudicator, bill: str | Bill = "1000", **asked: Any) -> list[tuple[str, str]]:
    """The codes and places of what is refused; nothing where the bill is answered."""
    try:
        paid(policy, bill, **asked)
    except Refused as found:
        return [(found.code, each.where) for each in found.problems]
    return []


def year(layer: str = "basic", scope: str = "person", **totals: Any) -> dict[str, Any]:
    """A year to date of one layer."""
    told = {"layers": {layer: totals}}
    return told if scope == "person" else {"layers": {}, scope: told}
