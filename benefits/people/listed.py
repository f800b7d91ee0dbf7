"""A bureau's full list of people (经办机构全量名单): each row read, everything wrong with it told at once.

A row names a person by document and one identity they hold. A list is full: who is not on it holds the
identities it speaks of no longer.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from benefits import words
from benefits.people import documents, table
from benefits.people.registration import EARLIEST, LATEST, surrogate_problems
from benefits.people.sentences import problem
from benefits.people.table import Cell
from benefits.problems import Problem, Refused

_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "姓名"),
    "document_type": ("document_type", "证件类型"),
    "document_number": ("document_number", "证件号码", "身份证号", "身份证号码", "公民身份号码"),
    "category": ("category", "身份类别", "人员类别", "对象类别"),
    "from": ("from", "开始日期", "认定日期", "起始日期"),
    "until": ("until", "结束日期", "终止日期"),
    "household": ("household", "家庭编号", "户编号"),
    "insurance": ("insurance", "险种", "参保险种"),
    "division": ("division", "参保地", "参保地区划"),
}
_NAMED: Final = {heading: name for name, all_ in _HEADINGS.items() for heading in all_}
NEEDED: Final = ("name", "document_number", "category")
_SHORT: Final = {
    "建档立卡": "registered_poor",
    "特困": "destitute",
    "特困供养人员": "destitute",
    "低保": "low_income",
    "低保边缘": "low_income_edge",
}
MOST_PROBLEMS: Final = 1000
"""So many problems of a list are told; nobody mends more at once."""


def _by_name(texts: Mapping[str, Any]) -> dict[str, str]:
    return {**{each.zh: word for word, each in texts.items()}, **{word: word for word in texts}}


_CATEGORIES: Final = {**_by_name(words.IDENTITIES), **_SHORT}
_INSURANCES: Final = _by_name(words.INSURANCES)
_TYPES: Final = _by_name({word: kind.name for word, kind in documents.KINDS.items()})
_DAYS: Final = (
    re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII),
    re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", re.ASCII),
    re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日", re.ASCII),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list that can be entered."""

    row: int
    wanted: str
    """What the person is found by (`documents.normal`)."""
    particulars: dict[str, Any]
    category: str
    from_: date | None
    """None: the list does not say."""
    until: date | None
    household: str | None
    insurance: str | None
    division: str | None


class FullList(NamedTuple):
    """A list without a fault."""

    rows: list[Listed]
    ignored: list[str]
    """Headings that nothing is read from."""


def read_list(content: bytes, today: date) -> FullList:
    """A list from the bytes of a CSV or XLSX file; raises `Refused` with every problem's row and column."""
    headed = table.headed(table.rows_of(content), lambda name: _NAMED.get(name.strip()), NEEDED)
    found: list[Problem] = []
    rows = []
    for row in headed.rows:
        reader = _Row(row, headed.places, today)
        listed = reader.read()
        found += reader.wrong
        if listed is not None:
            rows.append(listed)
    found += _twice(rows, headed.places)
    if found:
        found.sort(key=lambda each: (each.line or 0, each.column or 0))
        raise Refused("invalid_request", found[:MOST_PROBLEMS])
    return FullList(rows, headed.ignored)


def categories_of(written: str, where: str) -> frozenset[str]:
    """Categories with commas between them; raises `Refused("invalid_request")`."""
    found = [each.strip() for each in written.split(",") if each.strip()]
    if any(each not in _CATEGORIES for each in found):
        listed = ", ".join(words.IDENTITIES)
        told = problem("word_is_not_known_in_row", where, words=listed)
        raise Refused("invalid_request", [told])
    return frozenset(_CATEGORIES[each] for each in found)


