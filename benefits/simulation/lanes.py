"""A version's graph as straight lines, for several claims at a time (并列核算): no branch, only choices.

For totals alone (sweeps). What words decide is one bit a claim, found once; both sides of a choice are
worked out and one is taken; a division is a product with the reciprocal, set right by its remainder. So
the compiler runs eight claims in the lanes of one register. Decision 12 has the proof that it is exact.
"""

import re
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from benefits.claims.claim import Key
from benefits.formula.graph import Graph
from benefits.formula.nodes import (
    Above,
    All,
    AnyOf,
    AtLeast,
    Choose,
    Figure,
    Given,
    HoldsAny,
    IsOneOf,
    Less,
    Node,
    Not,
    Ref,
    Refusal,
    Round,
    SoFar,
    children,
)
from benefits.formula.proof import intervals
from benefits.readers.program import Writer
from benefits.simulation.arrays import Array, Truths
from benefits.simulation.body import Body
from benefits.simulation.cases import Case
from benefits.simulation.choices import moved_down
from benefits.simulation.layout import ADMISSIONS, Argument, Kernel, width
from benefits.simulation.needs import Needs
from benefits.simulation.sheet import figures_read

_MOST_BITS: Final = 62

LARGEST_QUOTIENT: Final = 1 << 50
"""Below it, the reciprocal's product is less than one half away from the quotient."""

_WORDS: Final = (IsOneOf, HoldsAny, All, AnyOf, Not)


@dataclass(frozen=True, slots=True)
class Lanes:
    """A loop over people's first claims, then their second, and so on; and the bits it is given."""

    kernel: Kernel
    graph: Graph
    bits: tuple[Ref, ...]
    """Conditions on words; each is a bit of the claim's number `g`."""
    totals: int
    told: int
    """How many sums it tells: the layers, then the patient's."""

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


def lanes(needs: Needs) -> Lanes | None:
    """The loop for one version whose totals are a person's own; None where it cannot be put so."""
    if len(needs.versions) != 1 or needs.every_total or ADMISSIONS in needs.facts:
        return None
    if any(key[1] != "person" for key in needs.totals()):
        return None
    case = needs.case(0)
    refusals = _Refusals(case.graph)
    if any(map(refusals.turn, case.roots)):
        return None
    return _Text(needs, case).lanes()


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


