"""Exact numbers as text (精确数值的写法): yuan to a hundredth of a fen, and exactly.

A function that is not rounded takes fractions of a fen; they are printed rounded half up to 1/100 fen,
and beside it exactly, as a decimal where that is one, else as a fraction.
"""

from fractions import Fraction

from benefits.money import rounded


def yuan4(amount_fen: Fraction) -> str:
    """Yuan with four decimals, rounded half up to a hundredth of a fen.

    >>> yuan4(Fraction(109270)), yuan4(Fraction(200, 3)), yuan4(Fraction(-1, 2))
    ('1092.7000', '0.6667', '-0.0050')
    """
    hundredths = rounded(abs(amount_fen.numerator) * 100, amount_fen.denominator, "half_up")
    sign = "-" if amount_fen < 0 and hundredths else ""
    return f"{sign}{hundredths // 10_000}.{hundredths % 10_000:04d}"


def yuan_exactly(amount_fen: Fraction) -> str:
    """Yuan, exact: a decimal of at least two places, or a fraction.

    >>> yuan_exactly(Fraction(650000)), yuan_exactly(Fraction(1, 2)), yuan_exactly(Fraction(200, 3))
    ('6500.00', '0.005', '2/3')
    """
    return exactly(amount_fen / 100, least_decimals=2)


def exactly(number: Fraction, least_decimals: int = 0) -> str:
    """A decimal where the number is one of at most twelve places, else a fraction.

    >>> exactly(Fraction(19, 200)), exactly(Fraction(2, 37)), exactly(Fraction(-1))
    ('0.095', '2/37', '-1')
    """
    scaled = abs(number) * 10**12
    if scaled.denominator != 1:
        return f"{number.numerator}/{number.denominator}"
    whole, decimals = divmod(scaled.numerator, 10**12)
    tail = f"{decimals:012d}".rstrip("0").ljust(least_decimals, "0")
    return f"{'-' if number < 0 else ''}{whole}" + (f".{tail}" if tail else "")


def for_people(amount_fen: Fraction) -> str:
    """Yuan with thousands, to the fen where it is whole fen, else to a hundredth of one.

    >>> for_people(Fraction(650000)), for_people(Fraction(200, 3))
    ('6,500.00', '0.6667')
    """
    whole, _, decimals = yuan4(abs(amount_fen)).partition(".")
    sign = "-" if amount_fen < 0 else ""
    return f"{sign}{int(whole):,}.{decimals[:2] if decimals.endswith('00') else decimals}"
