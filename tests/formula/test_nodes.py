"""What each kind of node means exactly, as both readers read it: both sides of every edge."""

import pytest

from benefits.formula.graph import COUNT, FEN, Account, Fact, FigureEntry, Graph, GraphBuilder
from benefits.formula.nodes import Choose, Node, Ref, Refusal, Round, Unit, children
from benefits.money import LARGEST_YEAR_FEN, RATE_SCALE, RoundingMode
from tests.formula.both import RATE, SOURCE, amount, number, rate, read, refusal, value

SET = Unit("set")
CODE = Unit("code")


# -- leaves -----------------------------------------------------------------------------


def test_a_given_fact_is_read_by_its_place() -> None:
    graph = GraphBuilder()
    first, second = amount(graph, "eligible"), amount(graph, "own_expense")
    assert (value(graph, first, 7, 11), value(graph, second, 7, 11)) == (7, 11)


def test_what_is_not_given_is_minus_one() -> None:
    graph = GraphBuilder()
    assert value(graph, number(graph), -1) == -1


def test_a_running_total_is_read_by_its_place() -> None:
    graph = GraphBuilder()
    now = amount(graph)
    before = graph.so_far(Account("person", "basic"), "base", LARGEST_YEAR_FEN)
    paid = graph.so_far(Account("person", "basic"), "paid", LARGEST_YEAR_FEN)
    assert [value(graph, each, 1, 2, 3) for each in (now, before, paid)] == [1, 2, 3]


def test_running_totals_are_kept_apart_by_whose_they_are_and_what_they_count() -> None:
    graph = GraphBuilder()
    accounts = [
        Account("person", "basic"),
        Account("household", "basic"),
        Account("lifetime", "basic"),
        Account("person", "medical_aid"),
        Account("person", "basic", "special"),
    ]
    refs = [graph.so_far(account, "paid", LARGEST_YEAR_FEN) for account in accounts]
    assert len(set(refs)) == len(accounts)
    assert graph.freeze().facts[1] == Fact(
        ("so_far", "household", "basic", "", "paid"), FEN, 0, LARGEST_YEAR_FEN
    )


def test_a_figure_is_read_by_its_place_and_may_be_another_number() -> None:
    graph = GraphBuilder()
    small = graph.figure(FigureEntry("small", FEN, 5, SOURCE))
    large = graph.figure(FigureEntry("large", FEN, 9, SOURCE))
    both = graph.sum([small, large])
    assert graph.freeze().figure_values() == (5, 9)
    assert value(graph, both) == 14


def test_a_whole_number_is_itself() -> None:
    graph = GraphBuilder()
    assert value(graph, graph.whole(42)) == 42


# -- arithmetic -------------------------------------------------------------------------


def test_a_sum_adds_every_term() -> None:
    graph = GraphBuilder()
    total = graph.sum([amount(graph, "a"), amount(graph, "b"), amount(graph, "c")])
    assert value(graph, total, 1, 20, 300) == 321


@pytest.mark.parametrize(("given", "rest"), [(12, 2), (11, 1), (10, 0), (9, 0), (0, 0)])
def test_less_stops_at_nothing(given: int, rest: int) -> None:
    graph = GraphBuilder()
    assert value(graph, graph.less(amount(graph), graph.whole(10)), given) == rest


def test_a_share_drops_nothing_and_multiplies_the_scales() -> None:
    graph = GraphBuilder()
    share = graph.share(amount(graph), rate(graph, 333_333))
    again = graph.share(share, rate(graph, 1, 3))
    assert graph.unit(share) == Unit("fen", RATE_SCALE)
    assert graph.unit(again) == Unit("fen", 3 * RATE_SCALE)
    assert (value(graph, share, 7), value(graph, again, 7)) == (2_333_331, 2_333_331)


def test_a_share_may_count() -> None:
    graph = GraphBuilder()
    share = graph.share(amount(graph), number(graph))
    assert (graph.unit(share), value(graph, share, 150, 4)) == (FEN, 600)


