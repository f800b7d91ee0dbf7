"""The key file: its owner's alone, whole or not there, never written over."""

from pathlib import Path

import pytest

from benefits.people.key_file import (
    new_keys,
    read_keys,
    with_new_master,
    with_new_search,
    without,
    write_keys,
)
from benefits.problems import Refused
from tests.people.made_up import BEGIN, Drawn


def refused(path: Path) -> str:
    with pytest.raises(Refused) as caught:
        read_keys(path)
    return caught.value.problems[0].what.en


def test_keys_come_back_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "keys.json"
    made = new_keys(Drawn(), BEGIN)
    write_keys(path, made, new=True)
    assert read_keys(path) == made
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["keys.json"]


def test_a_key_file_is_never_written_over_as_new(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    made = new_keys(Drawn(), BEGIN)
    write_keys(path, made, new=True)
    with pytest.raises(Refused, match="already"):
        write_keys(path, new_keys(Drawn("other"), BEGIN), new=True)
    assert read_keys(path) == made


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    write_keys(path, new_keys(Drawn(), BEGIN))
    for mode in (0o640, 0o604, 0o660, 0o644):
        path.chmod(mode)
        assert refused(path) == "the key file can be read by others"


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"masters": [], "searches": []}', "7", '{"masters": 1, "searches": 2}',
     '{"masters": [{"id": "a", "made_at": "", "secret": "c2hvcnQ="}], "searches": []}',
     '{"masters": [{"id": "a", "made_at": "", "secret": "*"}], "searches": []}'],
)  # fmt: skip
def test_a_file_that_is_not_whole_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content)
    path.chmod(0o600)
    assert refused(path) == "this is not a whole key file"


def test_no_file_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "keys.json") == "the key file cannot be read"


def test_new_keys_are_in_use_and_old_ones_go_only_when_nothing_uses_them() -> None:
    drawn = Drawn()
    first = new_keys(drawn, BEGIN)
    later = with_new_search(with_new_master(first, drawn, BEGIN), drawn, BEGIN)
    assert later.masters[0] == first.masters[0] != later.masters[-1]
    assert later.searches[0] == first.searches[0] != later.searches[-1]
    assert without(later, lambda key: False) == later
    assert len(without(later, lambda key: True).masters) == 1
    assert without(later, lambda key: True).masters[-1] == later.masters[-1]
