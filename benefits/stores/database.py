"""A database (数据库): opened once a process; every change is one transaction, whole or not at all.

SQLite is one process with one connection, a rollback journal and `synchronous=EXTRA`: its write-ahead log
may lose commits in the versions most systems have (fixed in 3.51.3). PostgreSQL is READ COMMITTED; what must
not run side by side takes named locks, held to the end of the transaction.
"""

import fcntl
import hashlib
import logging
import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, RLock
from typing import Any, Final, Literal, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import StaticPool

from benefits.ledger import moments
from benefits.problems import Problem, Refused, Text

T = TypeVar("T")

MOST_TRIES: Final = 5
"""A transaction that the database ended because of another one is begun again, so often at most."""

_AGAIN: Final = {"40001", "40P01"}
"""PostgreSQL: could not serialise; deadlock. Nothing of the transaction has happened."""

_OUR_MISTAKES: Final = (DataError, IntegrityError, ProgrammingError)
"""The database could answer, and says that what it was asked is wrong."""

_SLOW: Final = {"40001", "40P01", "55P03", "57014"}
"""PostgreSQL: could not serialise; deadlock; a lock was waited for too long; a statement took too long."""

LONGEST_WAIT_SECONDS: Final = 5
"""A lock, a connection, or the one connection of an embedded database is waited for so long at most."""

_LOG = logging.getLogger("benefits.stores")


Reason = Literal["full", "slow", "gone"]
"""磁盘已满、等待超时、无法连接: the disk is full; a wait was too long; it cannot be reached or used."""

Watch = Callable[[str, float], None]
"""Is told what happens: `transaction` and `lock` with their seconds, `retried`, `unavailable`, `unknown`,
`in_flight`."""


class Unavailable(Exception):
    """The database cannot answer now. Nothing was done, or (`unknown`) nobody can say.

    `unknown`: the answer to a commit was lost; the same key sent again tells what happened.
    """

    def __init__(self, cause: BaseException, *, unknown: bool = False) -> None:
        self.unknown = unknown
        self.reason: Reason = _reason(cause)
        super().__init__(type(cause).__name__)


class InFlight(Exception):
    """The same is being done at this moment by another request."""


class Database:
    """One database; made by `opened`."""

    def __init__(self, engine: Engine, guard: "OnlyProcess | None" = None) -> None:
        self.engine = engine
        self.embedded = engine.dialect.name == "sqlite"
        self.watch: Watch = _nobody
        self._guard = guard
        self._one_at_a_time = RLock()
        self._named: set[str] = set()
        self.kept_policies: set[str] = set()
        """Digests of policies that are known to stand in the database; they are never taken out."""
        self._naming = Lock()

    def run(self, work: Callable[[Connection], T], *, alone: str | None = None) -> T:
        """One transaction; raises `Unavailable` where the database cannot be had.

        `work` may be called again from the start, but only where the database says that nothing of it
        has happened. What it raises undoes everything. Two with one name `alone` never run side by
        side: the second raises `InFlight` at once.
        """
        began = time.perf_counter()
        try:
            result = self._run(work, alone)
        except Unavailable as error:
            self.watch("unknown" if error.unknown else "unavailable", 1)
            raise
        except InFlight:
            self.watch("in_flight", 1)
            raise
        self.watch("transaction", time.perf_counter() - began)
        return result

    def _run(self, work: Callable[[Connection], T], alone: str | None) -> T:
        with self._alone_here(alone):
            for tried in range(1, MOST_TRIES + 1):
                try:
                    return self._once(self._alone_anywhere(work, alone))
                except _OUR_MISTAKES:
                    raise
                except DBAPIError as error:
                    if _code(error) not in _AGAIN or tried == MOST_TRIES:
                        raise Unavailable(error) from error
                    self.watch("retried", 1)
                    time.sleep(random.randrange(10 << tried) / 1000)
        raise AssertionError("the last try returns or raises")

    @contextmanager
    def _alone_here(self, name: str | None) -> Iterator[None]:
        """In this process, before any connection is asked for."""
        if name is None:
            yield
            return
        with self._naming:
            if name in self._named:
                raise InFlight
            self._named.add(name)
        try:
            yield
        finally:
            with self._naming:
                self._named.discard(name)

    def _alone_anywhere(
        self, work: Callable[[Connection], T], name: str | None
    ) -> Callable[[Connection], T]:
        """In any process: PostgreSQL holds the name to the end of the transaction."""
        if name is None or self.embedded:
            return work

        def guarded(connection: Connection) -> T:
            number = {"number": lock_number(f"alone {name}")}
            if not connection.execute(_TRY, number).scalar_one():
                raise InFlight
            return work(connection)

        return guarded

    def _once(self, work: Callable[[Connection], T]) -> T:
        with self._connection() as connection:
            transaction = connection.begin()
            try:
                result = work(connection)
            except BaseException:
                transaction.rollback()
                raise
            moments.reached("before the commit")
            try:
                transaction.commit()
            except DBAPIError as error:
                if _code(error) in _AGAIN or self._certainly_not_done(error):
                    raise
                raise Unavailable(error, unknown=True) from error
            moments.reached("after the commit")
            return result

    def _certainly_not_done(self, error: DBAPIError) -> bool:
        """A commit SQLite refuses (disk full, say) is rolled back; PostgreSQL says so only by a code."""
        return self.embedded or _code(error) is not None

    @contextmanager
    def reading(self, **options: Any) -> Iterator[Connection]:
        """Look, and change nothing; `options` are the connection's. Raises `Unavailable`."""
        try:
            with self._connection() as connection:
                yield connection.execution_options(**options) if options else connection
                connection.rollback()
        except _OUR_MISTAKES:
            raise
        except DBAPIError as error:
            raise Unavailable(error) from error

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        if self.embedded:
            with self._alone_on_the_file(), self.engine.connect() as connection:
                yield connection
            return
        try:
            connection = self.engine.connect()
        except (DBAPIError, PoolTimeout) as error:
            raise Unavailable(error) from error
        with connection:
            yield connection

    @contextmanager
    def _alone_on_the_file(self) -> Iterator[None]:
        """The one connection of an embedded database, waited for as long as for a lock elsewhere."""
        began = time.perf_counter()
        if not self._one_at_a_time.acquire(timeout=LONGEST_WAIT_SECONDS):
            raise Unavailable(TimeoutError())
        self.watch("lock", time.perf_counter() - began)
        try:
            yield
        finally:
            self._one_at_a_time.release()

    def lock(self, connection: Connection, names: Sequence[str]) -> None:
        """Wait for names in the order given, to the end of the transaction.

        Whoever locks several gives them in one order for all, or they wait for each other for ever.
        """
        if not self.embedded and names:
            numbers = [lock_number(name) for name in names]
            began = time.perf_counter()
            connection.execute(_LOCK, {"numbers": numbers})
            self.watch("lock", time.perf_counter() - began)

    def close(self) -> None:
        """Give back what is held."""
        self.engine.dispose()
        guard, self._guard = self._guard, None
        if guard is not None:
            guard.release()


