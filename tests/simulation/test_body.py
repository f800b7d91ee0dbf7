"""Every kind of division in machine code, at the edges of int64, against the plain reader's whole numbers."""

from collections.abc import Callable, Sequence
from itertools import product
from random import Random
from typing import Any

import pytest

from benefits.formula.graph import FEN, Graph, GraphBuilder
from benefits.formula.nodes import Ref, Unit
from benefits.formula.proof import intervals, too_large
from benefits.money import LARGEST_BILL_FEN, RATE_SCALE, RoundingMode
from benefits.readers.values import Values
from benefits.simulation.body import Body
from benefits.simulation.never_above import NeverAbove

MODES: tuple[RoundingMode, ...] = ("half_up", "down", "up")
SCALES = (1, 3, 37, RATE_SCALE, 2**31 - 1)


def lines_of(graph: Graph, roots: Sequence[Ref]) -> str:
    body = Body(
        graph=graph,
        roots=tuple(roots),
        watched=frozenset(),
        intervals=intervals(graph),
        needed=frozenset(roots),
        fact_name=lambda place: f"x{place}",
        figure_name=lambda place: f"f{place}",
    )
    body.write()
    names = [body.name(root) for root in roots]
    inputs = [f"    x{place} = x[{place}]" for place in range(len(graph.facts))]
    outputs = [f"    out[{place}] = {name}" for place, name in enumerate(names)]
    return "\n".join(["def run(x, out):", "    s = 0", *inputs, *body.top, *outputs])


def program(graph: Graph, roots: Sequence[Ref], python: bool) -> Callable[..., None]:
    scope: dict[str, Any] = {}
    exec(lines_of(graph, roots), scope)
    if python:
        plain: Callable[..., None] = scope["run"]
        return plain
    numba = pytest.importorskip("numba")
    compiled: Callable[..., None] = numba.njit(error_model="numpy")(scope["run"])
    return compiled


def agree(graph: Graph, roots: Sequence[Ref], rows: Sequence[Sequence[int]], python: bool) -> None:
    np = pytest.importorskip("numpy")
    assert too_large(graph) == ()
    run, out = program(graph, roots, python), np.zeros(len(roots), dtype=np.int64)
    for row in rows:
        run(list(row) if python else np.array(row, dtype=np.int64), out)
        values = Values(graph, row, ())
        assert out.tolist() == [values[root] for root in roots], row


@pytest.mark.parametrize("python", [True, False])
def test_a_portion_is_exact_up_to_the_largest_bill(python: bool) -> None:
    """value × part ÷ whole, where the product alone would not fit."""
    graph, roots = GraphBuilder(), []
    value = graph.given(("part", "eligible"), FEN, 0, LARGEST_BILL_FEN)
    whole = graph.given(("part", "own_expense"), FEN, 0, LARGEST_BILL_FEN)
    for scale, mode in product((1, 3, 37, RATE_SCALE), MODES):
        unit = Unit("fen", scale)
        part = graph.given(("share", str(scale)), unit, 0, LARGEST_BILL_FEN * scale)
        roots.append(graph.portion(value, part, whole, mode))
    random, rows = Random("portions"), []
    for _ in range(3_000):
        most = random.choice((3, 1_000, LARGEST_BILL_FEN))
        of = random.choice((0, 1, most, random.randint(0, most)))
        of_value = random.choice((0, of, random.randint(0, of)))
        parts = [
            random.choice((0, of * s, max(of * s - 1, 0), random.randint(0, of * s)))
            for s in (1, 3, 37, RATE_SCALE)
        ]
        rows.append([of_value, of, *parts])
    agree(graph.freeze(), roots, rows, python)


def test_what_is_never_above_what_is_read_off_the_graph() -> None:
    graph = GraphBuilder()
    bill = graph.given(("part", "eligible"), FEN, 0, LARGEST_BILL_FEN)
    other = graph.given(("part", "own_expense"), FEN, 0, LARGEST_BILL_FEN)
    rate = graph.given(("rate",), Unit("rate", RATE_SCALE), 0, RATE_SCALE)
    more = graph.given(("more",), Unit("rate", RATE_SCALE), 0, RATE_SCALE + 1)
    over = graph.less(bill, other)
    paid = graph.round(graph.share(over, rate), "up")
    capped = graph.least([paid, other])
    beyond = graph.round(graph.share(over, more), "up")
    whole_yuan = graph.round(graph.share(over, rate), "up", 100)
    total = graph.sum([bill, other])
    frozen = graph.freeze()
    never_above = NeverAbove(frozen, intervals(frozen))
    for low, high in ((over, bill), (paid, bill), (capped, bill), (capped, other), (paid, total)):
        assert never_above(low, high)
    for low, high in (
        (bill, over),
        (bill, other),
        (beyond, bill),
        (whole_yuan, bill),
        (total, bill),
    ):
        assert not never_above(low, high)


@pytest.mark.parametrize("python", [True, False])
def test_a_rounding_is_exact_up_to_the_largest_number(python: bool) -> None:
    graph, roots = GraphBuilder(), []
    largest = 2**63 - 101
    for scale in SCALES:
        amount = graph.given(("amount", str(scale)), Unit("fen", scale), 0, largest)
        small = graph.given(("small", str(scale)), Unit("fen", scale), 0, largest // 4)
        for each, mode, step in product((amount, small), MODES, (1, 100)):
            roots.append(graph.round(each, mode, step))
    random, rows = Random("roundings"), []
    for _ in range(3_000):
        row = []
        for scale in SCALES:
            for most in (largest, largest // 4):
                near = random.choice((scale, scale // 2, scale * 50, scale * 100)) * random.randint(
                    0, 9
                ) + random.choice((-1, 0, 1))
                row.append(max(random.choice((near, random.randint(0, most), most, most - 1)), 0))
        rows.append(row)
    agree(graph.freeze(), roots, rows, python)
