"""How a node is worked out, in words (算式说明): one small grammar, the same in Chinese and English.

    how   = sum { ", at most " atom | ", not below 0" | ", rounded …" }
    sum   = term { (" + " | " − ") term }
    term  = atom | rate " of " atom | atom { " × " atom } [ " ÷ " atom ]
    atom  = "[" line "]" | amount [ " so far" ] | "(" how ")"

(Chinese: "，最多 ", "，不低于0", "，四舍五入…", atom " 的 " rate, "已累计 " amount.) Whatever is printed can be
worked out again from the print alone; what changed nothing at this claim (adding 0, a limit far away
inside a longer sum) is left out.

How a node is put is settled by its kind, its unit and its figure, so a `Book` settles it once a graph: one
small function a node, made when a claim first comes by. For a claim only the amounts are put in.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from benefits.formula.graph import Graph
from benefits.formula.nodes import (
    Choose,
    Figure,
    Given,
    Least,
    Less,
    Most,
    Node,
    Ref,
    Round,
    Share,
    SoFar,
    Sum,
    Whole,
)
from benefits.formula.params import NO_LIMIT_FEN
from benefits.money import percent_of, yuan_for_people
from benefits.readers.telling import WEAKEST_FIRST, Telling

ATOM, PRODUCT, SUM, LIMITED = range(4)
"""How tightly a phrase binds; a looser one inside a tighter one stands in parentheses."""

Phrase = tuple[str, str, int]
"""A piece of a sentence in Chinese and in English, and how tightly it binds."""

_ROUNDED: Final = {
    ("half_up", 1): ("，四舍五入到分", ", rounded half up to the fen"),
    ("half_up", 100): ("，四舍五入到元", ", rounded half up to the yuan"),
    ("down", 1): ("，舍去分以下", ", rounded down to the fen"),
    ("down", 100): ("，舍去元以下", ", rounded down to the yuan"),
    ("up", 1): ("，进位到分", ", rounded up to the fen"),
    ("up", 100): ("，进位到元", ", rounded up to the yuan"),
}

Spell = Callable[[Telling, bool], Phrase]
"""Puts a node into words for a claim; `True`: as the whole sentence of its line."""
Worth = Callable[[Telling], int]
Applies = Callable[[Telling], bool]
Arms = tuple[list[tuple[str, Ref, Ref]], Ref]


class Book:
    """How each node of a graph is put into words; nothing in it belongs to a claim."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.worth: Mapping[Ref, Worth] = _Made(self._worth)
        self.arms: Mapping[Ref, Arms | None] = _Made(self._arms)
        self.spelled: Mapping[Ref, Spell] = _Made(self._spelled)
        """Each node spelled out, whether it has a line or not."""
        self.phrase: Mapping[Ref, Spell] = _Made(self._phrase)
        """Each node as other lines name it: by the number of its line, where it has one."""
        self.applies: Mapping[Ref, Applies] = _Made(self._applies)
        """Whether some rule was worked out; a choice that ends at a plain 0 found none."""

    def _worth(self, ref: Ref) -> Worth:
        node = self.graph.nodes[ref]
        name = f"v{ref}"
        match node:
            case Whole(value):
                return lambda told: value
            case Figure(place):
                return lambda told: told.figures[place]
            case Given(fact) | SoFar(fact):
                return lambda told: told.values.facts[fact]

        def worth(told: Telling) -> int:
            value = told.known.get(name)
            return told.values[ref] if value is None else value

        return worth

    def _spelled(self, ref: Ref) -> Spell:
        node = self.graph.nodes[ref]
        spell = _SPELLED.get(type(node))
        return self._number(ref) if spell is None else spell(self, ref, node)

    def _phrase(self, ref: Ref) -> Spell:
        spelled, line, worth = self.spelled[ref], self.graph.lines.get(ref), self.worth[ref]
        if line is None:
            return spelled
        result = line.result

        def phrase(told: Telling, top: bool) -> Phrase:
            lines = told.lines
            number = lines.numbers.get(ref)
            if number is None:
                if not lines.full and ((lines.silent and not result) or not worth(told)):
                    return spelled(told, top)
                number = lines.tell(ref)
            if number not in told.uses:
                told.uses.append(number)
            written = f"[{number}]"
            return written, written, ATOM

        return phrase

    def _applies(self, ref: Ref) -> Applies:
        node, applies = self.graph.nodes[ref], self.applies
        if isinstance(node, Choose):
            taken = self._taken(ref)
            return lambda told: applies[taken(told)](told)
        if isinstance(node, Sum):
            terms = node.terms
            return lambda told: any(applies[term](told) for term in terms)
        return lambda told: not isinstance(node, Whole)

    def _number(self, ref: Ref) -> Spell:
        unit, worth = self.graph.units[ref], self.worth[ref]
        scale = unit.scale

        def rate(told: Telling, top: bool) -> Phrase:
            text = percent_of(worth(told), scale)
            return text, text, ATOM

        def count(told: Telling, top: bool) -> Phrase:
            text = str(worth(told))
            return text, text, ATOM

        def amount(told: Telling, top: bool) -> Phrase:
            text = yuan_for_people(worth(told) // scale)
            return text, text, ATOM

        return {"rate": rate, "count": count}.get(unit.kind, amount)

    def _so_far(self, ref: Ref, node: SoFar) -> Spell:
        worth = self.worth[ref]

        def so_far(told: Telling, top: bool) -> Phrase:
            amount = yuan_for_people(worth(told))
            return f"已累计 {amount}", f"{amount} so far", ATOM

        return so_far

    def _figure(self, ref: Ref, node: Figure) -> Spell:
        entry, number = self.graph.figures[node.figure], self._number(ref)
        place, value, source = node.figure, entry.value, entry.source
        rank = len(WEAKEST_FIRST)
        if source.evidence in WEAKEST_FIRST:
            rank = WEAKEST_FIRST.index(source.evidence)

        def figure(told: Telling, top: bool) -> Phrase:
            # No notice says a figure that a reform put in this one's place.
            if rank < told.rank and told.figures[place] == value:
                told.rank, told.source = rank, source
            return number(told, top)

        return figure

    def _arms(self, ref: Ref) -> Arms | None:
        """The arms of a choice, by name of their condition; None for any other node."""
        node = self.graph.nodes[ref]
        if not isinstance(node, Choose):
            return None
        return [(f"v{condition}", condition, arm) for condition, arm in node.arms], node.last

    def _taken(self, ref: Ref) -> Callable[[Telling], Ref]:
        """What a choice comes down to, through choices that have no line of their own."""
        arms_of, lines = self.arms, self.graph.lines

        def taken(told: Telling) -> Ref:
            known, here = told.known, ref
            arms = arms_of[here]
            while arms is not None:
                choices, here = arms
                for name, condition, arm in choices:
                    held = known.get(name)
                    if told.values[condition] if held is None else held:
                        here = arm
                        break
                arms = None if here in lines else arms_of[here]
            return here

        return taken

    def _choose(self, ref: Ref, node: Choose) -> Spell:
        taken, phrases = self._taken(ref), self.phrase
        return lambda told, top: phrases[taken(told)](told, top)

    def _most(self, ref: Ref, node: Most) -> Spell:
        terms = [(self.worth[term], term) for term in node.terms]
        phrases = self.phrase

        def most(told: Telling, top: bool) -> Phrase:
            best, largest = terms[0][1], terms[0][0](told)
            for worth, term in terms[1:]:
                value = worth(told)
                if value > largest:
                    best, largest = term, value
            return phrases[best](told, top)

        return most

    def _sum(self, ref: Ref, node: Sum) -> Spell:
        terms = [(self.worth[term], term) for term in node.terms]
        phrases, first = self.phrase, node.terms[0]

        def summed(told: Telling, top: bool) -> Phrase:
            counted = [term for worth, term in terms if worth(told)] or [first]
            if len(counted) == 1:
                return self._alone(counted[0], told, top)
            zh: list[str] = []
            en: list[str] = []
            for term in counted:
                in_chinese, in_english, binds = phrases[term](told, False)
                if binds > SUM:
                    in_chinese, in_english = f"({in_chinese})", f"({in_english})"
                zh.append(in_chinese)
                en.append(in_english)
            return " + ".join(zh), " + ".join(en), SUM

        return summed

    def _alone(self, ref: Ref, told: Telling, top: bool) -> Phrase:
        """What is left of a sum or difference of one: a step of its own is not worth another line."""
        line = self.graph.lines.get(ref)
        if top and line is not None and not line.result and line.clause != "bill":
            return self.spelled[ref](told, top)
        return self.phrase[ref](told, top)

    def _less(self, ref: Ref, node: Less) -> Spell:
        value, taken, phrases = node.value, node.taken, self.phrase
        worth, less = self.worth[value], self.worth[taken]

        def difference(told: Telling, top: bool) -> Phrase:
            off = less(told)
            if off == 0:
                return self._alone(value, told, top)
            zh, en = _inside(phrases[value](told, False), SUM)
            zh_off, en_off = _inside(phrases[taken](told, False), PRODUCT)
            if worth(told) >= off:
                return f"{zh} − {zh_off}", f"{en} − {en_off}", SUM
            return f"{zh} − {zh_off}，不低于0", f"{en} − {en_off}, not below 0", LIMITED

        return difference

    def _share(self, ref: Ref, node: Share) -> Spell:
        graph, phrases, value, factor = self.graph, self.phrase, node.value, node.factor
        if isinstance(graph.nodes[factor], Whole):
            return lambda told, top: phrases[value](told, False)  # a change of scale, not of amount
        unit, worth, spelled = graph.units[factor], self.worth[factor], self.spelled
        number = self._number(factor)

        def share(told: Telling, top: bool) -> Phrase:
            # A rate or number is said as its value; the figures behind it are cited.
            spelled[factor](told, False)
            if unit.kind == "rate" and worth(told) == unit.scale:
                return phrases[value](told, False)
            by, _, _ = number(told, False)
            zh, en = _inside(phrases[value](told, False), ATOM)
            if unit.kind == "rate":
                return f"{zh} 的 {by}", f"{by} of {en}", PRODUCT
            return f"{zh} × {by}", f"{en} × {by}", PRODUCT

        return share

    def _round(self, ref: Ref, node: Round) -> Spell:
        phrases, worths, value = self.phrase, self.worth, node.value
        amount, rounded = worths[value], worths[ref]
        divisor = self.graph.units[value].scale
        zh_mode, en_mode = _ROUNDED[node.mode, node.step]
        if node.part is not None and node.whole is not None:
            return self._portion(ref, node, node.part, node.whole)

        def rounding(told: Telling, top: bool) -> Phrase:
            phrase = phrases[value](told, False)
            if amount(told) == rounded(told) * divisor:
                return phrase
            return f"{phrase[0]}{zh_mode}", f"{phrase[1]}{en_mode}", LIMITED

        return rounding

    def _portion(self, ref: Ref, node: Round, part: Ref, whole: Ref) -> Spell:
        phrases, worths, value = self.phrase, self.worth, node.value
        amount, rounded, held, of = worths[value], worths[ref], worths[part], worths[whole]
        scale = self.graph.units[value].scale * self.graph.units[part].scale
        zh_mode, en_mode = _ROUNDED[node.mode, node.step]
        number = self._number(ref)

        def portion(told: Telling, top: bool) -> Phrase:
            if of(told) == 0:
                return number(told, top)  # a share of a part that is not there
            zh, en = _inside(phrases[value](told, False), ATOM)
            zh_part, en_part = _inside(phrases[part](told, False), ATOM)
            zh_whole, en_whole = _inside(phrases[whole](told, False), ATOM)
            zh, en = f"{zh} × {zh_part} ÷ {zh_whole}", f"{en} × {en_part} ÷ {en_whole}"
            if amount(told) * held(told) == rounded(told) * scale * of(told):
                return zh, en, PRODUCT
            return f"{zh}{zh_mode}", f"{en}{en_mode}", LIMITED

        return portion

    def _least(self, ref: Ref, node: Least) -> Spell:
        terms = [(self.worth[term], term) for term in node.terms]
        phrases = self.phrase

        def least(told: Telling, top: bool) -> Phrase:
            every = [(worth(told), term) for worth, term in terms]
            limits = [each for each in every if each[0] < NO_LIMIT_FEN] or every
            first = lowest = limits[0]
            for each in limits:
                if each[0] < lowest[0]:
                    lowest = each
            if not top or len(limits) == 1:
                return phrases[lowest[1]](told, top)
            zh, en, binds = phrases[first[1]](told, False)
            told.capped = lowest[0] < first[0]
            for _, limit in limits[1:]:
                zh_most, en_most = _inside(phrases[limit](told, False), ATOM)
                zh, en, binds = f"{zh}，最多 {zh_most}", f"{en}, at most {en_most}", LIMITED
            return zh, en, binds

        return least


class _Made(dict[Ref, Any]):
    """What is made for a node when it is first asked for."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[Ref], Any]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, ref: Ref) -> Any:
        made = self[ref] = self.make(ref)
        return made


def _inside(phrase: Phrase, binds: int) -> tuple[str, str]:
    """The words, in parentheses where they bind less tightly than asked."""
    zh, en, own = phrase
    return (zh, en) if own <= binds else (f"({zh})", f"({en})")


_SPELLED: Final[Mapping[type[Node], Callable[[Book, Ref, Any], Spell]]] = {
    Choose: Book._choose,
    Sum: Book._sum,
    Less: Book._less,
    Share: Book._share,
    Round: Book._round,
    Least: Book._least,
    Most: Book._most,
    SoFar: Book._so_far,
    Figure: Book._figure,
}
"""How each kind of node is spelled; any other is its number."""
