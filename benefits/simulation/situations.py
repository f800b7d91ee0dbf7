"""Situations (情形): what a claim's words alone decide is worked out once, then read from a table.

Claims have thousands of amounts but few situations: kind, level, place, referral, identities, findings,
programme. Whatever reads no amount, no count and no running total — which deductible, which rate, may
this layer pay at all — is the same for every claim of a situation. The loop numbers a claim's situation,
fills its row the first time it meets it, and reads the row ever after. Figures are read in filling, so a
reform is another table, not another program.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from benefits import words
from benefits.claims.claim import Key
from benefits.formula.graph import COUNT, Graph
from benefits.formula.nodes import (
    All,
    AnyOf,
    Choose,
    Figure,
    Given,
    HoldsAny,
    IsOneOf,
    Node,
    Not,
    Ref,
    Refusal,
    SoFar,
    Sum,
    Unit,
    Whole,
    children,
)
from benefits.simulation.arrays import Array

LARGEST_TABLE: Final = 1 << 18
"""Numbers in one table; with more situations than fit, a fact goes back into the loop."""

_SETS: Final = {"categories": "identity", "findings": "finding"}
_CODES: Final = ("kind", "hospital_level", "place", "referral", "insurance", "programme")


@dataclass(frozen=True, slots=True)
class Axis:
    """One fact of a situation: which class each of its values belongs to, times what a step is worth."""

    fact: int
    classes: Array

    @property
    def mask(self) -> int:
        """Keeps a number inside the axis; −1 comes last."""
        return len(self.classes) - 1


@dataclass(slots=True)
class Situations:
    """Which nodes of a graph a situation decides, and the row in which the loop finds them.

    Column 0 of a row is 0 until it is filled, then twice the refusals and 1; column 1 holds the truths.
    """

    graph: Graph
    roots: tuple[Ref, ...]
    moving: frozenset[Key] = frozenset()
    """Facts that are left in the loop although they are words."""
    values: dict[Ref, int] = field(default_factory=dict)
    truths: dict[Ref, int] = field(default_factory=dict)
    refusals: dict[Ref, int] = field(default_factory=dict)
    """Nodes that are read only where an amount says so, and the column of what they refuse."""
    width: int = 2
    _conditions: dict[int, list[Node]] = field(default_factory=dict)
    _still: dict[Ref, bool] = field(default_factory=dict)
    _leaves: dict[Ref, bool] = field(default_factory=dict)
    _refuses: dict[Ref, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        read_otherwise: set[int] = set()
        for ref in reached(self.graph, self.roots):
            node = self.graph.nodes[ref]
            for child in children(node):
                given = self.graph.nodes[child]
                if isinstance(given, Given):
                    if isinstance(node, (IsOneOf, HoldsAny)):
                        self._conditions.setdefault(given.fact, []).append(node)
                    else:
                        read_otherwise.add(given.fact)
        for fact in list(self._conditions):
            key = self.graph.facts[fact].key
            if fact in read_otherwise or key in self.moving or key[0] not in (*_SETS, *_CODES):
                del self._conditions[fact]

    # -- what a situation decides -------------------------------------------------

    def decides(self, ref: Ref) -> bool:
        """The node is read from the table; a number or a figure by itself needs none."""
        return self.still(ref) and not isinstance(self.graph.nodes[ref], (Whole, Figure, Refusal))

    def still(self, ref: Ref) -> bool:
        """Nothing below the node moves within a situation."""
        known = self._still.get(ref)
        if known is None:
            node = self.graph.nodes[ref]
            if isinstance(node, Given):
                known = node.fact in self._conditions
            else:
                known = not isinstance(node, SoFar) and all(map(self.still, children(node)))
            self._still[ref] = known
        return known

    def read(self, ref: Ref, table: str, row: str) -> str:
        """An expression for a node's value."""
        if self.graph.units[ref].kind == "truth":
            bit = self.truths.setdefault(ref, len(self.truths))
            assert bit < 62, "more truths than a number has bits"
            return f"(g & {1 << bit} != 0)"
        return f"{table}[{row} + {self._column(self.values, ref)}]"

    def refused(self, ref: Ref, table: str, row: str) -> str:
        """What reading the node refuses."""
        return f"{table}[{row} + {self._column(self.refusals, ref)}]"

    def _column(self, columns: dict[Ref, int], ref: Ref) -> int:
        if ref not in columns:
            columns[ref] = self.width
            self.width += 1
        return columns[ref]

    # -- what it refuses ------------------------------------------------------------

    def leaves(self, ref: Ref) -> bool:
        """A refusal below the node is only met where an amount says so."""
        known = self._leaves.get(ref)
        if known is None:
            node = self.graph.nodes[ref]
            if self.still(ref):
                known = False
            elif isinstance(node, (Choose, All, AnyOf)):
                before, after = self._parted(node)
                known = any(map(self.leaves, before)) or any(map(self.refuses, after))
            else:
                known = any(map(self.leaves, children(node)))
            self._leaves[ref] = known
        return known

    def _parted(self, node: Choose | All | AnyOf) -> tuple[list[Ref], list[Ref]]:
        """The children read in every claim of a situation that comes so far, and the others."""
        if isinstance(node, Choose):
            line = list(children(node))
            ends = [n for n, (test, _) in enumerate(node.arms) if not self.still(test)]
            cut = 2 * ends[0] + 1 if ends else len(line)
        else:
            line = list(node.terms)
            ends = [n for n, term in enumerate(line) if not self.still(term)]
            cut = ends[0] + 1
        return line[:cut], line[cut:]

    def refuses(self, ref: Ref) -> bool:
        """A refusal stands at the node or below it."""
        known = self._refuses.get(ref)
        if known is None:
            node = self.graph.nodes[ref]
            known = isinstance(node, Refusal) or any(map(self.refuses, children(node)))
            self._refuses[ref] = known
        return known

    def status(self) -> tuple[Graph, list[Ref]]:
        """A graph that reads what every claim of a situation reads and may refuse, and nothing else."""
        return _Reading(self).roots()

    # -- the numbering --------------------------------------------------------------

    def axes(self) -> list[Axis]:
        """The facts that make up a situation, each with the classes that tell its values apart."""
        graph, roots = self.status()
        known = self.graph
        facts = {
            node.fact
            for of, refs in ((known, [*self.values, *self.truths, *self.refusals]), (graph, roots))
            for node in (of.nodes[ref] for ref in reached(of, refs))
            if isinstance(node, Given)
        }
        step, found = self.width, []
        for fact in sorted(facts):
            classes, count = self._classes(fact)
            found.append(Axis(fact, (classes * step).astype(np.int32)))
            step *= count
        return found

    def size(self, axes: Iterable[Axis]) -> int:
        """How many numbers the table has."""
        return sum(int(axis.classes.max()) for axis in axes) + self.width

    def _classes(self, fact: int) -> tuple[Array, int]:
        key = self.graph.facts[fact].key
        if key[0] in _SETS:
            number = np.arange(2 << len(words.DIMENSIONS[_SETS[key[0]]]))
        else:
            largest = max(code for each in self._conditions[fact] for code in each.codes)  # type: ignore[union-attr]
            number = np.arange(1 << max(int(largest + 1).bit_length(), 4))
            number[-1] = -1
        told = np.zeros(len(number), dtype=np.int64)
        for place, condition in enumerate(dict.fromkeys(self._conditions[fact])):
            assert isinstance(condition, (IsOneOf, HoldsAny))
            if isinstance(condition, HoldsAny):
                holds = number & sum(1 << code for code in condition.codes) != 0
            else:
                holds = np.isin(number, condition.codes)
            told |= holds.astype(np.int64) << place
        found, classes = np.unique(told, return_inverse=True)
        return classes, len(found)


