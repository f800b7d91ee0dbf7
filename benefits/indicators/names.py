"""What the policies of a region call their layers (保障层名称): title, fund, which layer is a backstop.

A tally keeps these words beside its sums, so that a report needs no policy book.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from benefits.checks.addresses import address_title
from benefits.formula.compiled import compiled
from benefits.formula.graph import Graph
from benefits.money import RATE_SCALE
from benefits.policy.policy import Layer, Policy
from benefits.problems import Refused, Text
from benefits.reading.book import PolicyBook
from benefits.reading.document import Document
from benefits.simulation.scenario import Scenario


@dataclass(frozen=True, slots=True)
class LayerName:
    """A layer's title, and the fund that pays it (基金款项代码): its code and name, where it is said."""

    title: Text
    fund: str | None
    fund_title: Text | None


@dataclass(frozen=True, slots=True)
class RegionNames:
    """A region as its policies have it."""

    title: Text
    layers: Mapping[str, LayerName]
    """In the order of the chain; of several versions the last that has the layer speaks."""
    backstops: frozenset[str]
    year_day: str
    changed: Mapping[str, Text]
    """The addresses the last scenario writes otherwise, in words."""
    ceilings: tuple[tuple[int, ...], ...]
    """For each scenario, the shares of the bill (millionths) above which a backstop pays."""


def region_names(scenarios: Sequence[Scenario], region: str) -> RegionNames | None:
    """The names of a region under all scenarios; None for a region no book has."""
    layers: dict[str, LayerName] = {}
    backstops: set[str] = set()
    titles: list[Text] = []
    changed: dict[str, Text] = {}
    days: set[str] = set()
    ceilings: list[tuple[int, ...]] = []
    for scenario in scenarios:
        found: set[int] = set()
        for document, policy in policies(scenario.book, region):
            titles.append(policy.name)
            for path in scenario.written.get(region, {}):
                changed[path] = address_title(policy, path)
            days.add(policy.year_day)
            for name, layer in policy.layers.items():
                layers[name] = _layer_name(policy, layer)
                if layer.backstop:
                    backstops.add(name)
            found |= set(_ceilings(scenario, document, policy))
        ceilings.append(tuple(sorted(found)))
    if not titles:
        return None
    # Versions that do not agree on the day of the benefit year: the usual one stands for them.
    day = days.pop() if len(days) == 1 else "discharge"
    return RegionNames(titles[-1], layers, frozenset(backstops), day, changed, tuple(ceilings))


def policies(book: PolicyBook, region: str) -> Iterator[tuple[Document, Policy]]:
    """Every version of a region that is a policy, not a repeal; none for a region nobody knows."""
    try:
        versions = book.versions(region)
    except Refused:
        return
    for version in versions:
        document = book.document(region, version)
        if isinstance(document.policy, Policy):
            yield document, document.policy


def graph_of(document: Document) -> Graph:
    """A policy's graph, built once: every part of a large file has a tally of its own that asks."""
    graph = _GRAPHS.get(document.digest)
    if graph is None:
        graph = _GRAPHS[document.digest] = compiled(document).graph
    return graph


_GRAPHS: Final[dict[str, Graph]] = {}


def figures(scenario: Scenario, document: Document) -> Sequence[int]:
    """The figures of a document under a scenario, in the order of its graph."""
    other = scenario.figures.get(document.file)
    return graph_of(document).figure_values() if other is None else other


def reformed_ceilings(scenarios: Sequence[Scenario]) -> Iterable[int]:
    """The ceilings of the regions that some scenario changes."""
    for scenario in scenarios:
        for region in scenario.written:
            for document, policy in policies(scenario.book, region):
                yield from _ceilings(scenario, document, policy)


def _ceilings(scenario: Scenario, document: Document, policy: Policy) -> Iterator[int]:
    backstops = {name for name, layer in policy.layers.items() if layer.backstop}
    if not backstops:
        return
    graph = graph_of(document)
    for entry, value in zip(graph.figures, figures(scenario, document), strict=True):
        pieces = entry.path.split(".")
        share = entry.unit.kind == "rate" and entry.unit.scale == RATE_SCALE
        if share and pieces[0] == "layers" and pieces[1] in backstops and "ceiling" in pieces:
            yield value


def _layer_name(policy: Policy, layer: Layer) -> LayerName:
    title = None if layer.fund is None else policy.funds.get(layer.fund)
    return LayerName(layer.title, layer.fund, title)
