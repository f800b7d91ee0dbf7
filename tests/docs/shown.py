"""What a page shows against what came out: `…` stands for anything, nothing else is let through."""

import re
from typing import Any

ANYTHING = "…"


def unlike(shown: str, real: str) -> str:
    """How a shown output differs from the real one; empty where it does not.

    A line that is only `…` stands for any lines; `…` within a line for any characters of it.
    """
    pattern = ""
    for line in _lines(shown):
        if line == ANYTHING:
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*?".join(re.escape(each) for each in line.split(ANYTHING)) + r"\n"
    text = "".join(line + "\n" for line in _lines(real))
    if re.fullmatch(pattern, text):
        return ""
    return f"shown:\n{shown}\nreal:\n{text}"


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").split("\n")]


def json_unlike(shown: Any, real: Any, path: str = "") -> str:
    """Where shown JSON differs from the real one; empty where it does not.

    A field named `…` stands for all other fields, an entry `…` for all further entries, and `…`
    within a text for any characters.
    """
    if shown == ANYTHING:
        return ""
    if isinstance(shown, dict) and isinstance(real, dict):
        wanted = {name: each for name, each in shown.items() if name != ANYTHING}
        extra = set(real) - set(wanted)
        if set(wanted) - set(real) or (extra and ANYTHING not in shown):
            return f"{path}: fields {sorted(wanted)} shown, {sorted(real)} real"
        found = (json_unlike(each, real[name], f"{path}.{name}") for name, each in wanted.items())
        return next(filter(None, found), "")
    if isinstance(shown, list) and isinstance(real, list):
        open_ended = bool(shown) and shown[-1] == ANYTHING
        wanted_entries = shown[:-1] if open_ended else shown
        if len(wanted_entries) > len(real) or (len(wanted_entries) < len(real) and not open_ended):
            return f"{path}: {len(wanted_entries)} entries shown, {len(real)} real"
        found = (
            json_unlike(each, real[n], f"{path}[{n}]") for n, each in enumerate(wanted_entries)
        )
        return next(filter(None, found), "")
    if isinstance(shown, str) and isinstance(real, str) and ANYTHING in shown:
        pattern = ".*".join(re.escape(each) for each in shown.split(ANYTHING))
        return "" if re.fullmatch(pattern, real, re.DOTALL) else f"{path}: {shown!r}, real {real!r}"
    return "" if shown == real else f"{path}: {shown!r} shown, {real!r} real"