@pytest.mark.parametrize(
    ("mode", "on_24", "on_25", "on_26", "on_30"),
    [("half_up", 2, 3, 3, 3), ("down", 2, 2, 2, 3), ("up", 3, 3, 3, 3)],
)
def test_rounding_to_the_fen_by_name(
    mode: RoundingMode, on_24: int, on_25: int, on_26: int, on_30: int
) -> None:
    graph = GraphBuilder()
    tenth = graph.share(amount(graph), rate(graph, 1, 10))
    rounded = graph.round(tenth, mode)
    assert graph.unit(rounded) == FEN
    assert [value(graph, rounded, each) for each in (24, 25, 26, 30)] == [
        on_24,
        on_25,
        on_26,
        on_30,
    ]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("half_up", [0, 0, 100, 100, 100, 100, 200]),
        ("down", [0, 0, 0, 0, 100, 100, 100]),
        ("up", [0, 100, 100, 100, 100, 200, 200]),
    ],
)
def test_rounding_to_the_yuan_keeps_fen(mode: RoundingMode, expected: list[int]) -> None:
    graph = GraphBuilder()
    rounded = graph.round(amount(graph), mode, 100)
    assert graph.unit(rounded) == FEN
    assert [value(graph, rounded, each) for each in (0, 49, 50, 99, 100, 101, 150)] == expected


def test_rounding_a_share_to_the_yuan_rounds_once() -> None:
    """49.5 fen of 99 at 50%: to the fen first it would be 50, and then a whole yuan."""
    graph = GraphBuilder()
    half = graph.share(amount(graph), rate(graph, 500_000))
    assert value(graph, graph.round(half, "half_up", 100), 99) == 0
    assert value(graph, graph.round(half, "half_up", 100), 100) == 100


@pytest.mark.parametrize(
    ("mode", "expected"), [("half_up", [33, 67]), ("down", [33, 66]), ("up", [34, 67])]
)
def test_a_portion_divides_once(mode: RoundingMode, expected: list[int]) -> None:
    graph = GraphBuilder()
    left, part, whole = amount(graph, "left"), amount(graph, "part"), amount(graph, "whole")
    portion = graph.portion(left, part, whole, mode)
    assert [value(graph, portion, 100, each, 3) for each in (1, 2)] == expected


def test_a_portion_counts_the_scale_of_its_part() -> None:
    """50% of 3 out of 4, of what is left of 10: 3.75 fen."""
    graph = GraphBuilder()
    item = graph.share(amount(graph, "item"), rate(graph, 500_000))
    portion = graph.portion(amount(graph, "left"), item, amount(graph, "whole"))
    assert graph.unit(portion) == FEN
    assert value(graph, portion, 3, 10, 4) == 4
    assert value(graph, portion, 3, 9, 4) == 3  # 3.375


@pytest.mark.parametrize("mode", ["half_up", "down", "up"])
def test_a_portion_of_nothing_is_nothing(mode: RoundingMode) -> None:
    graph = GraphBuilder()
    left, part, whole = amount(graph, "left"), amount(graph, "part"), amount(graph, "whole")
    portion = graph.portion(left, part, whole, mode)
    assert value(graph, portion, 0, 0, 0) == 0
    assert value(graph, portion, 100, 5, 0) == 0


@pytest.mark.parametrize(
    ("facts", "least", "most"),
    [((1, 2, 3), 1, 3), ((3, 1, 2), 1, 3), ((2, 3, 1), 1, 3), ((2, 2, 2), 2, 2)],
)
def test_the_least_and_the_most_of_several(facts: tuple[int, ...], least: int, most: int) -> None:
    graph = GraphBuilder()
    terms = [amount(graph, name) for name in "abc"]
    assert value(graph, graph.least(terms), *facts) == least
    assert value(graph, graph.most(terms), *facts) == most


