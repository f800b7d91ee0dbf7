"""One case of a version as lines of the loop (核算单): its situation, its row read or filled, its body."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from benefits.claims.claim import Key
from benefits.formula.graph import Graph
from benefits.formula.nodes import HoldsAny, IsOneOf, Ref
from benefits.formula.proof import intervals
from benefits.simulation.body import Body
from benefits.simulation.cases import Case
from benefits.simulation.situations import LARGEST_TABLE, Axis, Situations, reached


@dataclass(frozen=True, slots=True)
class Names:
    """What facts and figures are called in the loop."""

    fact: Callable[[int], str]
    figure: Callable[[int], str]


@dataclass(slots=True)
class Sheet:
    """A case written out: `lines` come to a value for every node in `needed`, and to refusals `s`."""

    case: Case
    row: str
    body: Body
    situations: Situations
    axes: list[Axis]
    size: int
    names: Names
    filling: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.filling = self._filled()

    def name(self, ref: Ref) -> str:
        """The name or literal of a node of the version's graph."""
        return _own(self.body.name(self.case.at(ref)), self.row)

    def lines(self) -> list[str]:
        """The lines of the case. Its table is `t` and the row's start `k`, with the case's number."""
        steps = [f"{self.axis(axis)}[{self._fact(axis)} & {axis.mask}]" for axis in self.axes]
        table, row = f"t{self.row}", f"k{self.row}"
        return [
            f"{row} = {' + '.join(steps) or '0'}",
            f"if {table}[{row}] == 0:",
            f"    {self._head(table, row)}",
            f"s |= {table}[{row}] >> 1",
            *([f"g = {table}[{row} + 1]"] if self.situations.truths else []),
            *_lines(self.body, self.row),
        ]

    def axis(self, axis: Axis) -> str:
        """The name of the array that tells the classes of a fact."""
        return f"b{self.row}_{self.names.fact(axis.fact)}"

    def _fact(self, axis: Axis) -> str:
        return self.names.fact(axis.fact)

    # -- a row filled ---------------------------------------------------------------

    def _head(self, table: str = "t", row: str = "k") -> str:
        facts = sorted(set(re.findall(r"\bx\d+\b", "\n".join(self.filling))))
        figures = sorted({f"figures{n}" for n in re.findall(r"\bf(\d+)_", "\n".join(self.filling))})
        return f"row{self.row}({', '.join([table, row, *facts, *figures])})"

    def function(self) -> list[str]:
        """The function that fills a row from the claim at hand; a part of its own, seldom called."""
        return [f"def {self._head()}:", *("    " + line for line in self.filling)]

    def _filled(self) -> list[str]:
        """Everything the case reads of a situation."""
        situations = self.situations
        status = self._written(*situations.status())
        lines = ["s = 0", *_lines(status, "s"), "t[k] = s * 2 + 1"]
        for ref, column in situations.refusals.items():
            alone = self._written(situations.graph, [ref])
            lines += ["s = 0", *_lines(alone, f"r{column}"), f"t[k + {column}] = s"]
        values = self._written(situations.graph, [*situations.values, *situations.truths])
        lines += _lines(values, "w")
        for ref, column in situations.values.items():
            lines.append(f"t[k + {column}] = {_own(values.name(ref), 'w')}")
        if situations.truths:
            lines.append("g = 0")
            for ref, bit in situations.truths.items():
                lines += [f"if {_own(values.name(ref), 'w')}:", f"    g |= {1 << bit}"]
            lines.append("t[k + 1] = g")
        return [*figures_read(lines), *lines]

    def _written(self, graph: Graph, roots: Sequence[Ref]) -> Body:
        return _body(graph, tuple(roots), frozenset(roots), self.names)


def sheet(case: Case, needed: Iterable[Ref], names: Names, row: str) -> Sheet:
    """Write a case; facts whose situations would be too many are left in the loop."""
    moving: frozenset[Key] = frozenset()
    while True:
        situations = Situations(case.graph, case.roots, moving)
        used = frozenset(case.at(ref) for ref in needed)
        wanted = used | (case.read & frozenset(reached(case.graph, used)))
        body = _body(case.graph, case.roots, wanted, names, situations, row)
        axes = situations.axes()
        size = situations.size(axes)
        if size <= LARGEST_TABLE:
            return Sheet(case, row, body, situations, axes, size, names)
        largest = max(axes, key=lambda axis: len(set(axis.classes.tolist())))
        moving |= {case.graph.facts[largest.fact].key}


def figures_read(lines: Iterable[str]) -> list[str]:
    """The figures that some lines read, as locals."""
    used = set(re.findall(r"\bf(\d+)_(\d+)\b", "\n".join(lines)))
    numbers = sorted((int(version), int(place)) for version, place in used)
    return [f"f{version}_{place} = figures{version}[{place}]" for version, place in numbers]


def condition(graph: Graph, asked: IsOneOf | HoldsAny, names: Names) -> str:
    """A condition that parts the claims, as an expression."""
    return _body(graph, (), frozenset(), names).condition(asked)


def _body(
    graph: Graph,
    roots: tuple[Ref, ...],
    needed: frozenset[Ref],
    names: Names,
    situations: Situations | None = None,
    row: str = "",
) -> Body:
    body = Body(
        graph=graph,
        roots=roots,
        watched=frozenset(),
        intervals=intervals(graph),
        needed=needed,
        fact_name=names.fact,
        figure_name=names.figure,
        situations=situations,
        row=row,
    )
    body.write()
    return body


def _lines(body: Body, own: str) -> list[str]:
    return [_own(line[4:], own) for line in body.top]


def _own(text: str, own: str) -> str:
    """Two cases, and a row and its reader, do not share the names of what they work out."""
    return re.sub(r"\b([vmnqrdeu])(\d\w*)\b", rf"\g<1>{own}_\2", text)