@dataclass(slots=True)
class _Reading:
    """Rewrites the roots so that only refusals a situation decides are left, each where it is met."""

    situations: Situations
    nodes: list[Node] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    made: dict[Ref, Ref | None] = field(default_factory=dict)

    def roots(self) -> tuple[Graph, list[Ref]]:
        graph = self.situations.graph
        self.nodes, self.units = list(graph.nodes), list(graph.units)
        found = [self._read(root) for root in self.situations.roots]
        nodes, units = tuple(self.nodes), tuple(self.units)
        roots = list(dict.fromkeys(ref for ref in found if ref is not None))
        return replace(graph, nodes=nodes, units=units, lines={}), roots

    def _read(self, ref: Ref) -> Ref | None:
        if ref not in self.made:
            self.made[ref] = self._made(ref)
        return self.made[ref]

    def _made(self, ref: Ref) -> Ref | None:
        node = self.situations.graph.nodes[ref]
        if self.situations.still(ref):
            if not self.situations.refuses(ref):
                return None
            if self.units[ref].kind != "truth":
                return ref
            return self._add(Choose(((ref, self._nothing()),), self._nothing()))
        if isinstance(node, Choose):
            return self._choice(node)
        if isinstance(node, (All, AnyOf)):
            return self._terms(node)
        read = [each for each in map(self._read, children(node)) if each is not None]
        return self._all(read)

    def _choice(self, node: Choose) -> Ref | None:
        arms: list[tuple[Ref, Ref]] = []
        last: Ref | None = None
        for test, value in node.arms:
            if not self.situations.still(test):
                last = self._read(test)
                break
            arms.append((test, self._or_nothing(self._read(value))))
        else:
            last = self._read(node.last)
        end = self._or_nothing(last)
        refusing = any(self.situations.refuses(test) for test, _ in arms)
        if not refusing and all(value == end for _, value in arms):
            return last
        return self._add(Choose(tuple(arms), end))

    def _terms(self, node: All | AnyOf) -> Ref | None:
        rest: Ref | None = None
        before, _ = self.situations._parted(node)
        for term in reversed(before):
            if not self.situations.still(term):
                rest = self._read(term)
                continue
            if rest is None and not self.situations.refuses(term):
                continue
            test = term if isinstance(node, All) else self._add(Not(term), self.units[term])
            rest = self._add(Choose(((test, self._or_nothing(rest)),), self._nothing()))
        return rest

    def _all(self, read: list[Ref]) -> Ref | None:
        """All of them, one after the other."""
        terms = tuple(dict.fromkeys(read))
        return terms[0] if len(terms) == 1 else self._add(Sum(terms)) if terms else None

    def _or_nothing(self, ref: Ref | None) -> Ref:
        return self._nothing() if ref is None else ref

    def _nothing(self) -> Ref:
        return self._add(Whole(0))

    def _add(self, node: Node, unit: Unit = COUNT) -> Ref:
        self.nodes.append(node)
        self.units.append(unit)
        return Ref(len(self.nodes) - 1)


def reached(graph: Graph, roots: Iterable[Ref]) -> list[Ref]:
    """Every node at or below some roots, once."""
    seen: dict[Ref, None] = {}
    waiting = list(roots)
    while waiting:
        ref = waiting.pop()
        if ref not in seen:
            seen[ref] = None
            waiting += children(graph.nodes[ref])
    return list(seen)
