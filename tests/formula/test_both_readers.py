"""The desk's program and the plain integers say the same of every node (两种读法一致)."""

from random import Random

import pytest

from benefits.formula.graph import COUNT, Account, Fact, GraphBuilder
from benefits.formula.nodes import Ref
from benefits.money import LARGEST_BILL_FEN
from benefits.quotes.adjudicator import Adjudicator
from benefits.readers.program import program, source
from benefits.readers.values import Values
from tests.formula.both import amount, names, number, refusal
from tests.formula.test_addresses import ready as policy_of
from tests.laws.policies import made_up

EDGES = (0, 1, 99, 100, 30_000, 49_999, 50_000, 1_000_000, 1_200_001, LARGEST_BILL_FEN)


def drawn(fact: Fact, random: Random) -> int:
    """A number a fact may have, more often small or at an edge than not."""
    if fact.unit.kind in ("code", "count") and fact.unit != COUNT:
        return random.randint(max(fact.low, 0), 5)
    if fact.unit.kind == "set":
        return random.choice((0, 0, 1 << random.randint(1, 14), random.getrandbits(15)))
    if fact.unit == COUNT:
        return random.randint(fact.low, 8)
    if fact.key[0] == "prior":
        return random.choice((-1, -1, -1, 0, 5_000))
    return min(fact.high, random.choice((*EDGES, random.randint(0, 5_000_000))))


def agree(policy: Adjudicator, seed: int, times: int = 40) -> None:
    graph, figures = policy.formula.graph, policy.figures
    random = Random(seed)
    for _ in range(times):
        facts = tuple(drawn(fact, random) for fact in graph.facts)
        refusals: list[int] = []
        read = policy.run(facts, figures, refusals)
        values = Values(graph, facts, figures)
        for root in policy.formula.roots():
            assert int(read[f"v{root}"]) == values[root]
        assert set(refusals) == set(values.refusals)
        for name, value in read.items():
            if name[0] == "v" and name[1:].isdigit():
                assert int(value) == values[Ref(int(name[1:]))], name


@pytest.mark.parametrize("seed", range(25))
def test_under_made_up_policies(seed: int) -> None:
    agree(made_up(seed).ready, seed)


def test_under_the_policy_that_says_everything() -> None:
    agree(policy_of(""), 0, 400)


@pytest.mark.parametrize("file", ["jx-yichun/2018-01-01.yaml", "bj-beijing/2023-01-01.yaml"])
def test_under_a_regions_policy(file: str) -> None:
    agree(policy_of(file), 1)


# -- what the program writes down -------------------------------------------------------


def test_a_fact_that_may_be_left_out_is_written_down_where_it_was_read() -> None:
    """An answer must be able to say what it took for granted; what is always given needs no name."""
    graph = GraphBuilder()
    before = graph.so_far(Account("person", "basic"), "paid", LARGEST_BILL_FEN)
    both = graph.sum([amount(graph), before])
    read = names(graph, both, facts=(3, 4))
    assert {name for name in read if name[0] == "v"} == {f"v{before}", f"v{both}"}


def test_what_no_branch_takes_is_not_read() -> None:
    graph = GraphBuilder()
    base, days, age = amount(graph), number(graph, "days"), number(graph, "age")
    old = graph.at_least(age, graph.whole(70, COUNT))
    chosen = graph.choose(
        [(graph.above(base, graph.whole(10)), graph.share(base, days))],
        graph.choose([(old, graph.whole(7))], refusal(graph)),
    )
    small = names(graph, chosen, facts=(5, 3, 80))
    large = names(graph, chosen, facts=(50, 3, 80))
    assert (small[f"v{chosen}"], large[f"v{chosen}"]) == (7, 150)
    assert (f"v{age}" in small, f"v{days}" in small) == (True, False)
    assert (f"v{age}" in large, f"v{days}" in large) == (False, True)


def test_what_two_branches_read_is_worked_out_once() -> None:

    graph = GraphBuilder()
    base, other = amount(graph, "a"), amount(graph, "b")
    large = graph.least([graph.sum([base, other]), graph.whole(1000)])
    first = graph.choose([(graph.above(base, graph.whole(10)), large)], other)
    second = graph.choose([(graph.above(other, graph.whole(10)), large)], base)
    text = source(graph.freeze(), [first, second])
    assert text.count(f"v{large} =") == 1
    assert text.index(f"v{large} =") < text.index("if ")


def test_a_program_reads_only_what_is_asked_of_it() -> None:
    graph = GraphBuilder()
    asked = graph.sum([amount(graph, "a"), amount(graph, "b")])
    graph.less(amount(graph, "a"), amount(graph, "b"))
    read = program(graph.freeze(), [asked])((3, 4), (), [])
    assert {name: value for name, value in read.items() if name[0] == "v"} == {f"v{asked}": 7}


def test_what_a_run_has_worked_out_is_not_worked_out_again() -> None:
    graph = GraphBuilder()
    total = graph.sum([amount(graph, "a"), amount(graph, "b")])
    values = Values(graph.freeze(), (3, 4), (), {f"v{total}": 99})
    assert values[total] == 99
    assert values == {total: 99}
