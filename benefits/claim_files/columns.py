"""The columns of a claim table (明细表的列): which there are, and what each holds."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, Final

import pyarrow as pa

from benefits.simulation.table import AMOUNTS, COUNTS, DAYS, LAST_YEAR, MEASURES, NEEDED, WORDS

WHOLE: Final = "whole"
DAY: Final = "day"
WORD: Final = "word"
ITEMS: Final = "items"

_WHOLE_NUMBERS: Final = (
    "claim_id",
    "person_id",
    "household_id",
    "reverses_claim_id",
    *(f"{part}_fen" for part in AMOUNTS),
    *COUNTS,
    *MEASURES,
    *(f"last_year_{name}_fen" for name in LAST_YEAR),
)
ENUMERATED: Final = WORDS
"""One word out of a short list; any other is refused, whatever it is."""
_WORDS: Final = (
    "region",
    "categories",
    *WORDS,
    "findings",
    "programme",
    "diseases",
    "hospital_id",
    "hospital_division",
    "person_division",
)

MUST_BE_GIVEN: Final = tuple(name for name in NEEDED if name != "kind")
"""Columns without a hole; a row without its kind of visit is counted as refused."""


def kind_of(name: str) -> str | None:
    """What a column holds, None where the contract has no such column.

    >>> kind_of("eligible_fen"), kind_of("date"), kind_of("prior_basic_fen"), kind_of("doctor")
    ('whole', 'day', 'whole', None)
    """
    if name in _WHOLE_NUMBERS or is_prior(name):
        return WHOLE
    if name in ("date", *DAYS):
        return DAY
    if name in _WORDS:
        return WORD
    return ITEMS if name == "items" else None


def meant(name: str) -> str | None:
    """The column that an unknown name is probably meant to be.

    >>> meant("catagories"), meant("last_year_selfpaid_fen"), meant("doctor")
    ('categories', 'last_year_self_paid_fen', None)
    """
    known = (*_WHOLE_NUMBERS, "date", *DAYS, *_WORDS, "items")
    found = get_close_matches(name, known, n=1, cutoff=0.8)
    return found[0] if found else None


def is_prior(name: str) -> bool:
    """A payment that another office has made: `prior_<layer>_fen`."""
    return name.startswith("prior_") and name.endswith("_fen") and len(name) > len("prior__fen")


def holds(kind: str, given: pa.DataType) -> bool:
    """A Parquet column of this type can be read as what the contract has there."""
    types = pa.types
    if types.is_null(given):
        return True
    if kind == WHOLE:
        return bool(types.is_integer(given))
    if kind == DAY:
        return bool(types.is_date(given) or types.is_timestamp(given) or _is_text(given))
    if kind == WORD:
        inner = given.value_type if types.is_dictionary(given) or _is_list(given) else given
        return _is_text(inner) or (types.is_dictionary(inner) and _is_text(inner.value_type))
    return _is_list(given) and bool(types.is_struct(given.value_type))


def wanted(kind: str) -> dict[str, str]:
    """What a column of this kind holds, in Chinese and English."""
    return {
        WHOLE: {"zh": "整数（金额以分为单位）", "en": "whole numbers (amounts in fen)"},
        DAY: {"zh": "日期（如 2018-06-15）", "en": "days (such as 2018-06-15)"},
        WORD: {"zh": "文字", "en": "words"},
        ITEMS: {"zh": "收费项目的列表", "en": "lists of items"},
    }[kind]


def missing(names: Iterable[str]) -> list[str]:
    """The columns that every table has and this one has not."""
    there = set(names)
    return [name for name in NEEDED if name not in there]


def _is_text(given: Any) -> bool:
    return bool(pa.types.is_string(given) or pa.types.is_large_string(given))


def _is_list(given: Any) -> bool:
    return bool(pa.types.is_list(given) or pa.types.is_large_list(given))
