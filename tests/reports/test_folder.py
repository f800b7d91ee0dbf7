"""A folder that a report cannot be written into is told in words, and nothing half written stays."""

import errno
import os
from pathlib import Path

import pytest

from benefits.indicators import Report
from benefits.problems import Refused, Text
from benefits.reports import check_folder, write_report

EMPTY = Report(Text("空", "empty"), Text("空", "empty"), ())


def test_a_file_stands_where_the_folder_should(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    for folder in (tmp_path / "taken", tmp_path / "taken" / "below" / "it"):
        with pytest.raises(Refused, match="cannot write"):
            check_folder(folder)
        with pytest.raises(Refused, match="cannot write"):
            write_report(EMPTY, folder)
    check_folder(tmp_path / "new" / "one")
    assert (tmp_path / "taken").read_text() == "mine"


def test_a_folder_nobody_may_write_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(Refused, match="cannot write"):
        check_folder(tmp_path)


def test_a_disk_that_is_full_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_bytes = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        write_bytes(path, content[:3])
        if path.name == ".report.xlsx.part":
            raise OSError(errno.ENOSPC, "No space left on device")
        return 3

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Refused, match="the disk is full"):
        write_report(EMPTY, tmp_path)
    assert not list(tmp_path.rglob("*.part"))
