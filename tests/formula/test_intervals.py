"""The interval of a node holds whatever the node may be (区间)."""

from random import Random

import pytest

from benefits.formula.graph import COUNT, FEN, Account, FigureEntry, GraphBuilder
from benefits.formula.nodes import Ref, Unit
from benefits.formula.proof import INT64_MAX, LARGEST_COUNT, intervals, too_large
from benefits.money import LARGEST_YEAR_FEN
from benefits.readers.values import Values
from tests.formula.both import SOURCE, rate, refusal
from tests.formula.test_addresses import ready
from tests.formula.test_both_readers import drawn


@pytest.fixture
def graph() -> GraphBuilder:
    return GraphBuilder()


def between(graph: GraphBuilder, low: int, high: int, unit: Unit = FEN) -> Ref:
    return graph.given((f"{low}", f"{high}", unit.kind), unit, low, high)


def interval(graph: GraphBuilder, ref: Ref) -> tuple[int, int]:
    return intervals(graph.freeze())[ref]


def test_what_a_leaf_may_be(graph: GraphBuilder) -> None:
    before = graph.so_far(Account("person", "basic"), "base", LARGEST_YEAR_FEN)
    fen, count = (graph.figure(FigureEntry(f"{unit}", unit, 3, SOURCE)) for unit in (FEN, COUNT))
    assert interval(graph, between(graph, 3, 10)) == (3, 10)
    assert interval(graph, before) == (0, LARGEST_YEAR_FEN)
    assert interval(graph, fen) == (0, LARGEST_YEAR_FEN)
    assert interval(graph, count) == (0, LARGEST_COUNT)
    assert interval(graph, rate(graph, 2, 37)) == (0, 37)
    assert interval(graph, graph.whole(5)) == (5, 5)
    assert interval(graph, refusal(graph)) == (0, 0)


def test_what_is_worked_out_lies_between_what_its_terms_allow(graph: GraphBuilder) -> None:
    x, y, z = between(graph, 3, 10), between(graph, 2, 7), between(graph, 20, 30)
    many, some = between(graph, 2, 4, COUNT), between(graph, -1, 4, COUNT)
    assert interval(graph, graph.sum([x, y, z])) == (25, 47)
    assert interval(graph, graph.less(z, y)) == (13, 28)
    assert interval(graph, graph.less(x, y)) == (0, 8)
    assert interval(graph, graph.less(y, z)) == (0, 0)
    assert interval(graph, graph.share(x, many)) == (6, 40)
    assert interval(graph, graph.share(x, some)) == (0, 40)
    assert interval(graph, graph.least([x, y, z])) == (2, 7)
    assert interval(graph, graph.most([x, y, z])) == (20, 30)
    condition = graph.above(x, y)
    assert interval(graph, graph.choose([(condition, x)], z)) == (3, 30)
    assert interval(graph, graph.choose([(condition, z)], y)) == (2, 30)
    for truth in (condition, graph.negated(condition), graph.all([condition, graph.above(y, x)])):
        assert interval(graph, truth) == (0, 1)


def test_rounding_up_adds_one_step_at_most(graph: GraphBuilder) -> None:
    x = between(graph, 3, 10)
    exact = graph.share(x, graph.whole(1, Unit("rate", 3)))
    assert interval(graph, graph.round(exact, "up")) == (0, 4)
    assert interval(graph, graph.round(x, "up", 100)) == (0, 110)
    assert interval(graph, graph.portion(x, between(graph, 2, 7), between(graph, 20, 30))) == (
        0,
        10,
    )


@pytest.mark.parametrize(("more", "leaves"), [(0, False), (1, True)])
def test_both_products_of_a_portion_may_just_fit(
    graph: GraphBuilder, more: int, leaves: bool
) -> None:
    seventh = INT64_MAX // 7
    assert 7 * seventh == INT64_MAX
    whole = graph.whole(seventh)
    first = graph.portion(graph.whole(7 + more), whole, whole)
    fine = graph.whole(1, Unit("fen", 7))
    second = graph.portion(graph.whole(1), fine, graph.whole(seventh + more))
    assert too_large(graph.freeze()) == ((first, second) if leaves else ())


def test_no_value_leaves_its_interval() -> None:
    policy = ready("")
    graph = policy.formula.graph
    assert too_large(graph) == ()
    known, random = intervals(graph), Random(0)
    assert max(high for _, high in known) <= INT64_MAX
    for _ in range(40):
        # An item is never more than its part, which facts drawn one by one cannot keep: none is billed.
        facts = tuple(0 if fact.key[0] == "item" else drawn(fact, random) for fact in graph.facts)
        values = Values(graph, facts, policy.figures)
        for place, (low, high) in enumerate(known):
            assert low <= values[Ref(place)] <= high, graph.nodes[place]
