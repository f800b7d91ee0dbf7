"""The worksheet (结算计算单): the same nodes read aloud as numbered lines, like a tax form.

Named nodes become lines, unnamed ones are folded into the line's `how`. A layer that paid nothing is
one line; with `full` its steps are told too. Every figure stands once.
"""

from typing import NamedTuple

from benefits.formula.formula import Formula
from benefits.formula.graph import Line, Source
from benefits.formula.nodes import Ref
from benefits.problems import Text
from benefits.readers.phrases import ATOM, Book
from benefits.readers.telling import Telling
from benefits.readers.values import Values


class Row(NamedTuple):
    """One line: its number, what it is, how it is worked out (in Chinese and English), the amount in fen,
    and its source.

    `capped` says whether a limit named in `how` was reached; None where there is none.
    """

    no: int
    what: Text
    how: tuple[str, str]
    amount_fen: int
    uses: tuple[int, ...]
    layer: str
    source: Source | None
    capped: bool | None


class Sheet:
    """How the claims of one formula are told; nothing in it belongs to a claim."""

    def __init__(self, formula: Formula) -> None:
        graph = formula.graph
        self.formula, self.lines, self.book = formula, graph.lines, Book(graph)
        self.bill = sorted(ref for ref, line in graph.lines.items() if line.clause == "bill")
        self.prior = [
            (place, fact.key[1]) for place, fact in enumerate(graph.facts) if fact.key[0] == "prior"
        ]
        self.silent: dict[tuple[Ref, bool], Line] = {}

    def rows(self, values: Values, full: bool = False) -> tuple[Row, ...]:
        """The lines of one claim, in the order of the chain; the last is the patient's share."""
        given = frozenset([layer for place, layer in self.prior if values.facts[place] >= 0])
        teller = _Teller(self, values, full, given)
        teller.bill()
        teller.layers()
        teller.tell(self.formula.patient)
        return tuple(teller.rows)

    def silent_line(self, paid: Ref, applies: bool) -> Line:
        """The line of a layer that paid nothing."""
        line = self.silent.get((paid, applies))
        if line is None:
            own = self.lines[paid]
            what = _pays_nothing(own.what, applies)
            line = Line(what, own.layer, own.source, own.clause, True)
            self.silent[paid, applies] = line
        return line


class _Teller:
    """Tells the lines of one claim, those first that a line needs."""

    def __init__(self, sheet: Sheet, values: Values, full: bool, given: frozenset[str]) -> None:
        self.sheet, self.values, self.full, self.given = sheet, values, full, given
        self.rows: list[Row] = []
        self.numbers: dict[Ref, int] = {}
        self.silent = False

    def tell(self, ref: Ref, line: Line | None = None) -> int:
        """Give a node its line, those it needs first; answers with the number."""
        book, line = self.sheet.book, line or self.sheet.lines[ref]
        told = Telling(self.values, self)
        zh, en, binds = book.spelled[ref](told, True)
        uses = told.uses
        if binds == ATOM and len(uses) == 1 and not line.result:
            self.numbers[ref] = uses[0]  # says no more than the line it points to
            return uses[0]
        number = self.numbers[ref] = len(self.rows) + 1
        uses.sort()
        row = Row(
            number,
            _as_given(line.what) if line.layer in self.given and line.result else line.what,
            (zh, en),
            book.worth[ref](told),
            tuple(uses),
            line.layer,
            told.source,
            told.capped,
        )
        self.rows.append(row)
        return number

    def bill(self) -> None:
        """The parts that are not zero, and the total."""
        worth, told = self.sheet.book.worth, Telling(self.values, self)
        for ref in self.sheet.bill:
            if self.full or worth[ref](told):
                self.tell(ref)
        self.tell(self.sheet.formula.total)

    def layers(self) -> None:
        book, told = self.sheet.book, Telling(self.values, self)
        for layer in self.sheet.formula.layers:
            line: Line | None = None
            self.silent = not book.worth[layer.paid](told) and not book.worth[layer.cut](told)
            if self.silent:
                line = self.sheet.silent_line(layer.paid, book.applies[layer.paid](told))
            self.tell(layer.paid, line)
        self.silent = False


def _pays_nothing(what: Text, applies: bool) -> Text:
    """One line for a layer that paid nothing, cut or not, or that this bill is no case of."""
    zh = what.zh.removesuffix("：按合计上限核减后").removesuffix("支付")
    en = what.en.removesuffix(": after the common limit").removesuffix(" pays")
    if not applies:
        return Text(f"{zh}：不适用", f"{en} does not apply")
    return Text(f"{zh}：不支付", f"{en} pays nothing")


def _as_given(what: Text) -> Text:
    return Text(f"{what.zh}（按所给金额）", f"{what.en} (as given)")
