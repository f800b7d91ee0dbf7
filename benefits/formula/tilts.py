"""Tilts (倾斜政策): which hold for an identity, and what each changed, item by item."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from benefits.formula.nodes import Ref, Unit
from benefits.formula.params import NO_LIMIT_FEN, Params, Site
from benefits.formula.schedule import Normal, band_end
from benefits.policy.policy import Band, Rule, Tilt
from benefits.problems import Text


@dataclass(frozen=True, slots=True)
class Tilted:
    """A figure that a tilt changed, to be told: what it was and what it is now (倾斜)."""

    layer: str
    path: str
    what: Text
    applies: Ref
    before: Ref
    after: Ref
    identities: frozenset[str] = frozenset()
    """Those the tilt treats alike, once the layer has found them."""


def tilts_of(params: Params, rule: Rule, site: Site) -> list[tuple[str, Tilt]]:
    """The tilts of a rule that hold for the identity it is worked out for."""
    return [
        (name, tilt)
        for name, tilt in rule.tilt.items()
        if site.identity in params.words_of("identity", [name], site.at(f"tilt.{name}"))
    ]


def told(
    params: Params,
    layer: str,
    site: Site,
    applies: Ref,
    figures: tuple[Normal, Normal],
    caps: Sequence[Ref | None],
) -> Iterator[Tilted]:
    """What one tilt changed: its figures and caps, before and after."""
    for what, before, after in (*_figures(params, *figures), _cap(params, *caps)):
        if before != after:
            yield Tilted(layer, site.path, what, applies, before, after)


def _figures(params: Params, before: Normal, after: Normal) -> Iterator[tuple[Text, Ref, Ref]]:
    graph = params.graph
    old, new = (
        graph.whole(0) if each.deductible is None else each.deductible for each in (before, after)
    )
    yield Text("起付线", "deductible"), old, new
    if before.rate is not None:
        assert after.rate is not None
        yield Text("支付比例", "rate"), before.rate, after.rate
    if after.more is not None:
        nothing = graph.whole(0, graph.unit(after.more))
        yield Text("各段支付比例增加", "added to the rate of each band"), nothing, after.more


def _cap(params: Params, before: Ref | None, after: Ref | None) -> tuple[Text, Ref, Ref]:
    no_limit = params.graph.whole(NO_LIMIT_FEN)
    old, new = (no_limit if each is None else each for each in (before, after))
    return Text("封顶线", "cap"), old, new


def bands_told(
    params: Params,
    layer: str,
    site: Site,
    applies: Ref,
    before: tuple[Mapping[str, Band], Site],
    after: tuple[Mapping[str, Band], Site],
) -> Iterator[Tilted]:
    """The bands a tilt puts in place of the normal ones, told by position: rates and ends."""
    old, new = (list(_bands(params, *each)) for each in (before, after))
    for number, bands in enumerate(zip_longest(old, new), start=1):
        (old_rate, old_end), (new_rate, new_end) = (each or _no_band(params) for each in bands)
        changes = (
            (Text(f"第{number}段支付比例", f"rate of band {number}"), old_rate, new_rate),
            (Text(f"第{number}段上限", f"end of band {number}"), old_end, new_end),
        )
        for what, was, is_now in changes:
            if was != is_now:
                yield Tilted(layer, site.path, what, applies, was, is_now)


def _bands(params: Params, table: Mapping[str, Band], site: Site) -> Iterator[tuple[Ref, Ref]]:
    for name, band in table.items():
        here = site.at(name, band)
        end = band_end(params, band, here)
        rate = params.rate(band.rate, here.at("rate"))
        yield rate, params.graph.whole(NO_LIMIT_FEN) if end is None else end


def _no_band(params: Params) -> tuple[Ref, Ref]:
    """A band that is not there pays nothing and has no end."""
    nothing = params.graph.whole(0, Unit("rate"))
    return nothing, params.graph.whole(NO_LIMIT_FEN)
