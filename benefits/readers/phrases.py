"""How a node is worked out, in words (算式说明): one small grammar, the same in Chinese and English.

    how   = sum { ", at most " atom | ", not below 0" | ", rounded …" }
    sum   = term { (" + " | " − ") term }
    term  = atom | rate " of " atom | atom { " × " atom } [ " ÷ " atom ]
    atom  = "[" line "]" | amount [ " so far" ] | "(" how ")"

(Chinese: "，最多 ", "，不低于0", "，四舍五入…", atom " 的 " rate, "已累计 " amount.) Whatever is printed can be
worked out again from the print alone; what changed nothing at this claim (adding 0, a limit far away
inside a longer sum) is left out.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from benefits.formula.graph import Source
from benefits.formula.nodes import (
    Choose,
    Figure,
    Given,
    Least,
    Less,
    Most,
    Ref,
    Round,
    Share,
    SoFar,
    Sum,
    Whole,
)
from benefits.formula.params import NO_LIMIT_FEN
from benefits.money import percent, yuan_for_people
from benefits.readers.values import Values

ATOM, PRODUCT, SUM, LIMITED = range(4)
"""How tightly a phrase binds; a looser one inside a tighter one stands in parentheses."""

_ROUNDED: Final = {
    ("half_up", 1): ("，四舍五入到分", ", rounded half up to the fen"),
    ("half_up", 100): ("，四舍五入到元", ", rounded half up to the yuan"),
    ("down", 1): ("，舍去分以下", ", rounded down to the fen"),
    ("down", 100): ("，舍去元以下", ", rounded down to the yuan"),
    ("up", 1): ("，进位到分", ", rounded up to the fen"),
    ("up", 100): ("，进位到元", ", rounded up to the yuan"),
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of a sentence in both languages, and how tightly it binds."""

    zh: str
    en: str
    binds: int = ATOM

    def inside(self, binds: int) -> "Phrase":
        """The same, in parentheses where it binds less tightly than asked."""
        if self.binds <= binds:
            return self
        return Phrase(f"({self.zh})", f"({self.en})")


