"""The order in which claims count (结算次序): a year's claims of a person together, by day, then number."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import numpy as np

from benefits.simulation.arrays import Array, Integers, Truths
from benefits.simulation.passes import DIGIT, WIDTHS
from benefits.simulation.threads import even, side_by_side

_OF_A_PART: Final = 1 << 13
"""Claims that fit the nearest memory."""
_MOST_BITS: Final = 62
FAR_APART: Final = 1 << 19
"""So many claims have columns that do not stay near: they are run part by part."""


@dataclass(frozen=True, slots=True)
class Passes:
    """The functions of `passes` as machine code; without them NumPy does the same, slower."""

    packed: Callable[..., None]
    counted: Callable[..., None]
    dealt: Callable[..., None]
    by_digit: Callable[..., bool]
    by_ties: Callable[..., bool]
    taken: Callable[..., None]
    put: Callable[..., None]


@dataclass(frozen=True, slots=True)
class Parts:
    """The way into order through parts of people (分区): to the claim's part, then to its place within.

    Both steps stay near: rows are read one after the other and written behind one another in some hundred
    places, and a part fits the nearest memory. In one step every claim is a miss for every column.
    """

    there: Integers
    """By row: its place among the parts."""
    within: Integers
    """By claim in order: its place among the parts."""
    edges: Integers
    """Where parts begin, and the end; none parts a person's year."""


@dataclass(frozen=True, slots=True)
class Order:
    """Claims as the kernel meets them: `rows` of the input (None: as they are), and where they belong."""

    rows: Integers | None
    first: Array | None = None
    slots: Mapping[str, Array] = field(default_factory=dict)
    """For each scope, the place of the claim's totals."""
    sizes: Mapping[str, int] = field(default_factory=dict)
    passes: Passes | None = None
    parts: Parts | None = None

    def of(self, column: Array) -> Array:
        """A column in this order."""
        rows, passes = self.rows, self.passes
        if rows is None:
            return column
        if passes is None or column.dtype.name not in WIDTHS:
            return column[rows]
        column, to = np.ascontiguousarray(column), np.empty(len(rows), dtype=column.dtype)
        side_by_side(lambda part: passes.taken(column, rows[part], to[part]), even(len(rows)))
        return to

    def undone(self, column: Array) -> Array:
        """A column that stands in this order, as the claims stand in the table."""
        rows, passes = self.rows, self.passes
        if rows is None:
            return column
        to = np.empty_like(column)
        if passes is None or column.dtype.name not in WIDTHS:
            to[rows] = column
        else:
            side_by_side(lambda part: passes.put(to, rows[part], column[part]), even(len(rows)))
        return to

    def back(self, chosen: Integers | None) -> Any:
        """The rows of the table, in the order in which the kernel met them."""
        if self.rows is None:
            return slice(None) if chosen is None else chosen
        return self.rows if chosen is None else chosen[self.rows]


def by_year(
    person: Integers, year: Array, day: Array, claim: Integers, passes: Passes | None = None
) -> Order:
    """By person, benefit year, day and claim; `first` marks where a person's year begins."""
    keys = [person, year, day, claim]
    first = np.ones(len(person), dtype=np.uint8)
    if _stands(keys):
        first[1:] = (person[1:] != person[:-1]) | (year[1:] != year[:-1])
        return Order(None, first=first)
    found = _sorted(keys, passes)
    rows = found.rows
    if found.key is not None:
        person_year = found.key >> _Span(day).bits
        first[1:] = person_year[1:] != person_year[:-1]
    else:
        person, year = person[rows], year[rows]
        first[1:] = (person[1:] != person[:-1]) | (year[1:] != year[:-1])
    parts = found.parts if len(rows) >= FAR_APART else None
    return Order(rows, first=first, passes=passes, parts=parts)


def by_household(
    person: Integers,
    household: Integers,
    year: Array,
    day: Array,
    claim: Integers,
    passes: Passes | None = None,
) -> Order:
    """People and households that ever belong together, by day and claim; each total has its slot."""
    who, where = _dense(person), _dense(household)
    keys = [_together(who, where), day, claim]
    found = None if _stands(keys) else _sorted(keys, passes)
    rows = None if found is None else found.rows
    if rows is not None:
        who, where, year = who[rows], where[rows], year[rows]
    slots = {"person": _dense(who, year), "household": _dense(where, year), "lifetime": who}
    sizes = {scope: int(each.max(initial=-1)) + 1 for scope, each in slots.items()}
    narrow = {scope: each.astype(np.int32) for scope, each in slots.items()}
    return Order(rows, slots=narrow, sizes=sizes, passes=passes)


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Rows in order; where all keys but a claim's number fit one number, that and the way there too."""

    rows: Integers
    key: Integers | None = None
    parts: Parts | None = None


class _Span:
    """The lowest of a key's numbers, and the bits that tell them apart."""

    def __init__(self, key: Array) -> None:
        self.low = int(key.min())
        self.bits = (int(key.max()) - self.low).bit_length()


