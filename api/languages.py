"""Which language a caller reads (语言): Chinese unless English is asked for."""

import re
from typing import Final

from benefits.problems import Language

_ENTRY: Final = re.compile(
    r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?"
)


def language_of_header(accepted: str | None) -> Language:
    """Chinese or English, as an Accept-Language header likes better; a tie goes to the first.

    >>> language_of_header("en-GB,en;q=0.9,zh;q=0.3"), language_of_header("de, zh;q=0.5, en;q=0.4")
    ('en', 'zh')
    >>> language_of_header(None), language_of_header("fr")
    ('zh', 'zh')
    """
    best: Language = "zh"
    liked = 0.0
    for entry in (accepted or "")[:1000].split(","):
        found = _ENTRY.fullmatch(entry.rstrip())
        if found is None:
            continue
        weight = 1.0 if found[2] is None else float(found[2])
        if found[1].lower() in ("zh", "en") and weight > liked:
            best, liked = ("en" if found[1].lower() == "en" else "zh"), weight
    return best


def language_of_place(lang: str | None) -> Language:
    """The language of a terminal by its LANG: Chinese where it says so, else English.

    >>> language_of_place("zh_CN.UTF-8"), language_of_place("C.UTF-8"), language_of_place(None)
    ('zh', 'en', 'en')
    """
    return "zh" if (lang or "").lower().startswith("zh") else "en"
