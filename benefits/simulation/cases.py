"""Cases (分情形): a version's claims parted by the few conditions that decide most of the work.

A clerk asks first whether the patient is poor and whether this is a stay, and then looks at a shorter
sheet. So does the loop: where one condition on words spares much of what would be worked out, the graph
is written twice, once for each answer, with all that the answer decides left out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from benefits.formula.graph import Graph
from benefits.formula.nodes import (
    All,
    AnyOf,
    Choose,
    Given,
    HoldsAny,
    IsOneOf,
    Not,
    Ref,
    children,
)
from benefits.simulation.presumed import Answer, answers
from benefits.simulation.situations import Situations, reached
from benefits.simulation.standing import Standing

DEEPEST: Final = 3
"""Conditions asked one after the other before a claim is worked out."""

LARGEST: Final = 2
"""How many times as much text as without cases."""

_WORTH_ASKING: Final = 6
"""An answer must spare a sixth of the work."""


@dataclass(slots=True)
class Case:
    """The claims for which some conditions are decided, with a graph that has them decided."""

    graph: Graph
    roots: tuple[Ref, ...]
    read: frozenset[Ref]
    """The roots whose value somebody reads; the others only where they may refuse."""
    at: Callable[[Ref], Ref]
    """Where a node of the version's graph stands in this one."""
    asked: Answer | None = None
    yes: "Case | None" = None
    no: "Case | None" = None


def cases(graph: Graph, roots: tuple[Ref, ...], read: frozenset[Ref]) -> Case:
    """A version's graph parted into cases; a case that asks nothing is worked out."""
    whole = Case(graph, roots, read, lambda ref: ref)
    budget = _Budget(LARGEST * _work(graph, roots))
    budget.left -= _work(graph, roots)
    _part(whole, (), budget)
    return whole


@dataclass(slots=True)
class _Budget:
    left: int


def _part(case: Case, presumed: tuple[Answer, ...], budget: _Budget) -> None:
    """Ask the condition that spares most, and part both answers further."""
    if len(presumed) == DEEPEST or budget.left <= 0:
        return
    guess = _Guess(case.graph, case.roots)
    asked = guess.most_sparing(presumed)
    if asked is None:
        return
    work = guess.work({})
    holds, fails = (*presumed, asked), (*presumed, replace(asked, held=False))
    yes, no = _answered(case, holds), _answered(case, fails)
    both = _work(yes.graph, yes.roots) + _work(no.graph, no.roots)
    more = both - work
    if (2 * work - both) * _WORTH_ASKING < 2 * work or more > budget.left:
        return
    budget.left -= max(more, 0)
    case.asked, case.yes, case.no = asked, yes, no
    _part(yes, holds, budget)
    _part(no, fails, budget)


@dataclass(slots=True)
class _Guess:
    """How much an answer would spare, seen without rewriting the graph: arms that nobody would take."""

    graph: Graph
    roots: tuple[Ref, ...]
    situations: Situations = field(init=False)

    def __post_init__(self) -> None:
        self.situations = Situations(self.graph, self.roots)

    def most_sparing(self, presumed: tuple[Answer, ...]) -> Answer | None:
        best: tuple[int, Answer] | None = None
        for fact, condition in self._gates():
            asked = Answer(fact, condition, True)
            both = sum(
                self.work(answers(self.graph, (*presumed, each)))
                for each in (asked, replace(asked, held=False))
            )
            if best is None or both < best[0]:
                best = both, asked
        return None if best is None else best[1]

    def work(self, held: Mapping[Ref, bool]) -> int:
        """The nodes that move within a situation and are still read."""
        known, seen, waiting = dict(held), set[Ref](), list(self.roots)
        while waiting:
            ref = waiting.pop()
            if ref in seen or self.situations.still(ref):
                continue
            seen.add(ref)
            node = self.graph.nodes[ref]
            if not isinstance(node, Choose):
                waiting += children(node)
                continue
            for test, value in node.arms:
                truth = self._truth(test, known)
                if truth is None:
                    waiting += [test, value]
                elif truth:
                    waiting.append(value)
                    break
            else:
                waiting.append(node.last)
        return len(seen)

    def _truth(self, ref: Ref, known: dict[Ref, bool]) -> bool | None:
        """What the answers say about a condition made of others."""
        if ref in known:
            return known[ref]
        node, truth = self.graph.nodes[ref], None
        if isinstance(node, Not):
            inner = self._truth(node.term, known)
            truth = None if inner is None else not inner
        elif isinstance(node, (All, AnyOf)):
            decides = isinstance(node, AnyOf)
            terms = [self._truth(term, known) for term in node.terms]
            truth = decides if decides in terms else None if None in terms else not decides
        if truth is not None:
            known[ref] = truth
        return truth

    def _gates(self) -> list[tuple[int, IsOneOf | HoldsAny]]:
        """The conditions on words before amounts, and those they are made of, each with its fact."""
        nodes, still = self.graph.nodes, self.situations.still
        tests = [
            test
            for node in (nodes[ref] for ref in reached(self.graph, self.roots) if not still(ref))
            if isinstance(node, Choose)
            for test, _ in node.arms
        ]
        found: dict[Ref, tuple[int, IsOneOf | HoldsAny]] = {}
        for ref in reached(self.graph, tests):
            condition = nodes[ref]
            if isinstance(condition, (IsOneOf, HoldsAny)) and still(ref):
                given = nodes[condition.given]
                if isinstance(given, Given):
                    found[ref] = given.fact, condition
        return [found[ref] for ref in sorted(found)]


def _answered(case: Case, presumed: tuple[Answer, ...]) -> Case:
    standing = Standing(case.graph, {}, presumed)
    roots = tuple(dict.fromkeys(standing[root] for root in case.roots))
    above = case.at
    read = frozenset(standing[root] for root in case.read)
    return Case(standing.rebuilt(), roots, read, lambda each: standing[above(each)])


def _work(graph: Graph, roots: tuple[Ref, ...]) -> int:
    """How much is left to be worked out claim by claim."""
    still = Situations(graph, roots).still
    return sum(not still(ref) for ref in reached(graph, roots))


__all__ = ["Case", "cases"]
