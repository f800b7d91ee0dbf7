"""Piecewise-linear functions (分段线性): an answer as the bill grows, with every kink and jump exact.

The same nodes read in another kind of number: a value and its slope just to the right, as fractions,
with `Round` read as exact. Between two decisions of the graph (a comparison, a smallest term, a stop at
zero) everything is a straight line, so the walk goes from decision to decision; nothing is sampled.
The graph is a narrowed one (`narrowed.py`): whatever stands still has been worked out before.
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

MOST_PIECES: Final = 10_000
"""More straight pieces than any policy has; a walk that is longer has lost its way."""

_ZERO: Final = Fraction(0)


class Straight(NamedTuple):
    """`value` at the place at hand and `slope` to the right of it."""

    value: Fraction
    slope: Fraction = _ZERO

    def at(self, distance: Fraction) -> Fraction:
        return self.value + self.slope * distance


Moving = Mapping[int, Straight]
"""The facts that move, by place, as straight lines in the bill's size (from size 0)."""

Values = tuple[Fraction, ...]


class Piece(NamedTuple):
    """From `start` (not included) to `end`: the watched nodes as straight lines from `start`'s right.

    `refused` holds the reasons met; a refused piece has no lines.
    """

    start: Fraction
    end: Fraction
    lines: tuple[Straight, ...]
    refused: tuple[int, ...] = ()

    def at_end(self) -> Values:
        """The values just left of the end."""
        length = self.end - self.start
        return tuple(line.at(length) for line in self.lines)

    def at_start(self) -> Values:
        """The values just right of the start."""
        return tuple(line.value for line in self.lines)


class Kink(NamedTuple):
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
    """The watched nodes from size 0 to the end: straight pieces, and the exact values between them.

    `points` has the values exactly at each end of a piece; None where the claim is refused there,
    and `refused_at` then has the reasons.
    """

    pieces: tuple[Piece, ...]
    points: Mapping[Fraction, Values | None]
    refused_at: Mapping[Fraction, tuple[int, ...]]

    def value(self, place: Fraction) -> Values | None:
        """The watched nodes at any place of the curve; None where the claim is refused."""
        if place in self.points:
            return self.points[place]
        piece = next(each for each in self.pieces if each.start < place < each.end)
        if piece.refused:
            return None
        return tuple(line.at(place - piece.start) for line in piece.lines)

    def kinks(self, watched: int) -> list[Kink]:
        """Every kink and jump of one watched node."""
        found: list[Kink] = []
        for left, right in zip(self.pieces, self.pieces[1:], strict=False):
            here = self.points[right.start]
            if left.refused or right.refused or here is None:
                continue
            before, after = left.lines[watched], right.lines[watched]
            kink = Kink(
                right.start,
                before.at(left.end - left.start),
                here[watched],
                after.value,
                before.slope,
                after.slope,
            )
            if kink.jumps or kink.slope_before != kink.slope_after:
                found.append(kink)
        return found


def curve(
    graph: Graph, read: Sequence[Ref], watched: Sequence[Ref], moving: Moving, end: Fraction
) -> Curve:
    """Walk from size 0 to `end`. `read` are the nodes an answer reads, and so where it is refused."""
    pieces: list[Piece] = []
    points: dict[Fraction, Values | None] = {}
    refused_at: dict[Fraction, tuple[int, ...]] = {}
    place = _ZERO

    def stand(here: Fraction) -> None:
        standing = {fact: Straight(line.at(here)) for fact, line in moving.items()}
        refused, lines = _Right(graph, standing, _ZERO, Fraction(1)).read(read, watched)
        keep(here, refused, lines)

    def keep(here: Fraction, refused: tuple[int, ...], lines: tuple[Straight, ...]) -> None:
        points[here] = None if refused else tuple(line.value for line in lines)
        if refused:
            refused_at[here] = refused

    while place < end:
        walk = _Right(graph, moving, place, end)
        refused, lines = walk.read(read, watched)
        if walk.on_boundary:
            stand(place)
        else:
            keep(place, refused, lines)
        pieces.append(Piece(place, walk.horizon, () if refused else lines, refused))
        assert len(pieces) < MOST_PIECES, "the walk along the bill does not end"
        place = walk.horizon
    stand(end)
    merged = _merged(pieces, points, refused_at)
    kept = {_ZERO, end, *(piece.start for piece in merged)}
    return Curve(
        merged,
        {at: value for at, value in points.items() if at in kept},
        {at: reasons for at, reasons in refused_at.items() if at in kept},
    )


def _merged(
    pieces: Sequence[Piece],
    points: Mapping[Fraction, Values | None],
    refused_at: Mapping[Fraction, tuple[int, ...]],
) -> tuple[Piece, ...]:
    """Neighbours that are one straight line in everything watched become one piece."""
    merged: list[Piece] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if last is not None and _continues(last, piece, points, refused_at):
            merged[-1] = last._replace(end=piece.end)
        else:
            merged.append(piece)
    return tuple(merged)


def _continues(
    last: Piece,
    piece: Piece,
    points: Mapping[Fraction, Values | None],
    refused_at: Mapping[Fraction, tuple[int, ...]],
) -> bool:
    if last.refused or piece.refused:
        return last.refused == piece.refused == refused_at.get(piece.start)
    here = points[piece.start]
    return (
        here is not None
        and all(a.slope == b.slope for a, b in zip(last.lines, piece.lines, strict=True))
        and last.at_end() == here == piece.at_start()
    )


@dataclass(slots=True)
class _Right:
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
