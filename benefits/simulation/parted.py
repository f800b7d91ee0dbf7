"""Claims run part by part (分区核算): dealt out to parts of people, each part run while it is near.

What a part comes to goes back the way its claims came. A thread has parts of its own and waits for nobody.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from benefits.simulation.arrays import Array
from benefits.simulation.layout import GIVEN_BACK, Kernel
from benefits.simulation.order import Parts, Passes
from benefits.simulation.threads import even, side_by_side, threads

AT_A_TIME: Final = 1 << 15
"""Claims looked at together: what is read and written of so many stays near."""

Run = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Parted:
    """Claims that stand by parts, and the loop they are run by."""

    kernel: Kernel
    parts: Parts
    passes: Passes

    def dealt(self, columns: Mapping[str, Array]) -> dict[str, Array]:
        """Columns of the input, as they stand by parts."""
        made = {name: np.empty_like(column) for name, column in columns.items()}

        def deal(rows: slice) -> None:
            there = self.parts.there[rows]
            for name, column in columns.items():
                self.passes.put(made[name], there, column[rows])

        side_by_side(deal, even(len(self.parts.there)))
        return made

    def told(
        self, run: Run, dealt: Mapping[str, Array], first: Array, others: Mapping[str, Array]
    ) -> dict[str, Array]:
        """What the claims come to, as they stand in the input; `first` stands in order."""
        told = [each for each in self.kernel.arguments if each.role in GIVEN_BACK]
        made = {each.name: np.empty(len(first), dtype=each.width) for each in told}

        def work(shares: Sequence[slice]) -> None:
            most = max(share.stop - share.start for share in shares)
            near = {name: np.empty(most, c.dtype) for name, c in [*dealt.items(), *made.items()]}
            aside = {c.dtype: np.empty(most, c.dtype) for c in near.values()}
            own = {**others, **self._tables()}
            for share in shares:
                some = slice(0, share.stop - share.start)
                within = self.parts.within[share] - share.start
                given = {name: column[some] for name, column in near.items()}
                given |= own | {"first": first[share]}
                for name, column in dealt.items():
                    # Read from end to end first: taken here and there, each line would be waited for.
                    aside[column.dtype][some] = column[share]
                    self.passes.taken(aside[column.dtype][some], within, given[name])
                run(*(given[each.name] for each in self.kernel.arguments))
                for name, column in made.items():
                    self.passes.put(aside[column.dtype][some], within, given[name])
                    column[share] = aside[column.dtype][some]

        side_by_side(work, self._shares())
        return self._returned(made)

    def _returned(self, columns: Mapping[str, Array]) -> dict[str, Array]:
        """Columns that stand by parts, as they stand in the input."""
        made = {name: np.empty_like(column) for name, column in columns.items()}

        def bring(rows: slice) -> None:
            there = self.parts.there[rows]
            for name, column in columns.items():
                self.passes.taken(column, there, made[name][rows])

        side_by_side(bring, even(len(self.parts.there)))
        return made

    def _tables(self) -> dict[str, Array]:
        """Tables of situations, nothing in them yet."""
        return {name: np.zeros(size, dtype=np.int64) for name, size in self.kernel.sizes.items()}

    def _shares(self) -> list[list[slice]]:
        """For each thread, the claims it runs together: some parts, one after the other."""
        edges = self.parts.edges
        wanted = np.arange(0, int(edges[-1]) + AT_A_TIME, AT_A_TIME)
        cuts = np.unique(edges[np.searchsorted(edges, wanted).clip(max=len(edges) - 1)]).tolist()
        shares = [slice(*each) for each in pairwise(cuts)]
        several = min(threads(int(edges[-1])), len(shares))
        return [shares[lane::several] for lane in range(several)]
