"""Cliffs of the unrounded function (悬崖): where one more yuan of the bill changes too much.

A jump of the patient's share, a marginal share above 100% or below 0, and eligible spending that, moved
to first self-pay, makes the patient better off. Walked exactly for every family of the grid.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from benefits import words
from benefits.checks.exact import exactly, for_people
from benefits.checks.family_curve import Family, shifting
from benefits.checks.findings import Finding, finding
from benefits.checks.grid import MIX, Case
from benefits.money import LARGEST_BILL_FEN, yuan_for_people
from benefits.problems import Text
from benefits.readers.curve import Curve, Kink, Piece
from benefits.reading.document import Document

SHIFT_TOTALS: Final = (1_000_000, 5_000_000, 20_000_000)
"""Bills (fen) of which eligible spending is moved to first self-pay."""

MOST_NAMED: Final = 2
"""So many families of one cliff are named, the others counted."""


@dataclass(frozen=True, slots=True)
class Cliff:
    """One cliff of one family: its code, the layer that makes it, and its place and size in words."""

    code: str
    address: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Jump:
    """Where the patient's share jumps as the bill grows: the layer that makes it, the bill's size, and
    the share just before and just after, in fen; `reached`: the size itself has the share after it."""

    layer: str
    at: Fraction
    before: Fraction
    after: Fraction
    reached: bool


def jumps(family: Family, curve: Curve) -> Iterator[Jump]:
    """The jumps of one family's curve, each of a fen at least."""
    for kink in curve.kinks(0):
        if _is_jump(kink):
            layer = family.ready.formula.layers[_jumping(family, curve, kink) - 1]
            yield Jump(layer.name, kink.at, kink.before, kink.after, kink.here == kink.after)


def cliffs(document: Document, drawn: Sequence[tuple[Case, Curve]]) -> list[Finding]:
    """The cliffs of every family drawn; families with the same cliff are told together."""
    found: dict[Cliff, list[Case]] = {}
    shifted: dict[object, Curve] = {}
    for case, curve in drawn:
        for cliff in dict.fromkeys(
            [*_growing(case.family, curve), *_shifting(case.family, shifted)]
        ):
            found.setdefault(cliff, []).append(case)
    return [_told(document, cliff, families) for cliff, families in found.items()]


def _told(document: Document, cliff: Cliff, families: Sequence[Case]) -> Finding:
    names = [case.name() for case in families[:MOST_NAMED]]
    more = len(families) - len(names)
    zh = "；".join(name.zh for name in names) + (f"，及其他 {more} 种家庭" if more else "")
    en = "; ".join(name.en for name in names) + (f", and {more} other families" if more else "")
    mix = _mix() if cliff.code != "cliff_first_self_pay" else Text("", "")
    facts = {"family_zh": zh + mix.zh, "family_en": en + mix.en, **dict(cliff.facts)}
    return finding(document, cliff.code, cliff.address, **facts)


def _mix() -> Text:
    zh = "、".join(f"{words.PARTS[part].zh} {percent}%" for part, percent in MIX.items())
    en = ", ".join(f"{percent}% {words.PARTS[part].en}" for part, percent in MIX.items())
    return Text(f"（账单：{zh}）", f" (a bill of {en})")


# -- the bill grows -----------------------------------------------------------------------


def _growing(family: Family, curve: Curve) -> Iterator[Cliff]:
    for kink in curve.kinks(0):
        if _is_jump(kink):
            yield _jump(family, curve, kink)
    made_up = _given(family)
    for piece in curve.pieces:
        if piece.refused:
            continue
        slope = piece.lines[0].slope
        if slope > 1:
            yield _stretch("cliff_above_whole", family, piece, least=True)
        elif slope + sum(piece.lines[number].slope for number in made_up) < 0:
            yield _stretch("cliff_below_nothing", family, piece, least=False)


def _is_jump(kink: Kink) -> bool:
    """A jump of a fen at least; less is the width of a boundary that counts in whole fen."""
    sides = (kink.before, kink.here, kink.after)
    return max(sides) - min(sides) >= 1


