"""Memory kept for the next columns (内存留用): what a run frees is used again by the next.

The C library gives large pieces back to the system and asks for them anew, each time as empty pages that the
system has to clear: a third of the time of a run. Said once, it keeps what was freed; where there is another
C library, nothing is said and nothing else changes.
"""

import ctypes
from functools import cache
from typing import Final

_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_MOST_ARENAS: Final = -8
"""What `mallopt` calls them."""
_KEPT_BYTES: Final = (1 << 31) - 1
_LARGEST_BYTES: Final = 1 << 25
"""The largest piece that the C library can keep."""


@cache
def keep_freed() -> bool:
    """Say so; False where nobody listens."""
    try:
        say = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    told = ((_MMAP_THRESHOLD, _LARGEST_BYTES), (_TRIM_THRESHOLD, _KEPT_BYTES), (_MOST_ARENAS, 1))
    return sum(int(say(what, number)) for what, number in told) == len(told)
