"""One family under one policy as its bill grows (一户的曲线): which facts move, and how.

Growing all parts keeps the request's proportions; growing one part leaves the others as they are. Items
move with their part. Everything else of the request stands still.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from benefits import words
from benefits.formula.nodes import Ref
from benefits.quotes.adjudicator import Adjudicator
from benefits.readers.curve import Curve, curve
from benefits.readers.narrowed import Narrowed, narrowed
from benefits.readers.straight import Moving, Straight

ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Family:
    """A claim's facts under one policy, and how they move with the size that grows."""

    ready: Adjudicator
    facts: tuple[int, ...]
    moving: Moving

    def narrowed(self, figures: Sequence[int] | None = None) -> Narrowed:
        """The policy's graph for this family alone."""
        known = {n: value for n, value in enumerate(self.facts) if n not in self.moving}
        graph, roots = self.ready.formula.graph, self.ready.formula.roots()
        return narrowed(graph, roots, known, self.ready.figures if figures is None else figures)

    def curve(self, end: Fraction, small: Narrowed | None = None) -> Curve:
        """The patient first, then each layer in the order of the chain, from size 0 to `end`."""
        small = small or self.narrowed()
        read = [small.places[ref] for ref in self.ready.formula.roots()]
        return curve(small.graph, read, watched(self.ready, small), self.moving, end)


def watched(ready: Adjudicator, small: Narrowed) -> list[Ref]:
    """Where the patient's share and each layer's payment stand in the narrowed graph."""
    formula = ready.formula
    return [small.places[ref] for ref in (formula.patient, *(each.paid for each in formula.layers))]


def growing(ready: Adjudicator, facts: tuple[int, ...], vary: str) -> Moving:
    """The parts (all, or one) and their items as lines in the size that grows."""
    parts = {part: facts[ready.places["part", part]] for part in words.PARTS}
    size = sum(parts.values()) if vary == ALL else parts[vary]
    moving: dict[int, Straight] = {}
    for key, place in ready.places.items():
        part = key[-1]
        if key[0] not in ("part", "item") or (vary not in (ALL, part)):
            continue
        # A part that is not there yet grows by itself, without items.
        slope = Fraction(facts[place], size) if size else Fraction(int(key[0] == "part"))
        if slope:
            moving[place] = Straight(Fraction(0), slope)
    return moving


def shifting(ready: Adjudicator, facts: tuple[int, ...]) -> Moving:
    """Eligible spending that becomes first self-pay, the total unchanged; items stay as they are."""
    return {
        ready.places["part", "eligible"]: Straight(
            Fraction(facts[ready.places["part", "eligible"]]), Fraction(-1)
        ),
        ready.places["part", "first_self_pay"]: Straight(
            Fraction(facts[ready.places["part", "first_self_pay"]]), Fraction(1)
        ),
    }


def reasons(refused: Iterable[int], ready: Adjudicator) -> list[Mapping[str, object]]:
    """Why there is no value, in the contract's words."""
    listed = [ready.formula.graph.reasons[place] for place in dict.fromkeys(refused)]
    return [
        {
            "code": each.code,
            "where": each.where,
            "what": each.what.both(),
            "fix": each.fix.both(),
        }
        for each in listed
    ]


__all__ = ["ALL", "Family", "growing", "reasons", "shifting", "watched"]