class _Row:
    """One row as it is read, and what is wrong with it."""

    def __init__(self, row: table.Row, places: Mapping[str, int], today: date) -> None:
        self._row = row
        self._places = places
        self._today = today
        self.wrong: list[Problem] = []

    def read(self) -> Listed | None:
        name, type = self._name(), self._word("document_type", _TYPES, "id_card")
        number = self._number()
        birth_day, wanted = None, ""
        if type and number:
            checked = documents.check(type, number, "document_number", self._today)
            if isinstance(checked, list):
                self.wrong += [_placed(each, self._row.number, self._places) for each in checked]
            elif not documents.KINDS[type].alone:
                self._tell("document_names_nobody", "document_type")
            else:
                birth_day, wanted = checked.birth_day, documents.normal(type, number)
        category = self._word("category", _CATEGORIES, None)
        from_, until = self._day("from"), self._day("until")
        if from_ and until and until < from_:
            self._tell("ends_before_it_begins", "until")
        household = self._text("household") or None
        if household:
            self.wrong += [
                _placed(each, self._row.number, self._places)
                for each in surrogate_problems(household, "household")
            ]
        division = self._text("division") or None
        if division and not re.fullmatch(r"[0-9]{6}", division):
            self._tell("division_has_wrong_form", "division")
        insurance = self._word("insurance", _INSURANCES, "")
        if self.wrong or category is None:
            return None
        particulars = {"name": name, "document_type": type, "number": documents.plain(number)}
        if birth_day is not None:
            particulars["birth_day"] = birth_day.isoformat()
        return Listed(
            self._row.number, wanted, particulars, category, from_, until,
            household, insurance or None, division,
        )  # fmt: skip

    def _tell(self, code: str, column: str, **facts: str) -> None:
        self.wrong.append(_placed(problem(code, column, **facts), self._row.number, self._places))

    def _cell(self, column: str) -> Cell:
        place = self._places.get(column)
        if place is None or place >= len(self._row.cells):
            return None
        return self._row.cells[place]

    def _text(self, column: str) -> str:
        cell = self._cell(column)
        if isinstance(cell, float) and cell.is_integer():
            return str(int(cell))
        return "" if cell is None else str(cell)

    def _name(self) -> str:
        name = self._text("name")
        if not name:
            self._tell("name_is_missing_in_row", "name")
        elif len(name) > 64 or any(each in "<>" or not each.isprintable() for each in name):
            self._tell("name_has_wrong_characters", "name")
        return name

    def _number(self) -> str:
        cell = self._cell("document_number")
        if isinstance(cell, (int, float)) and abs(cell) >= 10**15:
            self._tell("number_was_rounded", "document_number")
            return ""
        number = self._text("document_number").lstrip(
            "'"
        )  # Excel's mark for text, where it is kept
        if not number:
            self._tell("number_is_missing_in_row", "document_number")
        return number

    def _word(self, column: str, known: Mapping[str, str], absent: str | None) -> str | None:
        written = self._text(column)
        if not written:
            if absent is None:
                self._tell("word_is_missing_in_row", column)
            return absent
        found = known.get(written)
        if found is None:
            listed = ", ".join(dict.fromkeys(known.values()))
            self._tell("word_is_not_known_in_row", column, words=listed)
        return found

    def _day(self, column: str) -> date | None:
        cell = self._cell(column)
        if isinstance(cell, date):
            day: date | None = cell
        else:
            written = self._text(column)
            if not written:
                return None
            day = _day_written(written)
        if day is None:
            self._tell("day_has_wrong_form", column)
        elif not EARLIEST <= day <= LATEST:
            self._tell("day_is_out_of_range", column)
        else:
            return day
        return None


def _day_written(written: str) -> date | None:
    for form in _DAYS:
        found = form.fullmatch(written)
        if found:
            try:
                return date(*map(int, found.groups()))
            except ValueError:
                return None
    return None


def _placed(found: Problem, row: int, places: Mapping[str, int]) -> Problem:
    """A problem at its row and column."""
    column = places.get(found.where)
    return Problem(
        found.code,
        found.where,
        found.what,
        found.fix,
        line=row,
        column=None if column is None else column + 1,
    )


def _twice(rows: Sequence[Listed], places: Mapping[str, int]) -> Iterator[Problem]:
    """Rows that say the same of a person twice, and people under two names."""
    first: dict[tuple[str, str], int] = {}
    names: dict[str, tuple[str, int]] = {}
    for each in rows:
        key = (each.wanted, each.category)
        if key in first:
            told = problem("listed_twice", "document_number", row=str(first[key]))
            yield _placed(told, each.row, places)
        first.setdefault(key, each.row)
        name, row = names.setdefault(each.wanted, (each.particulars["name"], each.row))
        if name != each.particulars["name"]:
            yield _placed(problem("listed_under_two_names", "name", row=str(row)), each.row, places)
