"""Documents that say who somebody is (证件): how their numbers look, and what can be checked in them.

An identity card's number is checked by its birth day and check digit (GB 11643, ISO 7064 MOD 11-2). Its
area code only warns: areas are renamed, merged and made new, and a true card must never be turned away.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, get_args

from benefits.people.sentences import problem
from benefits.problems import Problem, Text

DocumentType = Literal[
    "id_card",
    "residence_permit",
    "travel_permit",
    "passport",
    "foreigner_residence",
    "military",
    "birth_certificate",
    "household_register",
    "other",
    "none",
]
NoneReason = Literal["newborn", "unconscious", "lost", "refused"]
"""新生儿、昏迷、遗失、拒绝出示: why somebody has no document."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of document (证件类型)."""

    name: Text
    form: re.Pattern[str]
    says: Text
    """The form in words."""
    alone: bool = True
    """Whether a number is one person's alone; a household register is the whole family's."""


def _kind(zh: str, en: str, form: str, says_zh: str, says_en: str, *, alone: bool = True) -> Kind:
    return Kind(Text(zh, en), re.compile(form), Text(says_zh, says_en), alone)


_ANY: Final = r"[0-9A-Z一-鿿()第号字-]{4,40}"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "id_card": _kind(
            "居民身份证",
            "resident identity card",
            r"[1-9][0-9]{16}[0-9X]|[1-9][0-9]{14}",
            "18 位，末位可为 X；旧证 15 位",
            "18 digits, the last may be X; an old card has 15",
        ),
        "residence_permit": _kind(
            "港澳台居民居住证",
            "residence permit for Hong Kong, Macau and Taiwan residents",
            r"8[123]0000[0-9]{11}[0-9X]",
            "18 位，以 810000、820000 或 830000 开头",
            "18 digits that begin with 810000, 820000 or 830000",
        ),
        "travel_permit": _kind(
            "港澳居民来往内地通行证、台湾居民来往大陆通行证",
            "mainland travel permit for Hong Kong, Macau and Taiwan residents",
            r"[HM][0-9]{8}(?:[0-9]{2})?|[0-9]{8}|[0-9]{10}[A-Z]?",
            "H 或 M 加 8 或 10 位数字；台湾居民 8 位数字",
            "H or M and 8 or 10 digits; 8 digits for Taiwan residents",
        ),
        "passport": _kind(
            "护照",
            "passport",
            r"[A-Z0-9]{5,20}",
            "5 至 20 位字母和数字",
            "5 to 20 letters and digits",
        ),
        "foreigner_residence": _kind(
            "外国人永久居留身份证",
            "foreigner's permanent residence card",
            r"9[0-9]{16}[0-9X]|[A-Z]{3}[0-9]{12}",
            "新证 18 位，以 9 开头；旧证 3 个字母加 12 位数字",
            "18 digits that begin with 9; an old card has 3 letters and 12 digits",
        ),
        "military": _kind(
            "军人、武警证件", "military identity card", _ANY, "4 至 40 位", "4 to 40 characters"
        ),
        "birth_certificate": _kind(
            "出生医学证明",
            "birth certificate",
            r"[A-Z][0-9]{9}",
            "1 个字母加 9 位数字",
            "a letter and 9 digits",
        ),
        "household_register": _kind(
            "户口簿", "household register", _ANY, "4 至 40 位", "4 to 40 characters", alone=False
        ),
        "other": _kind("其他证件", "another document", _ANY, "4 至 40 位", "4 to 40 characters"),
    }
)
"""Every type there is but `none`."""

assert {*KINDS, "none"} == set(get_args(DocumentType)), "the types of documents have drifted"

_PROVINCE: Final = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_CENTENARIANS: Final = ("996", "997", "998", "999")
"""Sequence numbers that old cards kept for people born before 1900."""


def check_digit(first: str) -> str:
    """The check digit (校验码, ISO 7064 MOD 11-2) that follows 17 digits.

    >>> check_digit("11010519491231002")
    'X'
    """
    total = 0
    for digit in first:
        total = (total + int(digit)) * 2 % 11
    return "0123456789X"[(12 - total) % 11]


def plain(number: str) -> str:
    """A number as it is compared: half-width capitals without spaces.

    >>> plain(" 11010519491231002ｘ ")
    '11010519491231002X'
    """
    return "".join(unicodedata.normalize("NFKC", number).upper().split())


def normal(type: str, number: str) -> str:
    """What a document is found by: its type and its plain number, an old card's as the new one's.

    >>> normal("id_card", "110105491231002") == normal("id_card", "11010519491231002x")
    True
    """
    number = plain(number)
    if type == "id_card" and len(number) == 15:
        number = lengthened(number)
    return f"{type}|{number}"


def lengthened(old: str) -> str:
    """The 18 digits of an identity number of 15."""
    century = "18" if old.endswith(_CENTENARIANS) else "19"
    first = old[:6] + century + old[6:]
    return first + check_digit(first)


class Checked(NamedTuple):
    """What a number says: the birth day where it holds one, and what to look at again."""

    birth_day: date | None
    warnings: tuple[Problem, ...] = ()


def check(type: str, number: str, where: str, today: date) -> Checked | list[Problem]:
    """A document's number looked at; a list of problems where it cannot be right."""
    kind, number = KINDS[type], plain(number)
    if not kind.form.fullmatch(number):
        form = {"form_zh": kind.says.zh, "form_en": kind.says.en}
        return [problem("number_has_wrong_form", where, **form)]
    if type == "id_card" and len(number) == 15:
        number = lengthened(number)
    if len(number) != 18 or type not in ("id_card", "residence_permit", "foreigner_residence"):
        return Checked(None)
    return _checked_18(type, number, where, today)


def _checked_18(type: str, number: str, where: str, today: date) -> Checked | list[Problem]:
    found: list[Problem] = []
    if check_digit(number[:17]) != number[17]:
        found.append(problem("check_digit_is_wrong", where))
    written = number[6:14]
    try:
        birth_day = date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return [*found, problem("birth_day_is_no_day", where)]
    found += birth_day_problems(birth_day, where, today)
    if found:
        return found
    known = type != "id_card" or _PROVINCE.match(number)
    return Checked(birth_day, () if known else (_area_warning(where),))


def birth_day_problems(birth_day: date, where: str, today: date) -> Iterator[Problem]:
    """What is wrong with a day of birth."""
    if birth_day > today:
        yield problem("birth_day_is_to_come", where)
    if birth_day.year < today.year - 150:
        yield problem("birth_day_is_long_ago", where)


def _area_warning(where: str) -> Problem:
    return Problem(
        "area_is_not_known",
        where,
        Text("号码前两位不是已知的省级代码", "the number begins with no province that is known"),
        Text(
            "请再对照证件看一眼；不影响登记",
            "look at the document once more; it is registered anyway",
        ),
    )


_HIDDEN: Final = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])")


def holds_identity_number(text: str) -> bool:
    """Whether a text that should be a surrogate has an identity number in it.

    >>> holds_identity_number("p-11010519491231002X"), holds_identity_number("p-110105194912310021")
    (True, False)
    """
    return any(check_digit(each[:17]) == each[17].upper() for each in _HIDDEN.findall(text))
