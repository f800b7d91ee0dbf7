"""The claim table in memory (结算明细表): columns of whole numbers, words coded once per dictionary entry.

From an Arrow table, or a mapping of arrays that Arrow can read. A column that is missing, of another
type or with a hole where there may be none is refused with its name and row; a row that alone is bad
is kept, and `sound` says so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benefits import words
from benefits.simulation.arrays import Array, Integers
from benefits.simulation.bad_table import BadTable, Wrong, bad
from benefits.simulation.reversals import NONE
from benefits.words import bits, code

NO_DAY: Final = -(2**31)
"""Stands for a day that is not given."""

_FIRST_DAY: Final = pa.scalar(NO_DAY + 1, pa.int32())
"""A day before it could be taken for none; as absurd as it is."""

NOT_GIVEN: Final = -1
ITSELF: Final = 1_000_000
"""The weight, in millionths, of a claim that stands for itself: of one whose weight is not given."""
UNKNOWN_WORD: Final = -2

AMOUNTS: Final = tuple(words.PARTS)
WORDS: Final = ("kind", "hospital_level", "place", "referral", "insurance")
DAYS: Final = ("admitted_on", "discharged_on", "settled_on")
COUNTS: Final = ("age", "days", "admission_number", "contribution_years", "claim_free_years")
MEASURES: Final = ("weight", "annual_income_fen", "household_members")
LAST_YEAR: Final = ("self_paid", "eligible_self_paid")
NEEDED: Final = ("claim_id", "person_id", "date", "kind", *(f"{part}_fen" for part in AMOUNTS))


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of the caller's own words: codes into `words`, −1 where nothing is given."""

    codes: Array
    words: tuple[str, ...]

    def as_codes(self, of: Callable[[str], int], none: int, width: str) -> Array:
        """The same column in other numbers, each word looked up once."""
        wanted = np.array([*(of(word) for word in self.words), none], dtype=width)
        return wanted[self.codes]


@dataclass(frozen=True, slots=True)
class Items:
    """The items of all claims, one after the other."""

    rows: Integers
    services: Coded
    parts: Mapping[str, Integers]

    def column(self, claims: int, service: str | None, part: str) -> Integers:
        """Fen by claim for one part of one service, or of all."""
        chosen: Any = slice(None)
        if service is not None:
            if service not in self.services.words:
                return np.zeros(claims, dtype=np.int64)
            chosen = self.services.codes == self.services.words.index(service)
        total = np.zeros(claims, dtype=np.int64)
        np.add.at(total, self.rows[chosen], self.parts[part][chosen])
        return total


@dataclass(frozen=True, slots=True)
class ClaimTable:
    """Claims as columns; all have one length, in the order of the input."""

    claim_id: Integers
    person_id: Integers
    household_id: Integers
    """The person's own number below zero where no household is given."""
    days: Mapping[str, Array]
    """`date` and what else is given, in days since 1970; `NO_DAY` where there is none."""
    columns: Mapping[str, Array]
    """Facts by name: the four parts, words as codes, sets as bits, counts (−1: not given)."""
    prior: Mapping[str, Integers]
    region: Coded
    programme: Coded | None
    items: Items | None
    measures: Mapping[str, Integers] = field(default_factory=dict)
    """What no policy reads and an analysis does: `weight` (millionths), `annual_income_fen`,
    `household_members` (−1: not known)."""
    reverses: Integers | None = None
    """The claim that a row takes back; `reversals.NONE` where it takes back none."""
    last_year: Mapping[str, Integers] = field(default_factory=dict)
    """What a review states of the year before: `self_paid`, `eligible_self_paid` (−1: not stated)."""

    def __len__(self) -> int:
        return len(self.claim_id)

    def part(self, name: str) -> Integers:
        return self.columns[name]


