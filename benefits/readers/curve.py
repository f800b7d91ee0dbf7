"""Piecewise-linear functions (分段线性): an answer as the bill grows, with every kink and jump exact.

The same nodes read in another kind of number: a value and its slope just to the right, as fractions,
with `Round` read as exact. Between two decisions of the graph (a comparison, a smallest term, a stop at
zero) everything is a straight line, so the walk goes from decision to decision; nothing is sampled.
The graph is a narrowed one (`narrowed.py`): whatever stands still has been worked out before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from benefits.formula.graph import Graph
from benefits.formula.nodes import Ref
from benefits.readers.straight import Moving, Right, Straight

MOST_PIECES: Final = 10_000
"""More straight pieces than any policy has; a walk that is longer has lost its way."""

_ZERO: Final = Fraction(0)


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
        refused, lines = Right(graph, standing, _ZERO, Fraction(1)).read(read, watched)
        keep(here, refused, lines)

    def keep(here: Fraction, refused: tuple[int, ...], lines: tuple[Straight, ...]) -> None:
        points[here] = None if refused else tuple(line.value for line in lines)
        if refused:
            refused_at[here] = refused

    while place < end:
        walk = Right(graph, moving, place, end)
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
