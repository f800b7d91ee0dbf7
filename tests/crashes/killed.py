"""A site whose server is killed and started again, and what holds of it at the end."""

import http.client
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Final

from sqlalchemy import func
from sqlalchemy import select as select_rows

from benefits.ledger.terms import Terms
from benefits.quotes.desk import Desk
from benefits.reading.book import PolicyBook
from benefits.stores.book_tables import POSTING
from benefits.stores.database import opened
from benefits.stores.people_tables import FACTS, IDENTITIES, PARTICULARS
from benefits.stores.verification import verified
from tests.crashes.requests import Asked

LONGEST_RESTART_SECONDS: Final = 5
_LONGEST_ANSWER_SECONDS: Final = 30
_DESK: Final = Desk(PolicyBook.packaged())
_SERVER: Final = "tests.crashes.server"
_LOG: Final = "server.log"
_TICK: Final = os.sysconf("SC_CLK_TCK")
_GONE: Final = (OSError, http.client.HTTPException)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.body)
        return told


@dataclass
class Killable:
    """A server over one database, which is killed and started again."""

    url: str
    folder: Path
    words: tuple[str, ...] = ()
    pid: int = 0
    port: int = 0
    postings: int = 0
    """Postings that were acknowledged, or will be once the key is sent again."""
    _parent: subprocess.Popen[str] | None = None
    _counting: Lock = field(default_factory=Lock)

    def start(self) -> float:
        """A new server in the place of whatever runs; seconds until it listens."""
        began = time.perf_counter()
        if self._parent is None:
            with (self.folder / _LOG).open("ab") as log:
                self._parent = subprocess.Popen(
                    [sys.executable, "-m", _SERVER, self.url, str(self.folder), *self.words],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                    encoding="utf-8",
                )
        assert self._parent.stdin is not None
        if "--once" not in self.words:
            self._parent.stdin.write("start\n")
            self._parent.stdin.flush()
        self.pid, self.port = self._told()
        return time.perf_counter() - began

    def _told(self) -> tuple[int, int]:
        assert self._parent is not None
        assert self._parent.stdout is not None
        ready, _, _ = select.select([self._parent.stdout], [], [], _LONGEST_ANSWER_SECONDS)
        assert ready, "the server does not start"
        words = self._parent.stdout.readline().split()
        assert words[:1] == ["serving"], (self.folder / _LOG).read_text("utf-8")[-2000:]
        return int(words[1]), int(words[2])

    def kill(self) -> None:
        """kill -9, now."""
        os.kill(self.pid, signal.SIGKILL)

    def gone(self, within_seconds: float = 5) -> bool:
        """Whether the server has ended, which is waited for; it stays a zombie until the next starts."""
        ends = time.monotonic() + within_seconds
        while _runs(self.pid):
            if time.monotonic() > ends:
                return False
            time.sleep(0.002)
        return True

    def cpu_seconds(self) -> float:
        """What the server has cost so far."""
        return float(sum(map(int, _state(self.pid)[11:13]))) / _TICK

    def rows(self) -> int:
        """Postings that stand in the book."""
        database = opened(self.url, writing=False)
        try:
            with database.reading() as connection:
                asked = select_rows(func.count()).select_from(POSTING)
                return connection.execute(asked).scalar_one()
        finally:
            database.close()

    def stop(self) -> None:
        """End everything that was started here."""
        parent, self._parent = self._parent, None
        if parent is None:
            return
        if "--once" in self.words and parent.poll() is None:
            parent.kill()
        try:
            parent.communicate(timeout=_LONGEST_ANSWER_SECONDS)
        except subprocess.TimeoutExpired:
            parent.kill()
            parent.communicate()

    def send(self, asked: Asked, crash: str | None = None) -> Answer | None:
        """The answer; None where the connection was lost before it came."""
        headers = {"content-type": "application/json"}
        if asked.key is not None:
            headers["idempotency-key"] = asked.key
        if crash is not None:
            headers["x-crash"] = crash
        body = None if asked.body is None else json.dumps(asked.body)
        return self.call(asked.method, asked.path, body, headers)

    def call(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> Answer | None:
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=_LONGEST_ANSWER_SECONDS
        )
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.read())
        except TimeoutError:
            raise
        except _GONE:
            return None
        finally:
            connection.close()

    def ask(self, asked: Asked) -> dict[str, Any]:
        """The answer of a request that nothing disturbs; counts its postings."""
        answer = self.send(asked)
        assert answer is not None, "the server is gone"
        assert answer.status in (200, 201), answer.body.decode()
        self.count(asked)
        return answer.told

    def count(self, asked: Asked) -> None:
        with self._counting:
            self.postings += asked.postings

    def settled(self, asked: Asked) -> Answer:
        """Send until it is answered, as a desk does after a failure: the same key, a bounded wait."""
        ends = time.monotonic() + 30
        while True:
            answer = self.send(asked)
            if answer is not None and answer.status in (200, 201):
                return answer
            if answer is not None:
                assert answer.told["code"] in ("in_flight", "unavailable"), answer.body.decode()
            assert time.monotonic() < ends, "no answer in time"
            time.sleep(0.05)

    def moments(self) -> dict[str, int]:
        """The moments reached since this was last asked."""
        answer = self.call("GET", "/moments")
        assert answer is not None
        return answer.told


def sent_again(site: Killable, asked: Asked, before: Answer | None) -> None:
    """The same key after a failure: done once, answered as it was, and again the same.

    `before`: what was answered, where an answer came before the failure.
    """
    answer = site.settled(asked)
    if before is not None and asked.key is not None:
        assert answer == before, "an acknowledged answer is another one now"
    again = site.settled(asked)
    if asked.key is not None:
        assert again == answer, "one key, two answers"
    else:
        assert again.told["changed"] == [], "registered twice"
        assert entries_of(site.url, asked.path.rpartition("/")[2]) == ENTRIES_OF_A_PERSON
    site.count(asked)


ENTRIES_OF_A_PERSON: Final = (3, 1, 1)
"""Facts, identities and particulars of somebody registered once."""


def entries_of(url: str, person: str) -> tuple[int, ...]:
    """Rows of a person: facts, identities, particulars."""
    database = opened(url, writing=False)
    try:
        with database.reading() as connection:
            return tuple(
                connection.execute(
                    select_rows(func.count()).select_from(each).where(each.c.person == person)
                ).scalar_one()
                for each in (FACTS, IDENTITIES, PARTICULARS)
            )
    finally:
        database.close()


def whole(site: Killable) -> None:
    """The book is as it was written, comes out the same, and holds what was acknowledged, once."""
    terms = Terms(_DESK, _never, str, "test", True)
    database = opened(site.url, writing=False)
    try:
        checked = verified(database, terms, recompute=True)
        found = [(each.code, each.where, each.what.en) for each in checked.found]
    finally:
        database.close()
    assert found == []
    assert site.rows() == site.postings, "lost or doubled"


def _never() -> Any:
    raise AssertionError("a check looks at no clock")


def _runs(pid: int) -> bool:
    try:
        return _state(pid)[0] != "Z"
    except FileNotFoundError:
        return False


def _state(pid: int) -> list[str]:
    """What the system tells of a process, from its state on."""
    return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()


@contextmanager
def killable(url: str, folder: Path, *words: str) -> Iterator[Killable]:
    """A server that runs, until the block ends."""
    site = Killable(url, folder, words)
    try:
        site.start()
        yield site
    finally:
        site.stop()