@dataclass(slots=True, kw_only=True)
class _Straight(Body):
    """Lines without branches, for claims that nothing refuses."""

    bits: dict[Ref, int] = field(default_factory=dict)
    portions: bool = False
    largest: int = 0
    divisions: int = 0
    of_words: dict[Ref, bool] = field(default_factory=dict)

    def _line(self, text: str) -> None:
        """One of two values stays one line: a select, where an `if` would keep people out of the lanes."""
        Writer._line(self, text)

    def _name(self, ref: Ref) -> str:
        if self._of_words(ref):
            bit = self.bits.setdefault(ref, len(self.bits))
            return f"(g & {1 << bit} != 0)"
        known, node = self._known(ref), self.graph.nodes[ref]
        if known is None:
            known = self._folded(ref, node)
        if known is None:
            return Body._name(self, ref)
        self.scopes[0][ref] = known
        return known

    def _folded(self, ref: Ref, node: Node) -> str | None:
        """A choice, or what is known beforehand."""
        match node:
            case Choose():
                return self._choice(f"v{ref}", node)
            case All() | AnyOf():
                return self._together(f"v{ref}", node)
            case Refusal():
                return self._whole(ref, 0)
            case Not(term) if self._name(term) in ("True", "False"):
                return str(self._name(term) == "False")
            case AtLeast(value, bound) | Above(value, bound):
                one, other = self._name(value), self._name(bound)
                if one.isdecimal() and other.isdecimal():
                    above = int(one) > int(other)
                    return str(above or (one == other and isinstance(node, AtLeast)))
            case Less(value, taken) if self._name(value) == "0":
                return "0"
            case Less(value, taken) if self._name(taken) == "0":
                return self._name(value)
        return None

    def _value(self, ref: Ref) -> str:
        return self._name(ref) if self._of_words(ref) else Body._value(self, ref)

    def _of_words(self, ref: Ref) -> bool:
        """A condition made of conditions on words."""
        known = self.of_words.get(ref)
        if known is None:
            node = self.graph.nodes[ref]
            if isinstance(node, (IsOneOf, HoldsAny)):
                known = isinstance(self.graph.nodes[node.given], Given)
            else:
                known = isinstance(node, _WORDS) and all(map(self._of_words, children(node)))
            self.of_words[ref] = known
        return known

    def _choice(self, name: str, node: Choose) -> str:
        """One value of several; an arm that nothing leads to is left out."""
        arms, last = list[tuple[str, str]](), ""
        for test, value in node.arms:
            holds = self._name(test)
            if holds == "True":
                last = self._name(value)
                break
            if holds != "False":
                arms.append((holds, self._name(value)))
        last = last or self._name(node.last)
        while arms and arms[-1][1] == last:
            arms.pop()
        if not arms:
            return last
        told = "".join(f"{value} if {holds} else " for holds, value in arms)
        self._line(f"{name} = {told}{last}")
        return name

    def _together(self, name: str, node: All | AnyOf) -> str:
        """All of some conditions, or any."""
        decides, sign = ("False", " & ") if isinstance(node, All) else ("True", " | ")
        nothing = "True" if decides == "False" else "False"
        terms = [self._name(term) for term in node.terms]
        if decides in terms:
            return decides
        terms = [each for each in terms if each != nothing]
        if len(terms) < 2:
            return terms[0] if terms else nothing
        self._line(f"{name} = {sign.join(terms)}")
        return name

    def _round(self, node: Round) -> str:
        self.largest = self.intervals[node.value][1]
        return Body._round(self, node)

    def _portion(self, node: Round, part: Ref, whole: Ref) -> str:
        self.portions = self.portions or "0" not in (self._name(node.value), self._name(part))
        return "0"

    def _divided(self, value: str, divisor: int) -> str:
        if divisor == 1 or (self.largest + divisor) // divisor >= LARGEST_QUOTIENT:
            return Body._divided(self, value, divisor)
        self.divisions += 1
        lines, result = division(value, divisor, self.divisions)
        for line in lines:
            self._line(line)
        return result


def division(value: str, divisor: int, place: int) -> tuple[list[str], str]:
    """`value // divisor` by the reciprocal: at most one too small, which the remainder tells."""
    number, quotient, rest = f"h{place}", f"y{place}", f"z{place}"
    lines = [
        f"{number} = {value}",
        f"{quotient} = int({number} * (1 / {divisor}) - 1 / 2)",
        f"{rest} = {number} - {quotient} * {divisor}",
    ]
    return lines, f"({quotient} + (1 if {rest} >= {divisor} else 0))"


