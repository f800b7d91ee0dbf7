"""`benefits accounts`: kept on the server, passwords from a file or the terminal, never as a word."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api import account_commands
from api.command import commands
from benefits.stores.database import opened
from tests.api.access.site import GIVEN

QUICK = {
    "BENEFITS_ARGON2_PASSES": "1",
    "BENEFITS_ARGON2_MEMORY_KIB": "8",
    "BENEFITS_ARGON2_LANES": "1",
}


@pytest.fixture(autouse=True)
def _own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder of its own, cheap hashes, no terminal."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("BENEFITS_DATABASE", f"sqlite:///{tmp_path}/book.sqlite")
    for name, value in QUICK.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "password").write_text(GIVEN + "\nsecond line\n", encoding="utf-8")


def ran(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(commands, ["accounts", *words, "--lang", "en"], input=given)


def added(tmp_path: Path, name: str = "li", *more: str) -> Result:
    place = ("--role", "clerk", "--hospital", "h1", "--region", "r1")
    return ran("add", name, *place, "--password-file", str(tmp_path / "password"), *more)


def listed() -> dict[str, Any]:
    told = json.loads(ran("list", "--json").stdout)
    return {each["name"]: each for each in told["accounts"]}


def test_an_account_is_added_listed_disabled_and_enabled(tmp_path: Path) -> None:
    assert added(tmp_path).exit_code == 0
    li = listed()["li"]
    assert (li["roles"], li["hospital"], li["must_change_password"]) == (["clerk"], "h1", True)
    assert ran("disable", "li").exit_code == 0
    assert listed()["li"]["enabled"] is False
    assert "✗" in ran("list").stdout
    assert ran("enable", "li").exit_code == 0
    assert listed()["li"]["enabled"] is True


def test_nothing_secret_is_printed(tmp_path: Path) -> None:
    shown = added(tmp_path, "li", "--json").output + ran("list", "--json").output
    assert GIVEN not in shown
    assert "argon2" not in shown


def test_a_password_comes_from_standard_input(tmp_path: Path) -> None:
    assert added(tmp_path).exit_code == 0
    done = ran("password", "li", "--password-file", "-", given="five brown otters swim\n")
    assert done.exit_code == 0, done.output


def test_a_password_is_asked_for_twice_at_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert added(tmp_path).exit_code == 0
    typed = iter(["five brown otters swim"] * 2 + ["five brown otters swim", "another one"])
    monkeypatch.setattr(account_commands.getpass, "getpass", lambda _: next(typed))
    monkeypatch.setattr(account_commands, "_at_a_terminal", lambda: True)
    assert ran("password", "li").exit_code == 0
    unlike = ran("password", "li")
    assert unlike.exit_code == 2
    assert "not the same" in unlike.output


def test_a_password_is_no_word_of_a_command() -> None:
    for command in ("add", "password"):
        assert "--password " not in ran(command, "--help").stdout
        assert ran(command, "li", "--password", GIVEN).exit_code == 2


def test_a_machine_has_no_password_and_its_key_is_revoked() -> None:
    place = ("--role", "machine", "--hospital", "h1", "--region", "r1")
    assert ran("add", "his", *place).exit_code == 0
    assert ran("revoke", "his", "--kid", "2026-01").exit_code == 0
    assert ran("password", "his", "--password-file", "-", given=GIVEN).exit_code == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("add", "li", "--role", "clark"), "no such role"),
        (("add", "li", "--role", "analyst"), "no terminal"),
        (("add", "li", "--role", "analyst", "--password-file", "nothing"), "nothing"),
        (("disable", "nobody"), "no such account"),
        (("enable", "nobody"), "no such account"),
        (("revoke", "nobody", "--kid", "a"), "no such account"),
    ],
)
def test_what_is_wrong_is_told_and_ends_with_2(words: tuple[str, ...], says: str) -> None:
    done = ran(*words)
    assert done.exit_code == 2
    assert says in done.output


def test_everything_wrong_with_an_account_is_told_before_a_password_is_asked_for() -> None:
    done = ran("add", "L", "--role", "clerk")
    assert done.exit_code == 2
    for says in ("cannot be an account's", "belongs to a hospital", "belongs to a region"):
        assert says in done.output


def test_what_is_done_here_stands_in_the_trail(tmp_path: Path) -> None:
    from benefits.stores import trail

    added(tmp_path)
    ran("disable", "li")
    database = opened(f"sqlite:///{tmp_path}/book.sqlite")
    with database.reading() as connection:
        told = [(each.actor, each.action) for _, each, _, _ in trail.events(connection, "site")]
    database.close()
    assert told == [("operator", "account.added"), ("operator", "account.disabled")]
