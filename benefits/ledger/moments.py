"""Named moments (时点): where a test ends the process, to see that nothing is half done.

Nothing happens here in the product; `tests/crashes` puts a function of its own in `reached`.
"""

from collections.abc import Callable
from typing import Final

MOMENTS: Final = (
    "request read",
    "before the policy",
    "before the posting",
    "after the posting",
    "after the entries",
    "after the settlement",
    "after the totals",
    "before the day",
    "after the day",
    "before the person",
    "after the person",
    "before the trail",
    "within the trail",
    "after the trail",
    "before the key",
    "after the key",
    "before the commit",
    "after the commit",
    "before the answer",
    "after the answer",
)
"""Before and after each write, the commit and the answer; the answer's are told by what stands around
the routes."""


def _nothing(moment: str) -> None:
    """The product goes on."""


reached: Callable[[str], None] = _nothing
