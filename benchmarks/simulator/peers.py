"""Peers as processes (对比程序): each in an environment of its own, over files, one turn at a time."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

INSTALLING_SECONDS: Final = 600
SCRIPTS: Final = {
    "numpy": ("peer_numpy.txt", ()),
    "polars": ("peer_polars.txt", ()),
    "duckdb": ("peer_duckdb.txt", ()),
    "openfisca-core": ("peer_openfisca.txt", ("documented",)),
    "openfisca-core, patched": ("peer_openfisca.txt", ("exact",)),
}
"""A peer's name begins with its package."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One piece of work: seconds of processor and wall time, and what it came to in fen."""

    cpu: float
    wall: float
    totals: Mapping[str, int]


@dataclass(slots=True)
class Peer:
    """A running peer and the ways in which it does the work."""

    name: str
    process: subprocess.Popen[str]
    version: str
    ways: tuple[str, ...]

    def turn(self, way: str) -> Turn:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{way}\n")
        self.process.stdin.flush()
        told = _told(self.process)
        return Turn(told["cpu"], told["wall"], told["totals"])


@contextmanager
def running(name: str, folder: Path) -> Iterator[Peer | None]:
    """The peer over the columns in a folder; None where it cannot be installed."""
    package = name.partition(",")[0]
    python = folder / f"env-{package}" / "bin" / "python"
    try:
        if not python.exists():
            _quietly(sys.executable, "-m", "venv", str(python.parents[1]))
            _quietly(str(python), "-m", "pip", "install", "--quiet", package, "numpy", "pyarrow")
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        print(f"{package} is left out: it cannot be installed here.")
        yield None
        return
    script, words = SCRIPTS[name]
    here = Path(__file__)
    common = here.with_name("peer_common.txt").read_text(encoding="utf-8")
    (folder / "peer_common.py").write_text(common, encoding="utf-8")
    told = here.with_name(script).read_text(encoding="utf-8")
    (folder / f"run_{package}.py").write_text(told, encoding="utf-8")
    process = subprocess.Popen(
        [str(python), f"run_{package}.py", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=folder,
    )
    try:
        ready = _told(process)
        yield Peer(name, process, ready["version"], tuple(ready["ways"]))
    finally:
        process.kill()
        process.communicate()


def _told(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("a peer ended before it answered")
    told: dict[str, Any] = json.loads(line)
    return told


def _quietly(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True, timeout=INSTALLING_SECONDS)