def test_the_least_of_a_choice_of_five() -> None:
    graph = GraphBuilder()
    terms = [amount(graph, name) for name in "abcde"]
    least, most = graph.least(terms), graph.most(terms)
    for place in range(5):
        facts = [5] * 5
        facts[place] = 1
        assert value(graph, least, *facts) == 1
        facts[place] = 9
        assert value(graph, most, *facts) == 9


# -- choices ----------------------------------------------------------------------------


@pytest.mark.parametrize(("given", "taken"), [(0, 3), (10, 3), (11, 2), (20, 2), (21, 1)])
def test_the_first_condition_that_holds_counts(given: int, taken: int) -> None:
    graph = GraphBuilder()
    base = amount(graph)
    chosen = graph.choose(
        [
            (graph.above(base, graph.whole(20)), graph.whole(1)),
            (graph.above(base, graph.whole(10)), graph.whole(2)),
        ],
        graph.whole(3),
    )
    assert value(graph, chosen, given) == taken


@pytest.mark.parametrize(("given", "refused"), [(9, []), (10, ["unknown_parameter"])])
def test_a_refusal_only_counts_where_it_is_taken(given: int, refused: list[str]) -> None:
    graph = GraphBuilder()
    base = amount(graph)
    large = graph.at_least(base, graph.whole(10))
    chosen = graph.choose([(large, refusal(graph))], base)
    assert read(graph, chosen, (given,)) == (0 if refused else given, refused)


def test_a_refusal_behind_an_arm_taken_is_not_met() -> None:
    graph = GraphBuilder()
    base = amount(graph)
    chosen = graph.choose([(graph.at_least(base, graph.whole(10)), base)], refusal(graph))
    assert read(graph, chosen, (10,)) == (10, [])
    assert read(graph, chosen, (9,)) == (0, ["unknown_parameter"])


def test_a_later_condition_is_not_asked_where_an_earlier_one_holds() -> None:
    """What is not known of the second rule does not matter to whom the first one serves."""
    graph = GraphBuilder()
    base = amount(graph)
    first = graph.at_least(base, graph.whole(10))
    second = graph.above(base, refusal(graph))
    chosen = graph.choose([(first, graph.whole(1)), (second, graph.whole(2))], graph.whole(3))
    assert read(graph, chosen, (10,)) == (1, [])
    assert read(graph, chosen, (9,)) == (2, ["unknown_parameter"])


def test_a_refusal_that_two_branches_share_is_met_in_either() -> None:
    graph = GraphBuilder()
    base, unsaid = amount(graph), refusal(graph)
    more = graph.sum([base, unsaid])
    low = graph.choose([(graph.above(base, graph.whole(20)), more)], base)
    high = graph.choose([(graph.above(graph.whole(5), base), more)], base)
    both = graph.sum([low, high])
    assert read(graph, both, (21,)) == (42, ["unknown_parameter"])
    assert read(graph, both, (4,)) == (8, ["unknown_parameter"])
    assert read(graph, both, (10,)) == (20, [])


def test_every_refusal_met_is_told_once() -> None:
    graph = GraphBuilder()
    first, second = refusal(graph, "unknown_layer"), refusal(graph, "unknown_programme")
    both = graph.sum([first, second, first])
    assert read(graph, both) == (0, ["unknown_layer", "unknown_programme"])


# -- conditions -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "at_least", "above"), [(9, False, False), (10, True, False), (11, True, True)]
)
def test_at_least_includes_its_bound_and_above_does_not(
    given: int, at_least: bool, above: bool
) -> None:
    graph = GraphBuilder()
    base, bound = amount(graph), graph.whole(10)
    assert value(graph, graph.at_least(base, bound), given) == at_least
    assert value(graph, graph.above(base, bound), given) == above
    assert value(graph, graph.negated(graph.at_least(base, bound)), given) == (not at_least)
    assert value(graph, graph.negated(graph.above(base, bound)), given) == (not above)


