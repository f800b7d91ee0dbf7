"""Backup and restore (备份与恢复): the whole database at one moment, into either store.

The keys of people lie in a file of their own beside the rest: destroying somebody's key must not mean to
rewrite every backup there is. Keep every backup of the book, and only the newest file of keys.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, func, insert, select, text
from sqlalchemy.engine import make_url

from benefits.problems import Problem, Refused, Text
from benefits.stores import migrations, schema
from benefits.stores.accounts import BEGUN, SESSION
from benefits.stores.archive import Reader, Writer, broken, written
from benefits.stores.book_tables import NUMBERS, POSTING
from benefits.stores.database import Database, opened
from benefits.stores.people_tables import FORGOTTEN, PEOPLE, PERSON_KEYS
from benefits.stores.site import SITE, site_of
from benefits.stores.trail import CHAIN
from benefits.trail.event import moment

KEYS_SUFFIX: Final = ".keys"
"""What is added to a backup's name for the file of people's keys."""

_NOT_KEPT: Final = {SESSION.name, BEGUN.name}
"""Who is signed in now: after a restore everybody signs in again."""

_ROWS_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Done:
    """What was backed up or restored."""

    tables: int
    rows: int
    keys: int
    """People's keys."""
    left_out: int = 0
    """Keys of people who are not in the backup, or were to be forgotten."""


def keys_beside(path: Path) -> Path:
    """Where the keys of a backup lie."""
    return path.with_name(path.name + KEYS_SUFFIX)


# -- backup --------------------------------------------------------------------------------


def backed_up(url: str, path: Path, *, now: datetime, engine: str) -> Done:
    """Back a database up at one moment, while others use it. Raises `Refused`, `Unavailable`."""
    with (
        written(path) as book,
        written(keys_beside(path)) as keys,
        _snapshot(url, path.parent) as connection,
    ):
        facts = _facts(connection, now, engine)
        to_book, to_keys = Writer(book), Writer(keys)
        tables, rows = 0, 0
        for table in _kept():
            if table is not PERSON_KEYS:
                tables += 1
                rows += to_book.add(table, _rows(connection, table))
        to_book.close({**facts, "part": "book", "chains": _ends(connection)})
        number = to_keys.add(PERSON_KEYS, _rows(connection, PERSON_KEYS))
        to_keys.close({**facts, "part": "keys"})
        return Done(tables, rows, number)


def _kept() -> list[Table]:
    """The tables that are backed up, each after those it refers to."""
    return [each for each in schema.whole().sorted_tables if each.name not in _NOT_KEPT]


def _rows(connection: Connection, table: Table) -> Iterator[Any]:
    asked = select(table).order_by(*table.primary_key.columns)
    return iter(connection.execute(asked.execution_options(yield_per=_ROWS_AT_ONCE)))


def _facts(connection: Connection, now: datetime, engine: str) -> dict[str, Any]:
    if SITE.name not in schema.tables_there(connection):
        raise _refused(
            "--database",
            Text("这个数据库里没有台账", "there is no book in this database"),
            Text("请核对数据库地址", "check the database's address"),
        )
    site = site_of(connection)
    if site.schema != schema.version():
        raise _refused(*_OTHER_SCHEMA)
    return {
        "made_at": moment(now),
        "engine": engine,
        "schema": site.schema,
        "demo": site.demo,
        "store": connection.dialect.name,
    }


def _ends(connection: Connection) -> dict[str, Any]:
    """Where every chain of the trail ends: a restored trail that ends elsewhere was cut."""
    rows = connection.execute(select(CHAIN).order_by(CHAIN.c.chain))
    return {row.chain: {"last": row.last, "hash": row.hash} for row in rows}


@contextmanager
def _snapshot(url: str, folder: Path) -> Iterator[Connection]:
    """The database as it is at one moment."""
    if make_url(url).get_backend_name() == "sqlite":
        with _copied(url, folder) as copy, copy.reading() as connection:
            yield connection
        return
    database = opened(url)
    try:
        whole = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with database.reading(**whole) as connection:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            yield connection
    finally:
        database.close()


@contextmanager
def _copied(url: str, folder: Path) -> Iterator[Database]:
    """An embedded database copied in one piece by SQLite itself, beside whoever writes to it."""
    name = make_url(url).database
    if not name or not Path(name).is_file():
        raise _refused(
            "--database",
            Text("没有这个数据库文件", "there is no such database file"),
            Text("请核对路径", "check the path"),
        )
    with tempfile.TemporaryDirectory(prefix=".benefits-backup-", dir=folder) as inside:
        copy = Path(inside) / "copy.sqlite"
        os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        source, target = sqlite3.connect(name, timeout=5), sqlite3.connect(copy)
        try:
            source.backup(target)
        except sqlite3.Error:
            raise broken(Path(name), "无法读取数据库", "the database cannot be read") from None
        finally:
            source.close()
            target.close()
        database = opened(f"sqlite:///{copy}", writing=False)
        try:
            yield database
        finally:
            database.close()


# -- restore -------------------------------------------------------------------------------


