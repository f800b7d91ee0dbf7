"""A server to be killed (受试服务器): the product's own, over a demo database, told when to end itself.

`python -m tests.crashes.server URL FOLDER` imports everything once and, for each line it reads, forks a
child that serves and prints its process and port: a new server stands in hundredths of a second, so that
many can be killed. `--once` serves in this very process instead, as the product starts.

A request says by `x-crash: MOMENT NUMBER` that this process is to end itself, by SIGKILL, when the moment
is reached for the numberth time. Further words are faults, by which the tests are tested.
"""

import os
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Final

import orjson
from sqlalchemy import Connection, text
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import serving
from api.settings import Settings
from benefits.ledger import moments
from benefits.ledger.record import Movement
from benefits.people.vault import Vault
from benefits.quotes.desk import Desk
from benefits.reading.book import PolicyBook
from benefits.stores import office
from benefits.stores.book import SqlBook
from benefits.stores.database import Database, opened
from benefits.stores.site import taken
from tests.crashes.requests import bill
from tests.people.made_up import Drawn, keys

REACHED: Final = "/moments"
"""Answers which moments were reached since it was last asked, and how often."""


class Plan:
    """When this process is to end, and which moments it has reached."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.moment, self.left = "", 0
        self._lock = Lock()

    def arm(self, told: str) -> None:
        """To end at a moment's next numberth time."""
        moment, _, number = told.rpartition(" ")
        with self._lock:
            self.moment, self.left = moment, int(number)

    def reached(self, moment: str) -> None:
        assert moment in moments.MOMENTS, moment
        with self._lock:
            self.counts[moment] += 1
            if moment == self.moment:
                self.left -= 1
                if self.left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

    def taken(self) -> dict[str, int]:
        with self._lock:
            counts, self.counts = self.counts, Counter()
        return dict(counts)


class Armed:
    """Around the application: hears when to end, and reaches the moments of the answer."""

    def __init__(self, app: ASGIApp, plan: Plan) -> None:
        self.app, self.plan = app, plan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == REACHED:
            await Response(orjson.dumps(self.plan.taken()))(scope, receive, send)
            return

        async def send_watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                moments.reached("before the answer")
            await send(message)

        for name, value in scope.get("headers", ()):
            if name == b"x-crash":
                self.plan.arm(value.decode())
        await self.app(scope, receive, send_watched)
        moments.reached("after the answer")


def _without_locks() -> None:
    def lock(database: Database, connection: Connection, names: Sequence[str]) -> None:
        pass

    Database.lock = lock


def _forgets_keys() -> None:
    assert office._KEEP is not None
    office._KEEP = text("UPDATE chain SET last = last WHERE chain = :key")  # of nobody


def _commits_halfway() -> None:
    move = SqlBook._move

    def moved(book: SqlBook, movements: Sequence[Movement]) -> None:
        book.connection.exec_driver_sql("COMMIT")
        book.connection.exec_driver_sql("BEGIN")
        move(book, movements)

    SqlBook._move = moved


def _row_locks() -> None:
    """No fault: rows that are locked in the place of advisory locks, to be measured beside them."""
    made = "CREATE TABLE IF NOT EXISTS lock_row (name text PRIMARY KEY)"
    added = "INSERT INTO lock_row SELECT unnest(%(names)s::text[]) ON CONFLICT DO NOTHING"
    locked = "SELECT 1 FROM lock_row WHERE name = ANY(%(names)s) ORDER BY name FOR UPDATE"
    there: list[bool] = []

    def lock(database: Database, connection: Connection, names: Sequence[str]) -> None:
        given = {"names": list(names)}
        if not there:  # people are registered first, one after the other
            with database.engine.begin() as another:
                another.exec_driver_sql(made)
            there.append(True)
        if len(connection.exec_driver_sql(locked, given).all()) < len(names):
            connection.exec_driver_sql(added, given)
            connection.exec_driver_sql(locked, given)

    Database.lock = lock


FAULTS: Final = {
    "without-locks": _without_locks,
    "row-locks": _row_locks,
    "forgets-keys": _forgets_keys,
    "commits-halfway": _commits_halfway,
}
"""What a test must find out."""


def now() -> datetime:
    return datetime.now(UTC)


def serve(url: str, folder: Path, desk: Desk, faults: Sequence[str]) -> None:
    """Serve until killed, or told to stop."""
    plan = Plan()
    moments.reached = plan.reached
    database = opened(url)
    taken(database, demo=True, now=now(), engine="test")
    for fault in faults:
        FAULTS[fault]()
    settings = Settings(data_folder=folder, log_level="error", requests_a_minute=1_000_000)
    served = serving.Served.of(settings, desk, database, vault(), demo=True)
    served.app.add_middleware(Armed, plan=plan)
    listening = serving.listen("127.0.0.1", 0)
    print("serving", os.getpid(), listening.getsockname()[1], flush=True)
    serving.serve(listening, served)


def vault() -> Vault:
    """Everybody's is the same, so that a restored or restarted server reads it."""
    return Vault(keys(), Drawn(str(os.getpid())))


def _forking(url: str, folder: Path, desk: Desk, faults: Sequence[str]) -> None:
    """A child for each line, one at a time; the last one ends with this process."""
    child = 0
    for _ in sys.stdin:
        _end(child)
        child = os.fork()
        if child == 0:
            try:
                serve(url, folder, desk, faults)
            finally:
                os._exit(1)
    _end(child)


def _end(child: int) -> None:
    if child:
        os.kill(child, signal.SIGKILL)  # not waited for yet, so the number is still its own
        os.waitpid(child, 0)


def main(url: str, folder: str, *words: str) -> None:
    serving.end_well_when_terminated()
    desk = Desk(PolicyBook.packaged())
    faults = [each for each in words if each != "--once"]
    if len(faults) < len(words):
        serve(url, Path(folder), desk, faults)
        return
    given = bill("nobody")
    desk.quote({**given, "person": {"categories": ["registered_poor"], "insurance": "resident"}})
    _forking(url, Path(folder), desk, faults)


if __name__ == "__main__":
    main(*sys.argv[1:])
