"""The programs of one policy (结算程序), each made when it is first needed.

One answers: what every answer must have, and marks of what was read. The other writes down every value,
for a worksheet. Both also come in a form that watches the facts a claim seldom leaves out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from benefits.formula.formula import Formula
from benefits.formula.nodes import Ref
from benefits.readers.program import (
    SELDOM_LEFT_OUT,
    WATCHED,
    Answers,
    Run,
    answers,
    program,
)


@dataclass(slots=True)
class Programs:
    """What runs a policy's graph for a claim."""

    formula: Formula
    asked: tuple[Ref, ...]
    """The nodes whose values an answer needs, in order."""
    marked: tuple[Ref, ...]
    """The nodes of which an answer says that they were read: bit n is node n of these."""
    _answering: dict[bool, Answers] = field(default_factory=dict)
    _writing: dict[bool, Run] = field(default_factory=dict)
    _alone: dict[Ref, Answers] = field(default_factory=dict)
    _names: tuple[str, ...] = field(init=False)
    _bits: tuple[tuple[str, int], ...] = field(init=False)

    def __post_init__(self) -> None:
        self._names = tuple(f"v{ref}" for ref in self.asked)
        self._bits = tuple((f"v{ref}", 1 << place) for place, ref in enumerate(self.marked))

    def answering(self, seldom: bool) -> Answers:
        """The quick program; `seldom`: for a claim that leaves out what is seldom left out."""
        found = self._answering.get(seldom)
        if found is None:
            marks = {ref: 1 << place for place, ref in enumerate(self.marked)}
            found = self._answering[seldom] = answers(
                self.formula.graph, self.formula.roots(), self.asked, marks, _watched(seldom)
            )
        return found

    def writing(self, seldom: bool) -> Run:
        """The program that writes down every value it reads."""
        found = self._writing.get(seldom)
        if found is None:
            roots = self.formula.roots()
            found = self._writing[seldom] = program(self.formula.graph, roots, _watched(seldom))
        return found

    def amounts(self, written: Mapping[str, int]) -> tuple[int, ...]:
        """From what was written down, the same as the quick program answers."""
        marks = 0
        for name, bit in self._bits:
            if name in written:
                marks |= bit
        return (*map(written.__getitem__, self._names), marks)

    def alone(self, ref: Ref) -> Answers:
        """The program of one node: what it would have been, whether or not the claim asks for it."""
        found = self._alone.get(ref)
        if found is None:
            found = self._alone[ref] = answers(self.formula.graph, [ref], [ref], {}, frozenset())
        return found


def _watched(seldom: bool) -> frozenset[str]:
    return WATCHED | SELDOM_LEFT_OUT if seldom else WATCHED
