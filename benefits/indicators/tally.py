"""The tally of a simulation (测算指标汇总): blocks go in, exact sums stay, tallies are added up.

Nothing is kept by person but inside a block, which is closed; so memory does not grow with the number of
claims, and the result does not depend on how the claims were cut or in which order the blocks came.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benefits.indicators.assumed import Sensitivity
from benefits.indicators.bootstrap import Bootstrap
from benefits.indicators.cliffs import Cliffs
from benefits.indicators.hardship import Hardship
from benefits.indicators.names import RegionNames, reformed_ceilings, region_names
from benefits.indicators.people import USUAL, Above
from benefits.indicators.seen import Seen
from benefits.indicators.shares import Shares
from benefits.indicators.spend import Spend
from benefits.indicators.spread import Spread
from benefits.indicators.winners import Winners
from benefits.simulation.block import Block
from benefits.simulation.scenario import Scenario


@dataclass(slots=True)
class Tally:
    """What an analyst reads of a simulation, as sums. The baseline is scenario 0, the reform the last."""

    titles: tuple[str, ...]
    written: tuple[Mapping[str, Mapping[str, str]], ...]
    structural: bool
    shares_above: tuple[int, ...]
    spend: Spend
    shares: Shares
    people: Above
    families: Above
    winners: Winners
    spread: Spread
    hardship: Hardship
    bootstrap: Bootstrap
    cliffs: Cliffs = field(default_factory=Cliffs)
    sensitivity: Sensitivity | None = None
    years: set[int] = field(default_factory=set)
    """The benefit years met."""
    names: dict[str, RegionNames] = field(default_factory=dict)
    scenarios: tuple[Scenario, ...] | None = None
    """Asked for the names of a region met for the first time; does not travel."""

    @classmethod
    def begin(
        cls,
        scenarios: Sequence[Scenario],
        *,
        statistics: Mapping[str, int] | None = None,
        sample: bool = False,
        assumed: bool = False,
        folder: Path | None = None,
        python: bool = False,
    ) -> "Tally":
        """An empty tally for blocks worked out under these scenarios, the baseline first.

        `statistics` in fen: with `poverty_line` (a year, a head) families pushed under it are counted.
        `sample` draws bootstrap intervals also where the claims have no weights. `assumed` runs each
        block again for the low and the high of every assumed figure, with machine code kept in `folder`,
        or in plain `python`.
        """
        assert scenarios, "a simulation has at least its baseline"
        number = len(scenarios)
        above = tuple(sorted({*USUAL, *reformed_ceilings(scenarios)}))
        return cls(
            titles=tuple(each.name for each in scenarios),
            written=tuple(each.written for each in scenarios),
            structural=any(each.structural for each in scenarios),
            shares_above=above,
            spend=Spend(number),
            shares=Shares(number),
            people=Above(above),
            families=Above(above),
            winners=Winners(),
            spread=Spread(),
            hardship=Hardship((statistics or {}).get("poverty_line")),
            bootstrap=Bootstrap(above, always=sample),
            sensitivity=Sensitivity(statistics or {}, folder, python) if assumed else None,
            scenarios=tuple(scenarios),
        )

    @property
    def compares(self) -> bool:
        """There is a reform beside the baseline."""
        return len(self.titles) > 1

    def add(self, block: Block) -> None:
        """Take a closed block in."""
        for region in block.table.region.words:
            if region not in self.names and (found := self._named(region)) is not None:
                self.names[region] = found
        seen = Seen(block, self.names)
        self.spend.add(seen)
        self.shares.add(seen)
        self.people.add(seen, seen.people)
        self.families.add(seen, seen.families)
        for part in (self.winners, self.spread, self.hardship, self.bootstrap):
            part.add(seen)
        assert self.scenarios is not None
        self.cliffs.add(seen, self.scenarios)
        if self.sensitivity is not None:
            self.sensitivity.add(block, self.scenarios[0])
        self.years |= {int(each) for each in np.unique(seen.year)}

    def merge(self, other: "Tally") -> None:
        """Take in what another tally of the same scenarios has found; the order does not matter."""
        assert self.titles == other.titles, "tallies of other scenarios"
        assert self.shares_above == other.shares_above
        self.names |= other.names
        self.spend.merge(other.spend)
        self.shares.merge(other.shares)
        self.people.merge(other.people)
        self.families.merge(other.families)
        self.winners.merge(other.winners)
        self.spread.merge(other.spread)
        self.hardship.merge(other.hardship)
        self.bootstrap.merge(other.bootstrap)
        self.cliffs.merge(other.cliffs)
        if self.sensitivity is not None and other.sensitivity is not None:
            self.sensitivity.merge(other.sensitivity)
        self.years |= other.years

    @property
    def share_promised(self) -> int:
        """The share of the bills that patients should not bear more of, in millionths.

        The one ceiling of the last scenario's backstops; 10% where there is none, or several.
        """
        found = {each for names in self.names.values() for each in names.ceilings[-1]}
        only = found.pop() if len(found) == 1 else USUAL[-1]
        return only if only in self.shares_above else USUAL[-1]

    def _named(self, region: str) -> RegionNames | None:
        assert self.scenarios is not None, "a tally that has travelled takes no blocks"
        return region_names(self.scenarios, region)

    def __getstate__(self) -> dict[str, object]:
        """Policy books stay at home: what a tally needs of them it has noted."""
        kept = {name: getattr(self, name) for name in self.__slots__}
        return {**kept, "scenarios": None}

    def __setstate__(self, kept: dict[str, object]) -> None:
        for name, value in kept.items():
            setattr(self, name, value)
