"""Node values as straight lines just to the right of one bill size (右侧线性取值), in exact fractions.

A value and its slope, with `Round` read as exact, and how far they hold: the nearest size at which some
decision that was read (a comparison, a smallest term, a stop at zero) changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, NamedTuple

from benefits.formula.graph import Graph
from benefits.formula.nodes import (
    Above,
    All,
    AnyOf,
    AtLeast,
    Choose,
    Given,
    HoldsAny,
    IsOneOf,
    Least,
    Less,
    Most,
    Node,
    Not,
    Ref,
    Refusal,
    Round,
    Share,
    SoFar,
    Sum,
    Whole,
)

_ZERO: Final = Fraction(0)


class Straight(NamedTuple):
    """`value` at the place at hand and `slope` to the right of it."""

    value: Fraction
    slope: Fraction = _ZERO

    def at(self, distance: Fraction) -> Fraction:
        return self.value + self.slope * distance


Moving = Mapping[int, Straight]
"""The facts that move, by place, as straight lines in the bill's size (from size 0)."""


@dataclass(slots=True)
class Right:
    """Node values just to the right of a place; `horizon` is where the first decision changes.

    `on_boundary`: some condition compares equal amounts here, so exactly here it may hold otherwise
    than to the right. Any other decision (a smallest term, a stop at zero) is the same on both.
    """

    graph: Graph
    moving: Moving
    place: Fraction
    horizon: Fraction
    on_boundary: bool = False
    refusals: list[int] = field(default_factory=list)
    known: dict[Ref, Straight] = field(default_factory=dict)

    def read(
        self, refs: Sequence[Ref], watched: Sequence[Ref]
    ) -> tuple[tuple[int, ...], tuple[Straight, ...]]:
        """The reasons met, and the watched nodes as straight lines."""
        for ref in refs:
            self[ref]
        lines = tuple(self[ref] for ref in watched)
        return tuple(dict.fromkeys(self.refusals)), lines

    def __getitem__(self, ref: Ref) -> Straight:
        found = self.known.get(ref)
        if found is None:
            found = self.known[ref] = self._worked_out(ref, self.graph.nodes[ref])
        return found

    def _worked_out(self, ref: Ref, node: Node) -> Straight:
        match node:
            case Whole(value):
                return Straight(Fraction(value))
            case Sum(terms):
                return _added([self[term] for term in terms])
            case Less(value, taken):
                a, b = self[value], self[taken]
                if self._above(a, b, equal=True):
                    return Straight(a.value - b.value, a.slope - b.slope)
                return Straight(_ZERO)
            case Share(value, factor):
                return _times(self[value], self[factor])
            case Round():
                return self._round(node)
            case Least(terms):
                return self._extreme(terms, least=True)
            case Most(terms):
                return self._extreme(terms, least=False)
            case Choose(arms, last):
                return self[next((value for test, value in arms if self._holds(test)), last)]
            case Given(fact) | SoFar(fact):
                line = self.moving[fact]
                return Straight(line.at(self.place), line.slope)
            case Refusal(reason):
                self.refusals.append(reason)
                return Straight(_ZERO)
            case _:
                return Straight(Fraction(int(self._holds(ref))))

    def _holds(self, ref: Ref) -> bool:
        match self.graph.nodes[ref]:
            case AtLeast(value, bound):
                return self._compared(self[value], self[bound], equal=True)
            case Above(value, bound):
                return self._compared(self[value], self[bound], equal=False)
            case All(terms):
                return all(self._holds(term) for term in terms)
            case AnyOf(terms):
                return any(self._holds(term) for term in terms)
            case Not(term):
                return not self._holds(term)
            case IsOneOf() | HoldsAny():
                raise AssertionError("a code does not move: narrow the graph first")
        return self[ref].value != 0

    def _compared(self, a: Straight, b: Straight, *, equal: bool) -> bool:
        if a.value == b.value:
            self.on_boundary = True
        return self._above(a, b, equal=equal)

    def _above(self, a: Straight, b: Straight, *, equal: bool) -> bool:
        """a > b (or a ≥ b) just to the right; where they meet next, the walk must stop."""
        gap, closing = a.value - b.value, b.slope - a.slope
        if not gap:
            return closing < 0 or (equal and closing == 0)
        if closing and (gap > 0) == (closing > 0):
            meet = self.place + gap / closing
            self.horizon = min(self.horizon, meet)
        return gap > 0

    def _extreme(self, terms: Sequence[Ref], *, least: bool) -> Straight:
        best = self[terms[0]]
        for term in terms[1:]:
            other = self[term]
            first, second = (best, other) if least else (other, best)
            if self._above(first, second, equal=False):
                best = other
        return best

    def _round(self, node: Round) -> Straight:
        units = self.graph.units
        value, scale = self[node.value], units[node.value].scale
        if node.part is None or node.whole is None:
            return Straight(value.value / scale, value.slope / scale)
        part, whole = self[node.part], self[node.whole]
        scale *= units[node.part].scale
        assert part.value * whole.slope == part.slope * whole.value, "items move with their part"
        if whole.value:
            return _times(value, Straight(part.value / whole.value / scale))
        if whole.slope:
            return _times(value, Straight(part.slope / whole.slope / scale))
        return Straight(_ZERO)


def _added(lines: Sequence[Straight]) -> Straight:
    slope = sum((each.slope for each in lines if each.slope), _ZERO)
    return Straight(sum((each.value for each in lines), _ZERO), slope)


def _times(a: Straight, b: Straight) -> Straight:
    assert not (a.slope and b.slope), "two moving factors are not a straight line"
    if b.slope:
        a, b = b, a
    return Straight(a.value * b.value, a.slope * b.value if a.slope else _ZERO)
