"""docs/claim-table.md names every column and every status of the program, and no other."""

import re

import pytest

pytest.importorskip("pyarrow")

from benefits.claim_files import columns
from benefits.simulation.result import STATUSES
from benefits.simulation.table import DAYS, NEEDED
from tests.docs.blocks import ROOT

PAGE = (ROOT / "docs" / "claim-table.md").read_text(encoding="utf-8")
HOLDS = {
    columns.WHOLE: {"number", "fen"},
    columns.DAY: {"day"},
    columns.WORD: {"word", "words"},
    columns.ITEMS: {"list"},
}


def rows(title: str) -> list[list[str]]:
    section = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.split("\n") if line.startswith("| `")]
    return [[cell.strip(" `") for cell in line.strip("|").split(" | ")] for line in lines]


def test_every_column_stands_in_the_page_with_what_it_holds() -> None:
    needed, may = rows("Columns every table has"), rows("Columns it may have")
    assert {each[0] for each in needed} == set(NEEDED)
    known = {*columns._WHOLE_NUMBERS, *columns._WORDS, "date", *DAYS, "items"}
    assert {each[0] for each in (*needed, *may)} == known | {"prior_<layer>_fen"}
    for name, holds, *_ in (*needed, *may):
        kind = columns.kind_of(name.replace("<layer>", "basic"))
        assert kind is not None
        assert holds in HOLDS[kind], name


def test_every_status_stands_in_the_page_in_its_order() -> None:
    assert [each[0] for each in rows("What becomes of a row")] == list(STATUSES)


def test_a_row_of_the_page_is_read_to_its_end() -> None:
    assert re.search(r"\| `weight` \| number \| .* \| 1,000,000: itself \|", PAGE)
