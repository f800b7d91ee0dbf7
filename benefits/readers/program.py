"""The desk's program (结算程序): a formula graph as straight Python, run once for one claim.

The same nodes as text: each `choose` becomes an `if`, so only what is taken is read, and a refusal is
recorded where it is met. Two forms of the one text. `program` answers with the value of every node it
read, for the worksheet. `answers` gives the values it is asked for and says of the nodes an answer must
mention which it read; it takes less than half the time. Nothing is decided here: the graph says it all.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

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
    Least,
    Less,
    Most,
    Node,
    Not,
    Ref,
    Refusal,
    Round,
    Share,
    SoFar,
    Sum,
    Whole,
    children,
)

Run = Callable[[Sequence[int], Sequence[int], list[int]], Mapping[str, int]]
"""`run(facts, figures, refusals)`: values by name (`v12` is node 12); refusals met are appended."""

Answers = Callable[[Sequence[int], Sequence[int], list[int]], tuple[int, ...]]
"""`answers(facts, figures, refusals)`: the values asked for, then the marks of what was read."""

WATCHED = frozenset(
    [
        "item",
        "so_far",
        "age",
        "days",
        "diseases",
        "contribution_years",
        "claim_free_years",
        "insured_months",
        "broken_years",
        "admission_number",
    ]
)
"""Facts whose reading is recorded, so that an answer can say what it took for granted."""

SELDOM_LEFT_OUT = frozenset(["hospital_level", "place", "statistic"])
"""Facts read so often that recording it costs: only done for a claim that leaves one of them out."""


def program(graph: Graph, roots: Iterable[Ref], watched: frozenset[str] = WATCHED) -> Run:
    """Compile the program that reads `roots` in order and records which `watched` facts it read."""
    scope: dict[str, Run] = {}
    code = compile(source(graph, roots, watched), "<formula graph>", "exec")
    exec(code, {"__builtins__": {"locals": locals}}, scope)
    return scope["run"]


def source(graph: Graph, roots: Iterable[Ref], watched: frozenset[str] = WATCHED) -> str:
    """The program's text."""
    writer = Writer(graph, tuple(roots), watched, every=True)
    writer.write()
    return "\n".join(["def run(x, f, r):", *writer.top, "    return locals()"])


def answers(
    graph: Graph,
    roots: Iterable[Ref],
    asked: Sequence[Ref],
    marks: Mapping[Ref, int],
    watched: frozenset[str] = WATCHED,
) -> Answers:
    """Compile the program that reads `roots` and answers with those `asked` for, and with marks.

    `marks` has a bit for each figure or watched fact: it is set where the program has read that node.
    """
    writer = Writer(graph, tuple(roots), watched, marks)
    writer.write()
    told = "".join(f"v{ref}, " for ref in asked)
    text = ["def run(x, f, r):", f"    m = {writer.always}", *writer.top, f"    return ({told}m,)"]
    scope: dict[str, Answers] = {}
    exec(compile("\n".join(text), "<formula graph>", "exec"), {"__builtins__": {}}, scope)
    return scope["run"]


def uses(graph: Graph, roots: Sequence[Ref]) -> Counter[Ref]:
    """How many nodes, and roots, read each node."""
    counted: Counter[Ref] = Counter(roots)
    seen: set[Ref] = set()
    waiting = list(roots)
    while waiting:
        ref = waiting.pop()
        if ref in seen:
            continue
        seen.add(ref)
        for child in children(graph.nodes[ref]):
            counted[child] += 1
            waiting.append(child)
    return counted


