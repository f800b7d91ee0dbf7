"""Parts worked out by several processes on this machine (本机多进程)."""

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


@contextmanager
def processes(number: int) -> Iterator[Callable[..., Iterator[Any]]]:
    """Hands each of a sequence to one of so many processes; results come in the order of the sequence.

    An interruption reaches the processes through this one, which takes their work away.
    """
    pool = ProcessPoolExecutor(number, get_context("spawn"), initializer=_deaf)

    def each(work: Callable[[Given], Made], given: Sequence[Given]) -> Iterator[Made]:
        waiting: list[Future[Made]] = []
        for one in given:
            waiting.append(pool.submit(work, one))
            if len(waiting) > 2 * number:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()

    try:
        yield each
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _deaf() -> None:
    """Ctrl-C goes to the first process only."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
