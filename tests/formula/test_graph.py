"""How nodes are put together (图的拼装): equal ones are one, obvious ones are folded, units are checked."""

from collections.abc import Callable

import pytest

from benefits.formula.graph import (
    COUNT,
    FEN,
    TRUTH,
    FigureEntry,
    GraphBuilder,
    Line,
    Reason,
    Source,
)
from benefits.formula.nodes import Choose, Figure, Not, Ref, Refusal, Share, Sum, Unit, Whole
from benefits.money import LARGEST_BILL_FEN, RATE_SCALE
from benefits.problems import Text
from tests.formula.both import RATE, SOURCE, amount, number, rate, refusal, value

LINE = Line(Text("应付", "due"), "basic")
OTHER = Line(Text("实付", "paid"), "basic")


@pytest.fixture
def graph() -> GraphBuilder:
    return GraphBuilder()


def truth(graph: GraphBuilder, name: str = "eligible") -> Ref:
    """A condition nobody knows beforehand."""
    return graph.at_least(amount(graph, name), graph.whole(1))


# -- equal nodes are one node -----------------------------------------------------------


def test_equal_nodes_are_one_node(graph: GraphBuilder) -> None:
    a, b = amount(graph, "a"), amount(graph, "b")
    assert amount(graph, "a") == a
    assert graph.sum([a, b]) == graph.sum([a, b])
    assert graph.less(a, b) == graph.less(a, b)
    assert graph.least([a, b]) == graph.least([a, b])
    assert graph.choose([(truth(graph), a)], b) == graph.choose([(truth(graph), a)], b)
    assert len(graph.freeze().nodes) == len(set(graph.freeze().nodes))


def test_what_differs_is_another_node(graph: GraphBuilder) -> None:
    a, b = amount(graph, "a"), amount(graph, "b")
    assert len({a, b, graph.sum([a, b]), graph.sum([b, a]), graph.less(a, b)}) == 5
    assert graph.whole(0) != graph.whole(0, COUNT)
    assert graph.round(a, "up", 100) != graph.round(a, "down", 100)


def test_a_figure_has_one_address(graph: GraphBuilder) -> None:
    entry = FigureEntry("layers.basic.rate", RATE, 900_000, SOURCE)
    assert graph.figure(entry) == graph.figure(entry)
    assert graph.freeze().figures == (entry,)
    with pytest.raises(AssertionError, match=r"two figures at layers\.basic\.rate"):
        graph.figure(FigureEntry("layers.basic.rate", RATE, 800_000, Source("seed")))


def test_a_fact_is_one_thing_only(graph: GraphBuilder) -> None:
    graph.given(("days",), COUNT, -1, 10)
    with pytest.raises(AssertionError, match="two facts at"):
        graph.given(("days",), COUNT, 0, 10)


def test_a_reason_is_kept_once_in_each_unit(graph: GraphBuilder) -> None:
    fen, again = refusal(graph), refusal(graph)
    of_a_rate = refusal(graph, unit=RATE)
    assert fen == again
    assert graph.unit(of_a_rate) == RATE
    assert len(graph.freeze().reasons) == 1
    other = refusal(graph, "unknown_layer")
    assert graph.node(other) == Refusal(1)


# -- folding ----------------------------------------------------------------------------


def test_a_sum_leaves_out_nothing_but_nothing(graph: GraphBuilder) -> None:
    a, b, none = amount(graph, "a"), amount(graph, "b"), graph.whole(0)
    assert graph.sum([]) == none
    assert graph.sum([none]) == none
    assert graph.sum([none, none]) == none
    assert graph.sum([a]) == a
    assert graph.sum([none, a, none]) == a
    assert graph.node(graph.sum([a, none, b])) == Sum((a, b))
    assert graph.node(graph.sum([a, a])) == Sum((a, a))
    assert graph.node(graph.sum([a, graph.whole(1)])) == Sum((a, graph.whole(1)))


def test_a_sum_of_no_rates_keeps_its_unit(graph: GraphBuilder) -> None:
    none = graph.whole(0, RATE)
    assert graph.unit(graph.sum([none, none])) == RATE


