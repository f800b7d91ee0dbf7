"""The claims of one region (区域明细): the days of each visit, and each fact as its policy reads it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benefits.claims.claim import Key
from benefits.formula.words import programme_code
from benefits.policy.policy import Policy
from benefits.simulation.arrays import Array, Integers
from benefits.simulation.layout import Version
from benefits.simulation.order import Order, Passes, by_household, by_year
from benefits.simulation.table import NO_DAY, NOT_GIVEN, ClaimTable
from benefits.words import code

LONGEST_STAY = 10_000
"""Days from one date to another may be more than a stay may be stated to be; a graph asks no further."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Some rows of the table; None: all of them."""

    table: ClaimTable
    rows: Integers | None

    def __len__(self) -> int:
        return len(self.table) if self.rows is None else len(self.rows)

    def of(self, column: Array) -> Array:
        return column if self.rows is None else column[self.rows]

    # -- days and order -----------------------------------------------------------

    def days(self) -> dict[str, Array]:
        """The three days of each visit, as the desk takes them."""
        day = self.of(self.table.days["date"])
        settled = self._day("settled_on", day)
        discharged = self._day("discharged_on", settled)
        latest = day if discharged is day else np.minimum(day, discharged)
        admitted = self._day("admitted_on", latest)
        return {"admission": admitted, "discharge": discharged, "settlement": settled}

    def _day(self, name: str, otherwise: Array) -> Array:
        if name not in self.table.days:
            return otherwise
        given = self.of(self.table.days[name])
        return np.where(given == NO_DAY, otherwise, given)

    def in_order(
        self,
        slots: bool,
        versions: Sequence[Version],
        version: Array,
        passes: Passes | None = None,
    ) -> Order:
        """The order in which a kernel meets the claims."""
        person, year = self.of(self.table.person_id), self.years(versions, version)
        when, claim = self.of(self.table.days["date"]), self.of(self.table.claim_id)
        if slots:
            household = self.of(self.table.household_id)
            return by_household(person, household, year, when, claim, passes)
        return by_year(person, year, when, claim, passes)

    def years(self, versions: Sequence[Version], version: Array) -> Array:
        """The benefit year of each claim."""
        days = self.days()
        day = days[versions[0].policy.year_day]
        for number, each in enumerate(versions[1:], start=1):
            day = np.where(version == number, days[each.policy.year_day], day)
        return _year(day)

    # -- facts ----------------------------------------------------------------------

    def fact(self, key: Key, versions: Sequence[Version], version: Array) -> Array:
        """One fact of every claim, in the numbers of the policy that counts for it."""
        table = self.table
        match key:
            case ("prior", layer):
                return self.of(table.prior[layer])
            case ("item", service, part):
                assert table.items is not None
                return self.of(table.items.column(len(table), service, part))
            case ("programme",):
                return self._programme(versions, version)
            case ("insurance",):
                first = [code("insurance", each.policy.insurance[0]) for each in versions]
                return self._or_else("insurance", np.array(first)[version])
            case ("place",):
                return self._or_else("place", code("place", "in_county"))
            case ("referral",):
                return self._or_else("referral", code("referral", "local"))
            case ("admission_number",):
                number = self.of(table.columns["admission_number"])
                return np.where(number == NOT_GIVEN, 1, number)
            case ("days",):
                return self._stay()
        return self.of(table.columns[key[-1]])

    def _or_else(self, name: str, otherwise: Array | int) -> Array:
        given = self.of(self.table.columns[name])
        return np.where(given == 0, otherwise, given)

    def _programme(self, versions: Sequence[Version], version: Array) -> Array:
        coded = self.table.programme
        assert coded is not None
        found = np.zeros(len(self), dtype=np.int16)
        for number, each in enumerate(versions):
            codes = self.of(coded.as_codes(_programmes(each.policy), 0, "int16"))
            found = np.where(version == number, codes, found)
        return found

    def _stay(self) -> Array:
        """Days of a stay: as said, or from admission to discharge where both are."""
        table = self.table
        stay = np.full(len(self), NOT_GIVEN)
        if {"admitted_on", "discharged_on"} <= set(table.days):
            first, last = (self.of(table.days[each]) for each in ("admitted_on", "discharged_on"))
            both = (first != NO_DAY) & (last != NO_DAY)
            stay = np.where(both, np.minimum(last - first, LONGEST_STAY), NOT_GIVEN)
        if "days" in table.columns:
            said = self.of(table.columns["days"])
            stay = np.where(said == NOT_GIVEN, stay, said)
        return stay


def _programmes(policy: Policy) -> Callable[[str], int]:
    return lambda word: programme_code(policy, word)


def _year(days: Array) -> Array:
    """The calendar year of each day, looked up among the days there are."""
    if not len(days):
        return np.zeros(0, dtype=np.int32)
    low, high = int(days.min()), int(days.max())
    known = np.arange(low, high + 1, dtype=np.int32).astype("datetime64[D]").astype("datetime64[Y]")
    years: Array = known.astype(np.int32) + np.int32(1970)
    if years[0] == years[-1]:
        return np.full(len(days), years[0])
    found: Array = years[days - low]
    return found