def claim_table(source: Any, region: str | None = None) -> ClaimTable:
    """Read a claim table; `region` stands where the column is missing. Raises `BadTable`."""
    return _Reading(source if isinstance(source, pa.Table) else _arrow(source), region).table()


def _arrow(source: Mapping[str, Any]) -> pa.Table:
    try:
        return pa.table(dict(source))
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise bad("columns_do_not_fit", "table", why=str(error)) from None


@dataclass(slots=True)
class _Reading:
    given: pa.Table
    region: str | None
    columns: dict[str, Array] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    """What was found so far; reading goes on, so that all of it is told."""

    def table(self) -> ClaimTable:
        if not self._has("kind"):
            self.wrong.append(Wrong("column_is_missing", "kind"))
        person = self._whole("person_id")
        for part in AMOUNTS:
            self.columns[part] = self._whole(f"{part}_fen")
        for name in WORDS:
            if self._has(name):
                self.columns[name] = self._coded(name).as_codes(_code_of(name), 0, "int8")
        for name, dimension in (("categories", "identity"), ("findings", "finding")):
            if self._has(name):
                self.columns[name] = self._coded(name).as_codes(_bits_of(dimension), 0, "int32")
        for name in COUNTS:
            if self._has(name):
                self.columns[name] = self._given_or_not(name)
        if self._has("diseases"):
            self.columns["diseases"] = self._coded("diseases").as_codes(
                lambda word: len(_several(word)), NOT_GIVEN, "int16"
            )
        if self._has("hospital_division") and self._has("person_division"):
            self.columns["same_division"] = self._same("hospital_division", "person_division")
        table = ClaimTable(
            claim_id=self._claims(),
            person_id=person,
            household_id=self._households(person),
            days={name: self._days(name) for name in self._day_columns()},
            columns=self.columns,
            prior=self._prior(),
            region=self._region(),
            programme=self._coded("programme") if self._has("programme") else None,
            items=self._items(),
            measures={
                name: self._given_or_not(name, none=ITSELF if name == "weight" else NOT_GIVEN)
                for name in MEASURES
                if self._has(name)
            },
            reverses=self._whole("reverses_claim_id", NONE)
            if self._has("reverses_claim_id")
            else None,
            last_year={
                name: self._given_or_not(f"last_year_{name}_fen")
                for name in LAST_YEAR
                if self._has(f"last_year_{name}_fen")
            },
        )
        if self.wrong:
            raise BadTable(sorted(self.wrong, key=self._place))
        return table

    def _place(self, wrong: Wrong) -> tuple[int, int]:
        """Problems are told in the order of the columns; those of columns that are missing first."""
        names = self.given.column_names
        column = names.index(wrong.column) if wrong.column in names else -1
        return column, -1 if wrong.row is None else wrong.row

    def _day_columns(self) -> list[str]:
        return ["date", *(name for name in DAYS if self._has(name))]

    def _has(self, name: str) -> bool:
        """A column of nothing but holes is as good as none."""
        if name not in self.given.column_names:
            return False
        column = self.given.column(name)
        return not pa.types.is_null(column.type) and not 0 < len(column) == column.null_count

    def _column(self, name: str) -> pa.Array:
        column = self.given.column(name).combine_chunks()
        return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column

    def _whole(self, name: str, none: int | None = None) -> Integers:
        """Whole numbers; nulls only where `none` stands for them."""
        try:
            return self._whole_numbers(name, none)
        except BadTable as found:
            self.wrong += found.wrong
            return np.zeros(len(self.given), dtype=np.int64)

    def _whole_numbers(self, name: str, none: int | None) -> Integers:
        if none is None and not self._has(name):
            raise bad("column_is_missing", name)
        column = self._column(name)
        if not pa.types.is_integer(column.type):
            raise bad("whole_numbers_are_needed", name, given=str(column.type))
        if column.null_count:
            if none is None:
                raise bad("value_is_missing", name, _first_null(column))
            column = column.fill_null(none)
        try:
            numbers = column.cast(pa.int64()).to_numpy(zero_copy_only=False)
        except pa.ArrowInvalid:  # only numbers without a sign can be too large
            row = int(np.argmax(column.to_numpy(zero_copy_only=False)))
            raise bad("value_is_too_large", name, row, given=str(column[row])) from None
        return np.ascontiguousarray(numbers)

    def _days(self, name: str) -> Array:
        try:
            return self._day_numbers(name)
        except BadTable as found:
            self.wrong += found.wrong
            return np.zeros(len(self.given), dtype=np.int32)

    def _day_numbers(self, name: str) -> Array:
        if not self._has(name):
            raise bad("column_is_missing", name)
        column = self._column(name)
        if not pa.types.is_date32(column.type):
            try:
                column = column.cast(pa.date32())
            except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
                raise bad("days_are_needed", name, given=str(column.type)) from None
        if column.null_count and name == "date":
            raise bad("value_is_missing", name, _first_null(column))
        numbers = pc.max_element_wise(column.cast(pa.int32()), _FIRST_DAY, skip_nulls=False)
        return np.ascontiguousarray(numbers.fill_null(NO_DAY).to_numpy(zero_copy_only=False))

    def _coded(self, name: str) -> Coded:
        """Words by dictionary; a list of words is taken as one, joined by `+`."""
        try:
            return self._words(name)
        except BadTable as found:
            self.wrong += found.wrong
            return Coded(np.full(len(self.given), NOT_GIVEN, dtype=np.int32), ())

    def _words(self, name: str) -> Coded:
        column = self._column(name)
        kind = column.type
        if pa.types.is_list(kind) or pa.types.is_large_list(kind):
            inner = kind.value_type
            if not _is_text(inner.value_type if pa.types.is_dictionary(inner) else inner):
                raise bad("words_are_needed", name, given=str(kind))
            column = column.cast(pa.list_(pa.string()))
            column = pc.binary_join(column, "+")
            kind = column.type
        if pa.types.is_null(kind):
            return Coded(np.full(len(column), NOT_GIVEN, dtype=np.int32), ())
        if not pa.types.is_dictionary(kind):
            if not _is_text(kind):
                raise bad("words_are_needed", name, given=str(kind))
            column = column.cast(pa.large_string()).dictionary_encode()
        codes = column.indices.cast(pa.int32()).fill_null(NOT_GIVEN)
        listed = column.dictionary.to_pylist()
        numbers = np.ascontiguousarray(codes.to_numpy(zero_copy_only=False))
        if None in listed:
            numbers = np.where(numbers == listed.index(None), NOT_GIVEN, numbers)
        return Coded(numbers, tuple("" if word is None else str(word) for word in listed))

    def _claims(self) -> Integers:
        claims = self._whole("claim_id")
        told = any(each.column == "claim_id" for each in self.wrong)
        if len(claims) > 1 and not told and not bool(np.all(claims[1:] > claims[:-1])):
            order = np.argsort(claims, kind="stable")
            twice = np.flatnonzero(np.diff(claims[order]) == 0)
            if len(twice):
                row = int(order[twice[0] + 1])
                given = {"given": str(claims[row])}
                self.wrong.append(Wrong("claim_stands_twice", "claim_id", row, given))
        return claims

    def _households(self, person: Integers) -> Integers:
        """A person without a household has one alone, numbered below zero."""
        if not self._has("household_id"):
            return -1 - person
        household = self._whole("household_id", none=0)
        column = self._column("household_id")
        if not column.null_count:
            return household
        alone = column.is_null().to_numpy(zero_copy_only=False)
        for name, below in (
            ("household_id", ~alone & (household < 0)),
            ("person_id", alone & (person < 0)),
        ):
            if bool(below.any()):
                self.wrong.append(Wrong("number_is_below_zero", name, int(np.argmax(below))))
        return np.where(alone, -1 - person, household)

    def _prior(self) -> dict[str, Integers]:
        names = [
            name
            for name in self.given.column_names
            if name.startswith("prior_") and name.endswith("_fen") and self._has(name)
        ]
        return {
            name.removeprefix("prior_").removesuffix("_fen"): self._given_or_not(name)
            for name in names
        }

    def _given_or_not(self, name: str, none: int = NOT_GIVEN) -> Integers:
        """Numbers that may be left out; one below 0 is wrong, and kept apart from none."""
        column = self._column(name)
        amounts = self._whole(name, none=NOT_GIVEN)
        if column.null_count:
            missing = column.is_null().to_numpy(zero_copy_only=False)
            return np.where(missing, none, np.where(amounts < 0, UNKNOWN_WORD, amounts))
        return np.where(amounts < 0, UNKNOWN_WORD, amounts)

    def _region(self) -> Coded:
        if self._has("region"):
            return self._coded("region")
        if self.region is None:
            self.wrong.append(Wrong("region_is_not_said", "region"))
        return Coded(np.zeros(len(self.given), dtype=np.int32), (self.region or "",))

    def _same(self, one: str, other: str) -> Array:
        a, b = self._coded(one), self._coded(other)
        listed = {word: place for place, word in enumerate(a.words)}
        again = b.as_codes(lambda word: listed.get(word, UNKNOWN_WORD), NOT_GIVEN, "int32")
        both = (a.codes >= 0) & (again != NOT_GIVEN)
        return np.where(both, a.codes == again, NOT_GIVEN).astype(np.int8)

    def _items(self) -> Items | None:
        try:
            return self._read_items() if self._has("items") else None
        except BadTable as found:
            self.wrong += found.wrong
            return None

    def _read_items(self) -> Items:
        column = self._column("items")
        if not (pa.types.is_list(column.type) or pa.types.is_large_list(column.type)):
            raise bad("items_are_needed", "items", given=str(column.type))
        column = column.cast(pa.large_list(column.type.value_type))
        flat = column.flatten()
        lengths = pc.list_value_length(column).fill_null(0).to_numpy(zero_copy_only=False)
        rows = np.repeat(np.arange(len(column), dtype=np.int64), lengths)
        if not pa.types.is_struct(flat.type):
            raise bad("items_are_needed", "items", given=f"list<{flat.type}>")
        names = [each.name for each in flat.type]
        if "service" not in names:
            raise bad("item_has_no_service", "items")
        inner = _Reading(pa.Table.from_arrays(flat.flatten(), names=names), None)
        parts = {
            part: inner._whole(f"{part}_fen", none=0)
            if f"{part}_fen" in names
            else np.zeros(len(rows), dtype=np.int64)
            for part in AMOUNTS
        }
        services = inner._coded("service")
        if inner.wrong:
            raise BadTable([replace(each, column=f"items.{each.column}") for each in inner.wrong])
        return Items(rows, services, parts)


def _is_text(given: Any) -> bool:
    types = pa.types
    return bool(
        types.is_string(given) or types.is_large_string(given) or types.is_string_view(given)
    )


def _first_null(column: pa.Array) -> int:
    return int(np.flatnonzero(column.is_null().to_numpy(zero_copy_only=False))[0])


def _several(word: str) -> Sequence[str]:
    return sorted({each.strip() for each in word.split("+") if each.strip()})


def _code_of(dimension: str) -> Callable[[str], int]:
    known = words.DIMENSIONS[dimension]
    return lambda word: code(dimension, word) if word in known else UNKNOWN_WORD


def _bits_of(dimension: str) -> Callable[[str], int]:
    known = words.DIMENSIONS[dimension]

    def of(word: str) -> int:
        listed = _several(word)
        return bits(dimension, listed) if set(listed) <= known.keys() else UNKNOWN_WORD

    return of


__all__ = ["BadTable", "ClaimTable", "Coded", "Items", "claim_table"]
