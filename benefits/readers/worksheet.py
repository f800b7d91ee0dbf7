"""The worksheet (结算计算单): the same nodes read aloud as numbered lines, like a tax form.

Named nodes become lines, unnamed ones are folded into the line's `how`. A layer that paid nothing is
one line; with `full` its steps are told too. Every figure stands once.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from benefits import words
from benefits.formula.formula import Formula
from benefits.formula.graph import Line, Source
from benefits.formula.nodes import Choose, Ref, Sum, Whole
from benefits.problems import Text
from benefits.readers.phrases import ATOM, Phrases
from benefits.readers.values import Values


class Row(NamedTuple):
    """One line: its number, what it is, how it is worked out, the amount in fen, and its source.

    `capped` says whether a limit named in `how` was reached; None where there is none.
    """

    no: int
    what: Text
    how: Text
    amount_fen: int
    uses: tuple[int, ...]
    layer: str
    source: Source | None
    capped: bool | None


@dataclass(slots=True)
class _Teller:
    formula: Formula
    values: Values
    full: bool
    given: frozenset[str]
    """Layers whose payment another office has already made."""
    rows: list[Row] = field(default_factory=list)
    numbers: dict[Ref, int] = field(default_factory=dict)
    silent: bool = False
    """Within a layer that paid nothing: its named steps are spelled out, not numbered."""

    def tell(self, ref: Ref, line: Line | None = None) -> int:
        """Give a node its line, those it needs first; answers with the number."""
        line = line or self.values.graph.lines[ref]
        phrases = Phrases(self.values, self._line)
        how = phrases.how(ref)
        if not line.result and how.binds == ATOM and len(phrases.uses) == 1:
            self.numbers[ref] = phrases.uses[0]  # says no more than the line it points to
            return phrases.uses[0]
        number = self.numbers[ref] = len(self.rows) + 1
        self.rows.append(
            Row(
                no=number,
                what=_as_given(line.what)
                if line.layer in self.given and line.result
                else line.what,
                how=Text(how.zh, how.en),
                amount_fen=self.values[ref],
                uses=tuple(sorted(phrases.uses)),
                layer=line.layer,
                source=_weakest(phrases.sources),
                capped=phrases.capped,
            )
        )
        return number

    def _line(self, ref: Ref) -> int | None:
        if ref in self.numbers:
            return self.numbers[ref]
        line = self.values.graph.lines[ref]
        if not self.full and (self.values[ref] == 0 or (self.silent and not line.result)):
            return None
        return self.tell(ref)

    def bill(self) -> None:
        """The parts that are not zero, and the total."""
        lines = self.values.graph.lines
        parts = [ref for ref, line in lines.items() if line.clause == "bill"]
        for ref in sorted(parts):
            if self.full or self.values[ref]:
                self.tell(ref)
        self.tell(self.formula.total)

    def layers(self) -> None:
        for layer in self.formula.layers:
            line = self.values.graph.lines[layer.paid]
            self.silent = not self.values[layer.paid] and not self.values[layer.cut]
            if self.silent:
                what = _pays_nothing(line.what, self._applies(layer.paid))
                line = Line(what, line.layer, line.source, line.clause, True)
            self.tell(layer.paid, line)
        self.silent = False

    def _applies(self, ref: Ref) -> bool:
        """Whether some rule was worked out; a choice that ends at a plain 0 found none."""
        node = self.values.graph.nodes[ref]
        if isinstance(node, Choose):
            return self._applies(self.values.taken(node))
        if isinstance(node, Sum):
            return any(map(self._applies, node.terms))
        return not isinstance(node, Whole)


def _pays_nothing(what: Text, applies: bool) -> Text:
    """One line for a layer that paid nothing, cut or not, or that this bill is no case of."""
    zh = what.zh.removesuffix("：按合计上限核减后").removesuffix("支付")
    en = what.en.removesuffix(": after the common limit").removesuffix(" pays")
    if not applies:
        return Text(f"{zh}：不适用", f"{en} does not apply")
    return Text(f"{zh}：不支付", f"{en} pays nothing")


def _as_given(what: Text) -> Text:
    return Text(f"{what.zh}（按所给金额）", f"{what.en} (as given)")


def worksheet(formula: Formula, values: Values, full: bool = False) -> tuple[Row, ...]:
    """The lines of one claim, in the order of the chain; the last is the patient's share."""
    given = frozenset(
        fact.key[1]
        for fact, value in zip(values.graph.facts, values.facts, strict=True)
        if fact.key[0] == "prior" and value >= 0
    )
    teller = _Teller(formula, values, full, given)
    teller.bill()
    teller.layers()
    teller.tell(formula.patient)
    return tuple(teller.rows)


_WEAKEST_FIRST = ("assumed", "interpretation", "secondary", "seed", "official")


def _weakest(sources: list[Source]) -> Source | None:
    """A line is as well sourced as its weakest figure."""
    known = [source for source in sources if source.evidence in words.EVIDENCE]
    return min(known, key=lambda source: _WEAKEST_FIRST.index(source.evidence), default=None)
