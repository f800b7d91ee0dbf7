"""Prices and use put forward (价格与用量调整): the one place where claims are changed.

Prices: each part of a bill, and each item, times the factor, rounded half up to the fen. Where a bill has
items, a part is what its items come to. Use: each claim's weight times the factor, rounded half up to the
millionth; the people stay the same. Payments already made (`prior_…`) and incomes stay as they are; what a
review says of last year goes with its parts.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np

from benefits.claim_files.sentences import refused
from benefits.simulation.arrays import Integers
from benefits.simulation.table import AMOUNTS, ITSELF, ClaimTable

_PERCENT: Final = re.compile(r"([+-]?)(\d{1,4})(?:\.(\d{1,4}))?\s?%", re.ASCII)


@dataclass(frozen=True, slots=True)
class Uprating:
    """The factors by which prices and use are multiplied; 1 changes nothing."""

    prices: Fraction = Fraction(1)
    use: Fraction = Fraction(1)

    def of(self, table: ClaimTable) -> ClaimTable:
        """The claims as they would be."""
        if self.prices != 1:
            table = _priced(table, self.prices)
        if self.use != 1:
            weights = table.measures.get("weight")
            if weights is None:
                weights = np.full(len(table), ITSELF, dtype=np.int64)
            table = replace(table, measures={**table.measures, "weight": times(weights, self.use)})
        return table


def factor(written: str | None, option: str) -> Fraction:
    """A change as an analyst writes it; raises `Refused`.

    >>> factor("5%", "--prices"), factor("-2.5%", "--use"), factor(None, "--use")
    (Fraction(21, 20), Fraction(39, 40), Fraction(1, 1))
    """
    if written is None:
        return Fraction(1)
    found = _PERCENT.fullmatch(written.strip())
    change = Fraction(f"{found[1]}{found[2]}.{found[3] or 0}") / 100 if found else Fraction(-2)
    if change < -1:
        raise refused("factor_is_no_percentage", option, given=written)
    return 1 + change


def times(numbers: Integers, by: Fraction) -> Integers:
    """Numbers from 0 up times a factor, rounded half up; what is no amount stays as it is.

    >>> times(np.array([10, 29, 30, -1]), Fraction(21, 20))
    array([11, 30, 32, -1])
    """
    top, under = by.numerator, by.denominator
    most = (2**63 - 1 - under) // (2 * max(top, 1))
    fits = (numbers >= 0) & (numbers <= most)
    safe = np.where(fits, numbers, 0)
    return np.where(fits, (2 * safe * top + under) // (2 * under), numbers)


def _amounts(numbers: Integers, by: Fraction) -> Integers:
    """Fen times a factor; what a reversal takes back is the same below zero."""
    return np.where(numbers < 0, -times(-numbers, by), times(numbers, by))


def _priced(table: ClaimTable, by: Fraction) -> ClaimTable:
    columns, items = dict(table.columns), table.items
    for part in AMOUNTS:
        columns[part] = _amounts(table.columns[part], by)
    if items is not None:
        scaled = replace(items, parts={part: _amounts(items.parts[part], by) for part in AMOUNTS})
        itemised = np.zeros(len(table), dtype=np.bool_)
        itemised[items.rows] = True
        for part in AMOUNTS:
            before, after = (each.column(len(table), None, part) for each in (items, scaled))
            off = table.columns[part] - before  # a bill that did not add up does not begin to
            columns[part] = np.where(itemised, after + off, columns[part])
        items = scaled
    last_year = {
        name: _of_last_year(each, _stated(table.columns, name), _stated(columns, name), by)
        for name, each in table.last_year.items()
    }
    return replace(table, columns=columns, items=items, last_year=last_year)


def _stated(columns: Mapping[str, Integers], name: str) -> Integers:
    """What a review's parts say of the same amount: all of them, or the eligible one."""
    parts = ("eligible",) if name == "eligible_self_paid" else AMOUNTS
    total: Integers = np.sum([columns[part] for part in parts], axis=0)
    return total


def _of_last_year(stated: Integers, before: Integers, after: Integers, by: Fraction) -> Integers:
    """What was paid last year, put forward; where the parts said it they still do."""
    return np.where(stated == before, after, times(stated, by))
