"""A search over claim files (明细表上的方案搜索): what varies, and how a scenario is run over the claims.

The claims are read once and kept, block by block, where they are not too many; else each pass reads
them again. A block is closed, so its totals are whole.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np

from benefits.claim_files import blocks
from benefits.problems import Problem, Refused, Text
from benefits.reading.book import PolicyBook
from benefits.search.measures import Measure, measures
from benefits.search.ordered import in_order
from benefits.search.running import totals
from benefits.search.sweep import layer_names
from benefits.search.totals import Totals
from benefits.search.variants import Variants, variants
from benefits.simulation.scenario import Scenario
from benefits.simulation.table import ClaimTable

ROWS: Final = 1 << 16
"""Claims of a block: what a processor's cache holds while all variants are run."""

MOST_KEPT: Final = 8_000_000
"""So many claims are kept in memory, about a gigabyte; more are read again for each pass."""

Progress = Callable[[int, int], None]
"""Told how many claims were run, each once a variant, and how many there are to run in this pass."""


@dataclass(slots=True)
class Held:
    """The claims of files as closed blocks, to be gone through as often as is wanted."""

    paths: Sequence[Path]
    region: str | None
    scratch: Path | None = None
    """Where what does not fit into memory is kept, if it is there; else where the command runs."""
    most: int = MOST_KEPT
    rows: int = ROWS
    claims: int = 0
    regions: tuple[str, ...] = ()
    _kept: list[ClaimTable] | None = field(default_factory=list)

    def read(self) -> None:
        """The first pass: which regions there are, and the claims themselves; raises `Refused`."""
        regions: set[str] = set()
        for table in self._read():
            self.claims += len(table)
            there = np.unique(table.region.codes).tolist()
            regions |= {table.region.words[each] for each in there if each >= 0}
            if self._kept is not None:
                self._kept.append(table)
                if self.claims > self.most:
                    self._kept = None
        self.regions = tuple(sorted(regions))

    def _read(self) -> Iterator[ClaimTable]:
        scratch = self.scratch if self.scratch is not None and self.scratch.is_dir() else None
        read = blocks(self.paths, region=self.region, rows=self.rows, scratch=scratch)
        with closing(read) as tables:  # type: ignore[type-var]
            yield from map(in_order, tables)

    @property
    def kept(self) -> bool:
        """The claims lie in memory."""
        return self._kept is not None

    def __iter__(self) -> Iterator[ClaimTable]:
        return self._read() if self._kept is None else iter(self._kept)


@dataclass(frozen=True, slots=True)
class Search:
    """Everything a sweep, a solver or a frontier needs."""

    held: Held
    variants: Variants
    layers: Mapping[str, Text]
    shares: tuple[int, ...]
    statistics: Mapping[str, int]
    progress: Progress
    folder: Path | None = None
    """For machine code; by default the user's own."""
    python: bool = False

    def run(self, scenarios: Sequence[Scenario]) -> list[Totals]:
        """The totals of each scenario."""
        done, of, told = 0, self.held.claims * len(scenarios), Lock()

        def ran(claims: int) -> None:
            nonlocal done
            with told:  # several threads work
                done += claims
                self.progress(done, of)

        return totals(
            self.held,
            scenarios,
            self.shares,
            statistics=self.statistics,
            folder=self.folder,
            python=self.python,
            ran=ran,
        )

    def measures(self) -> list[Measure]:
        """Every measure there is."""
        return measures(list(self.layers), self.shares)


def search(
    book: PolicyBook,
    claims: Sequence[Path],
    vary: Sequence[str],
    *,
    files: Sequence[Path] = (),
    sets: Sequence[str] = (),
    shares: Sequence[int],
    region: str | None = None,
    statistics: Mapping[str, int] | None = None,
    solve: bool = False,
    wrong: Sequence[Problem] = (),
    progress: Progress = lambda done, of: None,
    scratch: Path | None = None,
    folder: Path | None = None,
    python: bool = False,
) -> Search:
    """Read the claims and what varies; raises `Refused` with every problem, `wrong` among them."""
    held = Held(claims, region, scratch)
    held.read()
    problems = [*wrong]
    try:
        found = variants(book, files, sets, vary, held.regions, solve=solve)
    except Refused as refused:
        raise Refused(refused.code, [*refused.problems, *problems]) from None
    if problems:
        raise Refused("invalid_request", problems)
    layers = layer_names(found.plan.scenarios, held.regions)
    return Search(held, found, layers, tuple(shares), statistics or {}, progress, folder, python)
