"""Every figure, boundary, table, text and name of a policy, one by one (逐项检查)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel

from benefits.policy import figures as forms
from benefits.policy.cited import Cited
from benefits.policy.policy import Band, Cap, Gate, Policy, Repeal, Step, Tilt
from benefits.problems import Text

Found = Iterator[tuple[str, str, Mapping[str, str | Text]]]
"""Code, address and what fills the sentence."""

_PLAIN: Final = re.compile(r"[a-z0-9][a-z0-9_]{0,59}", re.ASCII)
_OWN_NAMES: Final = frozenset({"funds", "examples", "treated_as", "changes"})
"""Tables whose names are looked at elsewhere, or by nobody."""
_TABLES: Final = (forms.AmountTable, forms.RateTable, forms.CountTable)
_LOWER, _UPPER = ("at_least", "above"), ("at_most", "below")
_LISTS_OF_WORDS: Final = ("any_of", "none_of")


def walk(policy: Policy | Repeal) -> Found:
    """What is wrong with the pieces of a policy, each looked at alone."""
    yield from _below(policy, "", False, frozenset(policy.sources))


def _below(thing: Any, address: str, cap: bool, sources: frozenset[str]) -> Found:
    """`cap`: whether "no limit" makes sense here."""
    if isinstance(thing, _TABLES):
        yield from _table(thing.root, address)
        thing = thing.root
    if isinstance(thing, Mapping):
        for name, each in thing.items():
            here = f"{address}.{name}"
            if not _PLAIN.fullmatch(name):
                yield "name_is_not_plain", here, {"name": f"“{name[:60]}”"}
            yield from _below(each, here, cap, sources)
    elif isinstance(thing, list):
        for place, each in enumerate(thing):
            yield from _below(each, f"{address}.{place}", cap, sources)
    elif isinstance(thing, Text):
        for language in ("zh", "en"):
            if not getattr(thing, language).strip():
                yield "text_is_empty", f"{address}.{language}", {}
    elif isinstance(thing, BaseModel):
        yield from _one(thing, address, cap, sources)
        yield from _fields(thing, address, cap, sources)


def _fields(thing: BaseModel, address: str, cap: bool, sources: frozenset[str]) -> Found:
    for name, each in thing:
        if name in _OWN_NAMES and isinstance(thing, Policy):
            if name == "funds":
                yield from (
                    found
                    for code, text in each.items()
                    for found in _below(text, f"funds.{code}", False, sources)
                )
            continue
        step = "from" if name == "from_" else name
        inside = cap or name in ("cap", "caps") or isinstance(thing, Cap)
        if isinstance(thing, Tilt) and name != "cap":
            inside = False
        yield from _below(each, f"{address}.{step}" if address else step, inside, sources)


def _one(thing: BaseModel, address: str, cap: bool, sources: frozenset[str]) -> Found:
    if isinstance(thing, Cited) and thing.source is not None and thing.source not in sources:
        where = f"{address}.source" if address else "source"
        yield "source_is_not_listed", where, {"source": thing.source}
    match thing:
        case forms.AmountFigure():
            if thing.value is None and not cap:
                yield "none_is_not_an_amount", address, {}
            yield from _range(thing.low, thing.value, thing.high, address)
        case forms.CountFigure():
            yield from _range(thing.low, thing.value, thing.high, address)
        case forms.RateFigure():
            low, value, high = (
                None if each is None else each[0] / each[1]
                for each in (thing.low, thing.value, thing.high)
            )
            yield from _range(low, value, high, address)
        case forms.When():
            yield from _empty(thing, address)
        case forms.Bound() | forms.CountBound() | Gate():
            yield from _boundary(thing, address)
        case Band() | Step():
            if thing.at_most is not None and thing.below is not None:
                yield "boundary_has_two_ends", f"{address}.below", {}
        case _:
            return


def _range(low: Any, value: Any, high: Any, address: str) -> Found:
    if value is not None and (
        (low is not None and low > value) or (high is not None and high < value)
    ):
        yield "range_does_not_hold_the_value", address, {}


def _table(arms: Mapping[str, Any], address: str) -> Found:
    if not arms:
        yield "table_is_empty", address, {}
    everybody: str | None = None
    for name, arm in arms.items():
        if everybody is not None:
            yield "arm_is_never_reached", f"{address}.{name}", {"before": everybody}
        if name == "otherwise" and getattr(arm, "when", None) is None:
            everybody = name


def _empty(when: forms.When, address: str) -> Found:
    """A list without words holds for nobody."""
    for name, each in when:
        if each == []:
            yield "too_few", f"{address}.{name}", {"least": "1"}


def _boundary(bound: BaseModel, address: str) -> Found:
    sides = [side for side in (*_LOWER, *_UPPER) if getattr(bound, side, None) is not None]
    if not sides:
        possible = [side for side in (*_LOWER, *_UPPER) if side in type(bound).model_fields]
        yield "boundary_has_no_side", address, {"sides": " / ".join(possible)}
    if {*_LOWER} <= {*sides}:
        yield "boundary_has_two_beginnings", f"{address}.above", {}
    if {*_UPPER} <= {*sides}:
        yield "boundary_has_two_ends", f"{address}.below", {}
    if len(sides) == 2 and sides[0] in _LOWER and sides[1] in _UPPER:
        low, high = (getattr(getattr(bound, side), "value", None) for side in sides)
        open_end = sides != ["at_least", "at_most"]
        if isinstance(low, int) and isinstance(high, int) and low + open_end > high:
            yield "boundary_holds_nothing", f"{address}.{sides[1]}", {}


__all__ = ["Found", "walk"]
