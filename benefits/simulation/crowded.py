"""Years with more in them than a request may state (超限年度).

The desk refuses a claim once any running total is above 10^11 fen, whether a rule reads that total or
not, and an admission above the thousandth. A kernel keeps only what some rule reads; so it is asked here,
before the loop, whether any other total could outgrow the limit. Fifty bills of the largest size cannot,
so for all but made-up tables a look at a few rows is the whole answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from benefits.formula.proof import intervals
from benefits.money import LARGEST_BILL_FEN, LARGEST_YEAR_FEN
from benefits.simulation.arrays import Array, Integers
from benefits.simulation.claims import Claims
from benefits.simulation.layout import MOST_ADMISSIONS, Kernel, Version
from benefits.simulation.needs import fed_totals
from benefits.simulation.order import Order
from benefits.simulation.table import AMOUNTS
from benefits.words import code

_FEW: Final = LARGEST_YEAR_FEN // LARGEST_BILL_FEN
"""So many bills, however large, stay within the limit."""


@dataclass(frozen=True, slots=True)
class Years:
    """The claims of one region, in the order of a kernel."""

    kernel: Kernel
    claims: Claims
    order: Order
    versions: Sequence[Version]
    version: Array

    def crowded(self) -> bool:
        """Some person's or household's total that the kernel does not keep may outgrow the limit."""
        scopes = {key[1] for key in fed_totals(self.versions)}
        if self.order.first is None:
            return any(self._too_much(slots) for slots in self.order.slots.values())
        others = scopes - {"person"}
        if others:
            return any(self._too_much(self._by_owner(scope)) for scope in ("person", *others))
        return self._some_stand_close() and self._too_much(np.cumsum(self.order.first) - 1)

    def _some_stand_close(self) -> bool:
        """Claims of a person stand together: more than 50 of them take up two of the rows looked at."""
        looked_at = slice(0, len(self.claims), _FEW // 2)
        rows = self.order.rows
        rows = np.arange(len(self.claims))[looked_at] if rows is None else rows[looked_at]
        person = self._column(self.claims.table.person_id, rows)
        return bool(np.any(person[1:] == person[:-1]))

    def _by_owner(self, scope: str) -> Integers:
        """The number of each claim's owner and year, in order, where the kernel has no slots for them."""
        table = self.claims.table
        year = self.claims.years(self.versions, self.version).astype(np.int64)
        owner = self.claims.of(table.household_id if scope == "household" else table.person_id)
        who = np.unique(owner, return_inverse=True)[1].reshape(-1)
        together = who * 1_000 + (0 if scope == "lifetime" else year - int(year.min(initial=0)))
        place = np.unique(together, return_inverse=True)[1].reshape(-1)
        return self.order.of(place)

    def _too_much(self, place: Array) -> bool:
        """Add up the owners with many claims; `place` numbers the owner of each claim, in order.

        What is paid is at most the bill; a base may be more, where a programme has a price.
        """
        counts = np.bincount(place)
        if int(counts.max(initial=0)) <= _FEW:
            return False
        within = np.flatnonzero((counts > _FEW)[place])
        rows, owners = within if self.order.rows is None else self.order.rows[within], place[within]
        columns = self.claims.table.columns
        bills = np.zeros(len(counts), dtype=np.int64)
        for part in AMOUNTS:
            np.add.at(bills, owners, self._column(columns[part], rows))
        inpatient = self._column(columns["kind"], rows) == code("kind", "inpatient")
        return (
            int(bills.max(initial=0)) > LARGEST_YEAR_FEN
            or int(counts.max(initial=0)) * self._largest_base() > LARGEST_YEAR_FEN
            or int(np.bincount(owners[inpatient]).max(initial=0)) > MOST_ADMISSIONS
        )

    def _column(self, column: Array, rows: Array) -> Array:
        """Some of the claims' values; `rows` by the claims' own numbers."""
        return column[rows if self.claims.rows is None else self.claims.rows[rows]]

    def _largest_base(self) -> int:
        """The most that a visit may add to a base nobody reads, in fen."""
        largest = 0
        for version in self.versions:
            feeds, proven = version.formula.feeds, intervals(version.formula.graph)
            for feed in feeds:
                account = feed.account
                key = ("so_far", account.scope, account.layer, account.name, "base")
                if feed.base is not None and key not in self.kernel.totals:
                    largest = max(largest, proven[feed.base][1])
        return largest
