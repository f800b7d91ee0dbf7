"""A version's graph as a loop over several claims at a time (并列核算), for totals alone.

Straight lines (`straight`), so the compiler runs eight claims in the lanes of one register. A person's
totals and what the person paid stand at the person's place; sums are told by variant.
"""

import re
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from benefits.claims.claim import Key
from benefits.formula.graph import Graph
from benefits.formula.nodes import (
    All,
    AnyOf,
    Choose,
    Figure,
    Given,
    HoldsAny,
    IsOneOf,
    Not,
    Ref,
    Refusal,
    SoFar,
    children,
)
from benefits.formula.proof import intervals
from benefits.simulation.arrays import Array, Truths
from benefits.simulation.cases import Case
from benefits.simulation.choices import moved_down
from benefits.simulation.layout import ADMISSIONS, Argument, Kernel, width
from benefits.simulation.needs import Needs
from benefits.simulation.sheet import figures_read
from benefits.simulation.straight import Straight

_MOST_BITS: Final = 62


@dataclass(frozen=True, slots=True)
class Lanes:
    """A loop over people's first claims, then their second, and so on; and the bits it is given."""

    kernel: Kernel
    graph: Graph
    bits: tuple[Ref, ...]
    """Conditions on words; each is a bit of the claim's number `g`."""
    totals: int
    """How many arrays it keeps by person."""
    told: int
    """How many sums of amounts it tells: the layers, then the patient's."""
    weighted: bool

    def bits_of(self, columns: dict[Key, Array], claims: int) -> Array:
        """The bits of every claim."""
        found = np.zeros(claims, dtype=np.int64)
        for place, ref in enumerate(self.bits):
            found |= self._holds(ref, columns).astype(np.int64) << place
        return found.astype(_narrowest(len(self.bits)))

    def _holds(self, ref: Ref, columns: dict[Key, Array]) -> Truths:
        node = self.graph.nodes[ref]
        match node:
            case IsOneOf(given, codes):
                return np.isin(columns[self._key(given)], codes)
            case HoldsAny(given, codes):
                held = columns[self._key(given)] & sum(1 << code for code in codes)
                return np.asarray(held != 0, dtype=np.bool_)
            case Not(term):
                return ~self._holds(term, columns)
        assert isinstance(node, (All, AnyOf))
        together = np.logical_and if isinstance(node, All) else np.logical_or
        terms = [self._holds(term, columns) for term in node.terms]
        return np.asarray(together.reduce(terms), dtype=np.bool_)

    def _key(self, given: Ref) -> Key:
        node = self.graph.nodes[given]
        assert isinstance(node, Given)
        return self.graph.facts[node.fact].key


def _narrowest(bits: int) -> str:
    return "uint8" if bits <= 8 else "int16" if bits <= 15 else "int32" if bits <= 31 else "int64"


def lanes(needs: Needs, weighted: bool = False) -> Lanes | None:
    """The loop for one version whose totals are a person's own; None where it cannot be put so.

    `weighted`: sums are of amounts times weights, and people count by what they weigh.
    """
    if len(needs.versions) != 1 or needs.every_total or ADMISSIONS in needs.facts:
        return None
    if any(key[1] != "person" for key in needs.totals()):
        return None
    case = needs.case(0)
    refusals = _Refusals(case.graph)
    if any(map(refusals.turn, case.roots)):
        return None
    return _Text(needs, case, weighted).lanes()


