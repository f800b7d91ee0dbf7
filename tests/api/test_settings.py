"""Settings: one name everywhere, the nearer source wins, all that is wrong is told with its place."""

import os
from pathlib import Path
from typing import Any

import pytest

from api.settings import PREFIX
from api.settings_read import line_of, settings_of
from benefits.problems import Refused

SECRET = "hunter2-geheim"


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in os.environ if each.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def written(folder: Path, text: str) -> str:
    file = folder / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def wrong(file: str | None = None, given: dict[str, Any] | None = None) -> list[str]:
    """The places of all problems."""
    with pytest.raises(Refused) as refused:
        settings_of(file, given)
    for problem in refused.value.problems:
        assert problem.what.zh
        assert problem.fix.zh
        assert SECRET not in str(problem)
    return [each.place() for each in refused.value.problems]


def test_the_nearer_source_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path, 'host = "10.0.0.1"\nport = 1\nlog_level = "error"\n')
    monkeypatch.setenv("BENEFITS_PORT", "2")
    monkeypatch.setenv("BENEFITS_LOG_LEVEL", "debug")
    read = settings_of(file, {"port": 3, "host": None})
    assert (read.host, read.log_level, read.port) == ("10.0.0.1", "debug", 3)
    monkeypatch.setenv("BENEFITS_SETTINGS", file)
    assert settings_of().host == "10.0.0.1"
    assert settings_of(None, {"host": "::1"}).host == "::1"


def test_without_anything_said_the_book_lies_in_the_users_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    read = settings_of()
    assert read.database_url == f"sqlite:///{tmp_path}/benefits/book.sqlite"
    assert not read.settle_on_assumed_figures
    assert (read.host, read.port) == ("127.0.0.1", 8000)


def test_several_values_are_a_list_or_a_text_with_commas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, 'trusted_proxies = ["10.0.0.1", "fd00::1"]\n')
    monkeypatch.setenv("BENEFITS_ALLOWED_HOSTS", "desk.example.org, 10.0.0.2")
    read = settings_of(file)
    assert [str(each) for each in read.trusted_proxies] == ["10.0.0.1/32", "fd00::1/128"]
    assert read.allowed_hosts == ("desk.example.org", "10.0.0.2")


def test_everything_wrong_is_told_at_once_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"""prot = 5
port = "{SECRET}"
trusted_proxies = ["10.0.0.1", "{SECRET}"]
idle_minutes = 0
[oidc_groups]
desk = {{role = "clerk", hospitel = "1"}}
"""
    file = written(tmp_path, text)
    monkeypatch.setenv("BENEFITS_HOTS", SECRET)
    monkeypatch.setenv("BENEFITS_LOG_LEVEL", SECRET)
    monkeypatch.setenv("BENEFITS_LOCK_AFTER", SECRET)
    assert sorted(wrong(file, {"goodbye_seconds": 1000})) == sorted(
        [
            f"{file}:1: prot",
            f"{file}:2: port",
            f"{file}:3: trusted_proxies",
            f"{file}:4: idle_minutes",
            f"{file}:6: oidc_groups.desk.hospitel",
            "BENEFITS_HOTS",
            "BENEFITS_LOG_LEVEL",
            "BENEFITS_LOCK_AFTER",
            "--goodbye-seconds",
        ]
    )


def test_a_misspelt_name_is_told_what_may_be_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BENEFITS_HOTS", "x")
    file = written(tmp_path, "prot = 5\nidle_minuts = 3\n")
    with pytest.raises(Refused) as refused:
        settings_of(file)
    told = {each.where: each.fix.en for each in refused.value.problems}
    assert told == {
        "BENEFITS_HOTS": "is BENEFITS_HOST meant?",
        "prot": "is port meant?",
        "idle_minuts": "is idle_minutes meant?",
    }


@pytest.mark.parametrize(
    ("text", "place"),
    [("port = \n", ":1:8: toml"), ("port = 1\nport = 2\n", ":2:9: toml"), ("[x\n", ":1:3: toml")],
)
def test_a_file_that_is_no_toml_is_told_with_its_line(
    tmp_path: Path, text: str, place: str
) -> None:
    file = written(tmp_path, text)
    assert wrong(file) == [file + place]


def test_a_file_that_is_not_there_or_not_text_is_told(tmp_path: Path) -> None:
    assert wrong(str(tmp_path / "none.toml")) == [str(tmp_path / "none.toml")]
    (tmp_path / "settings.toml").write_bytes(b"\xff\xfe")
    assert wrong(str(tmp_path / "settings.toml")) == [str(tmp_path / "settings.toml")]


def test_files_must_be_there_and_a_certificate_needs_its_key(tmp_path: Path) -> None:
    there = written(tmp_path, "")
    assert wrong(None, {"tls_certificate": there}) == ["tls_key"]
    missing = {"tls_certificate": there, "tls_key": str(tmp_path / "no"), "key_file": "/no"}
    assert wrong(None, missing) == ["tls_key", "key_file"]
    assert settings_of(None, {"tls_certificate": there, "tls_key": there}).tls_key == Path(there)


def test_no_secret_is_ever_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENEFITS_DATABASE", f"postgresql://u:{SECRET}@h/x")
    monkeypatch.setenv("BENEFITS_OIDC_SECRET", SECRET)
    read = settings_of()
    assert SECRET not in f"{read!r} {read} {read.model_dump()}"
    assert read.database_url == f"postgresql://u:{SECRET}@h/x"
    assert read.oidc_secret is not None
    assert read.oidc_secret.get_secret_value() == SECRET


def test_the_line_of_a_key_is_found() -> None:
    text = '# port = 1\n"port" = 1\n[ access ]\nidle = 2\naccess.x = 1\n[[other]]\nport = 3\n'
    assert line_of(text, ["port"]) == 2
    assert line_of(text, ["access", "idle"]) == 4
    assert line_of(text, ["access", "unknown"]) == 3
    assert line_of(text, ["nothing"]) is None
    assert line_of("access.idle = 1", ["access", "idle"]) == 1
