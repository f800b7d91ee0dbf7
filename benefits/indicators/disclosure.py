"""What a report may show of few people (统计披露控制): cells under ten people are merged or left out.

One grouping is made for each dimension, from the number of people in each word, and used in every table
by that dimension: two tables with different groupings could be taken from one another. What is merged
holds two cells at least, since one alone would follow from the total.
"""

from collections.abc import Collection, Sequence
from typing import Final

from benefits.indicators.table import HIDDEN, Hidden

FEWEST: Final = 10
"""A cell tells of so many people at least."""

Grouping = tuple[tuple[int, ...], ...]
"""Which cells stand together, in the order in which they are shown; empty cells are in none."""


def others_together(
    people: Sequence[int],
    order: Sequence[int] | None = None,
    amounts: Sequence[int] | None = None,
) -> Grouping:
    """Words without an order: the small ones become one group of others, which stands last.

    Where these are fewer than ten people together, the cell of the fewest joins them; with `amounts`, that
    of the least amount, so that a large fund that pays for few does not vanish.

    >>> others_together([0, 40, 3, 12, 4])
    ((1,), (2, 3, 4))
    >>> others_together([40, 30, 3])
    ((0,), (1, 2))
    >>> others_together([40, 30, 3], amounts=[5, 900, 1])
    ((1,), (0, 2))
    """
    shown = [cell for cell in order or range(len(people)) if people[cell] > 0]
    small = [cell for cell in shown if people[cell] < FEWEST]
    least = people if amounts is None else amounts
    rest = sorted((cell for cell in shown if cell not in small), key=lambda cell: least[cell])
    while small and rest and sum(people[cell] for cell in small) < FEWEST:
        small.append(rest.pop(0))
    alone = [(cell,) for cell in shown if cell not in small]
    return (*alone, tuple(cell for cell in shown if cell in small)) if small else tuple(alone)


def neighbours_together(people: Sequence[int]) -> Grouping:
    """Cells in an order (bands, tenths): a small one goes with its smaller neighbour.

    >>> neighbours_together([20, 3, 4, 5, 0, 30])
    ((0,), (1, 2, 3), (5,))
    """
    groups = [[cell] for cell, number in enumerate(people) if number > 0]

    def size(group: list[int]) -> int:
        return sum(people[cell] for cell in group)

    while len(groups) > 1:
        at = min(range(len(groups)), key=lambda place: (size(groups[place]), place))
        if size(groups[at]) >= FEWEST:
            break
        beside = [place for place in (at - 1, at + 1) if 0 <= place < len(groups)]
        other = min(beside, key=lambda place: (size(groups[place]), place))
        first, second = sorted((at, other))
        groups[first : second + 1] = [groups[first] + groups[second]]
    return tuple(map(tuple, groups))


def ungrouped(people: Sequence[int], order: Sequence[int] | None = None) -> Grouping:
    """Every cell that anybody is in, by itself: what the bureau sees."""
    return tuple((cell,) for cell in order or range(len(people)) if people[cell] > 0)


def gathered(grouping: Grouping, amounts: Sequence[int]) -> list[int]:
    """The sum of each group."""
    return [sum(amounts[cell] for cell in group) for group in grouping]


def covered(
    shown: Sequence[int], people: Sequence[int], left_out: Collection[int] = ()
) -> list[int | Hidden]:
    """A column whose total is known: counts of one to nine people are left out, never one alone.

    `left_out` are places that are left out already.

    >>> covered([40, 3, 12, 0], [40, 3, 12, 0])
    [40, HIDDEN, HIDDEN, 0]
    """
    hidden = {*left_out, *(place for place, number in enumerate(people) if 0 < number < FEWEST)}
    known = [place for place, number in enumerate(people) if number >= FEWEST]
    for place in sorted(known, key=lambda each: (people[each], each)):
        if not hidden or (len(hidden) > 1 and sum(people[each] for each in hidden) >= FEWEST):
            break
        hidden.add(place)
    return [HIDDEN if place in hidden else number for place, number in enumerate(shown)]
