"""What the loop does with one claim (单笔计算): a policy's graph as lines over local int64 numbers.

The desk's writer with other words: facts and figures are locals, a refusal sets a bit, and a division
never leaves int64. The smallest bit set is the code that comes first in the contract's order.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from benefits.formula.nodes import (
    All,
    AnyOf,
    Choose,
    HoldsAny,
    IsOneOf,
    Less,
    Ref,
    Refusal,
    Round,
    children,
)
from benefits.formula.proof import INT64_MAX, Interval
from benefits.quotes.adjudicator import PROBLEM_ORDER
from benefits.readers.program import Writer, uses
from benefits.simulation.never_above import NeverAbove
from benefits.simulation.situations import Situations

TOTAL_TOO_LARGE = 1
"""The bit of a running total beyond what a request may state: `invalid_request`."""

BITS = {code: 2 << place for place, code in enumerate(PROBLEM_ORDER)}
"""The bit of each problem a policy may give."""

_EITHER: Final = "y"
"""What either arm of a branch comes to, until it is given its own name just below."""
_CONDITIONAL: Final = re.compile(r"(\w+) = (.+) if (.+) else (.+)")


@dataclass(slots=True, kw_only=True)
class Body(Writer):
    """Writes the lines of one version's graph.

    Numba goes over all of a function once for each name that is given a value in more than one place; with
    hundreds of such names that was most of the time a policy took to compile. So a name is given a value in
    one place, and all branches share the one name `y` for what their arms come to.
    """

    intervals: list[Interval]
    needed: frozenset[Ref]
    """Roots whose value is used; any other is only worked out where it might refuse."""
    fact_name: Callable[[int], str]
    figure_name: Callable[[int], str]
    situations: Situations | None = None
    """What is read from the table of situations; None: everything is worked out here."""
    row: str = ""
    steps: int = 0
    named: Counter[Ref] = field(default_factory=Counter)
    """How often a node has been given a name: in arms that do not meet it is worked out in each."""
    unsettled: int = 0
    """How many of the branches around what is written turn on an amount."""
    refusing: dict[Ref, bool] = field(default_factory=dict)
    never_above: NeverAbove = field(init=False)

    def write(self) -> None:
        """Write every root; `names` then tells where its value stands."""
        self.never_above = NeverAbove(self.graph, self.intervals)
        wanted = [root for root in self.roots if root in self.needed or self._leaves(root)]
        self.roots = tuple(wanted)
        self.uses = uses(self.graph, self.roots)
        for root in wanted:
            if root in self.needed or self._may_refuse(root):
                self._name(root)
                self.top += self.lines
                self.lines = []

    def name(self, ref: Ref) -> str:
        """The name or literal of a root that was written."""
        name = self._name(ref)
        assert not self.lines, "a root that was not written"
        return name

    def condition(self, asked: IsOneOf | HoldsAny) -> str:
        """A condition on a fact."""
        given = self._name(asked.given)
        if isinstance(asked, IsOneOf):
            return self._one_of(given, asked.codes)
        return f"{given} & {sum(1 << code for code in asked.codes)} != 0"

    # -- what the situation decides ----------------------------------------------

    def _leaves(self, ref: Ref) -> bool:
        """Something is refused here that the situation alone does not refuse."""
        if self.situations is None:
            return self._reaches(ref)
        return self.situations.leaves(ref)

    def _decided(self, ref: Ref) -> bool:
        return self.situations is not None and self.situations.decides(ref)

    def _name(self, ref: Ref) -> str:
        if not self._decided(ref):
            return Writer._name(self, ref)
        known = self._known(ref)
        if known is not None:
            return known
        assert self.situations is not None
        if self.unsettled and self._reaches(ref):
            self._line(f"s |= {self.situations.refused(ref, *self._table())}")
        name = read = self.situations.read(ref, *self._table())
        if self.graph.units[ref].kind != "truth":
            name = self._new(ref)
            self._line(f"{name} = {read}")
        self.scopes[-1][ref] = name
        return name

    def _table(self) -> tuple[str, str]:
        return f"t{self.row}", f"k{self.row}"

    def _value(self, ref: Ref) -> str:
        return self._name(ref) if self._decided(ref) else Writer._value(self, ref)

    def _plain(self, ref: Ref) -> bool:
        if self._decided(ref):
            return self.graph.units[ref].kind == "truth" and not self._reaches(ref)
        return Writer._plain(self, ref)

    def _choose(self, name: str, node: Choose) -> None:
        before = self.unsettled
        depth = len(self.scopes)
        for condition, value in node.arms:
            self._branch_off(f"if {self._value(condition)}:")
            self._turn(condition)
            self._branch(_EITHER, value)
            self._line("else:")
            self.scopes.append({})
        self._line(f"{_EITHER} = {self._value(node.last)}")
        del self.scopes[depth:]
        self._line(f"{name} = {_EITHER}")
        self.unsettled = before

    def _logic(self, name: str, node: All | AnyOf) -> None:
        before = self.unsettled
        depth = len(self.scopes)
        guard = "if" if isinstance(node, All) else "if not"
        self._line(f"{name} = {self._value(node.terms[0])}")
        self._turn(node.terms[0])
        for term in node.terms[1:]:
            self._branch_off(f"{guard} {name}:")
            self.scopes.append({})
            self._line(f"{name} = {self._value(term)}")
            self._turn(term)
        del self.scopes[depth:]
        self.unsettled = before

    def _turn(self, condition: Ref) -> None:
        """From here on, what is read turns on a condition."""
        if self.situations is None or not self.situations.still(condition):
            self.unsettled += 1

    # -- names ------------------------------------------------------------------

    def _new(self, ref: Ref) -> str:
        again = self.named[ref]
        self.named[ref] += 1
        return f"v{ref}_{again}" if again else f"v{ref}"

    def _line(self, text: str) -> None:
        found = _CONDITIONAL.fullmatch(text)
        if found is None or found[2].count("(") != found[2].count(")") or text.count(" if ") > 1:
            Writer._line(self, text)
            return
        name, value, condition, otherwise = found.groups()
        for line in (
            f"if {condition}:",
            f"    {_EITHER} = {value}",
            "else:",
            f"    {_EITHER} = {otherwise}",
        ):
            Writer._line(self, line)
        if name != _EITHER:
            Writer._line(self, f"{name} = {_EITHER}")

    # -- words put otherwise ----------------------------------------------------

    def _whole(self, ref: Ref, value: int) -> str:
        return str(bool(value)) if self.graph.units[ref].kind == "truth" else str(value)

    def _fact(self, place: int) -> str:
        return self.fact_name(place)

    def _figure(self, place: int) -> str:
        return self.figure_name(place)

    def _one_of(self, given: str, codes: Sequence[int]) -> str:
        low, high = min(codes), max(codes)
        if len(codes) == high - low + 1 > 2:
            return f"({low} <= {given}) & ({given} <= {high})"
        return " | ".join(f"({given} == {code})" for code in codes)

    def _refuse(self, name: str, ref: Ref, node: Refusal) -> None:
        self._line(f"s |= {BITS[self.graph.reasons[node.reason].code]}")
        self._line(f"{name} = {self._whole(ref, 0)}")

    def _arithmetic(self, ref: Ref) -> str:
        match self.graph.nodes[ref]:
            case Less(value, taken) if self.never_above(value, taken):
                # Both are read all the same: what refuses there refuses here.
                self._name(value), self._name(taken)
                return "0"
            case Less(value, taken) if self.never_above(taken, value):
                return f"{self._name(value)} - {self._name(taken)}"
        return Writer._arithmetic(self, ref)

    def _round(self, node: Round) -> str:
        if node.part is not None and node.whole is not None:
            return self._portion(node, node.part, node.whole)
        divisor = self.graph.units[node.value].scale * node.step
        value = self._value(node.value)
        self.steps += 1
        amount, quotient = f"n{self.steps}", f"q{self.steps}"
        if node.mode == "down":
            result = self._divided(value, divisor)
        elif node.mode == "half_up" and self._fits(node.value, divisor // 2):
            result = self._divided(f"({value} + {divisor // 2})", divisor)
        elif node.mode == "up" and self._fits(node.value, divisor - 1):
            result = self._divided(f"({value} + {divisor - 1})", divisor)
        else:
            self._line(f"{amount} = {value}")
            self._line(f"{quotient} = {self._divided(amount, divisor)}")
            self._line(f"{amount} -= {quotient} * {divisor}")
            more = f"{amount} > 0" if node.mode == "up" else f"{amount} >= {divisor} - {amount}"
            result = f"{quotient} + (1 if {more} else 0)"
        return result if node.step == 1 else f"({result}) * {node.step}"

    def _divided(self, value: str, divisor: int) -> str:
        """Without the sign bit, which is never set, the compiler leaves out what it takes to floor."""
        return f"({value} & {INT64_MAX}) // {divisor}"

    def _fits(self, ref: Ref, more: int) -> bool:
        return self.intervals[ref][1] + more <= INT64_MAX

    def _portion(self, node: Round, part: Ref, whole: Ref) -> str:
        """`value` × `part` ÷ `whole` in two divisions: the whole units of the part, then the rest."""
        assert node.step == 1
        scale = self.graph.units[part].scale
        value, given, of = self._name(node.value), self._name(part), self._name(whole)
        if "0" in (value, given):
            return "0"
        self.steps += 1
        q, r, d, e, u = (f"{letter}{self.steps}" for letter in "qrdeu")
        for line in (
            f"{q} = 0",
            f"if {of} > 0:",
            f"    {u} = {given} // {scale}",
            f"    {r} = {value} * {u}",
            f"    {q} = {r} // {of}",
            f"    {r} = ({r} - {q} * {of}) * {scale}",
            f"    {d} = {of} * {scale}",
            f"    {e} = {value} * ({given} - {u} * {scale})",
            f"    {u} = {e} // {d}",
            f"    {e} -= {u} * {d}",
            f"    {q} += {u}",
            f"    if {e} >= {d} - {r}:",
            f"        {q} += 1",
            f"        {r} = {e} - ({d} - {r})",
            "    else:",
            f"        {r} += {e}",
        ):
            self._line(line)
        if node.mode == "down":
            return q
        more = f"{r} > 0" if node.mode == "up" else f"{r} >= {d} - {r}"
        self._line(f"    if {more}:")
        self._line(f"        {q} += 1")
        return q

    # -- refusals -----------------------------------------------------------------

    def _reaches(self, ref: Ref) -> bool:
        """Some refusal stands below a node."""
        known = self.refusing.get(ref)
        if known is None:
            node = self.graph.nodes[ref]
            known = isinstance(node, Refusal) or any(map(self._reaches, children(node)))
            self.refusing[ref] = known
        return known

    def _may_refuse(self, ref: Ref) -> bool:
        """Reading a node might refuse anew; what is worked out for every claim has refused already."""
        waiting = [ref]
        seen: set[Ref] = set()
        while waiting:
            here = waiting.pop()
            if here in seen or here in self.scopes[0] or not self._reaches(here):
                continue
            seen.add(here)
            if isinstance(self.graph.nodes[here], Refusal):
                return True
            waiting += children(self.graph.nodes[here])
        return False
