"""A draft outside the book may build on another draft beside it, or on the book; never in a circle."""

from pathlib import Path

import pytest

from api.naming import base_of, document_named
from benefits.problems import Refused
from benefits.reading.book import PolicyBook

BOOK = PolicyBook.packaged()


def draft(folder: Path, region: str, day: str, builds_on: str) -> str:
    """A draft that says what another says, from a day on."""
    file = folder / region / f"{day}.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(
        f"region: {region}\nname: {{zh: 稿, en: draft}}\ndivision: '990000'\n"
        f"in_force: {{from: {day}}}\nbuilds_on: {builds_on}\n",
        encoding="utf-8",
    )
    return str(file)


def test_a_draft_builds_on_the_draft_beside_it_and_that_on_the_book(tmp_path: Path) -> None:
    draft(tmp_path, "xx-one", "2019-01-01", "jx-yichun/2018-01-01")
    file = draft(tmp_path, "xx-two", "2020-01-01", "xx-one/2019-01-01")
    assert "backstop" in document_named(BOOK, file).tree["layers"]


def test_a_draft_comes_before_a_version_of_the_book(tmp_path: Path) -> None:
    draft(tmp_path, "jx-yichun", "2018-01-01", "hn-sangzhi/2011-08-01")
    file = draft(tmp_path, "jx-yichun", "2019-01-01", "jx-yichun/2018-01-01")
    assert list(document_named(BOOK, file).tree["layers"]) == ["basic"]


def test_drafts_that_build_on_each_other_are_refused(tmp_path: Path) -> None:
    draft(tmp_path, "xx-one", "2019-01-01", "xx-two/2020-01-01")
    file = draft(tmp_path, "xx-two", "2020-01-01", "xx-one/2019-01-01")
    with pytest.raises(Refused) as refused:
        document_named(BOOK, file)
    assert [each.code for each in refused.value.problems] == ["base_goes_in_a_circle"]


def test_a_draft_that_builds_on_nothing_there_is_told_so(tmp_path: Path) -> None:
    for name in ("jx-yichun/2017-01-01", "../secret/2017-01-01"):
        file = draft(tmp_path, "xx-one", "2019-01-01", name)
        with pytest.raises(Refused) as refused:
            document_named(BOOK, file)
        assert [each.code for each in refused.value.problems] == ["base_is_not_there"]
    with pytest.raises(Refused):
        base_of(BOOK, file)("xx-none/2019-01-01")
