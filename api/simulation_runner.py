"""Simulations in the background (后台测算): one after the other, each a process of its own.

The server never loads a column library: the process is the `benefits simulate` command, which tells its
progress in lines of JSON. A server that ends takes its process along.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from threading import RLock, Thread
from typing import Any, Final

from api import problems
from api.logs import log
from api.simulation_store import AGAIN, Store, no_table
from benefits.problems import Language, Problem, Refused, Text

_COMMAND: Final = (sys.executable, "-c", "from api.command import main; main()")
OUR_MISTAKE: Final = 70
"""How the command ends where the program made a mistake."""
_GOODBYE_SECONDS: Final = 10

_log: Final = log("simulations")


@dataclass(slots=True)
class Runner:
    """Runs what is queued; `policies` is the site's own folder of policies."""

    folder: Path
    policies: str | None = None
    _waiting: Queue[str] = field(default_factory=Queue)
    _running: dict[str, "subprocess.Popen[str]"] = field(default_factory=dict)
    _thread: Thread | None = None
    _store: Store | None = None
    _held: int | None = None
    _lock: RLock = field(default_factory=RLock)

    @property
    def store(self) -> Store:
        """What is kept; the folder is made when it is first needed."""
        with self._lock:
            if self._store is None:
                self._store = Store(self.folder)
                self._held = self._store.take_over()
            return self._store

    def ask(
        self, number: str, asked: dict[str, Any], language: Language
    ) -> tuple[dict[str, Any], bool]:
        """Queue a simulation, unless it is there already; what is known, and whether it is new."""
        with self._lock:
            job = self.store.read(number)
            if job is not None and job["state"] not in AGAIN:
                return job, False
            job = {"id": number, "state": "queued", "asked": asked, "language": language}
            self.store.write(number, job)
            self._waiting.put(number)
            if self._thread is None:
                self._thread = Thread(target=self._work, name="simulations", daemon=True)
                self._thread.start()
            return job, True

    def cancel(self, number: str) -> None:
        """End a simulation that is queued or running; one that has ended is forgotten."""
        with self._lock:
            job = self.store.read(number)
            if job is None:
                return
            if job["state"] == "queued":
                self.store.write(number, {**job, "state": "cancelled"})
            elif job["state"] == "running":
                self.store.write(number, {**job, "state": "cancelled"})
                running = self._running.get(number)
                if running is not None:
                    running.terminate()
            else:
                self.store.forget(number)

    def close(self) -> None:
        """End the process that runs, and wait for it."""
        with self._lock:
            running = list(self._running.values())
        for each in running:
            each.terminate()
        for each in running:
            try:
                each.wait(_GOODBYE_SECONDS)
            except subprocess.TimeoutExpired:
                each.kill()
        with self._lock:
            if self._held is not None:
                os.close(self._held)
                self._held = self._store = None

    # -- the thread -------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            number = self._waiting.get()
            try:
                process = self._started(number)
                if process is not None:
                    self._followed(number, process)
            except (OSError, ValueError):  # the next one waits for its turn all the same
                _log.exception("simulation_not_run", simulation=number)
                self._failed(number)

    def _failed(self, number: str) -> None:
        """The server's own failure; why stands in its log."""
        with self._lock:
            running = self._running.pop(number, None)
        if running is not None:
            running.kill()
            running.wait()
        with suppress(OSError):  # a full disk is told in the log
            job = self.store.read(number) or {"language": "en"}
            self._note(number, _failure(problems.INTERNAL, job["language"]))

    def _started(self, number: str) -> "subprocess.Popen[str] | None":
        with self._lock:
            job = self.store.read(number)
            if job is None or job["state"] != "queued":
                return None  # cancelled while it waited
            self.store.write(number, {**job, "state": "running"})
            table = self.store.table(job["asked"]["table"])
            if table is None:
                problem = problems.told(no_table(job["asked"]["table"], "table"), job["language"])
                self._note(number, {"state": "refused", "problem": problem})
                return None
            process = subprocess.Popen(
                [*_COMMAND, *self._words(number, table, job["asked"]), "--lang", job["language"]],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
            self._running[number] = process
            return process

    def _words(self, number: str, table: Path, asked: dict[str, Any]) -> list[str]:
        """The command's words. A request's own stand behind `=`, so that none is taken for an option."""
        words = ["simulate", "--claims", str(table), "--json", "--progress-lines"]
        words += ["--report", str(self.store.place(number) / "report")]
        if asked.get("region"):
            words.append(f"--region={asked['region']}")
        for name, amount in sorted((asked.get("statistics") or {}).items()):
            words.append(f"--statistic={name}={amount}")
        for path, value in sorted((asked.get("reform") or {}).items()):
            words.append(f"--set={path}={value}")
        for name in ("prices", "use"):
            if asked.get(name):
                words.append(f"--{name}={asked[name]}")
        return [*words, "--policies", self.policies] if self.policies else words

    def _followed(self, number: str, process: "subprocess.Popen[str]") -> None:
        """Keep the progress as it comes, and how it ended."""
        assert process.stdout is not None
        assert process.stderr is not None
        said: list[str] = []
        last = ""
        reader = Thread(target=lambda: said.extend(process.stdout or ()), daemon=True)
        reader.start()
        for line in process.stderr:
            progress = _progress(line)
            if progress is not None:
                self._note(number, {"progress": progress})
            else:
                last = line.strip() or last
        process.wait()
        reader.join()
        process.stdout.close()
        process.stderr.close()
        with self._lock:
            del self._running[number]
            job = self.store.read(number) or {"language": "en"}
            self._note(number, _ending(process.returncode, said, last, job["language"]))

    def _note(self, number: str, news: dict[str, Any]) -> None:
        with self._lock:
            job = self.store.read(number)
            if job is not None and job["state"] == "running":
                self.store.write(number, {**job, **news})


def _progress(line: str) -> dict[str, Any] | None:
    """A line of progress; anything else on standard error is the operators'."""
    if not line.startswith("{"):
        return None
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if "claims" in told else None


def _ending(code: int, said: Sequence[str], last: str, language: Language) -> dict[str, Any]:
    """The state a process ended in: its summary, what it refused, or how it failed."""
    try:
        told = json.loads("".join(said))
    except ValueError:
        told = None
    if code == 0 and isinstance(told, dict):
        return {"state": "done", "summary": told}
    if code == 2 and isinstance(told, dict):
        return {"state": "refused", "problem": told}
    if code < 0:
        return _failure(_ended_by(-code), language)
    return _failure(_mistake(last) if code == OUR_MISTAKE else problems.INTERNAL, language)


def _failure(refused: Refused, language: Language) -> dict[str, Any]:
    return {"state": "failed", "problem": problems.told(refused, language)}


def _ended_by(signal: int) -> Refused:
    """The process was ended from outside."""
    what = Text(
        f"测算进程被系统结束（信号 {signal}），可能是内存不足",
        f"the process was ended by the system (signal {signal}): out of memory, perhaps",
    )
    fix = Text(
        "请重新提交；若再次发生，请联系维护人员检查服务器内存",
        "ask for it again; if it goes on, let the operators look at the server's memory",
    )
    return Refused("internal_error", [Problem("internal_error", "", what, fix)])


def _mistake(last: str) -> Refused:
    """The command's last line names our mistake and its place."""
    place = last.rpartition(": ")[2]
    what = Text(f"程序出错：{place}", f"the program made a mistake: {place}")
    fix = Text("请把这一行报告给维护人员", "report this line to the operators")
    return Refused("internal_error", [Problem("internal_error", "", what, fix)])
