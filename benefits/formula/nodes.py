"""The kinds of node of a formula graph (待遇计算图), and what each means exactly.

A node's value is a whole number in a declared unit. Only `Round` drops anything, only `Less` stops at
zero. A node is a value: equal nodes are one node. There are no callbacks: every reader (the desk's
program, the worksheet, intervals, curves, later a kernel) is a walk over these kinds.
"""

from dataclasses import dataclass
from typing import Literal, NewType

from benefits.money import RoundingMode

Ref = NewType("Ref", int)
"""A node's place in its graph; a node only points to smaller places."""

UnitKind = Literal["fen", "rate", "count", "code", "set", "truth"]


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts: fen, a rate, a count, a code, a set of codes (bits) or a truth.

    The number is in 1/`scale` of the unit: 80% of 1 fen is 800,000 fen at scale 1,000,000.
    """

    kind: UnitKind
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Given:
    """A fact of the claim (已知事实), by its place among the graph's facts; −1 where not given."""

    fact: int


@dataclass(frozen=True, slots=True)
class SoFar:
    """A running total (年度累计), by its place among the graph's facts."""

    fact: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the policy (政策数值), by its place among the graph's figures."""

    figure: int


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number that belongs to the arithmetic, not to the policy (0, 1, a scale)."""

    value: int


@dataclass(frozen=True, slots=True)
class Sum:
    """All terms added; terms have one unit."""

    terms: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Less:
    """`value` − `taken`, not below 0."""

    value: Ref
    taken: Ref


@dataclass(frozen=True, slots=True)
class Share:
    """`value` × `factor`, exact: the scales multiply. The factor is a rate or a count."""

    value: Ref
    factor: Ref


@dataclass(frozen=True, slots=True)
class Round:
    """`value` (× `part` ÷ `whole`, where given; 0 where `whole` is 0) to a multiple of `step` units.

    The one node that drops anything. The quotient is exact until here.
    """

    value: Ref
    step: int
    mode: RoundingMode
    part: Ref | None = None
    whole: Ref | None = None


@dataclass(frozen=True, slots=True)
class Least:
    """The smallest term."""

    terms: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Most:
    """The largest term."""

    terms: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Choose:
    """The value of the first arm whose condition holds, else `last`. Only what is taken is read."""

    arms: tuple[tuple[Ref, Ref], ...]
    last: Ref


@dataclass(frozen=True, slots=True)
class Refusal:
    """No value (拒绝), by its place among the graph's reasons; reading it refuses the claim."""

    reason: int


@dataclass(frozen=True, slots=True)
class IsOneOf:
    """True where the code `given` is among `codes`."""

    given: Ref
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HoldsAny:
    """True where the set `given` holds any of `codes`."""

    given: Ref
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """`value` ≥ `bound` (以上)."""

    value: Ref
    bound: Ref


@dataclass(frozen=True, slots=True)
class Above:
    """`value` > `bound` (超过)."""

    value: Ref
    bound: Ref


@dataclass(frozen=True, slots=True)
class All:
    """True where every term is; read from the left, no further than needed."""

    terms: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True where some term is; read from the left, no further than needed."""

    terms: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True where `term` is not."""

    term: Ref


Node = (
    Given
    | SoFar
    | Figure
    | Whole
    | Sum
    | Less
    | Share
    | Round
    | Least
    | Most
    | Choose
    | Refusal
    | IsOneOf
    | HoldsAny
    | AtLeast
    | Above
    | All
    | AnyOf
    | Not
)


def children(node: Node) -> tuple[Ref, ...]:
    """The places a node points to, in the order in which it reads them."""
    match node:
        case Sum(terms) | Least(terms) | Most(terms) | All(terms) | AnyOf(terms):
            return terms
        case Less(value, taken):
            return (value, taken)
        case Share(value, factor):
            return (value, factor)
        case Round(value, _, _, part, whole):
            return tuple(ref for ref in (value, part, whole) if ref is not None)
        case Choose(arms, last):
            return (*(ref for arm in arms for ref in arm), last)
        case IsOneOf(given, _) | HoldsAny(given, _):
            return (given,)
        case AtLeast(value, bound) | Above(value, bound):
            return (value, bound)
        case Not(term):
            return (term,)
        case (
            Given() | SoFar() | Figure() | Whole() | Refusal()
        ):  # pragma: no branch - no other kind
            return ()
