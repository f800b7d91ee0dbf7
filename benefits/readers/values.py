"""Integers (整数求值): the value of any node for one claim, worked out when asked and kept.

The plainest reader, and the reference for the others. It answers questions the program does not: what
an amount would have been under the rule that was not taken.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from benefits.formula.graph import Graph
from benefits.formula.nodes import (
    Above,
    All,
    AnyOf,
    AtLeast,
    Choose,
    Figure,
    Given,
    HoldsAny,
    IsOneOf,
    Least,
    Less,
    Most,
    Not,
    Ref,
    Refusal,
    Round,
    Share,
    SoFar,
    Sum,
    Whole,
)
from benefits.money import rounded

_NOTHING_KNOWN: Final[Mapping[str, int]] = MappingProxyType({})


class Values(dict[Ref, int]):
    """Node values of one claim: `values[ref]` works a node out when it is first asked for.

    `refusals` are the reasons met so far. `known` holds what a run of the desk's program has already
    worked out, by name (`v12` is node 12).
    """

    __slots__ = ("facts", "figures", "graph", "known", "refusals")

    def __init__(
        self,
        graph: Graph,
        facts: Sequence[int],
        figures: Sequence[int],
        known: Mapping[str, int] = _NOTHING_KNOWN,
    ) -> None:
        super().__init__()
        self.graph, self.facts, self.figures, self.known = graph, facts, figures, known
        self.refusals: list[int] = []

    def __missing__(self, ref: Ref) -> int:
        value = self.known.get(f"v{ref}")
        if value is None:
            value = self._worked_out(ref)
        self[ref] = value
        return value

    def taken(self, node: Choose) -> Ref:
        """The arm a choice takes."""
        for condition, value in node.arms:
            if self[condition]:
                return value
        return node.last

    def _worked_out(self, ref: Ref) -> int:
        match self.graph.nodes[ref]:
            case Given(fact) | SoFar(fact):
                return self.facts[fact]
            case Figure(figure):
                return self.figures[figure]
            case Whole(value):
                return value
            case Sum(terms):
                return sum(self[term] for term in terms)
            case Less(value, taken):
                return max(self[value] - self[taken], 0)
            case Share(value, factor):
                return self[value] * self[factor]
            case Round() as node:
                return self._round(node)
            case Least(terms):
                return min(self[term] for term in terms)
            case Most(terms):
                return max(self[term] for term in terms)
            case Choose() as node:
                return self[self.taken(node)]
            case Refusal(reason):
                self.refusals.append(reason)
                return 0
            case IsOneOf(given, codes):
                return int(self[given] in codes)
            case HoldsAny(given, codes):
                return int(any(self[given] >> code & 1 for code in codes))
            case AtLeast(value, bound):
                return int(self[value] >= self[bound])
            case Above(value, bound):
                return int(self[value] > self[bound])
            case All(terms):
                return int(all(self[term] for term in terms))
            case AnyOf(terms):
                return int(any(self[term] for term in terms))
            case Not(term):  # pragma: no branch - no other kind
                return int(not self[term])

    def _round(self, node: Round) -> int:
        units = self.graph.units
        value, divisor = self[node.value], units[node.value].scale * node.step
        if node.part is not None and node.whole is not None:
            value, divisor = value * self[node.part], divisor * units[node.part].scale
            divisor *= self[node.whole]
            if divisor == 0:
                return 0
        return rounded(value, divisor, node.mode) * node.step
