"""docs/glossary.md: every code with the names the program uses, and no word explained twice."""

import re
from collections.abc import Mapping

import pytest

from api.page_words import NOTE_KINDS
from benefits import words
from benefits.problems import Text
from tests.docs.blocks import ROOT

PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
TABLES: dict[str, Mapping[str, Text]] = {
    "Parts of the bill": words.PARTS,
    "Kinds of visit": words.KINDS,
    "Hospital levels": words.LEVELS,
    "Places": words.PLACES,
    "Referral": words.REFERRALS,
    "Identities": words.IDENTITIES,
    "Insurances": words.INSURANCES,
    "Findings": words.FINDINGS,
    "Evidence": words.EVIDENCE,
    "Outside statistics": words.STATISTICS,
    "Charge items": words.ITEM_SERVICES,
    "Kinds of note": NOTE_KINDS,
}


@pytest.mark.parametrize("title", TABLES)
def test_every_code_has_the_names_the_program_uses(title: str) -> None:
    section = PAGE.partition(f"\n### {title}")[2].partition("\n#")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.*) \| (.*) \|$", section, re.MULTILINE)
    assert rows == [(code, text.zh, text.en) for code, text in TABLES[title].items()]


def test_no_other_tables_of_codes() -> None:
    assert len(re.findall(r"^### ", PAGE, re.MULTILINE)) == len(TABLES)


def test_no_word_is_explained_twice() -> None:
    section = PAGE.partition("## The words of the trade")[2].partition("\n## ")[0]
    told = re.findall(r"^\| ([^|`]+?) \|", section, re.MULTILINE)[2:]
    listed = [word for each in told for word in each.split(", ")]
    assert len(listed) > 60
    assert [word for word in listed if listed.count(word) > 1] == []
