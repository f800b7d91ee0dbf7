"""Whole fen, exact shares, one way of rounding, bands."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor

Bands = Sequence[tuple[int, Fraction]]
"""Where each band starts, in fen, and its rate; below the first nothing is paid."""


def fen(text: str) -> int:
    """An amount in yuan as whole fen: "12.34" is 1234."""
    amount = Fraction(text) * 100
    assert amount.denominator == 1
    return int(amount)


def yuan(amount: int) -> str:
    """Whole fen as an amount in yuan: 1234 is "12.34"."""
    return f"{amount // 100}.{amount % 100:02d}"


def percent(text: str) -> Fraction:
    """A share: "85" is 85/100."""
    return Fraction(text) / 100


def half_up(exact: Fraction) -> int:
    """Fen, rounded half up: 2.4 is 2, 2.5 is 3."""
    return floor(exact + Fraction(1, 2))


def banded(base: int, bands: Bands) -> Fraction:
    """Each slice at its own rate; a slice runs from its own start to the start of the next."""
    ends = [*(start for start, _ in bands[1:]), base]
    return sum(
        (
            max(0, min(base, end) - start) * rate
            for (start, rate), end in zip(bands, ends, strict=True)
        ),
        Fraction(0),
    )
