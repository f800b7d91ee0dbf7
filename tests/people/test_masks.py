"""Masks: what is shown never tells who somebody is."""

import random

import pytest

from benefits.people.masks import STAR, masked_name, masked_number


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("欧阳试验", "欧＊"),
        ("试", STAR),
        ("𠮷试", "𠮷＊"),
        ("葛\U000e0100试", "葛\U000e0100＊"),
        ("", STAR),
    ],
)
def test_of_a_name_the_first_character_is_seen(name: str, shown: str) -> None:
    assert masked_name(name) == shown


def test_of_a_number_never_more_than_half_is_seen_nor_more_than_seven_digits() -> None:
    chance = random.Random(1)
    for length in range(1, 41):
        number = "".join(chance.choice("0123456789") for _ in range(length))
        shown = masked_number(number)
        assert shown is not None
        seen = len(shown) - shown.count("*")
        assert len(shown) == length
        assert seen <= min(7, length // 2)
        first, last = shown.rstrip("*0123456789"), shown.split("*")[-1]
        assert number.startswith(first)
        assert number.endswith(last)
        assert (len(shown.split("*")[0]), len(last)) <= (3, 4)


def test_of_nothing_nothing_is_seen() -> None:
    assert masked_name(None) is None
    assert masked_number(None) is None
