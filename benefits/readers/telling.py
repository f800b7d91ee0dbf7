"""A line of the worksheet while it is told (叙述中的一行): what it reads, what it turns out to rest on."""

from typing import Final, Protocol

from benefits.formula.graph import Source
from benefits.formula.nodes import Ref
from benefits.readers.values import Values

WEAKEST_FIRST: Final = ("assumed", "interpretation", "secondary", "seed", "official")
"""Evidence from the weakest on: a line is as well sourced as its weakest figure."""


class Lines(Protocol):
    """The lines of one claim, as far as they are told."""

    numbers: dict[Ref, int]
    """The numbers of the named nodes that have a line."""
    full: bool
    silent: bool
    """Within a layer that paid nothing: its named steps are spelled out, not numbered."""

    def tell(self, ref: Ref) -> int:
        """Give a named node its line; answers with the number."""


class Telling:
    """One line being told of one claim: the values it reads, and what it turns out to rest on.

    `uses` are the lines it names, `source` the weakest source of its figures, `capped` whether a limit
    it names was reached (None where there is none).
    """

    __slots__ = ("capped", "figures", "known", "lines", "rank", "source", "uses", "values")

    def __init__(self, values: Values, lines: Lines) -> None:
        self.values = values
        self.known = values.known
        self.figures = values.figures
        self.lines = lines
        self.uses: list[int] = []
        self.source: Source | None = None
        self.rank = len(WEAKEST_FIRST)
        self.capped: bool | None = None
