"""Figures as people read them (数字的写法): exact numbers rounded once, half up, and written out.

Sums come in millionths of a fen or of a person; a table holds fen, whole things and fractions.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from benefits.indicators.sums import MILLION
from benefits.indicators.table import HIDDEN, Cell, Kind
from benefits.money import rounded
from benefits.problems import Language, Text

MINUS: Final = "\N{MINUS SIGN}"
NOTHING: Final = "—"

FEW: Final = Text("未显示", "not shown")
"""What stands for a hidden cell: of fewer than ten people, or one from which such a cell would follow."""

WAN: Final = 1_000_000
"""Fen in 万元."""


def half_up(value: int, divisor: int) -> int:
    """Divide and round half away from nothing.

    >>> half_up(25, 10), half_up(-25, 10), half_up(-24, 10)
    (3, -3, -2)
    """
    size = rounded(abs(value), divisor, "half_up")
    return size if value >= 0 else -size


def whole(millionths: int) -> int:
    """A sum in millionths as fen, or as people: rounded once."""
    return half_up(millionths, MILLION)


def wholes(millionths: Sequence[int]) -> list[int]:
    return [whole(each) for each in millionths]


def share(part: int, of: int) -> Fraction | None:
    """Part of a whole, exact; None of nothing."""
    return Fraction(part, of) if of else None


def decimals(value: Fraction | int, places: int) -> str:
    """A number with so many decimals, thousands told apart.

    >>> decimals(Fraction(-1, 3), 2), decimals(1234567, 0)
    ('−0.33', '1,234,567')
    """
    number = half_up(Fraction(value).numerator * 10**places, Fraction(value).denominator)
    units, rest = divmod(abs(number), 10**places)
    sign = MINUS if number < 0 else ""
    return f"{sign}{units:,}" + (f".{rest:0{places}d}" if places else "")


def money(fen: int) -> str:
    """Fen as yuan with thousands: `−1,092.70`."""
    return decimals(Fraction(fen, 100), 2)


def percent(value: Fraction | int, places: int = 2) -> str:
    """A share of 1 as a percentage.

    >>> percent(Fraction(546, 10_000)), percent(Fraction(19, 200), 1)
    ('5.46%', '9.5%')
    """
    return decimals(Fraction(value) * 100, places) + "%"


def line(millionths: int) -> str:
    """A line such as 5% or 9.5%, as short as it can be said.

    >>> line(50_000), line(95_000)
    ('5%', '9.5%')
    """
    units, rest = divmod(millionths, 10_000)
    return f"{units}.{rest:04d}".rstrip("0").rstrip(".") + "%"


def short_money(fen: int) -> Text:
    """Fen in large type: 万元 and 亿元 in Chinese, yuan and millions in English."""
    size = abs(fen)
    sign = MINUS if fen < 0 else ""
    if size >= 10_000 * WAN:
        zh = f"{decimals(Fraction(size, 10_000 * WAN), 2)}亿元"
    elif size >= WAN:
        zh = f"{decimals(Fraction(size, WAN), 2)}万元"
    else:
        zh = f"{decimals(Fraction(size, 100), 2)}元"
    if size >= 10**8:
        en = f"¥{decimals(Fraction(size, 10**8), 2)}m"
    else:
        en = f"¥{decimals(Fraction(size, 100), 0 if size >= WAN else 2)}"
    return Text(sign + zh, sign + en)


def signed(text: Text, value: int) -> Text:
    """With a plus before what is more than nothing; a minus stands there already."""
    return Text(f"+{text.zh}", f"+{text.en}") if value > 0 else text


def written(cell: Cell, kind: Kind, language: Language) -> str:
    """A cell as a page shows it."""
    if cell is None:
        return NOTHING
    if cell is HIDDEN:
        return FEW.in_(language)
    if isinstance(cell, Text):
        return cell.in_(language)
    if isinstance(cell, str):
        return cell
    assert isinstance(cell, (int, Fraction))
    match kind:
        case "fen":
            return money(int(cell))
        case "share":
            return percent(cell)
        case "points":
            return decimals(Fraction(cell) * 100, 2)
        case "index":
            return decimals(cell, 4)
    return decimals(cell, 0)
