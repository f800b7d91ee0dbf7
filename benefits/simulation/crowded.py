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
from benefits.simulation.arrays import Array
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
        scopes = {key[1] for key in fed_totals(self.versions)} - {"person"}
        if self.order.first is not None and not scopes:
            if not self._some_stand_close():
                return False
        elif self.order.slots and all(
            int(np.bincount(slots).max(initial=0)) <= _FEW for slots in self.order.slots.values()
        ):
            return False
        table, year = self.claims.table, self.claims.years(self.versions, self.version)
        person = self.claims.of(table.person_id)
        if self._too_much(person, year):
            return True
        if "lifetime" in scopes and self._too_much(person, np.zeros_like(year)):
            return True
        return "household" in scopes and self._too_much(self.claims.of(table.household_id), year)

    def _some_stand_close(self) -> bool:
        """Claims of a person stand together: more than 50 of them take up two of the rows looked at."""
        step = _FEW // 2
        looked_at = slice(0, len(self.claims), step)
        rows = (
            np.arange(len(self.claims))[looked_at]
            if self.order.rows is None
            else self.order.rows[looked_at]
        )
        if self.claims.rows is not None:
            rows = self.claims.rows[rows]
        person = self.claims.table.person_id[rows]
        return bool(np.any(person[1:] == person[:-1]))

    def _too_much(self, owner: Array, year: Array) -> bool:
        """What is paid is at most the bill; a base may be more, where a programme has a price."""
        together = np.unique(np.stack([owner, year]), axis=1, return_inverse=True)[1].reshape(-1)
        bills = np.zeros(int(together.max(initial=-1)) + 1, dtype=np.int64)
        for part in AMOUNTS:
            np.add.at(bills, together, self.claims.of(self.claims.table.columns[part]))
        inpatient = self.claims.of(self.claims.table.columns["kind"]) == code("kind", "inpatient")
        return (
            int(bills.max(initial=0)) > LARGEST_YEAR_FEN
            or int(np.bincount(together).max(initial=0)) * self._largest_base() > LARGEST_YEAR_FEN
            or int(np.bincount(together[inpatient]).max(initial=0)) > MOST_ADMISSIONS
        )

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
