"""Work on several cores (多线程): claims in as many parts as there are cores, side by side.

Machine code runs without Python's lock, so threads of one process do; columns need not be sent anywhere.
"""

import itertools
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

Part = TypeVar("Part")

FEWEST: Final = 50_000
"""Fewer claims than this are not worth a second thread."""

VARIABLE: Final = "BENEFITS_THREADS"
"""Says how many threads a run may use; a process that is one of many is given 1."""


_share: Final = threading.local()


def cores() -> int:
    """How many threads this process may use."""
    said = os.environ.get(VARIABLE, "")
    return int(said) if said.isdecimal() and int(said) > 0 else len(os.sched_getaffinity(0))


def one_of(several: int) -> None:
    """This thread works beside others at claims of its own: it takes its share of the cores, no more."""
    _share.most = max(cores() // several, 1)


def threads(claims: int) -> int:
    """How many threads so many claims are worth."""
    return max(min(getattr(_share, "most", cores()), claims // FEWEST), 1)


def even(claims: int) -> list[slice]:
    """The claims in parts of one size."""
    number = threads(claims)
    edges = [claims * part // number for part in range(number + 1)]
    return [slice(*each) for each in itertools.pairwise(edges)]


def side_by_side(work: Callable[[Part], object], parts: Sequence[Part]) -> None:
    """Do the work on every part; what one of them raises is raised."""
    if len(parts) == 1:
        work(parts[0])
        return
    with ThreadPoolExecutor(len(parts)) as pool:
        for _ in pool.map(work, parts):
            pass
