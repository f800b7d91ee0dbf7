"""Measured times (计时): samples in nanoseconds, wall and CPU, told as lines of a table.

Wall time is what a caller waits. CPU time is what the work costs when others use the machine too:
where the two differ widely, the machine was busy and the CPU figure is the one to compare.
"""

import os
import platform
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter_ns, thread_time_ns


@dataclass(slots=True)
class Times:
    """The samples of one thing measured, in rounds."""

    wall: list[list[int]] = field(default_factory=list)
    cpu: list[list[int]] = field(default_factory=list)

    def round(self, calls: Iterable[Callable[[], object]]) -> None:
        """Time each call once, as a round of its own."""
        wall: list[int] = []
        cpu: list[int] = []
        for call in calls:
            began_cpu, began = thread_time_ns(), perf_counter_ns()
            call()
            wall.append(perf_counter_ns() - began)
            cpu.append(thread_time_ns() - began_cpu)
        self.wall.append(wall)
        self.cpu.append(cpu)

    def median_us(self) -> float:
        """The median of the rounds' medians, wall time in microseconds."""
        return middle(self.wall)

    def median_cpu_us(self) -> float:
        return middle(self.cpu)

    def quietest_us(self) -> float:
        """The median of the quietest round: what the machine does when nobody disturbs it."""
        return min(median(each) for each in self.wall) / 1000

    def beside(self, other: "Times") -> float:
        """How many times another's: the median over rounds, each compared with its own."""
        pairs = zip(self.cpu, other.cpu, strict=True)
        return median(median(mine) / median(theirs) for mine, theirs in pairs)

    def p99_us(self) -> float:
        """The 99th percentile of all samples, wall time in microseconds."""
        return percentile([each for one in self.wall for each in one], 99) / 1000

    def p99_cpu_us(self) -> float:
        return percentile([each for one in self.cpu for each in one], 99) / 1000


def middle(rounds: Sequence[Sequence[int]]) -> float:
    """The median of the rounds' medians, in microseconds."""
    return median(median(each) for each in rounds) / 1000


def percentile(samples: Sequence[float], share: int) -> float:
    """The smallest sample that at least `share` of a hundred do not exceed.

    >>> percentile([1, 2, 3, 4], 50), percentile([1, 2, 3, 4], 51)
    (2, 3)
    """
    ordered = sorted(samples)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def machine() -> str:
    """The day, the machine and how busy it is: without these a figure means nothing."""
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        f"{when}; {_processor()}, {os.cpu_count()} cores; Python {platform.python_version()}; "
        f"load average {load}"
    )


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    if listed.exists():
        for line in listed.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as Markdown has it, so that it can stand in the README as it is printed."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def verdict(measured: float, most: float) -> str:
    """Whether a figure is within its target."""
    return "met" if measured <= most else "**missed**"
