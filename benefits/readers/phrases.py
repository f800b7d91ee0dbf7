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
from functools import lru_cache
from typing import Any, Final, NamedTuple

from benefits.formula.graph import Source
from benefits.formula.nodes import (
    Choose,
    Figure,
    Least,
    Less,
    Most,
    Ref,
    Round,
    Share,
    SoFar,
    Sum,
    UnitKind,
    Whole,
)
from benefits.formula.params import NO_LIMIT_FEN
from benefits.money import percent_of, yuan_for_people
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


class Phrase(NamedTuple):
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
        if ref in self.values.graph.lines:
            number = self.line(ref)
            if number is not None:
                if number not in self.uses:
                    self.uses.append(number)
                return _line_phrase(number)
        return self._spelled(ref, top)

    def _spelled(self, ref: Ref, top: bool) -> Phrase:
        node = self.values.graph.nodes[ref]
        spell = _SPELLED.get(type(node))
        return self._number(ref) if spell is None else spell(self, ref, node, top)

    def _choose(self, ref: Ref, node: Choose, top: bool) -> Phrase:
        return self._phrase(self.values.taken(node), top)

    def _most(self, ref: Ref, node: Most, top: bool) -> Phrase:
        return self._phrase(max(node.terms, key=self.values.__getitem__), top)

    def _so_far(self, ref: Ref, node: SoFar, top: bool) -> Phrase:
        amount = yuan_for_people(self.values[ref])
        return Phrase(f"已累计 {amount}", f"{amount} so far")

    def _figure(self, ref: Ref, node: Figure, top: bool) -> Phrase:
        self._cite(node.figure)
        return self._number(ref)

    def _number(self, ref: Ref) -> Phrase:
        unit = self.values.graph.units[ref]
        return _number_phrase(unit.kind, unit.scale, self.values[ref])

    def _cite(self, figure: int) -> None:
        entry = self.values.graph.figures[figure]
        reformed = self.values.figures[figure] != entry.value  # no notice says this figure
        if not reformed and entry.source not in self.sources:
            self.sources.append(entry.source)

    def _sum(self, ref: Ref, node: Sum, top: bool) -> Phrase:
        terms = node.terms
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
        if top and line is not None and not line.result and line.clause != "bill":
            return self._spelled(ref, top)
        return self._phrase(ref, top)

    def _less(self, ref: Ref, node: Less, top: bool) -> Phrase:
        value, taken = node.value, node.taken
        if self.values[taken] == 0:
            return self._alone(value, top)
        a, b = self._phrase(value).inside(SUM), self._phrase(taken).inside(PRODUCT)
        phrase = Phrase(f"{a.zh} − {b.zh}", f"{a.en} − {b.en}", SUM)
        if self.values[value] >= self.values[taken]:
            return phrase
        return Phrase(f"{phrase.zh}，不低于0", f"{phrase.en}, not below 0", LIMITED)

    def _share(self, ref: Ref, node: Share, top: bool) -> Phrase:
        value, factor = node.value, node.factor
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

    def _round(self, ref: Ref, node: Round, top: bool) -> Phrase:
        graph, values = self.values.graph, self.values
        if node.whole is not None and values[node.whole] == 0:
            return self._number(ref)  # a share of a part that is not there
        phrase = self._phrase(node.value)
        exact, divisor = values[node.value], graph.units[node.value].scale
        if node.part is not None and node.whole is not None:
            part, whole = (
                self._phrase(node.part).inside(ATOM),
                self._phrase(node.whole).inside(ATOM),
            )
            of = phrase.inside(ATOM)
            phrase = Phrase(
                f"{of.zh} × {part.zh} ÷ {whole.zh}", f"{of.en} × {part.en} ÷ {whole.en}", PRODUCT
            )
            exact *= values[node.part]
            divisor *= graph.units[node.part].scale * values[node.whole]
        if exact == values[ref] * divisor:
            return phrase
        zh, en = _ROUNDED[node.mode, node.step]
        return Phrase(f"{phrase.zh}{zh}", f"{phrase.en}{en}", LIMITED)

    def _least(self, ref: Ref, node: Least, top: bool) -> Phrase:
        values, terms = self.values, node.terms
        limits = [term for term in terms if values[term] < NO_LIMIT_FEN] or list(terms)
        lowest = min(limits, key=values.__getitem__)
        if not top or len(limits) == 1:
            return self._phrase(lowest, top)
        phrase = self._phrase(limits[0])
        self.capped = values[lowest] < values[limits[0]]
        for limit in limits[1:]:
            most = self._phrase(limit).inside(ATOM)
            phrase = Phrase(
                f"{phrase.zh}，最多 {most.zh}", f"{phrase.en}, at most {most.en}", LIMITED
            )
        return phrase


@lru_cache(maxsize=256)
def _line_phrase(number: int) -> Phrase:
    return Phrase(f"[{number}]", f"[{number}]")


@lru_cache(maxsize=4096)
def _number_phrase(kind: UnitKind, scale: int, value: int) -> Phrase:
    if kind == "rate":
        text = percent_of(value, scale)
    elif kind == "count":
        text = str(value)
    else:
        text = yuan_for_people(value // scale)
    return Phrase(text, text)


_SPELLED: Final[dict[type, Callable[[Phrases, Ref, Any, bool], Phrase]]] = {
    Choose: Phrases._choose,
    Sum: Phrases._sum,
    Less: Phrases._less,
    Share: Phrases._share,
    Round: Phrases._round,
    Least: Phrases._least,
    Most: Phrases._most,
    SoFar: Phrases._so_far,
    Figure: Phrases._figure,
}
"""How each kind of node is spelled; any other is its number."""
