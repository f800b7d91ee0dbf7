"""Loops made ready, kept for the next block of claims and the next variant of a reform (备用核算程序).

A file is read in thousands of blocks and a sweep runs each block under hundreds of figures; making the
text and loading its machine code would cost more than running it.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final, TypeVar

Made = TypeVar("Made")

MOST_KEPT: Final = 64
"""So many are kept; the one longest unused goes first."""

_kept: OrderedDict[Hashable, Any] = OrderedDict()
_lock: Final = Lock()


def kept(key: Hashable, make: Callable[[], Made]) -> Made:
    """What is kept under a key that says everything it depends on, or what is made now."""
    with _lock:
        found: Made | None = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
            return found
    made = make()
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return made
