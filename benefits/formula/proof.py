"""The proof that no node leaves int64 (区间证明), by interval arithmetic over the graph.

Each fact and figure is given the widest interval it may ever have — a bill up to 20,000,000.00, a
year's total up to 10^11 fen, any rate from 0 to 1 — so the proof holds for every claim and for every
reform of figures, and is made once, when the graph is built.
"""

from typing import Final

from benefits.formula.graph import Graph
from benefits.formula.nodes import (
    Choose,
    Figure,
    Given,
    Least,
    Less,
    Most,
    Node,
    Ref,
    Refusal,
    Round,
    Share,
    SoFar,
    Sum,
    Unit,
    Whole,
)
from benefits.money import LARGEST_YEAR_FEN

INT64_MAX: Final = 2**63 - 1
LARGEST_COUNT: Final = 10_000

Interval = tuple[int, int]


def too_large(graph: Graph) -> tuple[Ref, ...]:
    """The nodes that might leave int64; empty where the graph is proven."""
    intervals: list[Interval] = []
    found: list[Ref] = []
    for place, node in enumerate(graph.nodes):
        low, high = _interval(graph, node, intervals, graph.units[place])
        if high > INT64_MAX or not _steps_fit(graph, node, intervals):
            found.append(Ref(place))
            high = min(high, INT64_MAX)
        intervals.append((low, high))
    return tuple(found)


def intervals(graph: Graph) -> list[Interval]:
    """The interval each node of a proven graph lies in."""
    known: list[Interval] = []
    for place, node in enumerate(graph.nodes):
        known.append(_interval(graph, node, known, graph.units[place]))
    return known


def _interval(graph: Graph, node: Node, known: list[Interval], unit: Unit) -> Interval:
    match node:
        case Given(fact) | SoFar(fact):
            entry = graph.facts[fact]
            return (entry.low, entry.high)
        case Figure():
            return (0, largest_figure(unit))
        case Whole(value):
            return (value, value)
        case Sum(terms):
            return (sum(known[t][0] for t in terms), sum(known[t][1] for t in terms))
        case Less(value, taken):
            return (
                max(known[value][0] - known[taken][1], 0),
                max(known[value][1] - known[taken][0], 0),
            )
        case Share(value, factor):
            return (
                max(known[value][0], 0) * max(known[factor][0], 0),
                known[value][1] * known[factor][1],
            )
        case Round() as rounding:
            return (0, _rounded_high(graph, rounding, known))
        case Least(terms):
            return (min(known[t][0] for t in terms), min(known[t][1] for t in terms))
        case Most(terms):
            return (max(known[t][0] for t in terms), max(known[t][1] for t in terms))
        case Choose(arms, last):
            values = [value for _, value in arms] + [last]
            return (min(known[v][0] for v in values), max(known[v][1] for v in values))
        case Refusal():
            return (0, 0)
        case _:
            return (0, 1)


def largest_figure(unit: Unit) -> int:
    """How large a figure of a unit may be; the proof holds for every figure up to it."""
    if unit.kind == "rate":
        return unit.scale
    return LARGEST_COUNT if unit.kind == "count" else LARGEST_YEAR_FEN


def _rounded_high(graph: Graph, node: Round, known: list[Interval]) -> int:
    high = known[node.value][1]
    if node.part is not None:
        return high  # a portion: the part is never more than the whole
    return high // graph.units[node.value].scale + node.step


def _steps_fit(graph: Graph, node: Node, known: list[Interval]) -> bool:
    """A portion is worked out in two divisions; each of its products must fit too."""
    if not isinstance(node, Round) or node.part is None:
        return True
    assert node.whole is not None
    scale = graph.units[node.part].scale
    value, whole = known[node.value][1], known[node.whole][1]
    part = min(known[node.part][1] // scale, whole)  # items are never more than their part
    return value * part <= INT64_MAX and max(value, whole) * scale <= INT64_MAX
