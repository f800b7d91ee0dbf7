"""docs/operate.md has every setting with its default, and its grants are enough and not too much."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.metrics import Metrics
from api.settings import Settings
from benefits.stores import schema
from benefits.stores.database import opened
from benefits.stores.site import taken
from benefits.stores.tables import APPEND_ONLY
from tests.docs.blocks import ROOT, blocks_of
from tests.stores.filled import BEGAN, filled
from tests.stores.kept import database_url, store

__all__ = ["database_url", "store"]
FILE = ROOT / "docs" / "operate.md"
PAGE = FILE.read_text(encoding="utf-8")
IN_WORDS = {"database", "data_folder", "key_file", "policies"}
"""Settings whose default is told in words."""


def section(title: str) -> str:
    return re.split(r"\n## ", PAGE.partition(f"\n## {title}\n")[2])[0]


def test_every_setting_stands_in_the_page_with_its_default() -> None:
    told = dict(re.findall(r"^\| `([a-z0-9_]+)` \| ([^|]+) \|", section("Settings"), re.MULTILINE))
    assert set(told) == set(Settings.model_fields)
    for name, field in Settings.model_fields.items():
        default: Any = field.get_default(call_default_factory=True)
        if name in IN_WORDS:
            continue
        shown = {None: "none", (): "none", "": "empty"}.get(
            default if not isinstance(default, dict) else (), f"`{default!s}`"
        )
        wanted = shown.lower() if isinstance(default, bool) else shown
        assert told[name].strip() == wanted, name


def test_every_figure_stands_in_the_page() -> None:
    told = set(re.findall(r"^\| `(benefits_\w+)` \|", section("Metrics"), re.MULTILINE))
    written = Metrics().written().decode()
    figures = set(re.findall(r"^# HELP (benefits_\w+) ", written, re.MULTILINE))
    assert told == {each for each in figures if not each.endswith("_created")}


def sql(kind: str) -> str:
    (found,) = [each.text for each in blocks_of(FILE) if each.kind == "sql" and kind in each.words]
    return found


@pytest.fixture
def granted(database_url: str) -> Iterator[str]:
    """A database with the page's roles and grants; the address of the server's role."""
    if database_url.startswith("sqlite"):
        pytest.fail("PostgreSQL only")
    superuser = opened(database_url)
    taken(superuser, demo=True, now=BEGAN, engine="test")
    everything = sql("roles") + sql("grants")
    superuser.run(lambda connection: connection.exec_driver_sql(everything))
    yield database_url.replace("postgres@", "benefits@")
    for role in ("benefits", "benefits_owner"):
        gone = f"DROP OWNED BY {role}; DROP ROLE {role}"
        superuser.run(lambda connection, gone=gone: connection.exec_driver_sql(gone))
    superuser.close()


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_the_servers_role_does_its_work_and_changes_nothing_that_only_grows(granted: str) -> None:
    database = opened(granted)
    taken(database, demo=True, now=BEGAN, engine="test")
    filled(database)
    for table in APPEND_ONLY:
        for what in (f"DELETE FROM {table}", f"UPDATE {table} SET {_some(table)}"):
            with (
                database.engine.connect() as connection,
                pytest.raises(DBAPIError, match="permission denied"),
            ):
                connection.execute(text(what))
    database.close()


def _some(table: str) -> str:
    column = next(iter(schema.whole().tables[table].columns)).name
    return f'"{column}" = "{column}"'


def test_every_table_that_changes_is_granted_so() -> None:
    granted = re.search(r"GRANT UPDATE, DELETE ON\s+([\w,\s]+?)\s+TO", sql("grants"))
    assert granted is not None
    tables = {each.strip() for each in granted[1].split(",")}
    never = {"site"}  # written once, when the database is made
    assert tables == set(schema.whole().tables) - set(APPEND_ONLY) - never


def test_the_page_is_linked() -> None:
    assert "docs/operate.md" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert Path(FILE).is_file()
