"""No cell tells of fewer than ten people, and none can be worked out from the others."""

from random import Random

from benefits.indicators.disclosure import (
    FEWEST,
    Grouping,
    covered,
    gathered,
    neighbours_together,
    others_together,
    ungrouped,
)
from benefits.indicators.table import HIDDEN


def drawn(random: Random) -> list[int]:
    return [random.choice((0, 1, 3, 9, 10, 11, 40, 500)) for _ in range(random.randint(1, 9))]


def test_every_group_has_ten_people_unless_there_are_not_ten() -> None:
    for seed in range(300):
        _every_group_has_ten_people_unless_there_are_not_ten(seed)


def _every_group_has_ten_people_unless_there_are_not_ten(seed: int) -> None:
    people = drawn(Random(seed))
    for how in (others_together, neighbours_together):
        grouping = how(people)
        sums = gathered(grouping, people)
        assert all(each >= FEWEST for each in sums) or len(sums) == 1
        shown = sorted(cell for group in grouping for cell in group)
        assert shown == [cell for cell, number in enumerate(people) if number]


def test_a_small_cell_never_stands_alone() -> None:
    """Alone, even merged under another name, it would be the total less what is shown."""
    for seed in range(300):
        _a_small_cell_never_stands_alone(seed)


def _a_small_cell_never_stands_alone(seed: int) -> None:
    people = drawn(Random(seed))
    for how in (others_together, neighbours_together):
        for group in how(people):
            small = [cell for cell in group if people[cell] < FEWEST]
            assert not small or len(group) > 1 or len(how(people)) == 1


def test_a_hidden_count_does_not_follow_from_the_total() -> None:
    """Somebody who knows the total and the rule: the hidden cells hold ten people at least together,
    so none of two or more of them is known, and no other row tells of fewer than ten."""
    for seed in range(300):
        _a_hidden_count_does_not_follow_from_the_total(seed)


def _a_hidden_count_does_not_follow_from_the_total(seed: int) -> None:
    people = drawn(Random(seed))
    shown = covered(people, people)
    hidden = [n for n, cell in enumerate(shown) if cell is HIDDEN]
    assert all(cell == 0 or cell is HIDDEN or int(str(cell)) >= FEWEST for cell in shown)
    if hidden and any(people[n] >= FEWEST and n not in hidden for n in range(len(people))):
        assert len(hidden) > 1
        assert sum(people[n] for n in hidden) >= FEWEST


def test_words_keep_their_order_and_the_others_stand_last() -> None:
    grouping: Grouping = others_together([300, 40, 3, 12, 4], order=[1, 2, 3, 4, 0])
    assert grouping == ((1,), (0,), (2, 3, 4))


def test_one_small_word_takes_the_smallest_other_with_it() -> None:
    assert others_together([40, 30, 3]) == ((0,), (1, 2))


def test_bands_go_with_their_smaller_neighbour() -> None:
    assert neighbours_together([20, 3, 50]) == ((0, 1), (2,))
    assert neighbours_together([3, 4]) == ((0, 1),)


def test_the_bureau_sees_every_cell() -> None:
    assert ungrouped([3, 0, 12]) == ((0,), (2,))
