"""No node of a proven graph leaves int64, whatever the claim and the figures (区间证明)."""

from collections.abc import Iterator
from random import Random

import pytest

from benefits.formula.compiled import compiled
from benefits.formula.graph import COUNT, FEN, Account, FigureEntry, Graph, GraphBuilder, Source
from benefits.formula.nodes import Ref, Unit
from benefits.formula.proof import INT64_MAX, LARGEST_COUNT, too_large
from benefits.money import LARGEST_BILL_FEN, LARGEST_YEAR_FEN, RATE_SCALE
from benefits.policy.policy import Policy
from benefits.readers.values import Values
from benefits.reading.book import PolicyBook
from benefits.reading.document import Document
from tests.reading.books import policy
from tests.reading.broken import problems_of

BOOK = PolicyBook.packaged()
FILES = [(region, each) for region in BOOK.regions() for each in BOOK.versions(region)]


def bill(builder: GraphBuilder, part: str = "eligible") -> Ref:
    return builder.given(("part", part), FEN, 0, LARGEST_BILL_FEN)


def rate(builder: GraphBuilder, scale: int) -> Ref:
    """A rate of 100% at a scale."""
    return builder.whole(scale, Unit("rate", scale))


def found(builder: GraphBuilder) -> tuple[Ref, ...]:
    return too_large(builder.freeze())


# -- each kind of node on both sides of the edge ----------------------------------------


@pytest.mark.parametrize(("more", "leaves"), [(0, False), (1, True)])
def test_a_sum_at_the_edge(more: int, leaves: bool) -> None:
    builder = GraphBuilder()
    place = builder.sum([bill(builder), builder.whole(INT64_MAX - LARGEST_BILL_FEN + more)])
    assert found(builder) == ((place,) if leaves else ())


