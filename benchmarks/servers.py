"""Servers of one worker, each in a process of its own, on a free port of this machine.

`python -m benchmarks.servers bare` serves the bare route the way the product serves its own; what the
product serves is started by its own command.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from time import perf_counter
from typing import Final, TextIO

OURS: Final = (
    "-c", "from api.command import main; main()", "serve",
    "--database", "sqlite://", "--port", "0", "--lang", "en",
)  # fmt: skip
BARE: Final = ("-m", "benchmarks.servers", "bare")

_TICK: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Running:
    """A server that listens: its process, its port, and when the process was started."""

    process: subprocess.Popen[str]
    port: int
    began: float

    def cpu_seconds(self) -> float:
        """What the process has cost so far."""
        fields = (
            Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        )
        return (int(fields[11]) + int(fields[12])) / _TICK

    def memory_mb(self) -> tuple[float, float]:
        """Resident memory now and at its highest."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        return _kilobytes(status, "VmRSS") / 1024, _kilobytes(status, "VmHWM") / 1024

    def libraries(self) -> str:
        """What the process has mapped, compiled modules among it."""
        return Path(f"/proc/{self.process.pid}/maps").read_text("utf-8")


def _kilobytes(status: str, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB$", status, re.MULTILINE)
    assert found is not None, f"the system does not tell {name}"
    return int(found[1])


@contextmanager
def running(*words: str) -> Iterator[Running]:
    """A server started with Python and these words, until the block ends."""
    with TemporaryFile("w+", encoding="utf-8") as log:
        began = perf_counter()
        process = subprocess.Popen(
            [sys.executable, *words],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        try:
            yield Running(process, _port(process, log), began)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _port(process: subprocess.Popen[str], log: TextIO) -> int:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://[\d.]+:(\d+)/", line):
            return int(found[1])
    log.seek(0)
    raise RuntimeError(f"the server ended before it listened: {log.read()}")


def _serve_bare() -> None:
    import uvicorn

    from api.serving import address_of, listen
    from benchmarks.bare import application

    listening = listen("127.0.0.1", 0)
    config = uvicorn.Config(
        application(),
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
    )
    print(address_of(listening))
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    assert sys.argv[1:] == ["bare"], "the bare route is the only server started here"
    _serve_bare()