def _sorted(keys: list[Array], passes: Passes | None) -> _Sorted:
    """The rows in order of the keys, the first the coarsest, the last a claim's number."""
    spans = [_Span(each) for each in keys[:-1]]
    if passes is None or sum(each.bits for each in spans) > _MOST_BITS:
        return _Sorted(np.lexsort(keys[::-1]).astype(np.int64))
    return _by_parts(keys, spans, passes) or _Sorted(np.lexsort(keys[::-1]).astype(np.int64))


def _by_parts(keys: list[Array], spans: list[_Span], passes: Passes) -> _Sorted | None:
    """Rows dealt out by the first bits of one number, then each part sorted digit by digit.

    None where too many claims share that number.
    """
    claims, bits = len(keys[0]), sum(each.bits for each in spans)
    shift = max(bits - min((claims // _OF_A_PART).bit_length(), DIGIT), spans[-1].bits)
    lanes = list(enumerate(even(claims)))
    key = np.zeros(claims, dtype=np.int64)
    there, to_key, to_rows, rows = (np.empty_like(key) for _ in range(4))
    counts = np.zeros((len(lanes), 1 << (bits - shift)), dtype=np.int64)

    def pack(lane: tuple[int, slice]) -> None:
        number, part = lane
        for each, span in zip(keys[:-1], spans, strict=True):
            if span.bits:
                passes.packed(key[part], each[part], span.low, span.bits)
        passes.counted(key[part], counts[number], shift)

    side_by_side(pack, lanes)
    before = np.cumsum(counts.T) - counts.T.ravel()
    ends = np.ascontiguousarray(before.reshape(counts.T.shape).T)
    edges = np.append(ends[0], claims)

    def deal(lane: tuple[int, slice]) -> None:
        number, part = lane
        passes.dealt(key[part], ends[number], there[part], to_key, to_rows, shift, part.start)

    side_by_side(deal, lanes)
    within = np.arange(claims)
    settled: list[bool] = []

    def sort(part: slice) -> None:
        first, last = np.searchsorted(edges, [part.start, part.stop])
        _by_digits(to_key, within, edges[first : last + 1].tolist(), shift, passes)
        here = slice(int(edges[first]), int(edges[last]))
        settled.append(passes.by_ties(to_key[here], within[here], to_rows, keys[-1]))
        passes.taken(to_rows, within[here], rows[here])

    side_by_side(sort, even(claims))
    return _Sorted(rows, to_key, Parts(there, within, edges)) if all(settled) else None


def _by_digits(
    key: Integers, within: Integers, edges: list[int], width: int, passes: Passes
) -> None:
    """Each part between two edges sorted by the last bits of its keys."""
    most = max((one - other for other, one in pairwise(edges)), default=0)
    spare_key, spare = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    digit = -(-width // max(-(-width // DIGIT), 1))
    starts = np.empty(1 << digit, dtype=np.int64)
    for begin, end in pairwise(edges):
        own = key[begin:end], within[begin:end]
        one, other = own, (spare_key[: end - begin], spare[: end - begin])
        for shift in range(0, width, max(digit, 1)):
            if passes.by_digit(*one, *other, starts, shift):
                one, other = other, one
        if one is not own:
            own[0][:], own[1][:] = one


def _stands(keys: list[Array]) -> bool:
    """The claims stand in order already."""
    found: list[bool] = []

    def look(part: slice) -> None:
        some = slice(max(part.start - 1, 0), part.stop)
        found.append(_rises([key[some] for key in keys]))

    side_by_side(look, even(len(keys[0])))
    return all(found)


def _rises(keys: list[Array]) -> bool:
    undecided: Truths = np.ones(max(len(keys[0]) - 1, 0), dtype=np.bool_)
    for key in keys:
        if bool(np.any(undecided & (key[1:] < key[:-1]))):
            return False
        undecided &= key[1:] == key[:-1]
    return True


def _dense(*keys: Array) -> Integers:
    """The numbers 0, 1, … in place of what is given, equal for equal."""
    if len(keys) == 1:
        return np.unique(keys[0], return_inverse=True)[1].astype(np.int64)
    low = int(keys[1].min(initial=0))
    span = int(keys[1].max(initial=0)) - low + 1
    return _dense(keys[0].astype(np.int64) * span + (keys[1] - low))


def _together(person: Integers, household: Integers) -> Integers:
    """One number for all who ever shared a household, through people who moved."""
    label = household
    while True:
        lowest = np.full(int(person.max(initial=-1)) + 1, np.iinfo(np.int64).max)
        np.minimum.at(lowest, person, label)
        of_household = np.full(int(household.max(initial=-1)) + 1, np.iinfo(np.int64).max)
        np.minimum.at(of_household, household, lowest[person])
        joined = of_household[household]
        if bool(np.array_equal(joined, label)):
            return label
        label = joined
