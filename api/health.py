"""Health (健康检查): `/healthz` says that the process is up, `/readyz` that it can do its work.

`/readyz` is for whoever sends requests here: each reason why not is a problem of its own, by name.
"""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from api import openapi
from api.access.marks import needs
from api.settings import Settings
from benefits.problems import Problem, Refused, Text
from benefits.stores import schema
from benefits.stores.database import Database, Unavailable
from benefits.stores.site import clocks, site_of

router = APIRouter()

MOST_AHEAD: Final = timedelta(minutes=5)
"""How far the last thing written may lie in the future before the clock is not believed."""

_ANSWER_HOLDS_SECONDS: Final = 1.0
"""Asked more often than this, the same answer is given: nobody can wear the database out by asking."""

_LONGEST_LOOK_SECONDS: Final = 8.0


@dataclass(slots=True)
class Health:
    """What this process knows of itself."""

    database: Database | None = None
    settings: Settings | None = None
    stopping: bool = False
    """Told to stop: running answers end, nothing new is to be sent here."""
    _asked: float | None = None
    _found: list[Problem] = field(default_factory=list)

    def wrong(self, now: datetime) -> list[Problem]:
        """Every reason why no work can be done now."""
        if self.stopping:
            return [_STOPPING]
        if self._asked is None or monotonic() - self._asked > _ANSWER_HOLDS_SECONDS:
            self._found = list(self._reasons(now))
            self._asked = monotonic()
        return self._found

    def _reasons(self, now: datetime) -> Iterator[Problem]:
        key_file = self.settings.key_file if self.settings is not None else None
        if key_file is not None and not os.access(key_file, os.R_OK):
            yield _NO_KEY
        if self.database is None:
            return
        try:
            with self.database.reading() as connection:
                if site_of(connection).schema != schema.version():
                    yield _OTHER_SCHEMA
                theirs = clocks(connection)
        except Unavailable:
            yield _NO_DATABASE
            return
        except Refused:
            yield _OTHER_SCHEMA
            return
        ahead = max(_parsed(each) - now for each in theirs.written)
        apart = abs(_parsed(theirs.database) - now) if theirs.database else timedelta()
        if max(ahead, apart) > MOST_AHEAD:
            yield _CLOCK


def _parsed(written: str) -> datetime:
    return datetime.strptime(written, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


@router.get("/healthz", **needs("public"))
async def healthz() -> dict[str, str]:
    """The server is there."""
    return {"status": "ok"}


@router.get("/readyz", **needs("public", openapi.READY))
async def readyz(request: Request) -> dict[str, str]:
    """The server can do its work; 503 with every reason why not."""
    state = request.app.state
    looking = run_in_threadpool(state.health.wrong, state.now())
    try:
        wrong = await asyncio.wait_for(looking, _LONGEST_LOOK_SECONDS)
    except TimeoutError:
        wrong = [_NO_DATABASE]
    if wrong:
        raise Refused("unavailable", wrong)
    return {"status": "ready"}


def _reason(where: str, what: Text, fix: Text) -> Problem:
    return Problem("unavailable", where, what, fix)


_STOPPING: Final = _reason(
    "stopping",
    Text("服务正在停止", "the server is stopping"),
    Text("请用另一台服务器，或稍后再试", "use another server, or try again later"),
)
_NO_DATABASE: Final = _reason(
    "database",
    Text("数据库没有应答", "the database does not answer"),
    Text("请核对数据库是否在运行、网络是否畅通", "see that it runs and can be reached"),
)
_OTHER_SCHEMA: Final = _reason(
    "schema",
    Text("数据库的表结构属于另一版程序", "the database has the tables of another version"),
    Text("先升级数据库，见 docs/operate.md", "bring it up to this version first: docs/operate.md"),
)
_CLOCK: Final = _reason(
    "clock",
    Text("本机时钟与已写入的记录或数据库不符",
         "this machine's clock disagrees with what is written, or with the database's"),
    Text("请校准时钟（NTP）", "set the clock right (NTP)"),
)  # fmt: skip
_NO_KEY: Final = _reason(
    "key_file",
    Text("主密钥文件无法读取", "the master key's file cannot be read"),
    Text("请核对 key_file 的路径和权限", "check the path and the permissions of key_file"),
)
