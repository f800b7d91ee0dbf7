"""Claims by the benefit years of their people (人年): what a variant comes to, claim by claim.

What turns on the accepted claims alone (bills, years of people, what they weigh) is worked out once and
serves every variant that accepts the same claims.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from benefits.formula.proof import INT64_MAX
from benefits.indicators.groups import together
from benefits.indicators.names import region_names
from benefits.indicators.people import above
from benefits.indicators.sums import MILLION, weighted
from benefits.search.totals import Totals
from benefits.simulation.arrays import Array, Integers, Truths
from benefits.simulation.claims import Claims
from benefits.simulation.result import Result
from benefits.simulation.scenario import Scenario
from benefits.simulation.table import AMOUNTS, ClaimTable
from benefits.simulation.weighted import weighted_sum
from benefits.words import code


@dataclass(frozen=True, slots=True)
class Accepted:
    """Accepted claims of a block: their bills, the years of people they make, what each weighs."""

    claims: Truths
    by_claim: Integers
    """Each claim's bill; 0 where it is not among them."""
    bill: int
    people: int
    bills: Integers
    number: Integers
    """How many bills each year of a person has: what rounding adds to so many is not above a share."""
    stands: Integers

    def weigh(self, chosen: Truths) -> int:
        """What some of these years of people weigh, never more than all of them."""
        some = self.stands[chosen]
        fits = self.people <= INT64_MAX
        return int(some.sum()) if fits else weighted_sum(some, np.ones_like(some))


class Years:
    """A block's claims by the benefit years of its people, put together once for all variants."""

    def __init__(self, table: ClaimTable, days: "YearDays") -> None:
        self.table, self.days, self.year = table, days, days.years(table)
        self.groups = together(table.person_id, self.year)
        self.bill = np.zeros(len(table), dtype=np.int64)
        for part in AMOUNTS:
            self.bill += table.columns[part]
        self.review = table.columns["kind"] == code("kind", "annual_review")
        """A yearly review looks back on last year's bill: its own is what payers and patient add up to."""
        given = table.measures.get("weight")
        self.weight = None if given is None else np.where(given < 0, MILLION, given)
        self._last: Accepted | None = None

    def totals(self, result: Result, shares: Sequence[int]) -> Totals:
        """The sums of one result."""
        accepted = self._accepted(result)
        paid = self.groups.sum(result.patient_fen)
        return Totals(
            layers={name: weighted(each, self.weight) for name, each in result.layers.items()},
            patient=weighted(result.patient_fen, self.weight),
            bill=accepted.bill,
            people=accepted.people,
            above={
                each: accepted.weigh(above(paid, accepted.bills, each, accepted.number) != 0)
                for each in shares
            },
            statuses=result.statuses(),
        )

    def among(self, result: Result, claims: Truths) -> Accepted:
        """What turns on some accepted claims alone."""
        bill = np.where(claims, self._bill(result), 0)
        stands = self.groups.most(self._weights(claims))
        total, people = weighted(bill, self.weight), weighted_sum(stands, np.ones_like(stands))
        bills, number = self.groups.sum(bill), self.groups.sum(claims)
        return Accepted(claims, bill, total, people, bills, number, stands)

    def by_row(self, of_year: Array) -> Array:
        """What is said of each year of a person, for each claim."""
        return self.groups.spread(of_year, len(self.table))

    def _accepted(self, result: Result) -> Accepted:
        """All accepted claims; mostly they are those of the variant before."""
        claims = result.status == 0
        last = self._last
        if last is None or self.review.any() or not np.array_equal(claims, last.claims):
            last = self._last = self.among(result, claims)
        return last

    def _bill(self, result: Result) -> Integers:
        if not self.review.any():
            return self.bill
        paid = result.patient_fen + sum(result.layers.values())
        return np.where(self.review, paid, self.bill)

    def _weights(self, claims: Truths) -> Integers:
        """What each claim weighs; a year of a person weighs what the heaviest does."""
        return np.where(claims, MILLION if self.weight is None else self.weight, 0)


@dataclass(slots=True)
class YearDays:
    """The day by which each region's policies tell the benefit year; asked once a region."""

    scenario: Scenario
    _known: dict[str, str | None] = field(default_factory=dict)

    def years(self, table: ClaimTable) -> Array:
        """The benefit year of each claim."""
        days = Claims(table, None).days()
        day = days["discharge"]
        for number, region in enumerate(table.region.words):
            named = self._of(region)
            if named is not None:
                day = np.where(table.region.codes == number, days[named], day)
        return 1970 + day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)

    def _of(self, region: str) -> str | None:
        if region not in self._known:
            names = region_names([self.scenario], region)
            self._known[region] = None if names is None else names.year_day
        return self._known[region]