@pytest.mark.parametrize(
    ("code", "one", "several", "none"),
    [(0, False, True, False), (2, True, True, False), (3, False, False, False)],
)
def test_a_code_is_one_of_those_listed(code: int, one: bool, several: bool, none: bool) -> None:
    graph = GraphBuilder()
    given = graph.given(("place",), CODE, 0, 10)
    assert value(graph, graph.is_one_of(given, [2]), code) == one
    assert value(graph, graph.is_one_of(given, [2, 0, 2]), code) == several
    assert value(graph, graph.is_one_of(given, []), code) == none


@pytest.mark.parametrize(
    ("held", "holds"), [(0b000, False), (0b001, True), (0b010, False), (0b100, True), (0b111, True)]
)
def test_a_set_holds_any_of_those_listed(held: int, holds: bool) -> None:
    graph = GraphBuilder()
    given = graph.given(("categories",), SET, 0, 7)
    assert value(graph, graph.holds_any(given, [0, 2]), held) == holds
    assert value(graph, graph.holds_any(given, []), held) == 0


@pytest.mark.parametrize("facts", [(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)])
def test_all_any_and_not_are_those_of_logic(facts: tuple[int, int, int]) -> None:
    graph = GraphBuilder()
    one = graph.whole(1)
    terms = [graph.at_least(amount(graph, name), one) for name in "abc"]
    assert value(graph, graph.all(terms), *facts) == all(facts)
    assert value(graph, graph.any(terms), *facts) == any(facts)
    assert value(graph, graph.negated(graph.all(terms)), *facts) == (not all(facts))
    mixed = graph.any([terms[0], graph.all(terms[1:])])
    assert value(graph, mixed, *facts) == (facts[0] or (facts[1] and facts[2]))


@pytest.mark.parametrize(("given", "met"), [(0, False), (1, True)])
def test_all_is_read_from_the_left_no_further_than_needed(given: int, met: bool) -> None:
    graph = GraphBuilder()
    first = graph.at_least(amount(graph), graph.whole(1))
    unsaid = graph.at_least(refusal(graph), graph.whole(0))
    assert read(graph, graph.all([first, unsaid]), (given,)) == (
        int(met),
        ["unknown_parameter"] * met,
    )


@pytest.mark.parametrize(("given", "met"), [(1, False), (0, True)])
def test_any_is_read_from_the_left_no_further_than_needed(given: int, met: bool) -> None:
    graph = GraphBuilder()
    first = graph.at_least(amount(graph), graph.whole(1))
    unsaid = graph.at_least(refusal(graph), graph.whole(0))
    assert read(graph, graph.any([first, unsaid]), (given,)) == (1, ["unknown_parameter"] * met)


# -- the table of nodes -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("node", "points_to"),
    [
        (Round(Ref(1), 1, "up"), (1,)),
        (Round(Ref(1), 1, "up", Ref(2), Ref(3)), (1, 2, 3)),
        (Choose(((Ref(4), Ref(5)), (Ref(6), Ref(7))), Ref(8)), (4, 5, 6, 7, 8)),
        (Refusal(0), ()),
    ],
)
def test_what_a_node_points_to_in_the_order_in_which_it_is_read(
    node: Node, points_to: tuple[int, ...]
) -> None:
    assert children(node) == points_to


def test_a_node_only_points_to_smaller_places() -> None:
    graph = GraphBuilder()
    base = amount(graph)
    share = graph.share(base, rate(graph, 500_000))
    graph.choose([(graph.above(base, graph.whole(3)), graph.round(share))], refusal(graph))
    frozen: Graph = graph.freeze()
    for place, node in enumerate(frozen.nodes):
        assert all(child < place for child in children(node))


def test_a_rates_unit_is_its_own_scale() -> None:
    graph = GraphBuilder()
    assert graph.unit(rate(graph, 900_000)) == RATE
    assert graph.unit(rate(graph, 2, 37)) == Unit("rate", 37)
    assert graph.unit(number(graph)) == COUNT
