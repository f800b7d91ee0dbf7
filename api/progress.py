"""How a long command tells how far it is, and how it is ended (进度与中断): a bar, lines, signals."""

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic_ns
from typing import Any, Final

from benefits.problems import Language, Text

TERMINATED: Final = 128 + signal.SIGTERM
_EVERY_NS: Final = 200_000_000
"""How long progress keeps still."""


@dataclass(slots=True)
class Ending:
    """Asked to end by a signal: what was begun is taken away on the way out.

    It is raised where it arrives, and again at the next step: an exception that meets a callback of some
    library (machine code being made, a finaliser) is lost there.
    """

    asked: int | None = None

    def __call__(self, number: int, frame: object) -> None:
        self.asked = number
        self.check()

    def check(self) -> None:
        """Raise what the signal asks for, if one came."""
        if self.asked == signal.SIGINT:
            raise KeyboardInterrupt
        if self.asked is not None:
            raise SystemExit(TERMINATED)

    def before(
        self, progress: Callable[[str, int, int], None] | None
    ) -> Callable[[str, int, int], None]:
        """The same progress, which looks first whether to end."""

        def told(stage: str, claims: int, of: int) -> None:
            self.check()
            if progress is not None:
                progress(stage, claims, of)

        return told


_STAGES: Final = {
    "survey": Text("查看", "looking"),
    "scatter": Text("归并", "bringing together"),
    "work": Text("测算", "working out"),
    "write": Text("写出", "writing"),
}


@contextmanager
def progress_bar(
    language: Language, silent: bool
) -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar with the rate and the time left, on a terminal that somebody looks at."""
    if silent or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    rate = "{task.fields[rate]}"
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn(rate),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def told(stage: str, claims: int, of: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(_STAGES[stage].in_(language), total=of, rate="")
            task = bar.tasks[tasks[stage]]
            speed = f"{int(task.speed):,}/s" if task.speed else ""
            bar.update(tasks[stage], completed=claims, rate=speed)

        yield told


@contextmanager
def progress_in_lines() -> Iterator[Callable[[str, int, int], None]]:
    """A line of JSON a moment, for the program that started this one."""
    last = 0

    def told(stage: str, claims: int, of: int) -> None:
        nonlocal last
        now = monotonic_ns()
        if claims == of or now - last > _EVERY_NS:
            last = now
            print(
                json.dumps({"claims": claims, "of": of, "stage": stage}),
                file=sys.stderr,
                flush=True,
            )

    yield told
