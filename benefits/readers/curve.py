"""Piecewise-linear functions (分段线性): an answer as the bill grows, with every kink and jump exact.

The same nodes read in another kind of number: a value and its slope just to the right, as fractions,
with `Round` read as exact. Between two decisions of the graph (a comparison, a smallest term, a stop at
zero) everything is a straight line, so the walk goes from decision to decision; nothing is sampled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
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

MOST_PIECES: Final = 10_000
"""More straight pieces than any policy has; a walk that is longer has lost its way."""


@dataclass(frozen=True, slots=True)
class Straight:
    """`value` at the place at hand and `slope` to the right of it."""

    value: Fraction
    slope: Fraction = Fraction(0)

    def at(self, distance: Fraction) -> Fraction:
        return self.value + self.slope * distance


Line = Mapping[int, Straight]
"""The facts that move, by place, as straight lines in the bill's size (from size 0)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """From `start` (not included) to `end`: the watched nodes as straight lines from `start`'s right.

    `refused` holds the reasons met; a refused piece has no lines.
    """

    start: Fraction
    end: Fraction
    lines: tuple[Straight, ...]
    refused: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Kink:
    """Where a watched node bends or jumps: its value before, at and after, and both slopes."""

    at: Fraction
    before: Fraction
    here: Fraction
    after: Fraction
    slope_before: Fraction
    slope_after: Fraction

    @property
    def jumps(self) -> bool:
        return not self.before == self.here == self.after


@dataclass(frozen=True, slots=True)
class Curve:
    """The watched nodes from size 0 to the end: straight pieces, and the exact values between them."""

    pieces: tuple[Piece, ...]
    points: Mapping[Fraction, tuple[Fraction, ...] | None]
    """Values exactly at each end of a piece; None where the claim is refused there."""

    def kinks(self, watched: int) -> list[Kink]:
        """Every kink and jump of one watched node."""
        found: list[Kink] = []
        for left, right in zip(self.pieces, self.pieces[1:], strict=False):
            here = self.points[right.start]
            if left.refused or right.refused or here is None:
                continue
            before = left.lines[watched].at(left.end - left.start)
            kink = Kink(
                right.start,
                before,
                here[watched],
                right.lines[watched].value,
                left.lines[watched].slope,
                right.lines[watched].slope,
            )
            if kink.jumps or kink.slope_before != kink.slope_after:
                found.append(kink)
        return found


def curve(
    graph: Graph,
    watched: Sequence[Ref],
    facts: Sequence[int],
    moving: Line,
    figures: Sequence[int],
    end: Fraction,
) -> Curve:
    """Walk from size 0 to `end`; `facts` stand still but for those in `moving`."""
    pieces: list[Piece] = []
    points: dict[Fraction, tuple[Fraction, ...] | None] = {}
    place = Fraction(0)
    while place < end:
        points[place] = _point(graph, watched, facts, moving, figures, place)
        walk = _Right(graph, facts, moving, figures, place, end)
        lines = tuple(walk[ref] for ref in watched)
        refused = tuple(dict.fromkeys(walk.refusals))
        pieces.append(Piece(place, walk.horizon, () if refused else lines, refused))
        assert len(pieces) < MOST_PIECES, "the walk along the bill does not end"
        place = walk.horizon
    points[end] = _point(graph, watched, facts, moving, figures, end)
    return Curve(_merged(pieces, points), points)


def _point(
    graph: Graph,
    watched: Sequence[Ref],
    facts: Sequence[int],
    moving: Line,
    figures: Sequence[int],
    place: Fraction,
) -> tuple[Fraction, ...] | None:
    standing = {fact: Straight(line.at(place)) for fact, line in moving.items()}
    walk = _Right(graph, facts, standing, figures, Fraction(0), Fraction(1))
    values = tuple(walk[ref].value for ref in watched)
    return None if walk.refusals else values


def _merged(
    pieces: Sequence[Piece], points: Mapping[Fraction, tuple[Fraction, ...] | None]
) -> tuple[Piece, ...]:
    """Neighbours that are one straight line in everything watched become one piece."""
    merged: list[Piece] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if last is not None and _continues(last, piece, points[piece.start]):
            merged[-1] = Piece(last.start, piece.end, last.lines, last.refused)
        else:
            merged.append(piece)
    return tuple(merged)


def _continues(last: Piece, piece: Piece, here: tuple[Fraction, ...] | None) -> bool:
    if last.refused or piece.refused:
        return last.refused == piece.refused and here is None
    length = last.end - last.start
    return here is not None and all(
        a.slope == b.slope and a.at(length) == b.value == point
        for a, b, point in zip(last.lines, piece.lines, here, strict=True)
    )


@dataclass(slots=True)
class _Right:
    """Node values just to the right of a place; `horizon` is where the first decision changes."""

    graph: Graph
    facts: Sequence[int]
    moving: Line
    figures: Sequence[int]
    place: Fraction
    horizon: Fraction
    refusals: list[int] = field(default_factory=list)
    known: dict[Ref, Straight] = field(default_factory=dict)

    def __getitem__(self, ref: Ref) -> Straight:
        found = self.known.get(ref)
        if found is None:
            found = self.known[ref] = self._worked_out(ref, self.graph.nodes[ref])
        return found

    def _worked_out(self, ref: Ref, node: Node) -> Straight:
        match node:
            case Given(fact) | SoFar(fact):
                line = self.moving.get(fact)
                if line is None:
                    return Straight(Fraction(self.facts[fact]))
                return Straight(line.at(self.place), line.slope)
            case Figure(figure):
                return Straight(Fraction(self.figures[figure]))
            case Whole(value):
                return Straight(Fraction(value))
            case Sum(terms):
                lines = [self[term] for term in terms]
                return Straight(
                    sum((each.value for each in lines), Fraction(0)),
                    sum((each.slope for each in lines), Fraction(0)),
                )
            case Less(value, taken):
                a, b = self[value], self[taken]
                if self._above(a, b, equal=True):
                    return Straight(a.value - b.value, a.slope - b.slope)
                return Straight(Fraction(0))
            case Share(value, factor):
                a, b = self[value], self[factor]
                assert not (a.slope and b.slope), "two moving factors are not a straight line"
                return Straight(a.value * b.value, a.slope * b.value + b.slope * a.value)
            case Round():
                return self._round(node)
            case Least(terms):
                return self._extreme(terms, least=True)
            case Most(terms):
                return self._extreme(terms, least=False)
            case Choose(arms, last):
                return self[next((value for test, value in arms if self._holds(test)), last)]
            case Refusal(reason):
                self.refusals.append(reason)
                return Straight(Fraction(0))
            case _:
                return Straight(Fraction(int(self._holds(ref))))

    def _holds(self, ref: Ref) -> bool:
        match self.graph.nodes[ref]:
            case IsOneOf(given, codes):
                return self[given].value in codes
            case HoldsAny(given, codes):
                held = int(self[given].value)
                return any(held >> code & 1 for code in codes)
            case AtLeast(value, bound):
                return self._above(self[value], self[bound], equal=True)
            case Above(value, bound):
                return self._above(self[value], self[bound], equal=False)
            case All(terms):
                return all(self._holds(term) for term in terms)
            case AnyOf(terms):
                return any(self._holds(term) for term in terms)
            case Not(term):
                return not self._holds(term)
        return self[ref].value != 0

    def _above(self, a: Straight, b: Straight, *, equal: bool) -> bool:
        """a > b (or a ≥ b) just to the right; where they meet next, the walk must stop."""
        gap, closing = a.value - b.value, b.slope - a.slope
        if gap and closing:
            meet = self.place + gap / closing
            if self.place < meet < self.horizon:
                self.horizon = meet
        if gap:
            return gap > 0
        return closing < 0 or (equal and closing == 0)

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
        if not whole.value and not whole.slope:
            return Straight(Fraction(0))
        share = (part.value / whole.value if whole.value else part.slope / whole.slope) / scale
        return Straight(value.value * share, value.slope * share)
