"""A simulation (模拟测算): every claim under the policy in force on its day, in the order of the desk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benefits.claims.claim import Key
from benefits.formula.graph import Graph
from benefits.formula.proof import largest_figure
from benefits.policy.policy import Policy
from benefits.problems import Refused
from benefits.reading.book import PolicyBook
from benefits.reading.document import Document
from benefits.simulation.arrays import Array, Integers
from benefits.simulation.call import Call
from benefits.simulation.claims import Claims
from benefits.simulation.in_force import in_force
from benefits.simulation.layout import Version
from benefits.simulation.ready import formula_of, ready
from benefits.simulation.result import STATUSES, Columns, Result
from benefits.simulation.reversals import reversed_rows
from benefits.simulation.soundness import invalid, unequal
from benefits.simulation.table import AMOUNTS, NOT_GIVEN, ClaimTable

Figures = Mapping[str, Sequence[int]]
"""Other figures by a policy's file (`region/2018-01-01.yaml`), in the order of its graph."""


def simulate(
    table: ClaimTable,
    book: PolicyBook,
    figures: Figures | None = None,
    *,
    statistics: Mapping[str, int] | None = None,
    folder: Path | None = None,
    python: bool = False,
) -> Result:
    """Every claim's split. `statistics` in fen; `folder` keeps machine code; `python` does without."""
    return _Simulation(table, book, figures or {}, statistics or {}, folder, python).result()


@dataclass(slots=True)
class _Simulation:
    table: ClaimTable
    book: PolicyBook
    figures: Figures
    statistics: Mapping[str, int]
    folder: Path | None
    python: bool
    columns: Columns = field(init=False)

    def result(self) -> Result:
        table, columns = self.table, Columns(len(self.table))
        self.columns = columns
        self._reversals()
        columns.refuse(invalid(table), "invalid_request")
        columns.refuse(unequal(table), "amounts_do_not_add_up")
        columns.refuse(table.region.codes < 0, "unknown_region")
        for number, region in enumerate(table.region.words):
            rows = np.flatnonzero((columns.status == 0) & (table.region.codes == number))
            if len(rows):
                self._region(region, None if len(rows) == len(table) else rows)
        return Result(table.claim_id, columns.layers, columns.patient_fen, columns.status)

    def _reversals(self) -> None:
        """Pairs that cancel go before anything is asked of a row."""
        table = self.table
        if table.reverses is not None:
            parts = [table.columns[part] for part in AMOUNTS]
            region, day = table.region.codes, table.days["date"]
            found = reversed_rows(
                table.claim_id, table.reverses, table.person_id, region, day, parts
            )
            self.columns.refuse(found.gone, "reversed")
            self.columns.refuse(found.wrong, "invalid_request")

    def _region(self, region: str, rows: Integers | None) -> None:
        """The claims of one region: those no policy speaks for are refused, the others worked out."""
        claims = Claims(self.table, rows)
        here = np.arange(len(self.table)) if rows is None else rows
        try:
            documents, version = in_force(self.book, region, claims.days())
        except Refused as refused:
            if refused.code != "unknown_region":
                raise
            self.columns.status[here] = STATUSES.index(refused.code)
            return
        none, unknown = version < 0, self._unknown_layer(claims, documents, version)
        self.columns.status[here[none]] = STATUSES.index("no_policy_in_force")
        self.columns.status[here[~none & unknown]] = STATUSES.index("unknown_layer")
        good = ~none & ~unknown
        if not bool(good.all()):
            claims, version = Claims(self.table, here[good]), version[good]
        if len(claims):
            self._work_out(region, claims, documents, version)

    def _unknown_layer(
        self, claims: Claims, documents: Sequence[Document], version: Array
    ) -> Array:
        """The claims that state a payment by a layer their policy does not have."""
        wrong = np.zeros(len(claims), dtype=np.bool_)
        for layer, amounts in self.table.prior.items():
            has = np.array([*(layer in _policy(each).layers for each in documents), True])
            wrong |= (claims.of(amounts) != NOT_GIVEN) & ~has[version]
        return wrong

    def _work_out(
        self, region: str, claims: Claims, documents: Sequence[Document], version: Array
    ) -> None:
        versions = [self._version(region, each) for each in documents]
        scalars = [("statistic", word) for word in self.statistics]
        needed, machine = ready(
            documents, versions, self._given(), scalars, self.folder, self.python
        )
        figures = [
            self._figures(document.file, each.formula.graph)
            for document, each in zip(documents, versions, strict=True)
        ]
        statistics = list(self.statistics.values())
        Call(needed, claims, versions, version, figures, statistics).run(machine, self.columns)

    def _version(self, region: str, document: Document) -> Version:
        """A policy, with the places in its region's line where totals are not carried over."""
        read = (self.book.document(region, each) for each in self.book.versions(region))
        line = [each.policy for each in read if isinstance(each.policy, Policy)]
        policy = _policy(document)
        place = next(number for number, each in enumerate(line) if each is policy)
        cuts: list[tuple[int, frozenset[str]]] = []
        for number, each in enumerate(line[1 : place + 1], start=1):
            carried = "all" if each.carried_over is None else each.carried_over.layers
            if carried != "all":
                cuts.append((number, frozenset(() if carried == "none" else carried)))
        return Version(policy, formula_of(document), place, tuple(cuts))

    def _figures(self, file: str, graph: Graph) -> Sequence[int]:
        """The figures of a policy, its own or others; others must lie where the proof has them."""
        values = self.figures.get(file)
        if values is None:
            return graph.figure_values()
        if len(values) != len(graph.figures):
            raise ValueError(f"{file}: {len(graph.figures)} figures are needed")
        for entry, value in zip(graph.figures, values, strict=True):
            if not 0 <= value <= largest_figure(entry.unit):
                raise ValueError(f"{file}: {entry.path} may not be {value}")
        return values

    def _given(self) -> Iterator[Key]:
        """The facts this table has columns for."""
        table = self.table
        yield from (("part", name) if name in AMOUNTS else (name,) for name in table.columns)
        yield from (("prior", layer) for layer in table.prior)
        if table.programme is not None:
            yield ("programme",)
        if table.items is not None:
            yield ("item",)
        if {"admitted_on", "discharged_on"} <= set(table.days):
            yield ("days",)


def _policy(document: Document) -> Policy:
    assert isinstance(document.policy, Policy)
    return document.policy
