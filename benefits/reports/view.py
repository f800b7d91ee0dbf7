"""A tally as its sections read it (报告视图): words for rows, groupings that hide small cells, columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from benefits import words
from benefits.indicators.disclosure import (
    FEWEST,
    Grouping,
    neighbours_together,
    others_together,
    ungrouped,
)
from benefits.indicators.shares import word_name
from benefits.indicators.spend import TOTAL
from benefits.indicators.spread import Decile
from benefits.indicators.table import Column, Kind
from benefits.indicators.tally import Tally
from benefits.problems import Text

BEFORE: Final = Text("现行", "now")
AFTER: Final = Text("调整后", "reform")
CHANGE: Final = Text("变化（元）", "change, yuan")
PEOPLE: Final = Text("人数", "people")
OTHERS: Final = Text("其他（合并）", "others (merged)")
ALL: Final = Text("合计", "all")

DIMENSIONS: Final[Mapping[str, Text]] = {
    "identity": Text("身份", "identity"),
    "hospital_level": Text("医院等级", "hospital level"),
    "place": Text("就医地", "place"),
    "kind": Text("就诊类别", "kind of visit"),
}


@dataclass(frozen=True)
class View:
    """A tally, for whom it is shown, and how its rows are grouped for them."""

    tally: Tally
    bureau: bool = False

    @property
    def compares(self) -> bool:
        return self.tally.compares

    @property
    def last(self) -> int:
        """The scenario that is asked about."""
        return len(self.tally.titles) - 1

    @property
    def scenarios(self) -> list[tuple[int, Text]]:
        return [(0, BEFORE), (self.last, AFTER)] if self.compares else [(0, BEFORE)]

    @cached_property
    def everybody(self) -> int:
        """People, each once, not weighted."""
        found = self.tally.spend.people
        return sum(number for (_, what), number in found.items() if what == TOTAL)

    @property
    def too_few(self) -> bool:
        """So few people that nothing may be said of them."""
        return not self.bureau and self.everybody < FEWEST

    # -- rows -----------------------------------------------------------------------

    def grouping(self, dimension: str) -> Grouping:
        """The rows of every table by a dimension."""
        people = self.tally.shares.people[dimension]
        order = [*range(1, len(words.DIMENSIONS[dimension]) + 1), 0]
        return (ungrouped if self.bureau else others_together)(people, order)

    def group_name(self, dimension: str, group: Sequence[int]) -> Text:
        return word_name(dimension, group[0]) if len(group) == 1 else OTHERS

    def in_order(self, people: Sequence[int]) -> Grouping:
        """The rows of a table whose cells stand in an order."""
        return ungrouped(people) if self.bureau else neighbours_together(people)

    def tenths(self) -> list[Decile]:
        """The tenths of people, small ones put together with their neighbours."""
        ranked = self.tally.spread.ranked
        found = ranked.deciles()
        people = [ranked.within(each, "n") // 1_000_000 for each in found]
        return [
            Decile(
                found[group[0]].first,
                found[group[-1]].last,
                found[group[0]].first_cell,
                found[group[-1]].end_cell,
            )
            for group in self.in_order(people)
        ]


def both(name: Text, scenario: Text, compares: bool) -> Text:
    """A column's head; where nothing is compared the scenario is not said.

    >>> both(PEOPLE, AFTER, True).zh, both(PEOPLE, BEFORE, False).en
    ('人数（调整后）', 'people')
    """
    if not compares:
        return name
    return Text(f"{name.zh}（{scenario.zh}）", f"{name.en}, {scenario.en}")


def column(name: Text, kind: Kind, scenario: Text, compares: bool) -> Column:
    """A column under one of the rules; where nothing is compared the rules are not said."""
    return Column(name, kind, scenario if compares else None)