def test_nothing_less_and_less_nothing(graph: GraphBuilder) -> None:
    a, none, of_a_rate = amount(graph), graph.whole(0), graph.whole(0, RATE)
    assert graph.less(a, none) == a
    assert graph.less(none, a) == none
    assert graph.less(a, a) == none
    assert graph.less(of_a_rate, rate(graph, 5)) == of_a_rate
    assert graph.less(rate(graph, 5), rate(graph, 5)) == of_a_rate


def test_a_share_of_nothing_or_of_one(graph: GraphBuilder) -> None:
    a, percent = amount(graph), rate(graph, 900_000)
    fine = Unit("fen", RATE_SCALE)
    assert graph.share(a, graph.whole(1, COUNT)) == a
    assert graph.share(a, graph.whole(0, COUNT)) == graph.whole(0)
    assert graph.share(a, graph.whole(0, RATE)) == graph.whole(0, fine)
    assert graph.share(graph.whole(0), percent) == graph.whole(0, fine)
    assert graph.share(graph.whole(0, fine), percent) == graph.whole(0, Unit("fen", RATE_SCALE**2))
    whole = graph.share(a, graph.whole(RATE_SCALE, RATE))
    assert graph.node(whole) == Share(a, graph.whole(RATE_SCALE, RATE))
    assert graph.unit(whole) == fine


def test_a_share_of_two_is_not_one(graph: GraphBuilder) -> None:
    a = amount(graph)
    assert value(graph, graph.share(a, graph.whole(2, COUNT)), 7) == 14


def test_a_finer_scale_is_the_same_amount(graph: GraphBuilder) -> None:
    percent = rate(graph, 900_000)
    fine = graph.rescaled(percent, 37 * RATE_SCALE)
    assert graph.rescaled(percent, RATE_SCALE) == percent
    assert graph.unit(fine) == Unit("rate", 37 * RATE_SCALE)
    assert value(graph, fine) == 37 * 900_000
    with pytest.raises(AssertionError):
        graph.rescaled(percent, 37)


def test_a_refusal_in_a_finer_scale_is_still_a_refusal(graph: GraphBuilder) -> None:
    unsaid = graph.rescaled(refusal(graph, unit=RATE), 37 * RATE_SCALE)
    assert graph.node(unsaid) == Refusal(0)
    assert graph.unit(unsaid) == Unit("rate", 37 * RATE_SCALE)


def test_rounding_what_is_whole_changes_nothing(graph: GraphBuilder) -> None:
    a, fine = amount(graph), Unit("fen", RATE_SCALE)
    assert graph.round(a) == a
    assert graph.round(a, "up", 100) != a
    assert graph.round(graph.whole(0, fine)) == graph.whole(0)
    assert graph.round(graph.whole(0), "up", 100) == graph.whole(0)
    assert graph.round(graph.share(a, rate(graph, 900_000))) != a
    assert graph.round(graph.whole(0, RATE)) == graph.whole(0, Unit("rate"))


def test_rounding_is_half_up_unless_it_is_said(graph: GraphBuilder) -> None:
    a, b = amount(graph, "a"), amount(graph, "b")
    tenth = graph.round(graph.share(a, rate(graph, 1, 10)))
    third = graph.portion(a, b, graph.whole(10))
    for node in (tenth, third):
        assert [value(graph, node, each, 1) for each in (4, 5)] == [0, 1]


def test_a_portion_of_nothing_is_folded(graph: GraphBuilder) -> None:
    a, b, none = amount(graph, "a"), amount(graph, "b"), graph.whole(0)
    assert graph.portion(none, a, b) == none
    assert graph.portion(a, none, b) == none
    assert graph.portion(a, b, none) != none


def test_the_least_and_the_most_of_one(graph: GraphBuilder) -> None:
    a, b, none = amount(graph, "a"), amount(graph, "b"), graph.whole(0)
    assert graph.least([a]) == graph.least([a, a]) == a
    assert graph.most([a]) == graph.most([a, a]) == graph.most([none, a]) == a
    assert graph.most([none]) == graph.most([none, none]) == none
    assert graph.least([a, none, b]) == none
    assert graph.least([a, b, a]) == graph.least([a, b])
    assert graph.most([a, b, a, none]) == graph.most([a, b])
    assert graph.least([a, b]) != graph.most([a, b])
    assert graph.least([a, graph.whole(1)]) not in (a, graph.whole(1))


