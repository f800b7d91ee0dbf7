"""The exact walk along the bill, against a plain evaluation of the whole graph in fractions."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import pytest

from benefits.checks.family_curve import watched
from benefits.checks.grid import cases, distinct
from benefits.formula.graph import FEN, Graph, GraphBuilder
from benefits.formula.nodes import (
    Above,
    All,
    AnyOf,
    AtLeast,
    Choose,
    Figure,
    Given,
    HoldsAny,
    IsOneOf,
    Least,
    Less,
    Most,
    Not,
    Ref,
    Refusal,
    Round,
    Share,
    SoFar,
    Sum,
    Unit,
    Whole,
)
from benefits.money import LARGEST_BILL_FEN
from benefits.quotes.desk import Desk
from benefits.readers.curve import Curve, curve
from benefits.readers.narrowed import narrowed
from benefits.readers.straight import Straight
from benefits.readers.values import Values
from tests.checks.made_up import last, packaged

DESK: Desk = packaged()
REGIONS = DESK.book.regions()


@dataclass(slots=True)
class Exact:
    """Node values in fractions, `Round` read as exact: the plainest reading there is."""

    graph: Graph
    facts: Sequence[Fraction]
    figures: Sequence[int]
    refused: bool = False
    known: dict[Ref, Fraction] = field(default_factory=dict)

    def __getitem__(self, ref: Ref) -> Fraction:
        if ref not in self.known:
            self.known[ref] = self._value(ref)
        return self.known[ref]

    def _value(self, ref: Ref) -> Fraction:
        match self.graph.nodes[ref]:
            case Given(fact) | SoFar(fact):
                return self.facts[fact]
            case Figure(figure):
                return Fraction(self.figures[figure])
            case Whole(value):
                return Fraction(value)
            case Sum(terms):
                return sum((self[term] for term in terms), Fraction(0))
            case Less(value, taken):
                return max(self[value] - self[taken], Fraction(0))
            case Share(value, factor):
                return self[value] * self[factor]
            case Round(value, _, _, part, whole):
                exact = self[value] / self.graph.units[value].scale
                if part is not None and whole is not None:
                    if not self[whole]:
                        return Fraction(0)
                    exact *= self[part] / self.graph.units[part].scale / self[whole]
                return exact
            case Least(terms):
                return min(self[term] for term in terms)
            case Most(terms):
                return max(self[term] for term in terms)
            case Choose(arms, end):
                return self[next((value for test, value in arms if self[test]), end)]
            case Refusal():
                self.refused = True
                return Fraction(0)
            case IsOneOf(given, codes):
                return Fraction(self[given] in codes)
            case HoldsAny(given, codes):
                return Fraction(any(int(self[given]) >> code & 1 for code in codes))
            case AtLeast(value, bound):
                return Fraction(self[value] >= self[bound])
            case Above(value, bound):
                return Fraction(self[value] > self[bound])
            case All(terms):
                return Fraction(all(self[term] for term in terms))
            case AnyOf(terms):
                return Fraction(any(self[term] for term in terms))
            case Not(term):
                return Fraction(not self[term])
        raise AssertionError(ref)


def drawn(builder: GraphBuilder, node: Ref, end: int) -> Curve:
    """The curve of one node of a small graph whose only moving fact is the first."""
    graph = builder.freeze()
    small = narrowed(graph, [node], {}, graph.figure_values())
    root = small.places[node]
    moving = {0: Straight(Fraction(0), Fraction(1))}
    return curve(small.graph, [root], [root], moving, Fraction(end))


def a_bill() -> tuple[GraphBuilder, Ref]:
    builder = GraphBuilder()
    return builder, builder.given(("part", "eligible"), FEN, 0, LARGEST_BILL_FEN)


def rate(builder: GraphBuilder, thousandths: int) -> Ref:
    return builder.whole(thousandths, Unit("rate", 1000))


def test_a_deductible_and_a_cap_are_two_kinks() -> None:
    builder, bill = a_bill()
    over = builder.less(bill, builder.whole(600_000))
    paid = builder.least(
        [builder.round(builder.share(over, rate(builder, 550))), builder.whole(1_000)]
    )
    found = drawn(builder, paid, 10_000_000).kinks(0)
    assert [kink.at for kink in found] == [600_000, 600_000 + Fraction(1_000_000, 550)]
    assert [(kink.slope_before, kink.slope_after) for kink in found] == [
        (0, Fraction(11, 20)),
        (Fraction(11, 20), 0),
    ]
    assert not any(kink.jumps for kink in found)


def test_a_boundary_that_includes_the_number_jumps_at_it() -> None:
    builder, bill = a_bill()
    for test, here in ((builder.at_least, 500), (builder.above, 0)):
        node = builder.choose(
            [(test(bill, builder.whole(1000)), builder.whole(500))], builder.whole(0)
        )
        (kink,) = drawn(builder, node, 5000).kinks(0)
        assert [kink.at, kink.before, kink.here, kink.after] == [1000, 0, here, 500]
        assert kink.jumps


def test_a_value_at_one_place_only_is_found() -> None:
    builder, bill = a_bill()
    edge = builder.whole(700)
    exactly = builder.all(
        [builder.at_least(bill, edge), builder.negated(builder.above(bill, edge))]
    )
    node = builder.choose([(exactly, builder.whole(9))], builder.whole(1))
    (kink,) = drawn(builder, node, 5000).kinks(0)
    assert [kink.at, kink.before, kink.here, kink.after] == [700, 1, 9, 1]


def test_a_decision_that_changes_nothing_is_no_kink() -> None:
    builder, bill = a_bill()
    half = builder.round(builder.share(bill, rate(builder, 500)))
    same = builder.choose([(builder.above(bill, builder.whole(1000)), half)], builder.sum([half]))
    assert drawn(builder, same, 5000).kinks(0) == []
    capped = builder.least([half, builder.whole(10_000)])
    assert len(drawn(builder, capped, 5000).pieces) == 1


def test_lines_that_meet_at_the_start_are_told_apart_by_their_slopes() -> None:
    builder, bill = a_bill()
    half, third = (builder.round(builder.share(bill, rate(builder, n))) for n in (500, 300))
    least, most = builder.least([half, third]), builder.most([half, third])
    assert drawn(builder, least, 100).pieces[0].lines[0].slope == Fraction(3, 10)
    assert drawn(builder, most, 100).pieces[0].lines[0].slope == Fraction(1, 2)


def test_the_places_of_kinks_are_exact_fractions() -> None:
    builder, bill = a_bill()
    third = builder.share(bill, builder.whole(1, Unit("rate", 3)))
    node = builder.least([builder.round(third), builder.whole(100)])
    (kink,) = drawn(builder, node, 1000).kinks(0)
    assert kink.at == 300
    node = builder.least(
        [builder.round(builder.share(bill, rate(builder, 700))), builder.whole(100)]
    )
    (kink,) = drawn(builder, node, 1000).kinks(0)
    assert kink.at == Fraction(1000, 7)


def test_a_standing_amount_is_not_rounded_either() -> None:
    """Half a deductible of 3.33 is 166.5 fen: the kink is there, not at 167."""
    builder, bill = a_bill()
    halved = builder.round(builder.share(builder.whole(333), rate(builder, 500)))
    (kink,) = drawn(builder, builder.less(bill, halved), 5000).kinks(0)
    assert kink.at == Fraction(333, 2)


@pytest.mark.parametrize("region", REGIONS)
def test_the_walk_agrees_with_a_plain_evaluation_everywhere(region: str) -> None:
    """Every family of a region's grid (thinned): at random sizes, at each kink and on both sides."""
    chance = random.Random(region)
    ready = DESK.ready(last(DESK, region))
    families = distinct(ready, list(cases(ready)))
    roots = ready.formula.roots()
    checked = 0
    for case, small in chance.sample(families, min(len(families), 12)):
        family = case.family
        walk = family.curve(Fraction(LARGEST_BILL_FEN), small)
        end = walk.pieces[-1].end
        edges = [piece.start for piece in walk.pieces[1:]]
        near = [edge + side for edge in edges for side in (Fraction(-1, 999), Fraction(1, 999))]
        sizes = [Fraction(chance.randrange(2 * 10**9)) for _ in range(6)]
        sizes += [Fraction(chance.randrange(10**7), 7) for _ in range(6)]
        for size in [Fraction(0), *edges, *near, *sizes, end]:
            facts = [Fraction(value) for value in family.facts]
            for place, line in family.moving.items():
                facts[place] = line.at(size)
            plain = Exact(ready.formula.graph, facts, ready.figures)
            for root in roots:
                plain[root]
            wanted = tuple(
                plain[ref]
                for ref in (ready.formula.patient, *(x.paid for x in ready.formula.layers))
            )
            assert walk.value(size) == (None if plain.refused else wanted), (case.name(), size)
            checked += 1
    assert checked > 0


@pytest.mark.parametrize("region", REGIONS)
def test_a_narrowed_graph_gives_the_same_to_the_fen(region: str) -> None:
    """Whole fen and rounding: the narrowed graph is the same graph."""
    chance = random.Random(region)
    ready = DESK.ready(last(DESK, region))
    families = distinct(ready, list(cases(ready)))
    for case, small in chance.sample(families, min(len(families), 20)):
        facts = case.sized(chance.randrange(10**9), {})
        whole = Values(ready.formula.graph, facts, ready.figures)
        narrow = Values(small.graph, facts, ready.figures)
        places = watched(ready, small)
        refs = (ready.formula.patient, *(layer.paid for layer in ready.formula.layers))
        assert [narrow[place] for place in places] == [whole[ref] for ref in refs]
        assert len(small.graph.nodes) < len(ready.formula.graph.nodes)
