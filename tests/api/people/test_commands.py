"""The commands of keys and people: 0 done, 1 a check failed, 2 wrong input; and what they print."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.command import commands
from benefits.people.key_file import read_keys

LIST = "name,document_number,category,from\n试验甲,360999195005050003,low_income,2018-06-01\n"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("BENEFITS_SETTINGS", raising=False)
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")

    def run(*words: str) -> Result:
        return CliRunner().invoke(commands, [*words, "--lang", "en"], catch_exceptions=False)

    return run


def imported(run: Run) -> str:
    """The surrogate of the one who is listed."""
    run("keys", "new")
    words = ("people", "import", "list.csv", "--region", "r1", "--json")
    assert run(*words, "--apply").exit_code == 0
    later = run(*words, "--as-of", "2018-07-01", "--categories", "low_income")
    assert json.loads(later.output)["unchanged"] == 1
    Path("none.csv").write_text(LIST.splitlines()[0], encoding="utf-8")
    ended = run(*words[:2], "none.csv", *words[3:], "--categories", "low_income")
    return str(json.loads(ended.output)["ended"][0]["id"])


def test_a_site_without_keys_is_told_how_to_make_them(run: Run) -> None:
    told = run("people", "import", "list.csv", "--region", "r1")
    assert told.exit_code == 2
    assert "benefits keys new" in told.output


def test_keys_are_made_once(run: Run, tmp_path: Path) -> None:
    assert run("keys", "new", "mine.json").exit_code == 0
    made = read_keys(tmp_path / "mine.json")
    assert run("keys", "new", "mine.json").exit_code == 2
    assert read_keys(tmp_path / "mine.json") == made
    assert "secret" not in run("keys", "list", "--key-file", "mine.json").output


def test_a_rotation_that_was_broken_off_goes_on_and_then_the_old_keys_go(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from benefits.stores import people_keys

    imported(run)
    path = tmp_path / "home" / "benefits" / "keys.json"

    def broken_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(people_keys, "move_to_keys_in_use", broken_off)
        assert run("keys", "rotate", "--search").exit_code != 0
    assert len(read_keys(path).masters) == 2
    kept = run("keys", "drop")
    assert (kept.exit_code, len(read_keys(path).masters)) == (1, 2)
    assert run("keys", "move").output == (
        "1 people's keys and 1 search hashes moved; 0 could not be read\n"
    )
    assert run("keys", "drop").exit_code == 0
    assert (len(read_keys(path).masters), len(read_keys(path).searches)) == (1, 1)
    listed = json.loads(run("keys", "list", "--json").output)["keys"]
    assert [(each["kind"], each["people"], each["in_use"]) for each in listed] == [
        ("master", 1, True),
        ("search", 1, True),
    ]


def test_somebody_is_forgotten_and_forgotten_again_after_a_restore(
    run: Run, tmp_path: Path
) -> None:
    id = imported(run)
    home = tmp_path / "home" / "benefits"
    before = (home / "book.sqlite").read_bytes()
    told = run("people", "forget", id, "--reason", "consent_withdrawn")
    assert (told.exit_code, told.output) == (0, "1 people are forgotten\n")
    (line,) = (home / "forgotten.jsonl").read_text().splitlines()
    assert json.loads(line)["person"] == id
    assert (home / "forgotten.jsonl").stat().st_mode & 0o777 == 0o600
    (home / "book.sqlite").write_bytes(before)
    again = run("people", "forget", "--replay", str(home / "forgotten.jsonl"))
    assert again.output == "1 people are forgotten\n"
    listed = json.loads(run("keys", "list", "--json").output)["keys"]
    assert [each["people"] for each in listed] == [0, 0]
    assert run("people", "forget", "--replay", str(home / "forgotten.jsonl")).exit_code == 0


def test_who_is_not_there_and_a_reason_that_is_none_are_refused(run: Run) -> None:
    imported(run)
    assert run("people", "forget", "p-9").exit_code == 2
    assert run("people", "forget", "p-9", "--reason", "no reason").exit_code == 2
    Path("broken.jsonl").write_text('{"person": 1}\nnothing\n', encoding="utf-8")
    told = run("people", "forget", "--replay", "broken.jsonl")
    assert told.exit_code == 2
    assert "broken.jsonl:1" in told.output
    assert "broken.jsonl:2" in told.output


def test_those_whose_retention_is_over_are_listed_and_only_then_forgotten(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = imported(run)
    assert run("people", "forget", "--due").output == "0 people are forgotten\n"
    from benefits.people import days

    later = datetime(2090, 1, 1, tzinfo=UTC).date()
    monkeypatch.setattr(days, "day_of", lambda _: later)
    assert run("people", "forget", "--due").output == f"{id}\n0 people are forgotten\n"
    assert run("people", "forget", "--due", "--apply").output == f"{id}\n1 people are forgotten\n"


def test_a_server_does_not_start_with_another_databases_keys(run: Run, tmp_path: Path) -> None:
    imported(run)
    (tmp_path / "home" / "benefits" / "keys.json").unlink()
    run("keys", "new")
    told = run("serve", "--port", "0")
    assert told.exit_code == 2
    assert "the key file does not have it" in told.output
    assert run("keys", "abandon").output == "1 people's keys given up\n"
