"""The same split by others, in one run: OpenFisca, GoRules Zen, and plain Python as the lower bound.

Run as `python -m benchmarks.peers`. Each peer is installed into an environment of its own in a folder
that is thrown away afterwards and runs as a process of its own: OpenFisca is under the AGPL and must
not come near the product. A peer that cannot be installed is left out, and said to be.

The work is the contract's example: basic, critical-illness and supplementary insurance, medical aid
and the ceiling. The peers get figures already chosen for this patient and amounts already read as
numbers; they check nothing, say nothing about sources and know one region. Ours does all of that.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter_ns, process_time_ns
from typing import Any, Final

from api.example import EXAMPLE
from benchmarks.lower_bound import decimals, spreadsheet
from benchmarks.times import machine, table
from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.quotes import Desk
from benefits.reading.book import PolicyBook

ROUNDS: Final = 40
CALLS: Final = 40
INSTALLING_SECONDS: Final = 300
PEERS: Final = {"openfisca-core": "peer_openfisca.txt", "zen-engine": "peer_zen.txt"}
PATIENT: Final = Decimal("1092.70")

Block = Callable[[int], tuple[list[int], list[int]]]
"""Does the split so many times; the wall and CPU time of each in nanoseconds."""


@dataclass(slots=True)
class Measured:
    """One way of doing the split, and its rounds."""

    name: str
    block: Block
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def round(self) -> None:
        wall, cpu = self.block(CALLS)
        self.wall.append(median(wall) / 1000)
        self.cpu.append(median(cpu) / 1000)


def timed(call: Callable[[], object], count: int) -> tuple[list[int], list[int]]:
    """Call so many times, each timed."""
    wall, cpu = [], []
    for _ in range(count):
        began_cpu, began = process_time_ns(), perf_counter_ns()
        call()
        wall.append(perf_counter_ns() - began)
        cpu.append(process_time_ns() - began_cpu)
    return wall, cpu


def ours() -> list[Measured]:
    """Our own ways: all of it, without the worksheet, and the split of a claim that has been read."""
    desk = Desk(PolicyBook.packaged())
    asked = claim(read_request(EXAMPLE))
    ready = desk.adjudicator_for(asked)
    _same_split(desk.quote(EXAMPLE)["patient"])
    calls: dict[str, Callable[[], object]] = {
        "ours: read, checked, split, notes, worksheet": partial(desk.quote, EXAMPLE),
        "ours: read, checked, split, notes": partial(desk.quote, EXAMPLE, "none"),
        "ours: the split of a claim that was read": partial(ready.split, asked),
    }
    return [Measured(name, partial(timed, call)) for name, call in calls.items()]


def lower_bounds() -> list[Measured]:
    floats = partial(spreadsheet, 20_000.0, 16_000.0, 3_000.0)
    exact = partial(decimals, Decimal(20_000), Decimal(16_000), Decimal(3_000))
    _same_split(floats()["patient"])
    _same_split(exact()["patient"])
    return [
        Measured("plain Python, binary floats", partial(timed, floats)),
        Measured("plain Python, decimals", partial(timed, exact)),
    ]


@contextmanager
def installed(package: str) -> Iterator[subprocess.Popen[str] | None]:
    """A peer's process in an environment of its own; None where it cannot be installed."""
    with TemporaryDirectory(prefix="benefits-peer-") as folder:
        python = Path(folder) / "bin" / "python"
        try:
            _quietly(sys.executable, "-m", "venv", folder)
            _quietly(str(python), "-m", "pip", "install", "--quiet", package)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            print(f"\n{package} is left out: it cannot be installed here.")
            yield None
            return
        script = Path(__file__).with_name(PEERS[package])
        process = subprocess.Popen(
            [str(python), str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=folder,
        )
        try:
            yield process
        finally:
            process.kill()
            process.communicate()


def _quietly(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True, timeout=INSTALLING_SECONDS)


def peer(package: str, process: subprocess.Popen[str]) -> list[Measured]:
    """A peer's two ways: the split, and the split with its trace."""
    version = _asked(process, "plain", 1)["version"]
    return [
        Measured(f"{package} {version}: {what}", partial(_block, process, how))
        for how, what in (("plain", "split"), ("traced", "split with its trace"))
    ]


def _block(process: subprocess.Popen[str], how: str, count: int) -> tuple[list[int], list[int]]:
    told = _asked(process, how, count)
    return told["wall"], told["cpu"]


def _asked(process: subprocess.Popen[str], how: str, count: int) -> dict[str, Any]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{how} {count}\n")
    process.stdin.flush()
    told: dict[str, Any] = json.loads(process.stdout.readline())
    _same_split(told["patient"])
    return told


def _same_split(patient: object) -> None:
    """A figure counts only for the same work: the patient pays 1,092.70."""
    found = round(Decimal(str(patient)), 2)
    if found != PATIENT:
        raise ValueError(f"another split was measured: the patient pays {found}")


def main() -> None:
    print(machine())
    with ExitStack() as stack:
        measured = ours() + lower_bounds()
        for package in PEERS:
            process = stack.enter_context(installed(package))
            if process is not None:
                measured += peer(package, process)
        for each in measured:
            each.block(CALLS)  # warm
        for number in range(ROUNDS):
            for each in Random(number).sample(measured, len(measured)):
                each.round()
    print(f"\n{ROUNDS} rounds of {CALLS} calls, in turns; medians of the rounds.\n")
    heads = ("the contract's example", "median µs", "CPU µs", "quietest round µs",
             "beside ours with worksheet", "beside our split")  # fmt: skip
    print(table(heads, [_row(each, measured[0], measured[2]) for each in measured]))


def _row(each: Measured, whole: Measured, split: Measured) -> tuple[str, ...]:
    figures = (median(each.wall), median(each.cpu), min(each.wall))
    ratios = (_ratio(each, whole), _ratio(each, split))
    return (
        each.name,
        *(f"{figure:,.1f}" for figure in figures),
        *(f"{ratio:.2f}×" for ratio in ratios),
    )


def _ratio(each: Measured, other: Measured) -> float:
    return median(mine / theirs for mine, theirs in zip(each.wall, other.wall, strict=True))


if __name__ == "__main__":
    main()
