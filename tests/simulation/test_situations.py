"""What words decide is worked out once a situation, and nothing is refused more or less for it."""

from collections.abc import Sequence
from itertools import product
from random import Random

import pytest

from benefits.formula.graph import COUNT, FEN, Graph, GraphBuilder, Reason
from benefits.formula.nodes import Given, HoldsAny, IsOneOf, Ref, Unit
from benefits.problems import Text
from benefits.readers.values import Values
from benefits.simulation.presumed import Answer, answers
from benefits.simulation.situations import Situations
from benefits.simulation.standing import Standing

CODE, SET = Unit("code"), Unit("set")


def reason(number: int) -> Reason:
    return Reason("unknown_parameter", f"place {number}", Text("", ""), Text("", ""))


class Made:
    """A random graph over a kind, a set and an amount, with refusals anywhere."""

    def __init__(self, seed: int) -> None:
        self.random, self.graph = Random(f"situations {seed}"), GraphBuilder()
        kind = self.graph.given(("kind",), CODE, 0, 10)
        held = self.graph.given(("categories",), SET, 0, 2**15)
        self.amount = self.graph.given(("part", "eligible"), FEN, 0, 1000)
        self.words = [self.graph.is_one_of(kind, codes) for codes in ((1,), (1, 2), (3,))]
        self.words += [self.graph.holds_any(held, codes) for codes in ((1,), (2, 3))]
        self.reasons = 0
        self.root = self.value(5)
        self.frozen = self.graph.freeze()

    def truth(self, depth: int) -> Ref:
        if depth == 0 or self.random.random() < 0.4:
            if self.random.random() < 0.3:
                return self.graph.above(self.amount, self.graph.whole(self.random.randrange(1000)))
            return self.random.choice(self.words)
        several = [self.truth(depth - 1) for _ in range(2)]
        return self.random.choice((self.graph.all, self.graph.any))(several)

    def value(self, depth: int) -> Ref:
        chance = self.random.random()
        if depth == 0 or chance < 0.15:
            if self.random.random() < 0.3:
                self.reasons += 1
                return self.graph.refusal(reason(self.reasons))
            return self.random.choice((self.amount, self.graph.whole(self.random.randrange(9))))
        if chance < 0.7:
            arms = [(self.truth(2), self.value(depth - 1)) for _ in range(2)]
            return self.graph.choose(arms, self.value(depth - 1))
        return self.graph.sum([self.value(depth - 1), self.value(depth - 1)])


def refused(graph: Graph, roots: Sequence[Ref], facts: Sequence[int]) -> set[int]:
    """The reasons met when the roots are read for one claim."""
    values = Values(graph, facts, ())
    for root in roots:
        assert values[root] is not None
    return set(values.refusals)


@pytest.mark.parametrize("seed", range(150))
def test_a_situation_refuses_what_all_its_claims_refuse(seed: int) -> None:
    """The refusals a situation decides are among every claim's, and all of them if no amount decides."""
    made = Made(seed)
    situations = Situations(made.frozen, (made.root,))
    graph, roots = situations.status()
    for kind, held in product((0, 1, 2, 3, 9), (0, 2, 4, 10)):
        decided = refused(graph, roots, [kind, held, -1])
        for amount in (0, 1, 400, 999):
            every = refused(made.frozen, [made.root], [kind, held, amount])
            assert decided <= every
            if not situations.leaves(made.root):
                assert decided == every


@pytest.mark.parametrize("seed", range(60))
def test_presuming_what_holds_changes_nothing(seed: int) -> None:
    made = Made(seed)
    node = made.frozen.nodes[made.random.choice(made.words)]
    assert isinstance(node, (IsOneOf, HoldsAny))
    given = made.frozen.nodes[node.given]
    assert isinstance(given, Given)
    for held in (True, False):
        standing = Standing(made.frozen, {}, (Answer(given.fact, node, held),))
        root = standing[made.root]
        for facts in product((0, 1, 2, 3, 9), (0, 2, 4, 10), (0, 400, 999)):
            number = facts[given.fact]
            if isinstance(node, IsOneOf):
                holds = number in node.codes
            else:
                holds = any(number >> code & 1 for code in node.codes)
            if holds == held:
                whole, part = Values(made.frozen, facts, ()), Values(standing.rebuilt(), facts, ())
                assert (whole[made.root], set(whole.refusals)) == (part[root], set(part.refusals))


def test_values_no_condition_tells_apart_are_one_class() -> None:
    graph = GraphBuilder()
    kind = graph.given(("kind",), CODE, 0, 10)
    amount = graph.given(("part", "eligible"), FEN, 0, 1000)
    chosen = graph.choose(
        [
            (graph.is_one_of(kind, (1, 4)), graph.whole(10)),
            (graph.is_one_of(kind, (2,)), graph.whole(20)),
        ],
        graph.whole(30),
    )
    root = graph.less(amount, chosen)
    situations = Situations(graph.freeze(), (root,))
    assert situations.decides(chosen)
    assert not situations.decides(root)
    situations.read(chosen, "t", "k")
    (axis,) = situations.axes()
    classes = axis.classes[[1, 4, 2, 3, 0]].tolist()
    assert classes[0] == classes[1] != classes[2]
    assert classes[3] == classes[4]
    assert len(set(classes)) == 3
    assert situations.size([axis]) == 3 * situations.width


def test_a_count_is_no_situation() -> None:
    graph = GraphBuilder()
    age = graph.given(("age",), COUNT, -1, 150)
    old = graph.at_least(age, graph.whole(70, COUNT))
    assert not Situations(graph.freeze(), (old,)).still(old)


def test_answers_say_what_follows() -> None:
    graph = GraphBuilder()
    kind, held = graph.given(("kind",), CODE, 0, 10), graph.given(("categories",), SET, 0, 2**15)
    some, one, other = (graph.is_one_of(kind, codes) for codes in ((1, 2), (1,), (3,)))
    poor, either = graph.holds_any(held, (1,)), graph.holds_any(held, (1, 2))
    frozen = graph.freeze()

    def told(*said: tuple[int, Ref, bool]) -> dict[Ref, bool]:
        known = []
        for fact, ref, holds in said:
            node = frozen.nodes[ref]
            assert isinstance(node, (IsOneOf, HoldsAny))
            known.append(Answer(fact, node, holds))
        return answers(frozen, known)

    assert told((0, some, True)) == {some: True, other: False}
    assert told((0, some, False)) == {some: False, one: False}
    assert told((0, some, True), (0, one, False)) == {some: True, one: False, other: False}
    assert told((1, poor, True)) == {poor: True, either: True}
    assert told((1, poor, False)) == {poor: False}
    assert told((1, either, False)) == {poor: False, either: False}
