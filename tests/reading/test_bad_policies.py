"""Every broken policy file is told exactly what is wrong with it, where, and what to write."""

import re

import pytest

from benefits.reading.sentences import SENTENCES
from tests.reading.books import SHELVES
from tests.reading.broken import FOLDER, contents, expected, problems_of, told

CONTENTS = contents()


@pytest.mark.parametrize("name", CONTENTS)
def test_a_broken_file_is_told_exactly_what_is_wrong(name: str) -> None:
    assert told(problems_of(CONTENTS[name])) == expected(name)


def test_there_are_eighty_broken_files_with_forty_codes() -> None:
    assert len(CONTENTS) >= 80
    assert len(_codes()) >= 40


def test_every_code_is_met_by_a_file_or_a_book() -> None:
    met = _codes() | {each.code for shelf in SHELVES.values() for each in shelf.problems()}
    assert met == set(SENTENCES)


def test_every_expectation_has_its_file() -> None:
    assert {each.stem for each in FOLDER.glob("*.txt")} == set(CONTENTS)


def test_several_files_have_several_problems_and_all_are_told() -> None:
    several = [name for name, content in CONTENTS.items() if len(problems_of(content)) >= 4]
    assert len(several) >= 15


def test_every_sentence_is_in_its_language_and_complete() -> None:
    for code, (what_zh, what_en, fix_zh, fix_en) in SENTENCES.items():
        assert re.search("[一-龥]", what_zh), code
        assert re.search("[一-龥]", fix_zh), code
        blanks = r"\{\w*\}"
        assert set(re.findall(blanks, what_zh)) == set(re.findall(blanks, what_en)), code
        assert set(re.findall(blanks, fix_zh)) == set(re.findall(blanks, fix_en)), code
        english = (what_en + fix_en).replace("万元", "")
        assert not re.search("[一-龥，。；：]", english), code


def _codes() -> set[str]:
    return {each.code for content in CONTENTS.values() for each in problems_of(content)}
