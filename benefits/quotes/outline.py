"""What every answer of a policy has (结果提纲): where its amounts stand, and the words that go with them.

Made once a policy, so that a claim's answer is put together without looking anything up.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benefits.claims.claim import Key
from benefits.formula.formula import Feed, Formula
from benefits.formula.nodes import Figure, Given, Ref, SoFar
from benefits.formula.tilts import Tilted
from benefits.policy.policy import Policy
from benefits.problems import Text
from benefits.quotes.note import Note
from benefits.readers.program import SELDOM_LEFT_OUT, WATCHED

TOTAL, PATIENT, ELIGIBLE = range(3)
"""The first amounts of every answer; the layers' payments follow."""


@dataclass(frozen=True, slots=True)
class Payer:
    """A layer as the answer names it: its fields before the amount, and its name."""

    fields: Mapping[str, str]
    name: Text


@dataclass(frozen=True, slots=True)
class Kept:
    """A running total the visit adds to: where it is kept, and the places of what is added.

    `base` is None where the visit adds no base.
    """

    base_key: Key
    paid_key: Key
    base: int | None
    paid: int


@dataclass(frozen=True, slots=True)
class Outline:
    """Places among the amounts of an answer, in the order of `asked`."""

    asked: tuple[Ref, ...]
    place: Mapping[Ref, int]
    payers: tuple[Payer, ...]
    paid: slice
    of_eligible: slice
    backstops: tuple[tuple[int, int], ...]
    """Of each backstop: what it pays, and what of it is eligible."""
    kept: tuple[Kept, ...]
    grants: tuple[tuple[str, int], ...]
    remarks: tuple[tuple[int, Note], ...]
    """Notes with the place of their condition."""
    tilts: tuple[tuple[int, Tilted], ...]
    cited: tuple[int, ...]
    """Figures whose evidence an answer must mention: the first marks are theirs."""
    watched: tuple[Key, ...]
    """Facts that may have been left out: the marks after those."""
    marked: tuple[Ref, ...]
    """The nodes of the marks."""


def outline(formula: Formula, policy: Policy) -> Outline:
    """The outline of a policy's answers."""
    layers, graph = formula.layers, formula.graph
    asked = [formula.total, formula.patient, formula.eligible]
    asked += [layer.paid for layer in layers] + [layer.of_eligible for layer in layers]
    asked += dict.fromkeys(each for each in _told(formula) if each not in asked)
    place: dict[Ref, int] = {}
    for number, ref in enumerate(asked):
        place.setdefault(ref, number)
    nodes = [(Ref(number), node) for number, node in enumerate(graph.nodes)]
    cited = [
        (ref, node.figure)
        for ref, node in nodes
        if isinstance(node, Figure)
        and graph.figures[node.figure].source.evidence in ("assumed", "interpretation")
    ]
    watched = [
        (ref, graph.facts[node.fact].key)
        for ref, node in nodes
        if isinstance(node, (Given, SoFar))
        and graph.facts[node.fact].key[0] in WATCHED | SELDOM_LEFT_OUT
    ]
    after, count = ELIGIBLE + 1, len(layers)
    return Outline(
        asked=tuple(asked),
        place=place,
        payers=tuple(_payer(policy, layer.name) for layer in layers),
        paid=slice(after, after + count),
        of_eligible=slice(after + count, after + 2 * count),
        backstops=tuple(
            (after + number, after + count + number)
            for number, layer in enumerate(layers)
            if policy.layers[layer.name].backstop
        ),
        kept=tuple(_kept(feed, place) for feed in formula.feeds),
        grants=tuple((name, place[amount]) for name, amount in formula.grants),
        remarks=tuple(
            (place[condition], Note("excluded", "no_layer_pays", says))
            for condition, says in formula.excluded
        )
        + tuple(
            (place[each.applies], Note(each.kind, each.where, each.text)) for each in formula.notes
        ),
        tilts=tuple((place[tilt.applies], tilt) for tilt in formula.tilts),
        cited=tuple(figure for _, figure in cited),
        watched=tuple(key for _, key in watched),
        marked=tuple(ref for ref, _ in (*cited, *watched)),
    )


def _told(formula: Formula) -> Iterator[Ref]:
    """What an answer tells beside who pays."""
    for feed in formula.feeds:
        yield from [feed.paid] if feed.base is None else [feed.base, feed.paid]
    yield from (condition for condition, _ in formula.excluded)
    yield from (amount for _, amount in formula.grants)
    yield from (note.applies for note in formula.notes)
    yield from (tilt.applies for tilt in formula.tilts)


def _payer(policy: Policy, name: str) -> Payer:
    layer = policy.layers[name]
    fields = {"layer": name, "fund": layer.fund, "local_fund": layer.local_fund}
    return Payer({word: said for word, said in fields.items() if said is not None}, layer.title)


def _kept(feed: Feed, place: Mapping[Ref, int]) -> Kept:
    account = feed.account
    key = ("so_far", account.scope, account.layer, account.name)
    base = None if feed.base is None else place[feed.base]
    return Kept((*key, "base"), (*key, "paid"), base, place[feed.paid])
