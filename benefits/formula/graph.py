"""The formula graph (待遇计算图): nodes, and the tables of facts, figures, reasons and lines they name.

`GraphBuilder` adds nodes one by one, each after those it points to. Equal nodes are shared, obvious
ones folded (a sum of one term, a choice whose condition is known), units are checked as they are put
together. A `Graph` is frozen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

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
    Unit,
    Whole,
)
from benefits.money import RATE_SCALE, RoundingMode
from benefits.problems import Text

FEN: Final = Unit("fen")
COUNT: Final = Unit("count")
TRUTH: Final = Unit("truth")

Scope = Literal["person", "household", "lifetime"]


@dataclass(frozen=True, slots=True)
class Account:
    """Where a running total is kept: whose, of which layer, under which sub-cap ("" = the layer's own)."""

    scope: Scope
    layer: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One number a claim gives: what it is, its unit and the interval it must lie in.

    `key` is a path such as ("part", "eligible"), ("item", "injection", "eligible"), ("prior", "basic"),
    ("so_far", "person", "basic", "", "paid"), ("kind",). −1 stands for "not given" where `low` is −1.
    """

    key: tuple[str, ...]
    unit: Unit
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure or clause comes from (依据): title, article, quoted words, evidence."""

    evidence: str
    title: Text | None = None
    number: str | None = None
    article: str | None = None
    quote: str | None = None
    reading: Text | None = None


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """One figure: its address in the policy, value in 1/`unit.scale`, and where it comes from.

    `low` and `high` bound an assumed figure where the policy says so.
    """

    path: str
    unit: Unit
    value: int
    source: Source
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is no value: the contract's code, the place, what is missing and what to do."""

    code: str
    where: str
    what: Text
    fix: Text


@dataclass(frozen=True, slots=True)
class Line:
    """What a named node is called on the worksheet, which layer it belongs to, and its source."""

    what: Text
    layer: str
    source: Source | None = None
    clause: str = ""
    result: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """A frozen formula graph; `nodes[ref]`, `units[ref]` and `lines.get(ref)` describe one node."""

    nodes: tuple[Node, ...]
    units: tuple[Unit, ...]
    facts: tuple[Fact, ...]
    figures: tuple[FigureEntry, ...]
    reasons: tuple[Reason, ...]
    lines: dict[Ref, Line] = field(hash=False)

    def figure_values(self) -> tuple[int, ...]:
        """The figures as the policy gives them, in order: one input of every reader."""
        return tuple(entry.value for entry in self.figures)


class GraphBuilder:
    """Adds nodes to a graph that is being made. Every method returns the new node's place."""

    def __init__(self) -> None:
        self._nodes: list[Node] = []
        self._units: list[Unit] = []
        self._places: dict[tuple[Node, Unit, Line | None], Ref] = {}
        self._facts: dict[tuple[str, ...], int] = {}
        self._fact_entries: list[Fact] = []
        self._figures: dict[str, int] = {}
        self._figure_entries: list[FigureEntry] = []
        self._reasons: dict[Reason, int] = {}
        self._lines: dict[Ref, Line] = {}

    def freeze(self) -> Graph:
        return Graph(
            nodes=tuple(self._nodes),
            units=tuple(self._units),
            facts=tuple(self._fact_entries),
            figures=tuple(self._figure_entries),
            reasons=tuple(self._reasons),
            lines=dict(self._lines),
        )

    def unit(self, ref: Ref) -> Unit:
        return self._units[ref]

    def node(self, ref: Ref) -> Node:
        return self._nodes[ref]

    # -- leaves ---------------------------------------------------------------

    def given(self, key: tuple[str, ...], unit: Unit, low: int, high: int) -> Ref:
        return self._add(Given(self._fact(Fact(key, unit, low, high))), unit)

    def so_far(self, account: Account, what: Literal["base", "paid"], high: int) -> Ref:
        key = ("so_far", account.scope, account.layer, account.name, what)
        return self._add(SoFar(self._fact(Fact(key, FEN, 0, high))), FEN)

    def figure(self, entry: FigureEntry) -> Ref:
        """A figure has one address; asking twice for the same address gives the same node."""
        place = self._figures.get(entry.path)
        if place is None:
            place = self._figures[entry.path] = len(self._figure_entries)
            self._figure_entries.append(entry)
        assert self._figure_entries[place] == entry, f"two figures at {entry.path}"
        return self._add(Figure(place), entry.unit)

    def whole(self, value: int, unit: Unit = FEN) -> Ref:
        return self._add(Whole(value), unit)

    def refusal(self, reason: Reason, unit: Unit = FEN) -> Ref:
        place = self._reasons.setdefault(reason, len(self._reasons))
        return self._add(Refusal(place), unit)

    # -- amounts --------------------------------------------------------------

    def sum(self, terms: Iterable[Ref]) -> Ref:
        given = tuple(terms)
        kept = tuple(term for term in given if not self._is_whole(term, 0))
        if len(kept) <= 1:
            return (kept or given or (self.whole(0),))[0]
        return self._add(Sum(kept), self._same_unit(kept))

    def less(self, value: Ref, taken: Ref) -> Ref:
        if self._is_whole(taken, 0):
            return value
        if value == taken or self._is_whole(value, 0):
            return self.whole(0, self.unit(value))
        return self._add(Less(value, taken), self._same_unit((value, taken)))

    def share(self, value: Ref, factor: Ref) -> Ref:
        unit, by = self.unit(value), self.unit(factor)
        assert by.kind in ("rate", "count"), by
        if self._is_whole(factor, by.scale) and by.scale == 1:
            return value
        if self._is_whole(value, 0) or self._is_whole(factor, 0):
            return self.whole(0, replace(unit, scale=unit.scale * by.scale))
        return self._add(Share(value, factor), replace(unit, scale=unit.scale * by.scale))

    def rescaled(self, value: Ref, scale: int) -> Ref:
        """The same amount counted in a finer scale."""
        unit = self.unit(value)
        assert scale % unit.scale == 0, (scale, unit)
        if scale == unit.scale:
            return value
        node = self.node(value)
        if isinstance(node, Refusal):
            return self._add(node, replace(unit, scale=scale))
        return self.share(value, self.whole(scale // unit.scale, Unit("rate", scale // unit.scale)))

    def round(self, value: Ref, mode: RoundingMode = "half_up", step: int = 1) -> Ref:
        unit = self.unit(value)
        if unit.scale == 1 and step == 1:
            return value
        if self._is_whole(value, 0):
            return self.whole(0, replace(unit, scale=1))
        return self._add(Round(value, step, mode), replace(unit, scale=1))

    def portion(self, value: Ref, part: Ref, whole: Ref, mode: RoundingMode = "half_up") -> Ref:
        """`value` × `part` ÷ `whole`, rounded once; `part` may be in a finer scale."""
        assert self.unit(value) == FEN
        assert self.unit(whole) == FEN
        if self._is_whole(part, 0) or self._is_whole(value, 0):
            return self.whole(0)
        return self._add(Round(value, 1, mode, part, whole), FEN)

    def least(self, terms: Iterable[Ref]) -> Ref:
        kept = tuple(dict.fromkeys(terms))
        if len(kept) == 1:
            return kept[0]
        unit = self._same_unit(kept)
        if any(self._is_whole(term, 0) for term in kept):
            return self.whole(0, unit)
        return self._add(Least(kept), unit)

    def most(self, terms: Iterable[Ref]) -> Ref:
        unique = tuple(dict.fromkeys(terms))
        kept = tuple(term for term in unique if not self._is_whole(term, 0))
        if len(kept) <= 1:
            return kept[0] if kept else unique[0]
        return self._add(Most(kept), self._same_unit(kept))

    def choose(self, arms: Sequence[tuple[Ref, Ref]], last: Ref) -> Ref:
        """Arms known to be false go, an arm known to be true ends the choice, equal ends are folded."""
        kept: list[tuple[Ref, Ref]] = []
        for condition, value in arms:
            if self._is_whole(condition, 0):
                continue
            if self._is_whole(condition, 1):
                last = value
                break
            kept.append((condition, value))
        while kept and kept[-1][1] == last:
            kept.pop()
        if not kept:
            return last
        unit = self._same_unit([*(value for _, value in kept), last])
        return self._add(Choose(tuple(kept), last), unit)

    # -- conditions -----------------------------------------------------------

    def truth(self, value: bool) -> Ref:
        return self.whole(int(value), TRUTH)

    def is_one_of(self, given: Ref, codes: Iterable[int]) -> Ref:
        return self._add(IsOneOf(given, tuple(sorted(set(codes)))), TRUTH)

    def holds_any(self, given: Ref, codes: Iterable[int]) -> Ref:
        return self._add(HoldsAny(given, tuple(sorted(set(codes)))), TRUTH)

    def at_least(self, value: Ref, bound: Ref) -> Ref:
        self._same_unit((value, bound))
        return self._add(AtLeast(value, bound), TRUTH)

    def above(self, value: Ref, bound: Ref) -> Ref:
        self._same_unit((value, bound))
        return self._add(Above(value, bound), TRUTH)

    def all(self, terms: Iterable[Ref]) -> Ref:
        kept = tuple(dict.fromkeys(term for term in terms if not self._is_whole(term, 1)))
        if any(self._is_whole(term, 0) for term in kept):
            return self.truth(False)
        if len(kept) <= 1:
            return kept[0] if kept else self.truth(True)
        return self._add(All(kept), TRUTH)

    def any(self, terms: Iterable[Ref]) -> Ref:
        kept = tuple(dict.fromkeys(term for term in terms if not self._is_whole(term, 0)))
        if any(self._is_whole(term, 1) for term in kept):
            return self.truth(True)
        if len(kept) <= 1:
            return kept[0] if kept else self.truth(False)
        return self._add(AnyOf(kept), TRUTH)

    def negated(self, term: Ref) -> Ref:
        node = self.node(term)
        if isinstance(node, Whole):
            return self.truth(not node.value)
        if isinstance(node, Not):
            return node.term
        return self._add(Not(term), TRUTH)

    # -- names ----------------------------------------------------------------

    def named(self, ref: Ref, line: Line) -> Ref:
        """A node of its own that stands as a line of the worksheet; what it points to is shared.

        A node that has a name already gets a second line over it, so each name keeps its node.
        """
        node, unit = self.node(ref), self.unit(ref)
        if ref in self._lines or isinstance(node, (Whole, Figure)):
            node = Sum((ref,))
        place = self._add(node, unit, line)
        self._lines[place] = line
        return place

    # -- inside ---------------------------------------------------------------

    def _add(self, node: Node, unit: Unit, line: Line | None = None) -> Ref:
        key = (node, unit, line)
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = Ref(len(self._nodes))
            self._nodes.append(node)
            self._units.append(unit)
        return place

    def _fact(self, fact: Fact) -> int:
        place = self._facts.get(fact.key)
        if place is None:
            place = self._facts[fact.key] = len(self._fact_entries)
            self._fact_entries.append(fact)
        assert self._fact_entries[place] == fact, f"two facts at {fact.key}"
        return place

    def _is_whole(self, ref: Ref, value: int) -> bool:
        node = self.node(ref)
        return isinstance(node, Whole) and node.value == value

    def _same_unit(self, refs: Sequence[Ref]) -> Unit:
        """The one unit of what is put together."""
        units = {self.unit(ref) for ref in refs}
        assert len(units) == 1, f"units differ: {units}"
        return units.pop()


__all__ = [
    "COUNT",
    "FEN",
    "RATE_SCALE",
    "TRUTH",
    "Account",
    "Fact",
    "FigureEntry",
    "Graph",
    "GraphBuilder",
    "Line",
    "Reason",
    "Scope",
    "Source",
]
