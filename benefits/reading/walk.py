"""Every figure, boundary, table, text and name of a policy, one by one (逐项检查)."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from pydantic import BaseModel

from benefits.money import LARGEST_YEAR_FEN
from benefits.policy import figures as forms
from benefits.policy.cited import Cited
from benefits.policy.policy import Band, Gate, Policy, Repeal, Step
from benefits.problems import Text
from benefits.reading.pieces import TABLES, Found, Piece, pieces

_PLAIN: Final = re.compile(r"[a-z0-9][a-z0-9_]{0,59}", re.ASCII)
_NOT_NAMES: Final = ("funds", "examples", "treated_as", "changes")
"""Tables whose names are codes or words, looked at elsewhere."""
_LOWER, _UPPER = ("at_least", "above"), ("at_most", "below")
_FIGURES: Final = (forms.AmountFigure, forms.RateFigure, forms.CountFigure)


def walk(policy: Policy | Repeal) -> Found:
    """What is wrong with the pieces of a policy, each looked at alone."""
    for piece in pieces(policy):
        if piece.address.startswith("examples."):
            continue
        yield from _names(piece)
        yield from _source(piece, policy)
        yield from _one(piece)
        if isinstance(piece.thing, _FIGURES):
            yield from _figure(piece)


def _names(piece: Piece) -> Found:
    thing = piece.thing.root if isinstance(piece.thing, TABLES) else piece.thing
    if isinstance(thing, Mapping) and piece.address not in _NOT_NAMES:
        for name in thing:
            if not _PLAIN.fullmatch(name):
                yield "name_is_not_plain", f"{piece.address}.{name}", {"name": f"“{name[:60]}”"}


def _source(piece: Piece, policy: Policy | Repeal) -> Found:
    thing = piece.thing
    if isinstance(thing, Cited) and thing.source and thing.source not in policy.sources:
        where = f"{piece.address}.source" if piece.address else "source"
        yield "source_is_not_listed", where, {"source": thing.source}


def _one(piece: Piece) -> Found:
    thing, address = piece.thing, piece.address
    match thing:
        case Text():
            for language in ("zh", "en"):
                if not getattr(thing, language).strip():
                    yield "text_is_empty", f"{address}.{language}", {}
        case forms.AmountTable() | forms.RateTable() | forms.CountTable():
            yield from _table(thing.root, address)
        case forms.AmountChange() | forms.RateChange() if not piece.in_tilt:
            yield "change_without_normal", address, {}
        case forms.When():
            for name, each in thing:
                if each == []:  # a list without words holds for nobody
                    yield "too_few", f"{address}.{name}", {"least": "1"}
        case forms.Bound() | forms.CountBound() | Gate():
            yield from _boundary(thing, address)
        case Band() | Step():
            if thing.at_most is not None and thing.below is not None:
                yield "boundary_has_two_ends", f"{address}.below", {}
        case _:
            return


def _figure(piece: Piece) -> Found:
    thing, address = piece.thing, piece.address
    low, value, high = (_number(each) for each in (thing.low, thing.value, thing.high))
    if value is None:
        if not piece.in_cap:
            yield "none_is_not_an_amount", address, {}
        return
    if not piece.cited:
        yield "figure_without_evidence", address, {}
    if isinstance(thing, forms.AmountFigure) and value > LARGEST_YEAR_FEN:
        yield "figure_too_large", address, {}
    if (low is not None and low > value) or (high is not None and high < value):
        yield "range_does_not_hold_the_value", address, {}


def _number(value: Any) -> Any:
    """A rate is kept as numerator and denominator."""
    return Fraction(*value) if isinstance(value, tuple) else value


def _table(arms: Mapping[str, Any], address: str) -> Found:
    if not arms:
        yield "table_is_empty", address, {}
    everybody: str | None = None
    for name, arm in arms.items():
        if everybody is not None:
            yield "arm_is_never_reached", f"{address}.{name}", {"before": everybody}
        if name == "otherwise" and getattr(arm, "when", None) is None:
            everybody = name


def _boundary(bound: BaseModel, address: str) -> Found:
    possible = [side for side in (*_LOWER, *_UPPER) if side in type(bound).model_fields]
    sides = [side for side in possible if getattr(bound, side) is not None]
    if not sides:
        yield "boundary_has_no_side", address, {"sides": ", ".join(possible)}
    if {*_LOWER} <= {*sides}:
        yield "boundary_has_two_beginnings", f"{address}.above", {}
    if {*_UPPER} <= {*sides}:
        yield "boundary_has_two_ends", f"{address}.below", {}
    if len(sides) == 2 and sides[0] in _LOWER and sides[1] in _UPPER:
        low, high = (getattr(getattr(bound, side), "value", None) for side in sides)
        open_ends = sum(side in ("above", "below") for side in sides)
        if isinstance(low, int) and isinstance(high, int) and high - low < open_ends:
            yield "boundary_holds_nothing", f"{address}.{sides[1]}", {}


__all__ = ["walk"]
