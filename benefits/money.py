"""Money and rates as whole numbers: fen (分) and parts of a million (百万分之一).

No float goes in or comes out, and nothing is rounded on the way in: a third decimal is an error.
Rounding happens in one function, by a named mode.
"""

import re
from fractions import Fraction
from functools import lru_cache
from typing import Final, Literal

from benefits.problems import WrongValue

RATE_SCALE: Final = 1_000_000
"""A rate of 100% as a whole number; 0.0001% is the finest rate written in a policy as a decimal."""

LARGEST_BILL_FEN: Final = 2_000_000_000
"""20,000,000.00 yuan: no single bill may be larger (`amount_too_large`)."""

LARGEST_YEAR_FEN: Final = 100_000_000_000
"""10^11 fen: no running total of a year may be larger (`amount_too_large`)."""

RoundingMode = Literal["half_up", "down", "up"]

_FEN_PART: Final = tuple(f".{part:02d}" for part in range(100))

_YUAN = re.compile(r"(\d{1,15})(?:\.(\d{1,}))?", re.ASCII)
_FIGURE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(\d{1,}))?", re.ASCII)
_PERCENT = re.compile(r"(\d{1,9})(?:\.(\d{1,12}))?\s?%", re.ASCII)
_DECIMAL = re.compile(r"(\d{1,9})(?:\.(\d{1,12}))?", re.ASCII)
_FRACTION = re.compile(r"(\d{1,9})\s?/\s?(\d{1,9})", re.ASCII)


def fen(text: object) -> int:
    """Read an amount in yuan, written as text with at most two decimals, as whole fen.

    >>> fen("1092.70"), fen("0.5"), fen("12")
    (109270, 50, 1200)
    >>> fen("0.005")
    Traceback (most recent call last):
    benefits.problems.WrongValue: amount_has_third_decimal
    """
    if not isinstance(text, str):
        raise WrongValue("amount_is_not_text", given=type(text).__name__)
    whole, _, decimals = text.partition(".")
    if (
        len(decimals) == 2
        and len(whole) <= 15
        and text.isascii()
        and whole.isdigit()
        and decimals.isdigit()
    ):  # as nearly every amount is written
        return int(whole + decimals)
    found = _YUAN.fullmatch(text)
    if found is None:
        raise WrongValue("amount_is_negative" if text[:1] == "-" else "amount_is_not_a_number")
    whole, decimals = found.groups()
    if decimals is not None and len(decimals) > 2:
        raise WrongValue("amount_has_third_decimal")
    return int(whole) * 100 + int((decimals or "").ljust(2, "0"))


def fen_of_figure(text: str) -> int:
    """Read an amount of a policy file: like `fen`, and thousands (`1,000`) and 万元 are accepted.

    >>> fen_of_figure("9.5万元"), fen_of_figure("250,000")
    (9500000, 25000000)
    """
    written = text.strip().removesuffix("元").strip()
    factor = 10_000 if written.endswith("万") else 1
    found = _FIGURE.fullmatch(written.removesuffix("万").strip())
    if found is None:
        raise WrongValue("amount_is_negative" if text[:1] == "-" else "amount_is_not_a_number")
    whole, decimals = found.groups()
    exact = Fraction(whole.replace(",", "") + "." + (decimals or "0")) * factor * 100
    if exact.denominator != 1:
        raise WrongValue("amount_has_third_decimal")
    return exact.numerator


def rate(text: str) -> Fraction:
    """Read a rate written `90%`, `0.90` or `2/37`, exactly.

    >>> rate("90%"), rate("0.095"), rate("2/37")
    (Fraction(9, 10), Fraction(19, 200), Fraction(2, 37))
    """
    written = text.strip()
    if found := _PERCENT.fullmatch(written):
        value = Fraction(f"{found[1]}.{found[2] or 0}") / 100
    elif found := _FRACTION.fullmatch(written):
        if int(found[2]) == 0:
            raise WrongValue("rate_divides_by_zero")
        value = Fraction(int(found[1]), int(found[2]))
    elif found := _DECIMAL.fullmatch(written):
        value = Fraction(f"{found[1]}.{found[2] or 0}")
    else:
        raise WrongValue("rate_is_not_a_number")
    if value > 1:
        raise WrongValue("rate_above_one")
    return value


def rounded(value: int, divisor: int, mode: RoundingMode) -> int:
    """Divide and round once, by name; `value` ≥ 0 and `divisor` > 0.

    >>> [rounded(24, 10, "half_up"), rounded(25, 10, "half_up"), rounded(29, 10, "down")]
    [2, 3, 2]
    >>> rounded(21, 10, "up")
    3
    """
    whole, rest = divmod(value, divisor)
    if mode == "half_up":
        return whole + (2 * rest >= divisor)
    if mode == "up":
        return whole + (rest > 0)
    return whole


def yuan(amount_fen: int) -> str:
    """Write fen as yuan with two decimals, for programs (`contract` form).

    >>> yuan(109270), yuan(5)
    ('1092.70', '0.05')
    """
    return f"{amount_fen // 100}{_FEN_PART[amount_fen % 100]}"


def signed_yuan(amount_fen: int) -> str:
    """Write fen, which may be owed the other way, as yuan.

    >>> signed_yuan(-5), signed_yuan(109270)
    ('-0.05', '1092.70')
    """
    return ("-" if amount_fen < 0 else "") + yuan(abs(amount_fen))


def yuan_for_people(amount_fen: int) -> str:
    """Write fen as yuan with thousands, for reading aloud.

    >>> yuan_for_people(109270)
    '1,092.70'
    """
    return f"{amount_fen // 100:,}{_FEN_PART[amount_fen % 100]}"


def ratio(part: int, whole: int) -> str:
    """Write part ÷ whole with four decimals, rounded half up; `whole` of 0 gives 0.

    >>> ratio(109270, 2000000), ratio(0, 0)
    ('0.0546', '0.0000')
    """
    digits = str(rounded(part * 10_000, whole, "half_up") if whole else 0)
    return f"0.{digits:0>4}" if len(digits) < 5 else f"{digits[:-4]}.{digits[-4:]}"


@lru_cache(maxsize=4096)
def percent_of(value: int, scale: int) -> str:
    """Write `value` in 1/`scale` as `percent` does.

    >>> percent_of(95_000, RATE_SCALE)
    '9.5%'
    """
    return percent(Fraction(value, scale))


def percent(value: Fraction) -> str:
    """Write a rate for people: as a percentage where that is exact, else as a fraction.

    >>> percent(Fraction(19, 200)), percent(Fraction(9, 10)), percent(Fraction(2, 37))
    ('9.5%', '90%', '2/37')
    """
    scaled = value * 100 * 10**10
    if scaled.denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    whole, decimals = divmod(scaled.numerator, 10**10)
    tail = f"{decimals:010d}".rstrip("0")
    return f"{whole}.{tail}%" if tail else f"{whole}%"
