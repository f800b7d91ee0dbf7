"""A graph as straight lines (无分支算式): no branch, only choices, so that claims run side by side in lanes.

What words decide is one bit a claim, found once; both sides of a choice are worked out and one is taken;
a division is a product with the reciprocal, set right by its remainder. Decision 12 has the proof.
"""

from dataclasses import dataclass, field
from typing import Final

from benefits.formula.nodes import (
    Above,
    All,
    AnyOf,
    AtLeast,
    Choose,
    Given,
    HoldsAny,
    IsOneOf,
    Less,
    Node,
    Not,
    Ref,
    Refusal,
    Round,
    children,
)
from benefits.readers.program import Writer
from benefits.simulation.body import Body

LARGEST_QUOTIENT: Final = 1 << 50
"""Below it, the reciprocal's product is less than one half away from the quotient."""

_WORDS: Final = (IsOneOf, HoldsAny, All, AnyOf, Not)


@dataclass(slots=True, kw_only=True)
class Straight(Body):
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
