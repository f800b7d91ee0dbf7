"""What is presumed (设定): answers to conditions on words, and what they say about other conditions."""

from collections.abc import Iterable
from dataclasses import dataclass

from benefits.formula.graph import Graph
from benefits.formula.nodes import Given, HoldsAny, IsOneOf, Ref


@dataclass(frozen=True, slots=True)
class Answer:
    """A condition on a fact, and whether it holds."""

    fact: int
    condition: IsOneOf | HoldsAny
    held: bool


def answers(graph: Graph, presumed: Iterable[Answer]) -> dict[Ref, bool]:
    """Every condition of a graph that the presumed ones decide."""
    presumed = tuple(presumed)
    found: dict[Ref, bool] = {}
    if not presumed:
        return found
    for place, node in enumerate(graph.nodes):
        if isinstance(node, (IsOneOf, HoldsAny)):
            given = graph.nodes[node.given]
            about = [each for each in presumed if given == Given(each.fact)]
            decides = _one_of if isinstance(node, IsOneOf) else _any_of
            held = decides(set(node.codes), about)
            if held is not None:
                found[Ref(place)] = held
    return found


def _one_of(asked: set[int], about: Iterable[Answer]) -> bool | None:
    """A code is among some, or not: what is left of those it may be."""
    may_be: set[int] | None = None
    is_not: set[int] = set()
    for each in about:
        codes = set(each.condition.codes)
        if not each.held:
            is_not |= codes
        else:
            may_be = codes if may_be is None else may_be & codes
    if may_be is None:
        return False if asked <= is_not else None
    may_be -= is_not
    if may_be <= asked:
        return True
    return None if may_be & asked else False


def _any_of(asked: set[int], about: Iterable[Answer]) -> bool | None:
    """A set holds any of some: known where one that is held is asked for, or all asked for are not."""
    is_not: set[int] = set()
    for each in about:
        if not each.held:
            is_not |= set(each.condition.codes)
    if any(each.held and set(each.condition.codes) - is_not <= asked for each in about):
        return True
    return False if asked <= is_not else None
