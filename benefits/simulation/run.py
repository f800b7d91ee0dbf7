"""A simulation (模拟测算): every claim under the policy in force on its day, in the order of the desk."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benefits.formula.compiled import compiled
from benefits.formula.graph import Graph
from benefits.formula.proof import largest_figure
from benefits.policy.policy import Policy
from benefits.problems import Refused
from benefits.reading.book import PolicyBook
from benefits.reading.document import Document
from benefits.simulation.arrays import Array, Integers, Truths
from benefits.simulation.claims import Claims
from benefits.simulation.in_force import in_force
from benefits.simulation.kept import kept
from benefits.simulation.layout import Version
from benefits.simulation.memory import keep_freed
from benefits.simulation.region import Region
from benefits.simulation.result import STATUSES, Columns, Result
from benefits.simulation.reversals import reversed_rows
from benefits.simulation.reviews import stated
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
    eligible: bool = False,
) -> Result:
    """Every claim's split. `statistics` in fen; `folder` keeps machine code; `python` does without;
    `eligible` tells of the eligible part too."""
    made = Simulation(table, book, statistics or {}, folder, python, eligible)
    made.begin()
    return made.under(figures or {})


def under_each(
    table: ClaimTable,
    book: PolicyBook,
    figures: Iterable[Figures],
    *,
    statistics: Mapping[str, int] | None = None,
    folder: Path | None = None,
    python: bool = False,
    eligible: bool = False,
) -> Iterator[Result]:
    """The same claims under one set of figures after the other; all else is made ready once."""
    made = Simulation(table, book, statistics or {}, folder, python, eligible)
    made.begin()
    for each in figures:
        yield made.under(each)


@dataclass(slots=True)
class Simulation:
    """A table's claims made ready under a book of policies, then worked out under figures."""

    table: ClaimTable
    book: PolicyBook
    statistics: Mapping[str, int]
    folder: Path | None
    python: bool
    eligible: bool = False
    columns: Columns = field(init=False)
    """What no policy is asked about: rows refused, or taken back."""
    regions: list[tuple[Region, Sequence[Document]]] = field(default_factory=list)
    asking: Truths | None = None
    """Reviews that state no bill."""
    unequal: Truths | None = None
    """Reviews whose bill is not what they say of last year."""

    def begin(self) -> None:
        """Everything that no figure decides: rows that are wrong, the policy in force for the others."""
        keep_freed()
        table, columns = self.table, Columns(len(self.table))
        self.columns = columns
        self._reversals()
        self._reviews()
        table = self.table
        columns.refuse(invalid(table), "invalid_request")
        differs = unequal(table) if self.unequal is None else unequal(table) | self.unequal
        columns.refuse(differs, "amounts_do_not_add_up")
        columns.refuse(table.region.codes < 0, "unknown_region")
        for number, region in enumerate(table.region.words):
            rows = np.flatnonzero((columns.status == 0) & (table.region.codes == number))
            if len(rows):
                self._region(region, None if len(rows) == len(table) else rows)

    def under(self, figures: Figures) -> Result:
        """The claims under some figures."""
        columns = Columns(len(self.table))
        columns.status[:] = self.columns.status
        if self.eligible:
            columns.tell_eligible()
        for region, documents in self.regions:
            region.columns = columns
            region.figures = [
                figures_of(figures, document.file, each.formula.graph)
                for document, each in zip(documents, region.versions, strict=True)
            ]
            region.work_out()
        told = columns.of_eligible() if self.eligible else None
        number = self.table.claim_id
        return Result(number, columns.layers, columns.patient_fen, columns.status, told)

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

    def _reviews(self) -> None:
        """What yearly reviews say of last year becomes their bill; those that say nothing are noted."""
        found = stated(self.table)
        if found is not None:
            self.table, self.asking = found.table, found.asking
            self.columns.refuse(found.invalid, "invalid_request")
            self.unequal = found.unequal

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
        if bool(none.any()):
            here, version, unknown = here[~none], version[~none], unknown[~none]
            claims = Claims(self.table, here)
        if len(claims):
            self._of_region(region, claims, documents, version, unknown)

    def _unknown_layer(
        self, claims: Claims, documents: Sequence[Document], version: Array
    ) -> Array:
        """The claims that state a payment by a layer their policy does not have."""
        wrong = np.zeros(len(claims), dtype=np.bool_)
        for layer, amounts in self.table.prior.items():
            has = np.array([*(layer in _policy(each).layers for each in documents), True])
            wrong |= (claims.of(amounts) != NOT_GIVEN) & ~has[version]
        return wrong

    def _of_region(
        self,
        region: str,
        claims: Claims,
        documents: Sequence[Document],
        version: Array,
        unknown_layer: Truths,
    ) -> None:
        digests = (self.book.document(region, each).digest for each in self.book.versions(region))
        key = (region, *digests, *(each.file for each in documents))
        versions = kept(key, lambda: [self._version(region, each) for each in documents])
        here = Region(
            table=self.table,
            rows=claims.rows,
            versions=versions,
            version=version,
            unknown_layer=unknown_layer,
            asking=self.asking,
            figures=(),
            statistics=self.statistics,
            folder=self.folder,
            python=self.python,
            columns=self.columns,
            eligible=self.eligible,
            key=key,
        )
        self.regions.append((here, documents))

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
        return Version(policy, compiled(document), place, tuple(cuts))


def figures_of(given: Figures, file: str, graph: Graph) -> Sequence[int]:
    """The figures of a policy, its own or others; others must lie where the proof has them."""
    values = given.get(file)
    if values is None:
        return graph.figure_values()
    if len(values) != len(graph.figures):
        raise ValueError(f"{file}: {len(graph.figures)} figures are needed")
    for entry, value in zip(graph.figures, values, strict=True):
        if not 0 <= value <= largest_figure(entry.unit):
            raise ValueError(f"{file}: {entry.path} may not be {value}")
    return values


def _policy(document: Document) -> Policy:
    assert isinstance(document.policy, Policy)
    return document.policy
