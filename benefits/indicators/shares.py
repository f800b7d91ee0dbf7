"""The patient's share (个人负担比例) by identity, level, place and kind of visit.

Claims have few situations: every combination of these four is a cell with its exact sums, and each table
adds up the cells of one of them. A person with several identities counts under the first in the list.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from benefits import words
from benefits.indicators.groups import together
from benefits.indicators.seen import Seen, identity
from benefits.indicators.sums import Sums
from benefits.problems import Text

DIMENSIONS: Final = ("identity", "hospital_level", "place", "kind")
"""What the tables are by."""

SIZES: Final = {name: len(words.DIMENSIONS[name]) + 1 for name in DIMENSIONS}
"""The words of each, and one place more for none."""

_CELLS: Final = int(np.prod(list(SIZES.values())))

NONE: Final = {
    "identity": Text("无以上身份", "none of these identities"),
    "hospital_level": Text("未说明等级", "level not said"),
    "place": Text("未说明就医地", "place not said"),
    "kind": Text("未说明类别", "kind not said"),
}


def word_name(dimension: str, cell: int) -> Text:
    """What a cell of a dimension is called; cell 0 is no word."""
    return NONE[dimension] if cell == 0 else list(words.DIMENSIONS[dimension].values())[cell - 1]


@dataclass(slots=True)
class Shares:
    """Sums by situation; how many people each word of each dimension has."""

    scenarios: int
    situations: Sums = field(default_factory=lambda: Sums(_CELLS))
    people: dict[str, list[int]] = field(
        default_factory=lambda: {name: [0] * size for name, size in SIZES.items()}
    )
    """People, not weighted: what disclosure turns on."""

    def add(self, seen: Seen) -> None:
        coded = {name: seen.word(name) for name in DIMENSIONS if name != "identity"}
        coded["identity"] = identity(seen.identities)
        cell = np.zeros(len(seen), dtype=np.int64)
        for name in DIMENSIONS:
            cell = cell * SIZES[name] + coded[name]
        sums, weights = self.situations, seen.weights
        sums.count("claims", cell, weights)
        for measure, column in seen.measures():
            sums.add(measure, cell, column, weights)
        person = together(seen.person)
        for name in DIMENSIONS:
            held = person.union(np.left_shift(1, coded[name]))
            for place in range(SIZES[name]):
                self.people[name][place] += int(np.count_nonzero(held >> place & 1))

    def merge(self, other: "Shares") -> None:
        self.situations.merge(other.situations)
        for name, counted in other.people.items():
            self.people[name] = [a + b for a, b in zip(self.people[name], counted, strict=True)]

    def by(self, dimension: str, measure: str) -> list[int]:
        """One measure by the words of one dimension, in millionths."""
        cube = np.array(self.situations.of(measure), dtype=object).reshape(tuple(SIZES.values()))
        others = tuple(n for n, name in enumerate(DIMENSIONS) if name != dimension)
        return [int(each) for each in cube.sum(axis=others)]
