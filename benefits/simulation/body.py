"""What the loop does with one claim (单笔计算): a policy's graph as lines over local int64 numbers.

The desk's writer with other words: facts and figures are locals, a refusal sets a bit, and a division
never leaves int64. The smallest bit set is the code that comes first in the contract's order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benefits.formula.nodes import Less, Ref, Refusal, Round, children
from benefits.formula.proof import INT64_MAX, Interval
from benefits.quotes.adjudicator import PROBLEM_ORDER
from benefits.readers.program import Writer, uses
from benefits.simulation.never_above import NeverAbove

TOTAL_TOO_LARGE = 1
"""The bit of a running total beyond what a request may state: `invalid_request`."""

BITS = {code: 2 << place for place, code in enumerate(PROBLEM_ORDER)}
"""The bit of each problem a policy may give."""


@dataclass(slots=True, kw_only=True)
class Body(Writer):
    """Writes the lines of one version's graph."""

    intervals: list[Interval]
    needed: frozenset[Ref]
    """Roots whose value is used; any other is only worked out where it might refuse."""
    fact_name: Callable[[int], str]
    figure_name: Callable[[int], str]
    steps: int = 0
    refusing: dict[Ref, bool] = field(default_factory=dict)
    never_above: NeverAbove = field(init=False)

    def write(self) -> None:
        """Write every root; `names` then tells where its value stands."""
        self.never_above = NeverAbove(self.graph, self.intervals)
        wanted = [root for root in self.roots if root in self.needed or self._reaches(root)]
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