@pytest.mark.parametrize(
    ("scale", "leaves"),
    [
        (RATE_SCALE, False),
        (INT64_MAX // LARGEST_BILL_FEN, False),
        (INT64_MAX // LARGEST_BILL_FEN + 1, True),
    ],
)
def test_a_share_at_the_edge(scale: int, leaves: bool) -> None:
    builder = GraphBuilder()
    place = builder.share(bill(builder), rate(builder, scale))
    assert found(builder) == ((place,) if leaves else ())


def test_a_running_total_is_larger_than_a_bill() -> None:
    """What fits for a bill must not be taken for proven on a year."""
    scale = INT64_MAX // LARGEST_BILL_FEN
    builder = GraphBuilder()
    account = Account("person", "basic")
    so_far = builder.so_far(account, "base", LARGEST_YEAR_FEN)
    place = builder.share(so_far, rate(builder, scale))
    assert found(builder) == (place,)


def test_a_figure_counts_as_large_as_a_reform_may_make_it() -> None:
    """The policy says 1 in so many; a reform of the same graph may say all of them."""
    unit = Unit("rate", INT64_MAX // LARGEST_BILL_FEN + 1)
    builder = GraphBuilder()
    small = builder.figure(FigureEntry("layers.basic.rate", unit, 1, Source("official")))
    place = builder.share(bill(builder), small)
    assert found(builder) == (place,)


def test_what_is_less_than_nothing_is_nothing() -> None:
    builder = GraphBuilder()
    large = builder.whole(INT64_MAX)
    rest = builder.less(large, builder.less(bill(builder, "own_expense"), bill(builder)))
    assert found(builder) == ()
    place = builder.sum([rest, builder.whole(1)])
    assert found(builder) == (place,)


def test_the_smallest_of_several_bounds_the_largest_does_not() -> None:
    builder = GraphBuilder()
    large = builder.whole(INT64_MAX)
    least = builder.least([large, bill(builder)])
    builder.sum([least, builder.whole(1)])
    assert found(builder) == ()
    most = builder.most([large, bill(builder)])
    place = builder.sum([most, builder.whole(1)])
    assert found(builder) == (place,)


def test_a_choice_may_take_any_arm() -> None:
    builder = GraphBuilder()
    condition = builder.above(bill(builder), builder.whole(5))
    for arms in ((INT64_MAX, 0), (0, INT64_MAX)):
        first, last = (builder.whole(each) for each in arms)
        place = builder.sum([builder.choose([(condition, first)], last), builder.whole(1)])
        assert place in found(builder)


def test_rounding_leaves_the_scale_behind() -> None:
    builder = GraphBuilder()
    scale = INT64_MAX // LARGEST_BILL_FEN
    exact = builder.share(bill(builder), rate(builder, scale))
    yuan = builder.round(exact, "up", 100)
    builder.share(yuan, rate(builder, RATE_SCALE))
    assert found(builder) == ()
    place = builder.share(exact, rate(builder, 2))
    assert found(builder) == (place,)


@pytest.mark.parametrize(("scale", "leaves"), [(RATE_SCALE, False), (4_611_686_019, True)])
def test_the_steps_of_a_portion_must_fit_too(scale: int, leaves: bool) -> None:
    builder = GraphBuilder()
    item = builder.given(("item", "injection", "eligible"), FEN, 0, LARGEST_BILL_FEN)
    waived = builder.share(item, builder.whole(1, Unit("rate", scale)))
    place = builder.portion(bill(builder), waived, bill(builder))
    assert (place in found(builder)) is leaves


def test_a_portion_of_a_years_total_does_not_fit() -> None:
    builder = GraphBuilder()
    so_far = builder.so_far(Account("person", "basic"), "paid", LARGEST_YEAR_FEN)
    place = builder.portion(so_far, bill(builder, "own_expense"), bill(builder))
    assert found(builder) == (place,)


@pytest.mark.parametrize(("more", "leaves"), [(0, False), (1, True)])
def test_a_number_of_the_policy_may_become_the_largest(more: int, leaves: bool) -> None:
    builder = GraphBuilder()
    entry = FigureEntry("layers.basic.when.days.at_least", COUNT, 1, Source("official"))
    large = builder.whole(INT64_MAX // LARGEST_COUNT + more)
    place = builder.share(large, builder.figure(entry))
    assert found(builder) == ((place,) if leaves else ())


def test_an_amount_for_each_of_the_largest_number_fits() -> None:
    builder = GraphBuilder()
    number = builder.given(("days",), COUNT, -1, LARGEST_COUNT)
    builder.share(builder.whole(LARGEST_YEAR_FEN), number)
    assert found(builder) == ()


def test_a_node_that_leaves_is_named_and_those_behind_it_are_still_looked_at() -> None:
    builder = GraphBuilder()
    first = builder.share(bill(builder), builder.whole(2**40, Unit("rate", 2**40)))
    second = builder.share(first, rate(builder, 7))
    assert found(builder) == (first, second)


# -- policies -----------------------------------------------------------------------


def test_every_packaged_policy_is_proven() -> None:
    assert len(FILES) >= 16
    assert [file for file in FILES if too_large(_graph(BOOK.document(*file)))] == []


@pytest.mark.parametrize("number", range(len(FILES)))
def test_extreme_claims_stay_within_int64(number: int) -> None:
    """The proof's promise, kept: every node worked out at the ends of what facts may be."""
    graph = _graph(BOOK.document(*FILES[number]))
    for facts, figures in _extremes(graph, Random(number)):
        values = Values(graph, facts, figures)
        for place in range(len(graph.nodes)):
            assert 0 - LARGEST_COUNT <= values[Ref(place)] <= INT64_MAX


@pytest.mark.parametrize(
    ("written", "refused"),
    [
        ("2/37", False),
        ("1/3", False),
        ("1/90425216", False),
        ("1/90425217", True),
        ("1/999999937", True),
    ],
)
def test_a_fraction_may_be_as_fine_as_a_year_allows(written: str, refused: bool) -> None:
    """F(before + now) multiplies up to 10^11 + 2 × 10^9 fen by the rate's denominator."""
    text = policy("from: 2020-01-01", written) + "    yearly: true\n"
    told = problems_of(text.encode())
    assert [each.code for each in told] == ["amount_might_overflow"] * refused
    assert [(each.line, each.column, each.where) for each in told] == [
        (9, 5, "layers.basic.rate")
    ] * refused


def _graph(document: Document) -> Graph:
    assert isinstance(document.policy, Policy)
    return compiled(document).graph


def _extremes(graph: Graph, random: Random) -> Iterator[tuple[list[int], list[int]]]:
    """Facts and figures at their ends: all at the top, all at the bottom, and mixed."""
    tops = [
        entry.unit.scale if entry.unit.kind == "rate" else LARGEST_COUNT for entry in graph.figures
    ]
    tops = [
        LARGEST_YEAR_FEN if entry.unit.kind == "fen" else top
        for entry, top in zip(graph.figures, tops, strict=True)
    ]
    yield [fact.high for fact in graph.facts], tops
    yield [fact.low for fact in graph.facts], [0] * len(tops)
    for _ in range(20):
        yield (
            [random.choice((fact.low, fact.high)) for fact in graph.facts],
            [random.choice((0, top)) for top in tops],
        )
