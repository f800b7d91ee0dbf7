"""Sentences in both languages, and small outlines of them (双语文句).

A sentence may have others under it: a table of figures, the clauses of a rule.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from benefits import words
from benefits.money import percent, yuan_for_people
from benefits.problems import Text


@dataclass(frozen=True, slots=True)
class Outline:
    """A sentence, and what stands under it."""

    says: Text
    under: Sequence["Outline"] = ()

    def inline(self) -> Text:
        """All of it in one sentence."""
        if not self.under:
            return self.says
        return both(
            "{} {}", "{} {}", self.says, joined([each.inline() for each in self.under], "；", "; ")
        )


def both(zh: str, en: str, *parts: Text) -> Text:
    """Two patterns filled with the same parts, each in its language."""
    return Text(zh.format(*(part.zh for part in parts)), en.format(*(part.en for part in parts)))


def joined(parts: Iterable[Text], zh: str = "、", en: str = ", ") -> Text:
    """Several texts as one."""
    listed = list(parts)
    return Text(zh.join(each.zh for each in listed), en.join(each.en for each in listed))


def plain(text: str) -> Text:
    """A number or code that reads the same in both languages."""
    return Text(text, text)


def labelled(label: Text, said: Outline) -> Outline:
    """“起付线：400 元”, or a label over a table."""
    return Outline(both("{}：{}", "{}: {}", label, said.says), said.under)


def amount_text(amount_fen: int) -> Text:
    """“12,000 元”; whole yuan without decimals."""
    written = yuan_for_people(amount_fen).removesuffix(".00")
    return Text(f"{written} 元", f"{written} yuan")


def rate_text(value: tuple[int, int]) -> Text:
    """“90%”."""
    return plain(percent(Fraction(*value)))


def ranged(param: Any, written: Callable[[Any], Text]) -> Text:
    """The value, with the range that an assumed figure may lie in."""
    text = written(param.value)
    if param.low is None and param.high is None:
        return text
    low = written(param.low) if param.low is not None else text
    high = written(param.high) if param.high is not None else text
    return both("{}（{} 至 {} 之间）", "{} (between {} and {})", text, low, high)


def within(text: Text, param: Any, written: Callable[[Any], Text]) -> Text:
    """What nobody knows, with the range it must lie in, as far as one is stated."""
    low, high = getattr(param, "low", None), getattr(param, "high", None)
    if low is not None and high is not None:
        ends = (written(low), written(high))
        return both("{}（{} 至 {} 之间）", "{} (between {} and {})", text, *ends)
    if low is not None:
        return both("{}（不低于 {}）", "{} (at least {})", text, written(low))
    if high is not None:
        return both("{}（不超过 {}）", "{} (at most {})", text, written(high))
    return text


def amount_name(name: str) -> Text:
    """A part of the bill, its total, or an outside statistic."""
    if name in words.STATISTICS:
        return words.STATISTICS[name]
    return words.PARTS[name] if name in words.PARTS else Text("总额", "the total")