@dataclass(slots=True)
class Phrases:
    """Puts nodes of one claim into words. `line` gives the number of a named node, or None to spell it."""

    values: Values
    line: Callable[[Ref], int | None]
    uses: list[int] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    capped: bool | None = None

    def how(self, ref: Ref) -> Phrase:
        """The sentence of a line: its own node spelled out, other named nodes by number."""
        return self._spelled(ref, top=True)

    def _phrase(self, ref: Ref, top: bool = False) -> Phrase:
        number = self.line(ref)
        if number is not None:
            if number not in self.uses:
                self.uses.append(number)
            return Phrase(f"[{number}]", f"[{number}]")
        return self._spelled(ref, top)

    def _spelled(self, ref: Ref, top: bool) -> Phrase:
        values = self.values
        match values.graph.nodes[ref]:
            case Choose() as node:
                return self._phrase(values.taken(node), top)
            case Sum(terms):
                return self._sum(terms, top)
            case Less(value, taken):
                return self._less(value, taken, top)
            case Share(value, factor):
                return self._share(value, factor)
            case Round() as node:
                return self._round(ref, node)
            case Least(terms):
                return self._least(terms, top)
            case Most(terms):
                return self._phrase(max(terms, key=values.__getitem__), top)
            case SoFar():
                amount = yuan_for_people(values[ref])
                return Phrase(f"已累计 {amount}", f"{amount} so far")
            case Figure(figure):
                self._cite(figure)
        return self._number(ref)

    def _number(self, ref: Ref) -> Phrase:
        unit, value = self.values.graph.units[ref], self.values[ref]
        if unit.kind == "rate":
            text = percent(Fraction(value, unit.scale))
        elif unit.kind == "count":
            text = str(value)
        else:
            text = yuan_for_people(value // unit.scale)
        return Phrase(text, text)

    def _cite(self, figure: int) -> None:
        source = self.values.graph.figures[figure].source
        if source not in self.sources:
            self.sources.append(source)

    def _sum(self, terms: tuple[Ref, ...], top: bool) -> Phrase:
        counted = [term for term in terms if self.values[term]] or [terms[0]]
        if len(counted) == 1:
            return self._alone(counted[0], top)
        phrases = [self._phrase(term).inside(SUM) for term in counted]
        return Phrase(
            " + ".join(each.zh for each in phrases), " + ".join(each.en for each in phrases), SUM
        )

    def _alone(self, ref: Ref, top: bool) -> Phrase:
        """What is left of a sum or difference of one: a step of its own is not worth another line."""
        line = self.values.graph.lines.get(ref)
        if top and line is not None and not line.result and not line.clause == "bill":
            return self._spelled(ref, top)
        return self._phrase(ref, top)

    def _less(self, value: Ref, taken: Ref, top: bool) -> Phrase:
        if self.values[taken] == 0:
            return self._alone(value, top)
        a, b = self._phrase(value).inside(SUM), self._phrase(taken).inside(PRODUCT)
        phrase = Phrase(f"{a.zh} − {b.zh}", f"{a.en} − {b.en}", SUM)
        if self.values[value] >= self.values[taken]:
            return phrase
        return Phrase(f"{phrase.zh}，不低于0", f"{phrase.en}, not below 0", LIMITED)

    def _share(self, value: Ref, factor: Ref) -> Phrase:
        graph = self.values.graph
        unit = graph.units[factor]
        if isinstance(graph.nodes[factor], Whole):
            return self._phrase(value)  # a change of scale, not of amount
        by = self._factor(factor)
        if unit.kind == "rate" and self.values[factor] == unit.scale:
            return self._phrase(value)
        of = self._phrase(value).inside(ATOM)
        if unit.kind == "rate":
            return Phrase(f"{of.zh} 的 {by.zh}", f"{by.en} of {of.en}", PRODUCT)
        return Phrase(f"{of.zh} × {by.zh}", f"{of.en} × {by.en}", PRODUCT)

    def _factor(self, ref: Ref) -> Phrase:
        """A rate or number is said as its value; the figures behind it are cited."""
        self._spelled(ref, top=False)
        return self._number(ref)

    def _round(self, ref: Ref, node: Round) -> Phrase:
        graph, values = self.values.graph, self.values
        phrase = self._phrase(node.value)
        scale = graph.units[node.value].scale
        exact = Fraction(values[node.value], scale)
        if node.part is not None and node.whole is not None:
            part, whole = self._phrase(node.part).inside(ATOM), self._phrase(node.whole).inside(ATOM)
            of = phrase.inside(ATOM)
            phrase = Phrase(
                f"{of.zh} × {part.zh} ÷ {whole.zh}", f"{of.en} × {part.en} ÷ {whole.en}", PRODUCT
            )
            if values[node.whole]:
                exact *= Fraction(values[node.part], graph.units[node.part].scale)
                exact /= values[node.whole]
        if exact == values[ref]:
            return phrase
        zh, en = _ROUNDED[node.mode, node.step]
        return Phrase(f"{phrase.zh}{zh}", f"{phrase.en}{en}", LIMITED)

    def _least(self, terms: tuple[Ref, ...], top: bool) -> Phrase:
        values = self.values
        limits = [term for term in terms if values[term] < NO_LIMIT_FEN] or list(terms)
        lowest = min(limits, key=values.__getitem__)
        if not top or len(limits) == 1:
            return self._phrase(lowest, top)
        phrase = self._phrase(limits[0])
        self.capped = values[lowest] < values[limits[0]]
        for limit in limits[1:]:
            most = self._phrase(limit).inside(ATOM)
            phrase = Phrase(f"{phrase.zh}，最多 {most.zh}", f"{phrase.en}, at most {most.en}", LIMITED)
        return phrase


__all__ = ["Given", "Phrase", "Phrases"]
