"""Simulations kept on disk (测算任务存档): claim tables by digest, and each simulation by what went into it.

A table holds claims of people, so the folder is its user's alone. A simulation's id is the digest of
everything its result depends on: asking for the same again finds what is there.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from benefits.claims.json_text import plain
from benefits.problems import Problem, Refused, Text

State = Literal["queued", "running", "done", "refused", "failed", "cancelled", "interrupted"]

ENDED: Final = frozenset({"done", "refused", "failed", "cancelled", "interrupted"})
AGAIN: Final = frozenset({"refused", "failed", "cancelled", "interrupted"})
"""How a simulation may have ended that is worth another try."""

TABLE_LIMIT: Final = 8 << 30
"""The largest claim table taken in, in bytes."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_FORMS: Final = {b"PAR1": "parquet"}


@dataclass(frozen=True, slots=True)
class Store:
    """The folder: `tables/<digest>.<form>`, `simulations/<id>/job.json` and `report/` beside it."""

    folder: Path

    def __post_init__(self) -> None:
        for each in (self.folder, self.tables, self.simulations):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)

    def take_over(self) -> int | None:
        """Clear away what a server that ended left behind; None where another server is using the folder.

        The lock that comes back is held until it is closed: what is under way here is nobody else's.
        """
        lock = os.open(self.folder / "server.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return None
        for left in self.tables.glob("*.draft"):
            left.unlink()
        for job in self.all():
            if job["state"] not in ENDED:
                self.write(job["id"], {**job, "state": "interrupted"})
        return lock

    @property
    def tables(self) -> Path:
        return self.folder / "tables"

    @property
    def simulations(self) -> Path:
        return self.folder / "simulations"

    # -- claim tables ---------------------------------------------------------------

    async def take(self, pieces: AsyncIterator[bytes]) -> tuple[Path, bool]:
        """Write a table piece by piece; its path, and whether it is new. An unfinished one goes."""
        draft = self.tables / f"{os.getpid()}-{os.urandom(8).hex()}.draft"
        digest, head = hashlib.sha256(), b""
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as to:
                async for piece in pieces:
                    digest.update(piece)
                    head = (head + piece)[:4] if len(head) < 4 else head
                    to.write(piece)
            if not head:
                raise Refused("malformed", [EMPTY])
            path = self.tables / f"{digest.hexdigest()}.{_FORMS.get(head, 'csv')}"
            new = not path.exists()
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        return path, new

    def table(self, digest: str) -> Path | None:
        """A table's path by its digest."""
        if _DIGEST.fullmatch(digest) is None:
            return None
        return next(self.tables.glob(f"{digest}.*"), None)

    def forget_table(self, digest: str) -> bool:
        path = self.table(digest)
        if path is not None:
            path.unlink()
        return path is not None

    # -- simulations ------------------------------------------------------------------

    def place(self, number: str) -> Path:
        """A simulation's folder."""
        return self.simulations / number

    def read(self, number: str) -> dict[str, Any] | None:
        """What is known of a simulation; what cannot be read is not known."""
        if _DIGEST.fullmatch(number) is None:
            return None
        try:
            found: dict[str, Any] = json.loads((self.place(number) / "job.json").read_bytes())
        except (FileNotFoundError, ValueError):
            return None
        return found

    def write(self, number: str, job: Mapping[str, Any]) -> None:
        """Keep what is known, in one piece."""
        folder = self.place(number)
        folder.mkdir(mode=0o700, exist_ok=True)
        draft = folder / f"job.{os.urandom(4).hex()}"
        draft.write_text(json.dumps(job, ensure_ascii=False), encoding="utf-8")
        draft.replace(folder / "job.json")

    def all(self) -> Iterator[dict[str, Any]]:
        """Every simulation, by id."""
        for folder in sorted(self.simulations.iterdir()):
            job = self.read(folder.name)
            if job is not None:
                yield job

    def report(self, number: str) -> list[str]:
        """The files of a simulation's report, by their path in it."""
        folder = self.place(number) / "report"
        found = (each for each in folder.rglob("*") if each.is_file())
        return sorted(each.relative_to(folder).as_posix() for each in found)

    def forget(self, number: str) -> None:
        shutil.rmtree(self.place(number), ignore_errors=True)


def number_of(asked: Mapping[str, Any]) -> str:
    """The id of what is asked: the digest of its canonical JSON."""
    text = json.dumps(asked, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def usual_folder() -> Path:
    """The user's own folder for what is kept."""
    home = os.environ.get("XDG_DATA_HOME")
    base = Path(home) if home and Path(home).is_absolute() else Path.home() / ".local" / "share"
    return base / "benefits"


EMPTY: Final = Problem(
    "body_is_empty",
    "",
    Text("没有收到明细表", "no claim table came"),
    Text("请把 Parquet 或 CSV 文件作为请求内容发送", "send a Parquet or CSV file as the body"),
)


def no_table(digest: str, where: str) -> Refused:
    """There is no table of this digest."""
    return nothing(where or plain(digest), "没有这张明细表", "there is no such claim table")


def nothing(where: str, zh: str, en: str) -> Refused:
    """What is asked for is not kept here."""
    fix = Text(
        "先用 POST /v1/simulations/tables 上传明细表；已有的测算见 GET /v1/simulations",
        "upload a table with POST /v1/simulations/tables; GET /v1/simulations lists what there is",
    )
    return Refused("not_found", [Problem("not_found", where, Text(zh, en), fix)])
