"""Every broken reform file is refused with its exact words: where, what is wrong, what to write."""

from pathlib import Path
from typing import Final

import pytest

from benefits.problems import Refused
from benefits.reading.book import PolicyBook
from benefits.reforms import scenarios
from tests.reading.broken import told

FOLDER: Final = Path(__file__).parent / "bad"
BOOK: Final = PolicyBook.packaged()
FILES: Final = sorted(each.stem for each in FOLDER.glob("*.yaml"))


def said_of(name: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The problems of a file, told by its bare name."""
    monkeypatch.chdir(FOLDER)
    with pytest.raises(Refused) as refused:
        scenarios(BOOK, [Path(f"{name}.yaml")], [], ["jx-yichun", "nm-ulanqab"])
    return told(refused.value.problems)


@pytest.mark.parametrize("name", FILES)
def test_a_broken_file_is_refused_with_its_exact_words(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said_of(name, monkeypatch) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def test_there_are_many_broken_files_and_each_has_its_words() -> None:
    assert len(FILES) >= 30
    assert {each.stem for each in FOLDER.glob("*.txt")} == set(FILES)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        scenarios(BOOK, [tmp_path / "none.yaml", tmp_path], ["x"], None)
    codes = [each.code for each in refused.value.problems]
    assert codes == ["file_is_not_there", "file_is_a_folder", "setting_has_no_value"]