_LOCK: Final = text(
    "SELECT pg_advisory_xact_lock(each) FROM unnest(CAST(:numbers AS bigint[])) AS each"
)
_TRY: Final = text("SELECT pg_try_advisory_xact_lock(:number)")


def lock_number(name: str) -> int:
    """A name as the number PostgreSQL locks by. Two names with one number only wait for each other."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)


def _code(error: DBAPIError) -> str | None:
    code = getattr(error.orig, "sqlstate", None)
    return code if isinstance(code, str) else None


def _reason(cause: BaseException) -> Reason:
    """Why a database cannot be had, from its own code."""
    code = (isinstance(cause, DBAPIError) and _code(cause)) or ""
    lite = str(getattr(getattr(cause, "orig", None), "sqlite_errorname", ""))
    if code == "53100" or lite == "SQLITE_FULL":
        return "full"
    if code in _SLOW or lite.startswith("SQLITE_BUSY"):
        return "slow"
    return "slow" if isinstance(cause, (PoolTimeout, TimeoutError)) else "gone"


def _nobody(_: str, __: float) -> None:
    """Nobody watches."""


class OnlyProcess:
    """A lock file beside an embedded database: one process at a time may write to it."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._file)
            raise _refused(
                "database_in_use",
                Text(f"数据库 {path} 正由另一个进程使用", f"another process is using {path}"),
                Text(
                    "请先停止那个进程；多台服务器请用 PostgreSQL",
                    "stop that process first; for several servers use PostgreSQL",
                ),
            ) from None

    def release(self) -> None:
        os.close(self._file)


def opened(url: str, *, writing: bool = True) -> Database:
    """Open a database: `sqlite:///path`, `sqlite://` (in memory), `postgresql://…`.

    `writing=False` looks at an embedded one beside the process that writes to it. Raises `Refused`.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise _wrong_url() from None
    if address.get_backend_name() == "sqlite":
        return _sqlite(address, writing)
    if address.get_backend_name() != "postgresql":
        raise _wrong_url()
    try:
        return Database(_postgresql(address))
    except NoSuchModuleError:
        raise _wrong_url() from None


def _sqlite(address: URL, writing: bool) -> Database:
    guard: OnlyProcess | None = None
    if address.database and address.database != ":memory:":
        path = Path(address.database)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            guard = OnlyProcess(path) if writing else None
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            if guard is not None:
                guard.release()
            raise _cannot_be_opened(path, error) from None
    engine = create_engine(
        address,
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "timeout": 5, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def prepared(connection: sqlite3.Connection, _: object) -> None:
        for pragma in ("journal_mode=DELETE", "synchronous=EXTRA", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    begin = "BEGIN IMMEDIATE" if writing else "BEGIN"

    @event.listens_for(engine, "begin")
    def begins(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return Database(engine, guard)


def _postgresql(address: URL) -> Engine:
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        isolation_level="READ COMMITTED",
        pool_size=16,
        max_overflow=0,
        pool_timeout=5,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 5,
            "application_name": "benefits",
            "options": "-c lock_timeout=5s -c statement_timeout=20s -c timezone=UTC",
        },
    )


def _cannot_be_opened(path: Path, error: OSError) -> Refused:
    why = os.strerror(error.errno) if error.errno else type(error).__name__
    return _refused(
        "database_file",
        Text(f"无法打开数据库 {path}（{why}）", f"the database {path} cannot be opened ({why})"),
        Text("请核对路径和权限", "check the path and its permissions"),
    )


def _wrong_url() -> Refused:
    return _refused(
        "database_url",
        Text("不认识这个数据库地址", "this database address is not understood"),
        Text(
            "请写 sqlite:///路径 或 postgresql://用户@主机/库名",
            "write sqlite:///path or postgresql://user@host/name",
        ),
    )


def _refused(code: str, what: Text, fix: Text) -> Refused:
    return Refused("invalid_request", [Problem(code, "--database", what, fix)])


def in_order(names: Iterable[str]) -> list[str]:
    """Names once each, in the order in which everybody locks them."""
    return sorted(set(names))
