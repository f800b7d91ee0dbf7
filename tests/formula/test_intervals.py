"""The interval of a node holds whatever the node may be (区间)."""

from random import Random

from benefits.formula.graph import GraphBuilder
from benefits.formula.nodes import Ref
from benefits.formula.proof import INT64_MAX, intervals, too_large
from benefits.money import LARGEST_BILL_FEN, RATE_SCALE
from benefits.readers.values import Values
from tests.formula.both import amount, rate
from tests.formula.test_addresses import ready
from tests.formula.test_both_readers import drawn


def test_the_interval_of_each_node() -> None:
    graph = GraphBuilder()
    bill = amount(graph)
    share = graph.share(bill, rate(graph, 900_000))
    rest = graph.less(graph.whole(5), bill)
    known = intervals(graph.freeze())
    assert known[bill] == (0, LARGEST_BILL_FEN)
    assert known[share] == (0, LARGEST_BILL_FEN * RATE_SCALE)
    assert known[rest] == (0, 5)


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
