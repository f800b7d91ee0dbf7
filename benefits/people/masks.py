"""How much of who somebody is may be seen (脱敏): every mask of the product stands here."""

from typing import Final

STAR: Final = "＊"


def masked_name(name: str | None) -> str | None:
    """The first character of a name; of a name of one character, none.

    >>> masked_name("张三丰"), masked_name("欧"), masked_name(None)
    ('张＊', '＊', None)
    """
    if name is None:
        return None
    first = name[:1]
    if name[1:2] and _is_variation(name[1]):  # which belongs to the character before it
        first = name[:2]
    return first + STAR if len(name) > len(first) else STAR


def _is_variation(character: str) -> bool:
    code = ord(character)
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF


def masked_number(number: str | None) -> str | None:
    """The first 3 and the last 4 of a number; less of a short one, never more than half.

    >>> masked_number("11010519491231002X"), masked_number("E12345678"), masked_number("A1")
    ('110***********002X', 'E*****678', '*1')
    """
    if number is None:
        return None
    shown = min(7, len(number) // 2)
    first = shown * 3 // 7
    last = shown - first
    return number[:first] + "*" * (len(number) - shown) + number[len(number) - last :]


def masked_telephone(number: str | None) -> str | None:
    """A telephone, as any number.

    >>> masked_telephone("13800001234")
    '13******234'
    """
    return masked_number(number)
