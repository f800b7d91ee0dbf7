"""A backup comes back as it was, into either store; anything less is refused as a whole."""

import sqlite3
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import orjson
import pytest
from sqlalchemy import delete, func, insert, select

from benefits.accounts.actor import DEMO
from benefits.problems import Refused
from benefits.stores import schema
from benefits.stores.accounts import SESSION
from benefits.stores.backup import Done, backed_up, keys_beside, restored
from benefits.stores.database import opened
from benefits.stores.people_tables import FORGOTTEN, PEOPLE, PERSON_KEYS
from benefits.stores.site import site_of, taken
from benefits.stores.verification import verified
from tests.stores.filled import NAMES, bill, filled, key, office
from tests.stores.kept import STORES

NOW = datetime(2018, 7, 1, 12, tzinfo=UTC)


def fill(url: str) -> None:
    database = opened(url)
    taken(database, demo=True, now=NOW, engine="test")
    filled(database)
    database.close()


def back_up(url: str, path: Path) -> Done:
    return backed_up(url, path, now=NOW, engine="test")


def restore(path: Path, url: str, keys: Path | None = None) -> Done:
    return restored(path, keys or keys_beside(path), url)


@pytest.fixture
def backup(database_url: str, tmp_path: Path) -> Path:
    fill(database_url)
    path = tmp_path / "book.zip"
    back_up(database_url, path)
    return path


