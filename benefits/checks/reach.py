"""Layers nobody reaches (从不支付的保障层): the curves first, then a search over further facts.

A layer that pays in any stretch of any family's curve is reached. Each other is tried with every
finding, with numbers on both sides of every number the policy states, and with years that are nearly
used up; what still pays nothing is reported.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from benefits import words
from benefits.checks.findings import Finding, finding
from benefits.checks.grid import Case, spoken_of
from benefits.formula.graph import FEN
from benefits.formula.nodes import Given
from benefits.money import LARGEST_BILL_FEN
from benefits.policy.policy import Layer, Rule
from benefits.quotes.adjudicator import Adjudicator
from benefits.readers.curve import Curve
from benefits.reading.document import Document
from benefits.words import code

SIZES: Final = (LARGEST_BILL_FEN, 100_000_000, 10_000_000, 3_000_000, 100_000)
"""Totals tried, in fen."""

MOST_TRIED: Final = 20_000

_NUMBERS: Final = frozenset(
    (
        "age",
        "days",
        "diseases",
        "contribution_years",
        "claim_free_years",
        "insured_months",
        "broken_years",
        "admission_number",
    )
)


def unreached(
    document: Document,
    ready: Adjudicator,
    listed: Sequence[Case],
    drawn: Sequence[tuple[Case, Curve]],
) -> list[Finding]:
    """A finding for each layer that never pays."""
    missing = {
        number: layer.name
        for number, layer in enumerate(ready.formula.layers, start=1)
        if not _open_or_nothing(ready.policy.layers[layer.name])
        and not any(_pays(curve, number) for _, curve in drawn)
    }
    tried = 0
    for facts in islice(_further(ready, listed), MOST_TRIED if missing else 0):
        tried += 1
        refusals: list[int] = []
        read = ready.run(facts, ready.figures, refusals)
        if not refusals:
            paid = {n: read[f"v{ready.formula.layers[n - 1].paid}"] for n in missing}
            missing = {n: name for n, name in missing.items() if not paid[n]}
            if not missing:
                break
    count = f"{tried + len(listed):,}"
    return [
        finding(
            document,
            "layer_never_pays",
            f"layers.{name}",
            title_zh=ready.policy.layers[name].title.zh,
            title_en=ready.policy.layers[name].title.en,
            tried=count,
        )
        for name in missing.values()
    ]


def _open_or_nothing(layer: Layer) -> bool:
    """The policy itself says that the layer pays nothing, is unknown, or must be given."""
    rules: Sequence[Rule] = [layer] if layer.rules is None else list(layer.rules.values())
    return all(
        rule.nothing is not None or rule.unknown is not None or rule.must_be_given is not None
        for rule in rules
    )


def _pays(curve: Curve, number: int) -> bool:
    return any(
        piece.lines[number].value or piece.lines[number].slope
        for piece in curve.pieces
        if not piece.refused
    )


def _further(ready: Adjudicator, listed: Sequence[Case]) -> Iterator[tuple[int, ...]]:
    """Claims beyond the grid, in a fixed order: findings, numbers, totals of the year, sizes."""
    for change in [*findings_named(ready), *_numbers(ready), *_years(ready)]:
        for size in SIZES:
            for case in listed:
                yield case.sized(size, change)


def findings_named(ready: Adjudicator) -> Iterator[dict[int, int]]:
    """Each finding that the policy asks for, in a condition or as an arm of a table, alone."""
    place, asked = ready.places.get(("findings",)), spoken_of(ready, "findings")
    for word in words.FINDINGS:
        if place is not None and code("finding", word) in asked:
            yield {place: 1 << code("finding", word)}


def _numbers(ready: Adjudicator) -> Iterator[dict[int, int]]:
    """Each number of the claim on both sides of every number the policy states."""
    graph = ready.formula.graph
    stated = sorted({entry.value for entry in graph.figures if entry.unit.kind == "count"})
    values = sorted(
        {value + side for value in (0, *stated) for side in (-1, 0, 1) if value + side >= 0}
    )
    asked = {node.fact for node in graph.nodes if isinstance(node, Given)}
    for place in sorted(asked):
        if ready.keys[place][0] in _NUMBERS:
            yield from ({place: value} for value in values)


def _years(ready: Adjudicator) -> Iterator[dict[int, int]]:
    """Running totals that stand at an amount the policy states."""
    graph = ready.formula.graph
    stated = sorted({entry.value for entry in graph.figures if entry.unit == FEN and entry.value})
    bases = [n for n, key in enumerate(ready.keys) if key[0] == "so_far" and key[-1] == "base"]
    for value in stated if bases else ():
        yield dict.fromkeys(bases, value)