@dataclass(slots=True)
class Writer:
    """Writes a graph as lines of Python; the kernel of the simulation overrides how some words are put."""

    graph: Graph
    roots: tuple[Ref, ...]
    watched: frozenset[str]
    marks: Mapping[Ref, int] = field(default_factory=dict)
    """Nodes of which the program says whether it read them, each with its bit of `m`."""
    always: int = 0
    """The marks of what is read for every claim."""
    every: bool = False
    """Every node has a name of its own, so that its value can be asked for."""
    lines: list[str] = field(default_factory=list)
    scopes: list[dict[Ref, str]] = field(default_factory=lambda: [{}])
    uses: Counter[Ref] = field(init=False)
    plain: set[Ref] = field(default_factory=set)
    top: list[str] = field(default_factory=list)

    def write(self) -> None:
        self.uses = uses(self.graph, self.roots)
        for root in self.roots:
            name = self._name(root)
            if name != f"v{root}":
                self._line(f"v{root} = {name}")
            self.top += self.lines
            self.lines = []

    def _watched(self, node: Node) -> bool:
        """Facts that may have been left out: the answer asks whether they were read."""
        facts = self.graph.facts
        return isinstance(node, (Given, SoFar)) and facts[node.fact].key[0] in self.watched

    # -- expressions ----------------------------------------------------------

    def _name(self, ref: Ref) -> str:
        """A name or literal that holds the node's value; writes the lines that work it out."""
        node = self.graph.nodes[ref]
        match node:
            case Whole(value):
                return self._whole(ref, value)
            case Given(fact) | SoFar(fact) if not self._watched(node):
                return self._fact(fact)
        known = self._known(ref)
        if known is not None:
            return known
        if len(self.scopes) > 1 and self.uses[ref] > 1 and self._plain(ref):
            return self._ahead(ref)
        name = self._new(ref)
        if isinstance(node, Choose):
            self._choose(name, node)
        elif isinstance(node, (All, AnyOf)):
            self._logic(name, node)
        elif isinstance(node, Refusal):
            self._refuse(name, ref, node)
        else:
            self._line(f"{name} = {self._arithmetic(ref)}")
        if ref in self.marks:
            self._mark(self.marks[ref])
        self.scopes[-1][ref] = name
        return name

    def _new(self, ref: Ref) -> str:
        """What a node's value is called where it is worked out."""
        return f"v{ref}"

    def _mark(self, bit: int) -> None:
        """Say that a node was read; outside of every branch that is known beforehand."""
        if len(self.scopes) == 1:
            self.always |= bit
        else:
            self._line(f"m |= {bit}")

    def _value(self, ref: Ref) -> str:
        """An expression: inline where the node has one reader and no name of its own."""
        node = self.graph.nodes[ref]
        inline = isinstance(node, (Share, Sum, IsOneOf, HoldsAny, AtLeast, Above, Not))
        if inline and not self.every and self.uses[ref] == 1 and ref not in self.graph.lines:
            return f"({self._arithmetic(ref)})"
        return self._name(ref)

    def _arithmetic(self, ref: Ref) -> str:
        match self.graph.nodes[ref]:
            case Figure(place):
                return self._figure(place)
            case Given(fact) | SoFar(fact):
                return self._fact(fact)
            case Sum(terms):
                return " + ".join(self._value(term) for term in terms)
            case Less(value, taken):
                a, b = self._name(value), self._name(taken)
                return f"{a} - {b} if {a} > {b} else 0"
            case Share(value, factor):
                return f"{self._value(value)} * {self._value(factor)}"
            case Round() as node:
                return self._round(node)
            case Least(terms):
                return self._extreme("<", terms)
            case Most(terms):
                return self._extreme(">", terms)
            case IsOneOf(given, codes):
                return self._one_of(self._name(given), codes)
            case HoldsAny(given, codes):
                return f"{self._name(given)} & {sum(1 << code for code in codes)} != 0"
            case AtLeast(value, bound):
                return f"{self._value(value)} >= {self._value(bound)}"
            case Above(value, bound):
                return f"{self._value(value)} > {self._value(bound)}"
            case Not(term):
                return f"not {self._value(term)}"
        raise AssertionError(self.graph.nodes[ref])  # pragma: no cover - `_name` writes the others

    def _extreme(self, sign: str, terms: Sequence[Ref]) -> str:
        best = self._name(terms[0])
        for term in terms[1:-1]:
            other = self._name(term)
            name = f"m{len(self.top)}_{len(self.lines)}"
            self._line(f"{name} = {best} if {best} {sign} {other} else {other}")
            best = name
        other = self._name(terms[-1])
        return f"{best} if {best} {sign} {other} else {other}"

    def _round(self, node: Round) -> str:
        scale = self.graph.units[node.value].scale
        value = self._value(node.value)
        divisor = str(scale * node.step)
        if node.part is not None and node.whole is not None:
            scale *= self.graph.units[node.part].scale
            value = f"{value} * {self._value(node.part)}"
            whole = self._name(node.whole)
            divisor = f"({whole} * {scale * node.step})" if scale * node.step > 1 else whole
        if node.mode == "half_up":
            quotient = f"(2 * ({value}) + {divisor}) // (2 * {divisor})"
        elif node.mode == "down":
            quotient = f"({value}) // {divisor}"
        else:
            quotient = f"-(-({value}) // {divisor})"
        result = quotient if node.step == 1 else f"({quotient}) * {node.step}"
        return result if node.whole is None else f"{result} if {self._name(node.whole)} else 0"

    # -- words a subclass may put otherwise -------------------------------------

    def _whole(self, ref: Ref, value: int) -> str:
        return str(value)

    def _fact(self, place: int) -> str:
        return f"x[{place}]"

    def _figure(self, place: int) -> str:
        return f"f[{place}]"

    def _one_of(self, given: str, codes: Sequence[int]) -> str:
        if len(codes) == 1:
            return f"{given} == {codes[0]}"
        return f"{given} in {codes!r}"

    def _refuse(self, name: str, ref: Ref, node: Refusal) -> None:
        self._line(f"r.append({node.reason})")
        self._line(f"{name} = 0")

    # -- branches -------------------------------------------------------------

    def _choose(self, name: str, node: Choose) -> None:
        depth = len(self.scopes)
        for condition, value in node.arms:
            self._branch_off(f"if {self._value(condition)}:")
            self._branch(name, value)
            self._line("else:")
            self.scopes.append({})
        self._line(f"{name} = {self._value(node.last)}")
        del self.scopes[depth:]

    def _branch(self, name: str, value: Ref) -> None:
        self.scopes.append({})
        self._line(f"{name} = {self._value(value)}")
        self.scopes.pop()

    def _logic(self, name: str, node: All | AnyOf) -> None:
        """From the left, no further than needed: a later term is only worked out where it counts."""
        depth = len(self.scopes)
        guard = "if" if isinstance(node, All) else "if not"
        self._line(f"{name} = {self._value(node.terms[0])}")
        for term in node.terms[1:]:
            self._branch_off(f"{guard} {name}:")
            self.scopes.append({})
            self._line(f"{name} = {self._value(term)}")
        del self.scopes[depth:]

    # -- what is worked out ahead ----------------------------------------------

    def _plain(self, ref: Ref) -> bool:
        """Reads no figure and cannot refuse, so working it out ahead of a branch changes nothing."""
        if ref in self.plain or ref in self.scopes[0]:
            return True
        node = self.graph.nodes[ref]
        if isinstance(node, (Figure, Refusal)) or self._watched(node):
            return False
        if all(self._plain(child) for child in children(node)):
            self.plain.add(ref)
            return True
        return False

    def _ahead(self, ref: Ref) -> str:
        """Work a node out once, before the branches it is read in."""
        lines, scopes = self.lines, self.scopes
        self.lines, self.scopes = [], scopes[:1]
        name = self._name(ref)
        self.top += self.lines
        self.lines, self.scopes = lines, scopes
        return name

    def _branch_off(self, text: str) -> None:
        """Open a branch. What stands before an outermost one is settled: lines put ahead follow it."""
        if len(self.scopes) == 1:
            self.top += self.lines
            self.lines = []
        self._line(text)

    # -- lines ----------------------------------------------------------------

    def _known(self, ref: Ref) -> str | None:
        return next((scope[ref] for scope in reversed(self.scopes) if ref in scope), None)

    def _line(self, text: str) -> None:
        self.lines.append("    " * len(self.scopes) + text)
