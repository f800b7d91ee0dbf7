"""The quick program says what the one that writes everything down says, and what it read (速算程序)."""

from random import Random

import pytest

from benefits.formula.graph import COUNT, GraphBuilder
from benefits.formula.nodes import Ref
from benefits.quotes.adjudicator import Adjudicator
from benefits.readers.program import answers
from benefits.readers.values import Values
from tests.formula.both import amount, number, rate, refusal
from tests.formula.test_addresses import ready as policy_of
from tests.formula.test_both_readers import drawn
from tests.laws.policies import made_up


def agree(policy: Adjudicator, seed: int, times: int = 20) -> int:
    """Both programs, watching little and much, against each other and the plain reader."""
    graph, figures, programs = policy.formula.graph, policy.figures, policy.programs
    random, marked = Random(seed), 0
    for _ in range(times):
        facts = tuple(drawn(fact, random) for fact in graph.facts)
        plain = Values(graph, facts, figures)
        for seldom in (False, True):
            refusals: list[int] = []
            also: list[int] = []
            amounts = programs.answering(seldom)(facts, figures, refusals)
            written = programs.writing(seldom)(facts, figures, also)
            assert set(refusals) == set(also)
            assert amounts == programs.amounts(written)
            assert list(amounts[:-1]) == [plain[ref] for ref in programs.asked]
            marked |= amounts[-1]
    return marked


@pytest.mark.parametrize("seed", range(12))
def test_under_made_up_policies(seed: int) -> None:
    agree(made_up(seed).ready, seed)


@pytest.mark.parametrize("file", ["", "jx-yichun/2018-01-01.yaml", "bj-beijing/2023-01-01.yaml"])
def test_under_whole_policies(file: str) -> None:
    assert agree(policy_of(file), 3) > 0


def marks_of(graph: GraphBuilder, paid: Ref, marks: dict[Ref, int], *facts: int) -> int:
    frozen = graph.freeze()
    run = answers(frozen, [paid], [paid], marks)
    value, read = run(facts, frozen.figure_values(), [])
    assert value == Values(frozen, facts, frozen.figure_values())[paid]
    return read


def test_a_figure_and_a_fact_are_marked_only_where_a_branch_read_them() -> None:
    graph = GraphBuilder()
    base, days, age = amount(graph), number(graph, "days"), number(graph, "age")
    low, high = rate(graph, 500_000), rate(graph, 900_000)
    old = graph.at_least(age, graph.whole(70, COUNT))
    paid = graph.choose([(old, graph.share(base, high))], graph.share(base, low))
    more = graph.choose([(graph.at_least(base, graph.whole(10)), days)], graph.whole(0, COUNT))
    whole = graph.share(graph.round(paid), more)
    marks = {age: 1, days: 2, low: 4, high: 8}
    assert marks_of(graph, whole, marks, 5, 3, 80) == 1 | 8
    assert marks_of(graph, whole, marks, 50, 3, 80) == 1 | 2 | 8
    assert marks_of(graph, whole, marks, 50, 3, 10) == 1 | 2 | 4
    assert marks_of(graph, whole, {}, 50, 3, 10) == 0


def test_a_refusal_is_met_by_the_quick_program_too() -> None:
    graph = GraphBuilder()
    base = amount(graph)
    paid = graph.choose([(graph.above(base, graph.whole(10)), base)], refusal(graph))
    met: list[int] = []
    assert answers(graph.freeze(), [paid], [paid], {})((5,), (), met) == (0, 0)
    assert met == [0]
