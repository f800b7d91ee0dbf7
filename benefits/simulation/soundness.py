"""Rows that are bad alone (单行校验): what the desk would call `invalid_request`, found by columns."""

from datetime import date

import numpy as np

from benefits import words
from benefits.claims.reading import EARLIEST, LATEST
from benefits.money import LARGEST_BILL_FEN
from benefits.simulation.arrays import Array, Truths
from benefits.simulation.layout import MOST_ADMISSIONS
from benefits.simulation.table import AMOUNTS, NO_DAY, UNKNOWN_WORD, ClaimTable
from benefits.simulation.threads import even, side_by_side
from benefits.words import code

_EPOCH = date(1970, 1, 1)
_RANGES = {
    "age": (0, 150),
    "days": (0, 3660),
    "diseases": (0, 50),
    "admission_number": (1, MOST_ADMISSIONS),
    "contribution_years": (0, 150),
    "claim_free_years": (0, 150),
}


def invalid(table: ClaimTable) -> Truths:
    """The rows a desk would not read."""
    wrong = table.columns["kind"] <= 0
    for name in ("hospital_level", "place", "referral", "insurance", "categories", "findings"):
        if name in table.columns:
            wrong |= table.columns[name] == UNKNOWN_WORD
    for name, (low, high) in _RANGES.items():
        if name in table.columns:
            given = table.columns[name]
            wrong |= (given < -1) | (given > high) | ((given >= 0) & (given < low))
    wrong |= _no_referral(table)
    if "weight" in table.measures:
        wrong |= table.measures["weight"] < 0
    wrong |= _no_bill([table.columns[part] for part in AMOUNTS])
    for amounts in table.prior.values():
        wrong |= (amounts == UNKNOWN_WORD) | (amounts > LARGEST_BILL_FEN)
    if table.items is not None:
        for amounts in table.items.parts.values():
            wrong[table.items.rows[_no_amount(amounts)]] = True
        wrong[table.items.rows[table.items.services.codes < 0]] = True
    return wrong | _days(table)


def unequal(table: ClaimTable) -> Truths:
    """The rows whose items do not add up to their parts; a row without items has none to add."""
    wrong = np.zeros(len(table), dtype=np.bool_)
    if table.items is not None:
        itemised = np.zeros(len(table), dtype=np.bool_)
        itemised[table.items.rows] = True
        for part in AMOUNTS:
            wrong |= itemised & (table.items.column(len(table), None, part) != table.columns[part])
    return wrong


def day_number(day: date) -> int:
    """A day as Arrow counts it."""
    return (day - _EPOCH).days


def _no_bill(parts: list[Array]) -> Truths | bool:
    """The rows of which a part is no amount, or all parts together are more than a bill may be."""
    small: list[bool] = []

    def look(rows: slice) -> None:
        some = [amounts[rows] for amounts in parts]
        largest = sum(int(amounts.max(initial=0)) for amounts in some)
        small.append(
            largest <= LARGEST_BILL_FEN and all(amounts.min(initial=0) >= 0 for amounts in some)
        )

    side_by_side(look, even(len(parts[0])))
    if all(small):
        return False  # nearly always: nothing needs adding up
    wrong: Truths = np.zeros(len(parts[0]), dtype=np.bool_)
    total = np.zeros(len(parts[0]), dtype=np.int64)
    for amounts in parts:
        none = _no_amount(amounts)
        wrong |= none
        total += np.where(none, 0, amounts)
    return wrong | (total > LARGEST_BILL_FEN)


def _no_amount(amounts: Array) -> Truths:
    return (amounts < 0) | (amounts > LARGEST_BILL_FEN)


def _no_referral(table: ClaimTable) -> Truths:
    """Away from home the referral must be said."""
    away = np.zeros(len(table), dtype=np.bool_)
    if "place" in table.columns:
        for word in words.AWAY:
            away |= table.columns["place"] == code("place", word)
    if "referral" in table.columns:
        away &= table.columns["referral"] == 0
    return away


def _days(table: ClaimTable) -> Truths:
    wrong = np.zeros(len(table), dtype=np.bool_)
    earliest, latest = day_number(EARLIEST), day_number(LATEST)
    for days in table.days.values():
        if int(days.min(initial=earliest)) < earliest or int(days.max(initial=latest)) > latest:
            wrong |= ((days < earliest) | (days > latest)) & (days != NO_DAY)
    admitted = table.days.get("admitted_on")
    if admitted is not None:
        inside = admitted != NO_DAY
        open_ = inside.copy()
        for name in ("discharged_on", "settled_on"):
            if name in table.days:
                given = table.days[name] != NO_DAY
                wrong |= inside & given & (table.days[name] < admitted)
                open_ &= ~given
        wrong |= open_ & (table.days["date"] < admitted)
    return wrong
