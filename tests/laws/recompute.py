"""Works a line of the worksheet out again from its printed `how` alone, in either language.

A reader of the grammar in `benefits/readers/phrases.py` that knows nothing else: no policy, no graph.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor

_TOKENS = {
    "en": re.compile(
        r"(?P<line>\[\d+\])|(?P<rate>\d+(?:\.\d+)?%|\d+/\d+)|(?P<number>\d[\d,]*(?:\.\d+)?)"
        r"|(?P<op> \+ | − | × | ÷ | of |, at most |, not below 0| so far|\(|\))"
        r"|(?P<round>, rounded (?:half up|down|up) to the (?:fen|yuan))"
    ),
    "zh": re.compile(
        r"(?P<line>\[\d+\])|(?P<rate>\d+(?:\.\d+)?%|\d+/\d+)|(?P<number>\d[\d,]*(?:\.\d+)?)"
        r"|(?P<op> \+ | − | × | ÷ | 的 |，最多 |，不低于0|已累计 |\(|\))"
        r"|(?P<round>，四舍五入到分|，四舍五入到元|，舍去分以下|，舍去元以下|，进位到分|，进位到元)"
    ),
}
_ROUNDINGS = {
    ", rounded half up to the fen": ("half_up", 1), "，四舍五入到分": ("half_up", 1),
    ", rounded half up to the yuan": ("half_up", 100), "，四舍五入到元": ("half_up", 100),
    ", rounded down to the fen": ("down", 1), "，舍去分以下": ("down", 1),
    ", rounded down to the yuan": ("down", 100), "，舍去元以下": ("down", 100),
    ", rounded up to the fen": ("up", 1), "，进位到分": ("up", 1),
    ", rounded up to the yuan": ("up", 100), "，进位到元": ("up", 100),
}  # fmt: skip


def recomputed(how: str, lines_fen: Mapping[int, int], language: str) -> Fraction:
    """The amount of a line in fen, from its `how` and the amounts of the lines it names."""
    reader = _Reader(_tokens(how, language), lines_fen)
    value = reader.how()
    assert reader.at == len(reader.tokens), f"not read to its end: {how}"
    return value


def _tokens(how: str, language: str) -> list[tuple[str, str]]:
    tokens, at = [], 0
    while at < len(how):
        found = _TOKENS[language].match(how, at)
        assert found is not None, f"cannot be read at {at}: {how}"
        tokens.append((str(found.lastgroup), found.group()))
        at = found.end()
    return tokens


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]], lines_fen: Mapping[int, int]) -> None:
        self.tokens, self.lines, self.at = tokens, lines_fen, 0

    def how(self) -> Fraction:
        value = self.sum()
        while self.at < len(self.tokens):
            kind, text = self.tokens[self.at]
            if text in (", at most ", "，最多 "):
                self.at += 1
                value = min(value, self.atom())
            elif text in (", not below 0", "，不低于0"):
                self.at += 1
                value = max(value, Fraction(0))
            elif kind == "round":
                self.at += 1
                value = _rounded(value, *_ROUNDINGS[text])
            else:
                break
        return value

    def sum(self) -> Fraction:
        value = self.term()
        while (sign := self.take(" + ", " − ")) is not None:
            term = self.term()
            value = value + term if sign == " + " else value - term
        return value

    def term(self) -> Fraction:
        value = self.atom()
        while (sign := self.take(" × ", " ÷ ", " of ", " 的 ")) is not None:
            other = self.atom()
            value = value / other if sign == " ÷ " else value * other
        return value

    def atom(self) -> Fraction:
        if self.take("(") is not None:
            value = self.how()
            assert self.take(")") is not None
            return value
        self.take("已累计 ")
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "line":
            return Fraction(self.lines[int(text[1:-1])])
        if kind == "rate":
            return Fraction(text[:-1]) / 100 if text[-1] == "%" else Fraction(text)
        assert kind == "number", text
        self.take(" so far")
        plain = Fraction(text.replace(",", ""))
        return plain * 100 if "." in text else plain  # an amount has two decimals, a count none

    def take(self, *texts: str) -> str | None:
        if self.at < len(self.tokens) and self.tokens[self.at][1] in texts:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return None


def _rounded(value: Fraction, mode: str, step: int) -> Fraction:
    steps = value / step
    whole = {"half_up": floor(steps + Fraction(1, 2)), "down": floor(steps), "up": ceil(steps)}[
        mode
    ]
    return Fraction(whole * step)