def test_the_least_of_nothing_keeps_its_unit(graph: GraphBuilder) -> None:
    assert graph.unit(graph.least([rate(graph, 5), graph.whole(0, RATE)])) == RATE


def test_a_choice_that_is_known_is_made(graph: GraphBuilder) -> None:
    a, b, c = (amount(graph, name) for name in "abc")
    yes, no, asked = graph.truth(True), graph.truth(False), truth(graph)
    assert graph.choose([], a) == a
    assert graph.choose([(yes, a)], b) == a
    assert graph.choose([(no, a)], b) == b
    assert graph.choose([(no, a), (yes, b)], c) == b
    assert graph.node(graph.choose([(no, a), (asked, b)], c)) == Choose(((asked, b),), c)
    assert graph.node(graph.choose([(asked, a), (yes, b), (asked, c)], c)) == Choose(
        ((asked, a),), b
    )


def test_an_arm_that_ends_like_the_last_is_left_out(graph: GraphBuilder) -> None:
    a, b = amount(graph, "a"), amount(graph, "b")
    first, second = truth(graph, "a"), truth(graph, "b")
    assert graph.choose([(first, a)], a) == a
    assert graph.choose([(first, a), (second, a)], a) == a
    assert graph.node(graph.choose([(first, a), (second, b)], b)) == Choose(((first, a),), b)
    kept = graph.choose([(first, b), (second, a)], b)
    assert graph.node(kept) == Choose(((first, b), (second, a)), b)


def test_what_is_known_of_all_and_any(graph: GraphBuilder) -> None:
    yes, no, a, b = graph.truth(True), graph.truth(False), truth(graph, "a"), truth(graph, "b")
    assert graph.all([]) == graph.all([yes, yes]) == yes
    assert graph.any([]) == graph.any([no, no]) == no
    assert graph.all([a]) == graph.all([yes, a, a]) == a
    assert graph.any([a]) == graph.any([no, a, a]) == a
    assert graph.all([a, no, b]) == no
    assert graph.any([a, yes, b]) == yes
    assert graph.all([a, yes, b]) == graph.all([a, b]) != graph.any([a, b])
    assert graph.any([a, no, b]) == graph.any([a, b])


def test_twice_not_is_nothing_said(graph: GraphBuilder) -> None:
    a = truth(graph)
    assert graph.negated(graph.truth(True)) == graph.truth(False)
    assert graph.negated(graph.truth(False)) == graph.truth(True)
    assert graph.node(graph.negated(a)) == Not(a)
    assert graph.negated(graph.negated(a)) == a


def test_a_truth_is_one_or_nothing(graph: GraphBuilder) -> None:
    assert graph.node(graph.truth(True)) == Whole(1)
    assert graph.node(graph.truth(False)) == Whole(0)
    assert graph.unit(graph.truth(True)) == TRUTH


def test_codes_stand_in_order_and_once(graph: GraphBuilder) -> None:
    given = graph.given(("place",), Unit("code"), 0, 10)
    assert graph.is_one_of(given, [3, 1, 3]) == graph.is_one_of(given, [1, 3])
    held = graph.given(("categories",), Unit("set"), 0, 15)
    assert graph.holds_any(held, [3, 1, 3]) == graph.holds_any(held, [1, 3])
    for place in (graph.is_one_of(given, [1]), graph.holds_any(held, [1])):
        assert graph.unit(place) == TRUTH


# -- units ------------------------------------------------------------------------------


def test_units_are_checked_as_nodes_are_put_together(graph: GraphBuilder) -> None:
    fen, percent, asked = amount(graph), rate(graph, 5), truth(graph)
    wrongs: list[Callable[[], Ref]] = [
        lambda: graph.sum([fen, percent]),
        lambda: graph.less(fen, percent),
        lambda: graph.least([fen, percent]),
        lambda: graph.most([fen, percent]),
        lambda: graph.at_least(fen, percent),
        lambda: graph.above(fen, percent),
        lambda: graph.choose([(asked, fen)], percent),
        lambda: graph.choose([(asked, fen), (asked, percent)], fen),
        lambda: graph.sum([fen, graph.share(fen, percent)]),
    ]
    for wrong in wrongs:
        with pytest.raises(AssertionError, match="units differ"):
            wrong()


