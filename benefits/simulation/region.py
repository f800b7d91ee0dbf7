"""One region's claims worked out (地区测算): its kernel made ready, and run until nothing changes.

One run is enough unless a yearly review asks what the year before left to pay. Then the claims are run
again with the bills found, until the bills are those the last run was given: a year depends on earlier
years only, so there are at most as many runs as years, and one more.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benefits.claims.claim import Key
from benefits.simulation.arrays import Array, Integers, Truths
from benefits.simulation.body import BITS
from benefits.simulation.call import Call
from benefits.simulation.claims import Claims
from benefits.simulation.crowded import Years
from benefits.simulation.kept import kept
from benefits.simulation.kernel import kernel
from benefits.simulation.layout import Kernel, Version
from benefits.simulation.machine import Machine, machine, plain
from benefits.simulation.result import Columns
from benefits.simulation.reviews import last_year, unknown, with_bills
from benefits.simulation.table import AMOUNTS, ClaimTable


@dataclass(slots=True, kw_only=True)
class Region:
    """Rows of a table (None: all), the version in force for each, and what a kernel is given besides."""

    table: ClaimTable
    rows: Integers | None
    versions: Sequence[Version]
    version: Array
    unknown_layer: Truths
    """The rows that state a payment by a layer their policy does not have."""
    asking: Truths | None
    """The rows of the table that are reviews and state no bill."""
    figures: Sequence[Sequence[int]]
    statistics: Mapping[str, int]
    folder: Path | None
    python: bool
    columns: Columns
    eligible: bool
    """The columns have room for what is told of the eligible part."""
    key: Hashable
    """Says which versions these are, whatever the block and the figures."""
    ready: tuple[Call, Machine] | None = None
    """What was run before, for the same rows under other figures."""

    def work_out(self) -> None:
        """Write what every row comes to into the columns."""
        claims = Claims(self.table, self.rows)
        if self.asking is None or not bool(self._asking(claims, self.asking).any()):
            self.asking = None
            self._run(self.table, None)
        else:
            self._with_reviews(claims, self.asking)

    def _with_reviews(self, claims: Claims, asks: Truths) -> None:
        """Run until the reviews' bills are what the year before left; `asks` by row of the table."""
        asking = self._asking(claims, asks)
        if not self.eligible:
            self.columns.eligible_left = np.zeros(len(self.table), dtype=np.int64)
        here = np.arange(len(self.table)) if self.rows is None else self.rows
        bills = unknown(len(claims))
        while True:
            eligible, whole = (np.zeros(len(self.table), dtype=np.int64) for _ in range(2))
            eligible[here], whole[here] = bills.eligible, bills.whole
            self._run(with_bills(self.table, asks, eligible, whole), ~asking | bills.known)
            found = last_year(claims, asking, self.versions, self.version, self.columns)
            if found.same_as(bills):
                break
            bills = found
        self.columns.clear(here[asking & ~bills.known], "invalid_request")

    def _asking(self, claims: Claims, asks: Truths) -> Truths:
        """The claims that ask for last year's cost; where a policy has no reviews there is nothing to ask."""
        reviews = np.array(["annual_review" in each.policy.kinds for each in self.versions])
        asking: Truths = claims.of(asks) & reviews[self.version]
        return asking

    def _run(self, table: ClaimTable, taken: Truths | None) -> None:
        """One run over some of the rows."""
        if taken is None and self.ready is not None:
            call, kept_ready = self.ready
            replace(call, figures=self.figures).run(kept_ready, self.columns)
            return
        good = ~self.unknown_layer if taken is None else ~self.unknown_layer & taken
        claims, version = self._some(table, good)
        if not len(claims):
            self._nobody_pays()
            return
        needed, ready = self._kernel(False)
        order = claims.in_order(needed.slots, self.versions, version, ready.passes)
        if Years(needed, claims, order, self.versions, version).crowded():
            refused = np.zeros(len(table), dtype=np.int8)
            here = np.arange(len(table)) if self.rows is None else self.rows
            refused[here[self.unknown_layer]] = BITS["unknown_layer"]
            table = replace(table, columns={**table.columns, "refused": refused})
            all_ = np.ones(len(good), dtype=np.bool_) if taken is None else taken
            claims, version = self._some(table, all_)
            needed, ready = self._kernel(True)
            order = claims.in_order(needed.slots, self.versions, version, ready.passes)
        statistics = list(self.statistics.values())
        call = Call(needed, claims, self.versions, version, self.figures, statistics, order)
        if taken is None:
            self.ready = call, ready
        call.run(ready, self.columns)

    def _nobody_pays(self) -> None:
        """The layers stand in the result even where every row is refused."""
        nothing = np.zeros(0, dtype=np.int64)
        for version in self.versions:
            for layer in version.formula.layers:
                self.columns.take_layer(layer.name, nothing, nothing)

    def _some(self, table: ClaimTable, good: Truths) -> tuple[Claims, Array]:
        if bool(good.all()):
            return Claims(table, self.rows), self.version
        here = np.flatnonzero(good) if self.rows is None else self.rows[good]
        return Claims(table, here), self.version[good]

    def _kernel(self, every_total: bool) -> tuple[Kernel, Machine]:
        """The loop for these versions and columns; kept for the next block or variant."""
        given, eligible_left = tuple(self.given()), self.asking is not None
        scalars = [("statistic", word) for word in self.statistics]

        def made() -> tuple[Kernel, Machine]:
            needed = kernel(
                self.versions,
                given,
                scalars,
                every_total=every_total,
                eligible_left=eligible_left,
                eligible=self.eligible,
            )
            return needed, plain(needed) if self.python else machine(needed, self.folder)

        how = (every_total, eligible_left, self.eligible, self.folder, self.python)
        return kept((self.key, given, *scalars, *how), made)

    def given(self) -> Iterator[Key]:
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
