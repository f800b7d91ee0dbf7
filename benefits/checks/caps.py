"""Caps that can never bind (从不起作用的封顶线), by a search for one claim that each cap cuts.

A cap is a term of a `least` node that stands after the amount it limits. It binds where it is taken,
and smaller than every other term. Bills up to the largest, years unused and each running total
used up, are tried.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, RootModel

from benefits.checks.findings import Finding, finding
from benefits.checks.grid import Case
from benefits.checks.reach import findings_named
from benefits.formula.nodes import Choose, Figure, Least, Less, Most, Ref, Round, Share, Sum
from benefits.money import LARGEST_YEAR_FEN, percent, yuan_for_people
from benefits.policy import figures as forms
from benefits.policy.policy import Cap, Rule, Tilt
from benefits.quotes.adjudicator import Adjudicator
from benefits.readers.values import Values
from benefits.reading.document import Document

SIZES: Final = (2_000_000_000, 100_000_000, 10_000_000, 3_000_000, 1_000_000, 100_000)
"""Totals tried, in fen, the largest first."""


@dataclass(frozen=True, slots=True)
class _CapPlace:
    """A cap of the policy: its address, how it is written, and the figures that make it up."""

    address: str
    written: str
    figures: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Limit:
    """A `least` node and the term of it that a cap makes up."""

    least: Ref
    terms: tuple[Ref, ...]
    cap: Ref


def never_binding(document: Document, ready: Adjudicator, listed: Sequence[Case]) -> list[Finding]:
    """A finding for each cap that no claim tried ever meets."""
    waiting = {place.address: place for place in _cap_places(ready)}
    limits = _limits(ready, frozenset().union(*(place.figures for place in waiting.values())))
    tried = 0
    for facts in _claims(ready, listed):
        if not waiting:
            break
        tried += 1
        bound = _bound(ready, facts, limits)
        waiting = {
            address: place for address, place in waiting.items() if not place.figures & bound
        }
    return [
        finding(document, "cap_never_binds", address, cap=place.written, tried=f"{tried:,}")
        for address, place in waiting.items()
    ]


# -- the search -----------------------------------------------------------------------------


def _claims(ready: Adjudicator, listed: Sequence[Case]) -> Iterator[tuple[int, ...]]:
    paid = [n for n, key in enumerate(ready.keys) if key[0] == "so_far" and key[-1] == "paid"]
    base = [n for n, key in enumerate(ready.keys) if key[0] == "so_far" and key[-1] == "base"]
    years: list[Mapping[int, int]] = [{}, *({place: LARGEST_YEAR_FEN} for place in paid)]
    years.append(dict.fromkeys(base, LARGEST_YEAR_FEN // 2))
    for found in ({}, *findings_named(ready)):
        for size in SIZES:
            for year in years:
                for case in listed:
                    yield case.sized(size, {**found, **year})


def _bound(ready: Adjudicator, facts: tuple[int, ...], limits: Sequence[_Limit]) -> frozenset[int]:
    """The figures of the caps that cut this claim."""
    values = Values(ready.formula.graph, facts, ready.figures)
    for layer in ready.formula.layers:
        for step in (*layer.steps, layer.paid):
            values[step]
    if values.refusals:
        return frozenset()
    found: set[int] = set()
    for limit in limits:
        if limit.least in values:
            others = min(values[term] for term in limit.terms if term != limit.cap)
            if values[limit.cap] < others:
                found.update(_figures(values, limit.cap))
    return frozenset(found)


def _figures(values: Values, ref: Ref) -> Iterator[int]:
    """The figures a term is made of, along the arms that were taken."""
    node = values.graph.nodes[ref]
    if isinstance(node, Figure):
        yield node.figure
    elif isinstance(node, Choose):
        yield from _figures(values, values.taken(node))
    else:
        for part in _made_of(node):
            yield from _figures(values, part)


def _limits(ready: Adjudicator, figures: frozenset[int]) -> list[_Limit]:
    graph = ready.formula.graph
    return [
        _Limit(Ref(place), node.terms, term)
        for place, node in enumerate(graph.nodes)
        if isinstance(node, Least)
        for term in node.terms[1:]
        if figures & frozenset(_all_figures(ready, term))
    ]


def _all_figures(ready: Adjudicator, ref: Ref) -> Iterator[int]:
    """The figures a term may be made of, along any arm."""
    node = ready.formula.graph.nodes[ref]
    if isinstance(node, Figure):
        yield node.figure
    parts = _made_of(node)
    if isinstance(node, Choose):
        parts = (*(value for _, value in node.arms), node.last)
    for part in parts:
        yield from _all_figures(ready, part)


def _made_of(node: object) -> tuple[Ref, ...]:
    match node:
        case Sum(terms) | Least(terms) | Most(terms):
            return terms
        case Less(value, _) | Round(value):
            return (value,)
        case Share(value, factor):
            return (value, factor)
    return ()


# -- where a policy states caps ----------------------------------------------------------------


def _cap_places(ready: Adjudicator) -> list[_CapPlace]:
    found: list[_CapPlace] = []
    for name, layer in ready.policy.layers.items():
        address = f"layers.{name}"
        found += _of_rule(ready, layer, address)
        for rule_name, rule in (layer.rules or {}).items():
            found += _of_rule(ready, rule, f"{address}.rules.{rule_name}")
    return found


def _of_rule(ready: Adjudicator, rule: Rule, address: str) -> Iterator[_CapPlace]:
    if isinstance(rule.cap, Cap):
        yield from _leaves(ready, rule.cap.amount, f"{address}.cap.amount")
    elif rule.cap is not None:
        yield from _leaves(ready, rule.cap, f"{address}.cap")
    for name, cap in rule.caps.items():
        yield from _leaves(ready, cap.amount, f"{address}.caps.{name}.amount")
    for name, tilt in rule.tilt.items():
        if isinstance(tilt, Tilt) and tilt.cap is not None:
            yield from _leaves(ready, tilt.cap, f"{address}.tilt.{name}.cap")


def _leaves(ready: Adjudicator, param: Any, address: str) -> Iterator[_CapPlace]:
    """Each arm of a table is a cap of its own; `none` and what nobody knows is none."""
    if isinstance(param, RootModel):
        for name, arm in param.root.items():
            yield from _leaves(ready, arm, f"{address}.{name}")
        return
    targets = [address, *_targets(param)]
    figures = frozenset(
        place
        for path, place in ready.figure_places.items()
        if any(path == target or path.startswith(f"{target}.") for target in targets)
    )
    if figures:
        yield _CapPlace(address, _written(ready, param, figures), figures)


def _targets(param: Any) -> Iterator[str]:
    """The addresses a cap takes its figures from."""
    if isinstance(param, forms.SameAs):
        yield param.same_as
    elif isinstance(param, BaseModel):
        for _, each in param:
            yield from _targets(each)
    elif isinstance(param, Mapping):
        for each in param.values():
            yield from _targets(each)


def _written(ready: Adjudicator, param: Any, figures: frozenset[int]) -> str:
    if isinstance(param, forms.RateFigure):
        from fractions import Fraction

        return percent(Fraction(*param.value))
    entries = [ready.formula.graph.figures[place] for place in sorted(figures)]
    amounts = [yuan_for_people(entry.value) for entry in entries if entry.unit.kind == "fen"]
    return " / ".join(amounts) or "…"
