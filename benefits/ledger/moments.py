"""Named moments (时点): where a test ends the process, to see that nothing is half done.

Nothing happens here in the product; `tests/crashes` puts a function of its own in `reached`.
"""

from collections.abc import Callable
from typing import Final

MOMENTS: Final = (
    "request read",
    "before the posting",
    "after the posting",
    "after the entries",
    "after the totals",
    "before the trail",
    "after the trail",
    "before the key",
    "after the key",
    "after the commit",
    "after the answer",
)


def _nothing(moment: str) -> None:
    """The product goes on."""


reached: Callable[[str], None] = _nothing