def _given(family: Family) -> list[int]:
    """The layers whose payments the grid made up: what they do is no cliff of the policy."""
    return [
        number
        for number, layer in enumerate(family.ready.formula.layers, start=1)
        if family.ready.places["prior", layer.name] in family.moving
    ]


def _jumping(family: Family, curve: Curve, kink: Kink) -> int:
    """The layer whose payment jumps first in the chain makes the jump."""
    return next(
        number
        for number in range(1, len(family.ready.formula.layers) + 1)
        if any(each.at == kink.at and each.jumps for each in curve.kinks(number))
    )


def _jump(family: Family, curve: Curve, kink: Kink) -> Cliff:
    place = _jumping(family, curve, kink)
    facts = (
        ("total", for_people(kink.at)),
        ("before", for_people(kink.before)),
        ("after", for_people(kink.after)),
        ("by", _signed(kink.after - kink.before)),
    )
    return Cliff("cliff_jump", _address(family, place), facts)


def _stretch(code: str, family: Family, piece: Piece, least: bool) -> Cliff:
    """The layer that pays least (or most) for the next yuan makes the stretch."""
    slopes = [line.slope for line in piece.lines[1:]]
    place = slopes.index(min(slopes) if least else max(slopes)) + 1
    facts = (
        ("total", for_people(piece.start)),
        ("until", for_people(piece.end)),
        ("slope", exactly(piece.lines[0].slope)),
    )
    return Cliff(code, _address(family, place), facts)


# -- eligible becomes first self-pay ---------------------------------------------------------


def _shifting(family: Family, drawn: dict[object, Curve]) -> Iterator[Cliff]:
    """`drawn` keeps the curves: many families have the same one."""
    for total in SHIFT_TOTALS:
        bill = _bill(family, total)
        small = bill.narrowed()
        key = (total, small.graph.nodes, tuple(small.places.values()))
        curve = drawn.get(key)
        if curve is None:
            eligible = bill.facts[bill.ready.places["part", "eligible"]]
            curve = drawn[key] = bill.curve(Fraction(eligible), small)
        for piece in curve.pieces:
            if not piece.refused and piece.lines[0].slope < 0:
                slopes = [line.slope for line in piece.lines[1:]]
                place = slopes.index(max(slopes)) + 1
                slope = exactly(piece.lines[0].slope)
                yield _shift(bill, total, piece.start, place, slope)
                break
        for kink in curve.kinks(0):
            if _is_jump(kink) and min(kink.here, kink.after) < kink.before:
                yield _shift(bill, total, kink.at, 1, _signed(kink.after - kink.before))
                break


def _shift(bill: Family, total: int, at: Fraction, place: int, size: str) -> Cliff:
    eligible = bill.facts[bill.ready.places["part", "eligible"]]
    facts = (
        ("total", yuan_for_people(total)),
        ("until", for_people(eligible - at)),
        ("slope", size),
    )
    return Cliff("cliff_first_self_pay", _address(bill, place), facts)


def _bill(family: Family, total: int) -> Family:
    """A bill of 90% eligible and 10% own expense, without items; what must be given stands."""
    ready = family.ready
    facts = list(family.facts)
    for key, place in ready.places.items():
        if key[0] == "item":
            facts[place] = 0
        elif key[0] == "prior" and place in family.moving:
            facts[place] = int(family.moving[place].at(Fraction(total)))
    parts = {"eligible": total * 9 // 10, "first_self_pay": 0, "over_limit": 0}
    parts["own_expense"] = total - parts["eligible"]
    for part, amount in parts.items():
        facts[ready.places["part", part]] = amount
    return replace(family, facts=tuple(facts), moving=shifting(ready, tuple(facts)))


# -- words -----------------------------------------------------------------------------------


def _address(family: Family, place: int) -> str:
    return f"layers.{family.ready.formula.layers[place - 1].name}"


def _signed(change: Fraction) -> str:
    return ("+" if change > 0 else "−") + for_people(abs(change))


END: Final = Fraction(LARGEST_BILL_FEN)
"""Curves of a check go as far as a bill may."""
