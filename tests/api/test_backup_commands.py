"""`benefits backup` and `benefits restore`: what they print, how they end."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.command import commands
from tests.stores.kept import database_url, store
from tests.stores.test_backup import fill

__all__ = ["database_url", "store"]


def run(*words: str) -> Any:
    return CliRunner().invoke(commands, [*words, "--lang", "en"], catch_exceptions=False)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_book_goes_out_and_comes_back(database_url: str, tmp_path: Path) -> None:
    fill(database_url)
    file = tmp_path / "book.zip"
    out = run("backup", "--database", database_url, "--to", str(file))
    assert out.exit_code == 0, out.output
    assert f"rows: {file}\n2 people's keys: {file}.keys (keep only the newest)" in out.stdout
    new = f"sqlite:///{tmp_path}/new.sqlite"
    back = run("restore", str(file), "--database", new, "--json")
    assert back.exit_code == 0
    told = json.loads(back.stdout)
    assert (told["keys"], told["left_out"]) == (2, 0)
    again = run("restore", str(file), "--database", new)
    assert again.exit_code == 2
    assert "a backup is restored into an empty database only" in again.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["backup", "--database", "sqlite:////nowhere/x.sqlite", "--to", "x.zip"], "no such data"),
        (["restore", "nothing.zip", "--database", "sqlite:///x.sqlite"], "there is no such file"),
        (["backup", "--database", "postgresql://u:geheim@127.0.0.1:1/x", "--to", "x.zip"],
         "the database does not answer"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_ends_with_2_and_leaves_nothing(
    words: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = run(*words)
    assert ended.exit_code == 2
    assert says in ended.stderr
    assert "geheim" not in ended.output
    assert list(tmp_path.iterdir()) == []
