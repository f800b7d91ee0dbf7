"""A small graph read by both readers: the desk's program and the plain integers (两种读法)."""

from collections.abc import Mapping, Sequence

from benefits.formula.graph import COUNT, FEN, FigureEntry, Graph, GraphBuilder, Reason, Source
from benefits.formula.nodes import Ref, Unit
from benefits.money import LARGEST_BILL_FEN, RATE_SCALE
from benefits.problems import Text
from benefits.readers.program import program
from benefits.readers.values import Values

RATE = Unit("rate", RATE_SCALE)


def amount(graph: GraphBuilder, name: str = "eligible") -> Ref:
    """An amount of the bill; facts are numbered in the order in which they are first asked for."""
    return graph.given(("part", name), FEN, 0, LARGEST_BILL_FEN)


def rate(graph: GraphBuilder, value: int, scale: int = RATE_SCALE) -> Ref:
    """A rate of the policy, in 1/`scale`."""
    return graph.figure(FigureEntry(f"rate.{value}.{scale}", Unit("rate", scale), value, SOURCE))


def number(graph: GraphBuilder, name: str = "days") -> Ref:
    return graph.given((name,), COUNT, -1, 10_000)


def refusal(graph: GraphBuilder, code: str = "unknown_parameter", unit: Unit = FEN) -> Ref:
    return graph.refusal(Reason(code, code, Text("不知道", "not known"), Text("", "")), unit)


SOURCE = Source("official")


def read(
    graph: GraphBuilder | Graph, ref: Ref, facts: Sequence[int] = (), *more: Ref
) -> tuple[int, list[str]]:
    """A node's value and the codes of the refusals met; both readers must say the same."""
    frozen = graph.freeze() if isinstance(graph, GraphBuilder) else graph
    figures = frozen.figure_values()
    refusals: list[int] = []
    named = program(frozen, [*more, ref])(tuple(facts), figures, refusals)
    values = Values(frozen, facts, figures)
    for each in (*more, ref):
        assert int(named[f"v{each}"]) == values[each], each
    assert set(refusals) == set(values.refusals)
    return values[ref], [frozen.reasons[place].code for place in dict.fromkeys(refusals)]


def value(graph: GraphBuilder | Graph, ref: Ref, *facts: int) -> int:
    """A node's value where nothing is refused."""
    found, refused = read(graph, ref, facts)
    assert refused == []
    return found


def names(graph: GraphBuilder | Graph, *roots: Ref, facts: Sequence[int] = ()) -> Mapping[str, int]:
    """What the program worked out, by name: a node it did not read has none."""
    frozen = graph.freeze() if isinstance(graph, GraphBuilder) else graph
    return program(frozen, roots)(tuple(facts), frozen.figure_values(), [])