def restored(path: Path, keys: Path, url: str) -> Done:
    """Restore a backup into an empty database, wholly or not at all. Raises `Refused`, `Unavailable`.

    `keys` may be newer than the backup: the key of somebody forgotten since is then not in it, and
    who they were stays unreadable.
    """
    with Reader(path) as book, Reader(keys) as of_people:
        _sound(book, of_people)
        database = opened(url)
        try:
            return database.run(lambda connection: _filled(connection, book, of_people))
        finally:
            database.close()


def _sound(book: Reader, keys: Reader) -> None:
    """Every table is there as it was written; raises `Refused` with all that are not."""
    wrong: list[Problem] = []
    for reader, part in ((book, "book"), (keys, "keys")):
        if reader.manifest.get("part") != part:
            wrong.append(_wrong(reader, *_PARTS[part]))
        elif reader.manifest.get("schema") != schema.version():
            wrong.append(_wrong(reader, *_OTHER_SCHEMA[1:]))
        else:
            tables = [each for each in _kept() if (each is PERSON_KEYS) == (part == "keys")]
            found = ((each.name, reader.wrong(each)) for each in tables)
            wrong += [_wrong(reader, *_TABLES[how](name)) for name, how in found if how]
    if wrong:
        raise Refused("malformed", wrong)


def _filled(connection: Connection, book: Reader, keys: Reader) -> Done:
    there = schema.tables_there(connection)
    if not there:
        schema.make(connection)
    elif not _empty(connection, there):
        raise _refused(
            "--database",
            Text("这个数据库不是空的", "this database is not empty"),
            Text("只能恢复到空数据库", "a backup is restored into an empty database only"),
        )
    elif migrations.current(connection) != schema.version():
        raise _refused(*_OTHER_SCHEMA)
    connection.execute(delete(SITE))
    rows = sum(_add(connection, table, book) for table in _kept() if table is not PERSON_KEYS)
    number = sum(_add_keys(connection, some) for some in _lots(keys.rows(PERSON_KEYS)))
    _count_on(connection)
    left_out = keys.tables[PERSON_KEYS.name].rows - number
    return Done(len(book.tables), rows, number, left_out)


def _empty(connection: Connection, there: set[str]) -> bool:
    """Whether it has our tables, and at most says of itself what it is."""
    if SITE.name not in there:
        return False
    tables = [each for each in _kept() if each is not SITE]
    return all(connection.execute(select(each).limit(1)).first() is None for each in tables)


def _add(connection: Connection, table: Table, book: Reader) -> int:
    number = 0
    for some in _lots(book.rows(table)):
        connection.execute(insert(table), some)
        number += len(some)
    return number


def _lots(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Rows in lots, so that no table need fit into memory."""
    left = iter(rows)
    while some := list(islice(left, _ROWS_AT_ONCE)):
        yield some


def _add_keys(connection: Connection, keys: list[dict[str, Any]]) -> int:
    """Only the keys of people who are there and were not to be forgotten come back."""
    asked = [row["person"] for row in keys]
    there = select(PEOPLE.c.person).where(PEOPLE.c.person.in_(asked))
    forgotten = select(FORGOTTEN.c.person).where(FORGOTTEN.c.person.in_(asked))
    known = set(connection.execute(there.except_(forgotten)).scalars())
    found = [row for row in keys if row["person"] in known]
    if found:
        connection.execute(insert(PERSON_KEYS), found)
    return len(found)


def _count_on(connection: Connection) -> None:
    """PostgreSQL counts postings on from the last one that came back."""
    last = connection.execute(select(func.max(POSTING.c.number))).scalar()
    if connection.dialect.name == "postgresql" and last is not None:
        connection.execute(select(func.setval(NUMBERS.name, last)))


# -- what is wrong -------------------------------------------------------------------------

_OTHER_SCHEMA: Final = (
    "--database",
    Text("表结构属于另一版程序", "the tables are those of another version"),
    Text("请用写它的那一版程序", "use the version that wrote it"),
)
_PARTS: Final = {
    "book": (
        Text("这不是台账的备份", "this is not the backup of a book"),
        Text("请给出 benefits backup 写的主文件", "give the main file that benefits backup wrote"),
    ),
    "keys": (
        Text("这不是密钥文件", "this is not a file of people's keys"),
        Text(f"请用 --keys 给出 {KEYS_SUFFIX} 文件", f"give the {KEYS_SUFFIX} file with --keys"),
    ),
}
_ANOTHER: Final = Text("请用另一份备份", "use another backup")


def _table(zh: str, en: str) -> Any:
    return lambda name: (Text(f"表 {name} {zh}", f"the table {name} {en}"), _ANOTHER)


_TABLES: Final = {
    "missing": _table("缺失", "is missing"),
    "columns": _table("的列不符", "has other columns"),
    "broken": _table("无法读取", "cannot be read"),
    "altered": _table("与清单不符，已被改动", "is not what the manifest says: it was altered"),
}


def _wrong(reader: Reader, what: Text, fix: Text) -> Problem:
    return Problem("backup", str(reader.path), what, fix)


def _refused(where: str, what: Text, fix: Text) -> Refused:
    return Refused("invalid_request", [Problem("backup", where, what, fix)])