@dataclass(slots=True)
class _Refusals:
    """Whether what a claim is refused for turns on what it states alone, or on a figure or a total too."""

    graph: Graph
    _stated: dict[Ref, bool] = field(default_factory=dict)
    _refuses: dict[Ref, bool] = field(default_factory=dict)
    _turns: dict[Ref, bool] = field(default_factory=dict)

    def turn(self, ref: Ref) -> bool:
        """Some refusal at or below the node is met or not as a figure or a total has it."""
        known = self._turns.get(ref)
        if known is None:
            node = self.graph.nodes[ref]
            read = list(children(node))
            known = any(map(self.turn, read))
            if isinstance(node, (Choose, All, AnyOf)):
                step = 2 if isinstance(node, Choose) else 1
                tests = range(0, len(read) - 1, step)
                open_ = next((at for at in tests if not self.stated(read[at])), len(read))
                known = known or any(map(self.refuses, read[open_ + 1 :]))
            self._turns[ref] = known
        return known

    def stated(self, ref: Ref) -> bool:
        """No figure and no total stands below the node."""
        known = self._stated.get(ref)
        if known is None:
            node = self.graph.nodes[ref]
            known = not isinstance(node, (Figure, SoFar)) and all(map(self.stated, children(node)))
            self._stated[ref] = known
        return known

    def refuses(self, ref: Ref) -> bool:
        """A refusal stands at the node or below it."""
        known = self._refuses.get(ref)
        if known is None:
            node = self.graph.nodes[ref]
            known = isinstance(node, Refusal) or any(map(self.refuses, children(node)))
            self._refuses[ref] = known
        return known