@pytest.fixture(params=STORES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Another, empty database in either store."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/restored.sqlite"
        return
    from tests.stores import kept

    kept._told(kept._server(), "CREATE DATABASE restored")
    yield kept._url(kept._server(), "restored")
    kept._told(kept._server(), "DROP DATABASE restored WITH (FORCE)")


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {each: file.read(each) for each in file.namelist() if each.endswith(".jsonl")}


def test_what_comes_back_is_what_went_in_and_verifies(
    backup: Path, empty_url: str, tmp_path: Path
) -> None:
    done = restore(backup, empty_url)
    assert (done.keys, done.left_out) == (2, 0)
    again = tmp_path / "again.zip"
    back_up(empty_url, again)
    assert members(again) == members(backup)
    assert members(keys_beside(again)) == members(keys_beside(backup))
    database = opened(empty_url)
    checked = verified(database, office(database).terms, recompute=True)
    assert (checked.postings, checked.recomputed, checked.found) == (4, 3, [])
    database.close()


def test_a_restored_book_goes_on_and_remembers_every_key(backup: Path, empty_url: str) -> None:
    restore(backup, empty_url)
    database = opened(empty_url)
    ledger = office(database, "later")
    replayed = ledger.settle(DEMO, key("/v1/settlements", 1), bill("person-1"))
    assert orjson.loads(replayed)["id"] == "id-1"
    fresh = ledger.settle(DEMO, key("/v1/settlements", 9), bill("person-2"))
    assert orjson.loads(fresh)["patient"]
    assert verified(database, ledger.terms).found == []
    database.close()


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_it_is_its_users_alone_and_tells_no_name(backup: Path) -> None:
    for path in (backup, keys_beside(backup)):
        assert path.stat().st_mode & 0o777 == 0o600
        for name, text in members(path).items():
            for secret in (*NAMES, "E00000001"):
                assert secret not in text.decode(), name
    assert list(members(keys_beside(backup))) == ["tables/person_keys.jsonl"]
    assert "tables/person_keys.jsonl" not in members(backup)
    assert sorted(backup.parent.glob(".*")) == []


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_every_table_is_in_it_but_who_is_signed_in(backup: Path) -> None:
    kept = {name.removeprefix("tables/").removesuffix(".jsonl") for name in members(backup)}
    left_out = set(schema.whole().tables) - kept
    assert left_out == {"person_keys", "session", "single_sign_on"}
    assert SESSION.name in left_out


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
def test_a_key_destroyed_since_does_not_come_back(
    backup: Path, database_url: str, empty_url: str, tmp_path: Path
) -> None:
    """The newest keys with an old backup: who was forgotten meanwhile stays forgotten."""
    database = opened(database_url)
    database.run(lambda c: c.execute(delete(PERSON_KEYS).where(PERSON_KEYS.c.person == "person-1")))
    database.close()
    newer = tmp_path / "newer.zip"
    back_up(database_url, newer)
    assert restore(backup, empty_url, keys_beside(newer)).keys == 1
    database = opened(empty_url)
    with database.reading() as connection:
        assert connection.execute(select(PERSON_KEYS.c.person)).scalars().all() == ["person-2"]
        assert connection.execute(select(func.count()).select_from(PEOPLE)).scalar() == 2
    database.close()


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
def test_old_keys_do_not_bring_back_whom_the_backup_says_is_forgotten(
    backup: Path, database_url: str, empty_url: str, tmp_path: Path
) -> None:
    row = {"person": "person-1", "at": "2018-07-01T00:00:00.000000Z", "by": "x", "reason": "end"}
    database = opened(database_url)
    database.run(lambda connection: connection.execute(insert(FORGOTTEN), row))
    database.close()
    newer = tmp_path / "newer.zip"
    back_up(database_url, newer)
    done = restore(newer, empty_url, keys_beside(backup))
    assert (done.keys, done.left_out) == (1, 1)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_only_an_empty_database_is_filled(backup: Path, database_url: str) -> None:
    with pytest.raises(Refused, match="not empty"):
        restore(backup, database_url)
    database = opened(database_url)
    assert verified(database, office(database).terms).found == []
    database.close()


def altered(backup: Path, to: Path, member: str, change: Any) -> Path:
    """The backup with one member changed; None: left out."""
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            text = change(old.read(name)) if name == member else old.read(name)
            if text is not None:
                new.writestr(name, text)
    return to


@pytest.mark.parametrize(
    ("member", "change", "says"),
    [
        ("tables/entry.jsonl", lambda text: text.replace(b"1280000", b"1280001"), "altered"),
        ("tables/posting.jsonl", lambda text: text.partition(b"\n")[2], "altered"),
        ("tables/trail.jsonl", lambda _: None, "cannot be read"),
        ("manifest.json", lambda text: text.replace(b'"entry"', b'"entries"'), "entry is missing"),
        (
            "manifest.json",
            lambda text: text.replace(b'"patient_fen"', b'"patient_yuan"'),
            "other columns",
        ),
        ("manifest.json", lambda _: None, "no backup"),
        ("manifest.json", lambda text: text.replace(b'"version": 1', b'"version": 2'), "no backup"),
    ],
)
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_backup_that_was_altered_is_refused_and_nothing_comes_back(
    backup: Path, tmp_path: Path, member: str, change: Any, says: str
) -> None:
    bad = altered(backup, tmp_path / "bad.zip", member, change)
    if says != "other columns":
        assert members(bad) != members(backup) or member == "manifest.json"
    with pytest.raises(Refused, match=says):
        restore(bad, f"sqlite:///{tmp_path}/never.sqlite", keys_beside(backup))
    assert not (tmp_path / "never.sqlite").exists()


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_the_two_files_are_not_taken_for_each_other_and_both_are_told(
    backup: Path, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as refused:
        restore(keys_beside(backup), f"sqlite:///{tmp_path}/never.sqlite", backup)
    assert len(refused.value.problems) == 2


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_no_file_is_written_over_and_none_is_left_half(
    backup: Path, database_url: str, tmp_path: Path
) -> None:
    before = backup.read_bytes()
    with pytest.raises(Refused, match="already"):
        back_up(database_url, backup)
    assert backup.read_bytes() == before
    (tmp_path / "broken.sqlite").write_bytes(b"SQLite no more" * 100)
    with pytest.raises(Refused, match="cannot be read"):
        back_up(f"sqlite:///{tmp_path}/broken.sqlite", tmp_path / "half.zip")
    assert not (tmp_path / "half.zip").exists()
    assert not (tmp_path / "half.zip.keys").exists()
    with pytest.raises(Refused, match="no such database file"):
        back_up(f"sqlite:///{tmp_path}/nothing.sqlite", tmp_path / "half.zip")
    assert not (tmp_path / "nothing.sqlite").exists()


def test_a_database_that_is_written_to_is_backed_up_at_one_moment(
    database_url: str, tmp_path: Path
) -> None:
    """While a desk settles bill after bill, every backup holds whole settlements only."""
    fill(database_url)
    database = opened(database_url)
    ledger, ended = office(database, "later"), []

    def settles() -> None:
        for number in range(100, 112):
            ledger.settle(DEMO, key("/v1/settlements", number), bill("person-1"))
        ended.append(True)

    desk = Thread(target=settles)
    desk.start()
    made = []
    while desk.is_alive() and len(made) < 3:
        path = tmp_path / f"{len(made)}.zip"
        back_up(database_url, path)
        made.append(path)
    desk.join(60)
    database.close()
    assert ended
    assert made
    for path in made:
        url = f"sqlite:///{path}.sqlite"
        restore(path, url)
        back = opened(url)
        assert verified(back, office(back).terms).found == []
        back.close()


def test_an_embedded_file_of_the_old_days_is_told(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "other.sqlite").execute("CREATE TABLE x (y)").connection.close()
    with pytest.raises(Refused, match="no book in this database"):
        back_up(f"sqlite:///{tmp_path}/other.sqlite", tmp_path / "x.zip")


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_the_moment_and_the_chains_ends_stand_in_the_manifest(backup: Path) -> None:
    with zipfile.ZipFile(backup) as file:
        manifest = orjson.loads(file.read("manifest.json"))
    assert manifest["made_at"] == "2018-07-01T12:00:00.000000Z"
    assert manifest["demo"] is True
    assert {chain: end["last"] for chain, end in manifest["chains"].items()} == {"hospital:demo": 6}


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
def test_a_restored_database_says_what_it_said(backup: Path, empty_url: str) -> None:
    restore(backup, empty_url)
    database = opened(empty_url)
    with database.reading() as connection:
        site = site_of(connection)
    assert (site.demo, site.made_at) == (True, "2018-07-01T12:00:00.000000Z")
    database.close()
