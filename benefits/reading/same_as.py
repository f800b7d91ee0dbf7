"""Figures that stand elsewhere (同上): a `same_as` leads to a figure of its kind, in no circle."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from benefits.policy import figures as forms
from benefits.policy.policy import Policy
from benefits.problems import Text
from benefits.reading.pieces import TABLES, Found, Piece, pieces

_KINDS: Final[Mapping[str, Text]] = {
    "amount": Text("金额", "an amount"),
    "rate": Text("比例", "a rate"),
    "count": Text("整数", "a whole number"),
}
_OF_RATES: Final = (forms.RateFigure, forms.RateChange, forms.RateTable)
_OF_COUNTS: Final = (forms.CountFigure, forms.CountTable)


@dataclass(frozen=True, slots=True)
class _Site:
    """A `same_as`: where it stands, what it points to, and the kind of figure wanted there."""

    address: str
    target: str
    kind: str


def same_as(policy: Policy) -> Found:
    """What is wrong with the policy's `same_as`."""
    sites = [
        _Site(piece.address, piece.thing.same_as, _wanted(piece))
        for piece in pieces(policy)
        if isinstance(piece.thing, forms.SameAs)
    ]
    sound: list[_Site] = []
    for site in sites:
        found = _find(policy, site.target)
        facts: dict[str, str | Text] = {"address": site.target[:80]}
        if found is None:
            yield "same_as_leads_nowhere", site.address, facts
        elif isinstance(found, forms.SameAs):
            yield "same_as_points_to_same_as", site.address, facts
        elif not _is_of(site.kind, found):
            kind = _KINDS[site.kind]
            yield "same_as_is_of_another_kind", site.address, {**facts, "kind": kind}
        else:
            sound.append(site)
    for site in sound:
        if _comes_back(site, sound):
            yield "same_as_goes_in_a_circle", site.address, {}


def _wanted(piece: Piece) -> str:
    """What the field wants in which a figure stands, told by the figures it may hold."""
    model, field = piece.above[-1]
    wanted = str(type(model).model_fields[field].annotation)
    if "AmountFigure" in wanted:
        return "amount"
    return "rate" if "RateFigure" in wanted else "count"


def _is_of(kind: str, found: Any) -> bool:
    if kind == "count":
        return isinstance(found, (*_OF_COUNTS, forms.Unknown))
    if kind == "rate":
        return isinstance(found, (*_OF_RATES, forms.Unknown))
    figure = isinstance(found, (forms.Arm, forms.AmountTable))  # a percentage is of the total
    return figure and not isinstance(found, (*_OF_COUNTS, forms.RateChange, forms.RateTable))


def _find(policy: Policy, address: str) -> Any:
    """The thing at a dotted address; None where there is none."""
    here: Any = policy
    for step in address.split("."):
        if isinstance(here, TABLES):
            here = here.root
        if isinstance(here, Mapping):
            here = here.get(step)
        elif isinstance(here, BaseModel) and step in type(here).model_fields:
            here = getattr(here, step)
        else:
            return None
    return here


def _comes_back(site: _Site, sites: list[_Site]) -> bool:
    """Whether what a `same_as` points to needs, in the end, the `same_as` itself."""
    waiting, seen = [site.target], set[str]()
    while waiting:
        target = waiting.pop()
        for other in sites:
            if other.address == target or other.address.startswith(target + "."):
                if other == site:
                    return True
                if other.target not in seen:
                    seen.add(other.target)
                    waiting.append(other.target)
    return False