def test_only_a_rate_or_a_number_is_a_factor(graph: GraphBuilder) -> None:
    with pytest.raises(AssertionError):
        graph.share(amount(graph, "a"), amount(graph, "b"))


def test_a_portion_is_of_whole_fen(graph: GraphBuilder) -> None:
    a, b = amount(graph, "a"), amount(graph, "b")
    fine = graph.share(a, rate(graph, 5))
    wrongs: list[Callable[[], Ref]] = [
        lambda: graph.portion(fine, a, b),
        lambda: graph.portion(a, b, fine),
    ]
    for wrong in wrongs:
        with pytest.raises(AssertionError):
            wrong()


def test_the_units_of_what_is_put_together(graph: GraphBuilder) -> None:
    a, b, n = amount(graph, "a"), amount(graph, "b"), number(graph)
    fine = graph.share(a, rate(graph, 5))
    more = graph.share(b, rate(graph, 5))
    assert graph.unit(graph.sum([fine, more])) == Unit("fen", RATE_SCALE)
    assert graph.unit(graph.less(fine, more)) == Unit("fen", RATE_SCALE)
    assert graph.unit(graph.least([fine, more])) == Unit("fen", RATE_SCALE)
    assert graph.unit(graph.most([fine, more])) == Unit("fen", RATE_SCALE)
    assert graph.unit(graph.choose([(truth(graph), fine)], more)) == Unit("fen", RATE_SCALE)
    assert graph.unit(graph.round(fine)) == FEN
    assert graph.unit(graph.portion(a, fine, b)) == FEN
    for condition in (
        graph.at_least(n, graph.whole(1, COUNT)),
        graph.above(a, b),
        graph.all([truth(graph, "a"), truth(graph, "b")]),
        graph.any([truth(graph, "a"), truth(graph, "b")]),
        graph.negated(truth(graph)),
    ):
        assert graph.unit(condition) == TRUTH


# -- names ------------------------------------------------------------------------------


def test_a_name_makes_a_node_of_its_own(graph: GraphBuilder) -> None:
    a, b = amount(graph, "a"), amount(graph, "b")
    plain = graph.sum([a, b])
    named = graph.named(plain, LINE)
    assert named != plain
    assert graph.node(named) == graph.node(plain) == Sum((a, b))
    assert graph.unit(named) == graph.unit(plain)
    assert graph.named(plain, LINE) == named
    assert graph.freeze().lines == {named: LINE}


def test_a_node_that_has_a_name_gets_another_over_it(graph: GraphBuilder) -> None:
    named = graph.named(graph.sum([amount(graph, "a"), amount(graph, "b")]), LINE)
    over = graph.named(named, OTHER)
    assert graph.node(over) == Sum((named,))
    assert graph.freeze().lines == {named: LINE, over: OTHER}
    assert value(graph, over, 3, 4) == 7


def test_a_figure_and_a_whole_number_keep_their_own_place(graph: GraphBuilder) -> None:
    """A figure named twice is still one figure, and a 0 with a name is not every 0."""
    figure, none = rate(graph, 5), graph.whole(0)
    for plain in (figure, none):
        named = graph.named(plain, LINE)
        assert graph.node(named) == Sum((plain,))
        assert graph.unit(named) == graph.unit(plain)
    assert isinstance(graph.node(figure), Figure)
    assert set(graph.freeze().lines.values()) == {LINE}


def test_a_frozen_graph_does_not_grow(graph: GraphBuilder) -> None:
    amount(graph, "a")
    frozen = graph.freeze()
    graph.named(amount(graph, "b"), LINE)
    assert (len(frozen.nodes), len(frozen.facts), frozen.lines) == (1, 1, {})
    assert frozen.facts[0].high == LARGEST_BILL_FEN


def test_a_reason_says_all_it_knows(graph: GraphBuilder) -> None:
    reason = Reason("unknown_parameter", "bill", Text("缺", "missing"), Text("补", "give it"))
    graph.refusal(reason)
    assert graph.freeze().reasons == (reason,)