@dataclass(slots=True)
class _Text:
    needs: Needs
    case: Case

    def lanes(self) -> Lanes | None:
        """Both functions: the lines for the people of one rank, and the way through blocks and variants."""
        needs, standing, at = self.needs, self.needs.standings[0], self.case.at
        formula = needs.versions[0].formula
        told = [at(standing[layer.paid]) for layer in formula.layers]
        told.append(at(standing[formula.patient]))
        fed = {key: at(ref) for key, ref in needs.fed[0].items()}
        roots = tuple(dict.fromkeys([*told, *fed.values()]))
        names = needs.names(0)
        graph, moved = moved_down(self.case.graph, roots)
        told, fed = list(map(moved, told)), {key: moved(ref) for key, ref in fed.items()}
        roots = tuple(dict.fromkeys([*told, *fed.values()]))
        body = _Straight(
            graph=graph,
            roots=roots,
            watched=frozenset(),
            intervals=intervals(graph),
            needed=frozenset(roots),
            fact_name=names.fact,
            figure_name=names.figure,
        )
        body.write()
        if body.portions:
            return None
        lines = [line.strip() for line in body.top]
        sums = [(f"t{place}", body.name(ref)) for place, ref in enumerate(told)]
        totals = {needs.name(key): body.name(ref) for key, ref in fed.items()}
        text, columns = self._rank(lines, sums, totals)
        if len(body.bits) > _MOST_BITS:
            return None
        figures = len(self.case.graph.figures)
        arguments = self._arguments(columns, list(totals), _narrowest(len(body.bits)))
        text += self._run(columns, list(totals), len(sums), figures)
        kernel = Kernel(text, tuple(arguments), False, parts=("rank",))
        return Lanes(kernel, graph, tuple(body.bits), len(totals), len(sums))

    def _rank(
        self, lines: list[str], sums: list[tuple[str, str]], totals: dict[str, str]
    ) -> tuple[str, list[Key]]:
        """The people of one rank: nothing is carried from one to the next but sums."""
        needs = self.needs
        fed = [f"{name} + {more}" for name, more in totals.items() if more != "0"]
        told = "\n".join([*lines, *fed, *(more for _, more in sums)])
        read = [key for key in needs.columns() if _read(needs.name(key), told)]
        before = [
            *figures_read([*lines, *(more for _, more in sums)]),
            *(
                f"{needs.name(key)} = scalars[{place}]"
                for place, key in enumerate(needs.scalars)
                if key in needs.facts
            ),
            *(f"{name} = 0" for name, _ in sums),
            "top = 0",
        ]
        inside = [f"{needs.name(key)} = c{needs.facts[key]}[i]" for key in read]
        inside += [f"{name} = a{name}[i]" for name, more in totals.items() if more != "0"]
        inside += ["g = bits[i]", *lines]
        for name, more in totals.items():
            if more != "0":
                inside += [f"o{name} = {name} + {more}", f"a{name}[i] = o{name}", f"top |= o{name}"]
            else:
                before.append(f"{name} = 0")
        inside += [f"{name} += {more}" for name, more in sums if more != "0"]
        given = [
            "bits",
            *(f"c{needs.facts[key]}" for key in read),
            *(f"a{name}" for name in totals),
        ]
        text = [f"def rank({', '.join(given)}, scalars, figures0, told):"]
        text += ["    " + line for line in before]
        text += ["    for i in range(len(bits)):", *("        " + line for line in inside)]
        text += [f"    told[{place}] += {name}" for place, (name, _) in enumerate(sums)]
        text += [f"    told[{len(sums)}] |= top", "", "", ""]
        return "\n".join(text), read

    def _run(self, columns: list[Key], totals: list[str], told: int, figures: int) -> str:
        """Block after block; in each every variant, from the first claims of its people to the last."""
        facts = [f"c{self.needs.facts[key]}" for key in columns]
        given = ["bits", *facts, *(f"a{name}" for name in totals), "scalars", "figures0", "told"]
        passed = [f"{name}[start:end]" for name in ("bits", *facts)]
        passed += [f"a{name}[:end - start]" for name in totals]
        passed += ["scalars", "own", "sums"]
        lines = [
            f"def run(blocks, ranks, {', '.join(given)}):",
            f"    variants = len(told) // {told + 1}",
            "    for block in range(len(blocks) - 1):",
            "        for variant in range(variants):",
            f"            own = figures0[variant * {figures}:(variant + 1) * {figures}]",
            f"            sums = told[variant * {told + 1}:(variant + 1) * {told + 1}]",
            f"            for person in range(len(a{totals[0]})):" if totals else "",
            *(f"                a{name}[person] = 0" for name in totals),
            "            for each in range(blocks[block], blocks[block + 1]):",
            "                start, end = ranks[each], ranks[each + 1]",
            f"                rank({', '.join(passed)})",
            "",
        ]
        return "\n".join(lines)

    def _arguments(self, columns: list[Key], totals: list[str], bits: str) -> list[Argument]:
        facts = [Argument(f"c{self.needs.facts[key]}", "fact", width(key), key) for key in columns]
        return [
            Argument("blocks", "first", "int64"),
            Argument("ranks", "first", "int64"),
            Argument("bits", "version", bits),
            *facts,
            *(Argument(f"a{name}", "total", "int64") for name in totals),
            Argument("scalars", "scalars", "int64"),
            Argument("figures0", "figures", "int64"),
            Argument("told", "total", "int64", ("told",)),
        ]


def _read(name: str, lines: str) -> bool:
    return re.search(rf"\b{name}\b", lines) is not None