@dataclass(slots=True)
class _Text:
    needs: Needs
    case: Case
    weighted: bool
    amounts: list[str] = field(default_factory=list)
    """What the layers and the patient pay, as the lines name it."""
    fed: dict[str, str] = field(default_factory=dict)
    """By running total: what a claim adds to it."""
    columns: list[Key] = field(default_factory=list)
    bits: tuple[Ref, ...] = ()

    def lanes(self) -> Lanes | None:
        """The functions: the people of one rank, who is above a share, the way through blocks and variants."""
        needs, standing, at = self.needs, self.needs.standings[0], self.case.at
        formula = needs.versions[0].formula
        told = [at(standing[layer.paid]) for layer in formula.layers]
        told.append(at(standing[formula.patient]))
        fed = {key: at(ref) for key, ref in needs.fed[0].items()}
        graph, moved = moved_down(self.case.graph, tuple(dict.fromkeys([*told, *fed.values()])))
        told, fed = list(map(moved, told)), {key: moved(ref) for key, ref in fed.items()}
        body = self._body(graph, tuple(dict.fromkeys([*told, *fed.values()])))
        if body.portions or any(body.intervals[ref][0] < 0 for ref in told):
            return None
        lines = [line.strip() for line in body.top]
        self.amounts = list(map(body.name, told))
        self.fed = {needs.name(key): body.name(ref) for key, ref in fed.items()}
        read = "\n".join([*lines, *self.fed, *self.fed.values(), *self.amounts])
        self.columns = [key for key in needs.columns() if _read(needs.name(key), read)]
        self.bits = tuple(body.bits)
        if len(self.bits) > _MOST_BITS:
            return None
        text = "\n".join([*self._rank(lines), *self._above(), *self._run()])
        kernel = Kernel(text, self._arguments(), False, parts=("rank", "above"))
        return Lanes(kernel, graph, self.bits, len(self._by_person()), len(told), self.weighted)

    def _body(self, graph: Graph, roots: tuple[Ref, ...]) -> Straight:
        names = self.needs.names(0)
        body = Straight(
            graph=graph,
            roots=roots,
            watched=frozenset(),
            intervals=intervals(graph),
            needed=frozenset(roots),
            fact_name=names.fact,
            figure_name=names.figure,
        )
        body.write()
        return body

    def _rank(self, lines: list[str]) -> list[str]:
        """The people of one rank: nothing is carried from one to the next but sums."""
        needs, heavy = self.needs, " * weights[i]" if self.weighted else ""
        paying = {place: more for place, more in enumerate(self.amounts) if more != "0"}
        fed = {name: more for name, more in self.fed.items() if more != "0"}
        before = [
            *figures_read([*lines, *self.amounts]),
            *(
                f"{needs.name(key)} = scalars[{place}]"
                for place, key in enumerate(needs.scalars)
                if key in needs.facts
            ),
            *(f"t{place} = 0" for place in paying),
            *(f"{name} = 0" for name in self.fed if name not in fed),
            "top = 0",
        ]
        inside = [f"{needs.name(key)} = {self._column(key)}[i]" for key in self.columns]
        inside += [f"{name} = a{name}[i]" for name in fed]
        inside += ["g = bits[i]", *lines]
        for name, more in fed.items():
            inside += [f"o{name} = {name} + {more}", f"a{name}[i] = o{name}", f"top |= o{name}"]
        inside += [f"t{place} += {more}{heavy}" for place, more in paying.items()]
        inside.append(f"paid[i] += {self.amounts[-1]}")
        return [
            f"def rank({', '.join(self._by_claim() + self._by_person())}, scalars, figures0, told):",
            *("    " + line for line in before),
            "    for i in range(len(bits)):",
            *("        " + line for line in inside),
            *(f"    told[{place}] += t{place}" for place in paying),
            f"    told[{len(self.amounts)}] |= top",
            *_BETWEEN,
        ]

    def _above(self) -> list[str]:
        """How many people, or what they weigh, paid more than the most that is not above a share."""
        stands, one = ("stands, ", "stands[i]") if self.weighted else ("", "1")
        return [
            f"def above({stands}paid, most):",
            "    count = 0",
            "    for i in range(len(paid)):",
            f"        count += {one} if paid[i] > most[i] else 0",
            "    return count",
            *_BETWEEN,
        ]

    def _run(self) -> list[str]:
        """Block after block; in each every variant, from the first claims of its people to the last."""
        sums, figures = len(self.amounts), len(self.case.graph.figures)
        passed = [f"{name}[start:end]" for name in self._by_claim()]
        passed += [f"{name}[:end - start]" for name in self._by_person()]
        stands = "stands[first:first + size], " if self.weighted else ""
        return [
            f"def run({', '.join(each.name for each in self._arguments())}):",
            "    variants, shares, people = counts[0], counts[1], counts[2]",
            f"    width, first = {sums + 1} + shares, 0",
            "    for block in range(len(blocks) - 1):",
            "        size = ranks[blocks[block] + 1] - ranks[blocks[block]]",
            "        for variant in range(variants):",
            f"            own = figures0[variant * {figures}:(variant + 1) * {figures}]",
            "            sums = told[variant * width:(variant + 1) * width]",
            "            for person in range(size):",
            *(f"                {name}[person] = 0" for name in self._by_person()),
            "            for each in range(blocks[block], blocks[block + 1]):",
            "                start, end = ranks[each], ranks[each + 1]",
            f"                rank({', '.join(passed)}, scalars, own, sums)",
            "            for share in range(shares):",
            "                place = share * people + first",
            f"                sums[{sums + 1} + share] += above({stands}paid[:size], "
            "most[place:place + size])",
            "        first += size",
            "",
        ]

    def _column(self, key: Key) -> str:
        return f"c{self.needs.facts[key]}"

    def _by_claim(self) -> list[str]:
        return ["bits", *map(self._column, self.columns), *(["weights"] if self.weighted else [])]

    def _by_person(self) -> list[str]:
        return [*(f"a{name}" for name, more in self.fed.items() if more != "0"), "paid"]

    def _arguments(self) -> tuple[Argument, ...]:
        weights = [Argument("weights", "version", "int64")] if self.weighted else []
        stands = [Argument("stands", "version", "int64")] if self.weighted else []
        return (
            Argument("blocks", "first", "int64"),
            Argument("ranks", "first", "int64"),
            Argument("bits", "version", _narrowest(len(self.bits))),
            *(Argument(self._column(key), "fact", width(key), key) for key in self.columns),
            *weights,
            *(Argument(name, "total", "int64") for name in self._by_person()),
            Argument("scalars", "scalars", "int64"),
            Argument("figures0", "figures", "int64"),
            *stands,
            Argument("most", "version", "int64"),
            Argument("counts", "version", "int64"),
            Argument("told", "total", "int64", ("told",)),
        )


_BETWEEN: Final = ("", "")


def _read(name: str, lines: str) -> bool:
    return re.search(rf"\b{name}\b", lines) is not None
