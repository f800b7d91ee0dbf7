"""One payment schedule as nodes (支付公式): deductible, gate, rate, bands, ladder.

Everything stays exact here; the caller rounds once. The result's scale is the scale of its rates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import lcm

from benefits.formula.graph import Line
from benefits.formula.nodes import Ref, Unit
from benefits.formula.params import Params, Site, scale_of
from benefits.money import RATE_SCALE
from benefits.policy.policy import Band, Payment, Tilt
from benefits.problems import Text


@dataclass(frozen=True, slots=True)
class Normal:
    """The general rule's deductible and rate, which a tilt changes (倾斜前)."""

    deductible: Ref | None
    rate: Ref | None


def normal(params: Params, payment: Payment, site: Site) -> Normal:
    """The deductible and rate as they stand without any tilt."""
    deductible = rate = None
    if payment.deductible is not None:
        deductible = params.amount(payment.deductible, site.at("deductible"))
    if payment.rate is not None:
        rate = params.rate(payment.rate, site.at("rate"))
    return Normal(deductible, rate)


def tilted(params: Params, before: Normal, tilt: Tilt, site: Site) -> Normal:
    """The deductible and rate as a tilt leaves them."""
    deductible, rate = before.deductible, before.rate
    if tilt.deductible is not None:
        here = site.at("deductible", tilt)
        deductible = params.amount(tilt.deductible, here, before.deductible)
    if tilt.rate is not None:
        rate = params.rate(tilt.rate, site.at("rate", tilt), before.rate)
    return Normal(deductible, rate)


def schedule(
    params: Params,
    payment: Payment,
    base: Ref,
    site: Site,
    figures: Normal,
    bands: tuple[Mapping[str, Band], Site] | None,
    title: Text,
) -> Ref:
    """What the schedule gives on `base` (fen), exact, in fen at the scale of its rates."""
    graph = params.graph
    if payment.gate is not None:
        gate = payment.gate
        passed = [
            condition
            for condition in (
                gate.at_least
                and graph.at_least(base, params.amount(gate.at_least, site.at("gate.at_least", gate))),
                gate.above
                and graph.above(base, params.amount(gate.above, site.at("gate.above", gate))),
            )
            if condition is not None
        ]
        base = graph.choose([(graph.all(passed), base)], graph.whole(0))
    if bands is None:
        assert figures.rate is not None
        return graph.share(_above(params, base, figures.deductible, site, title), figures.rate)
    table, where = bands
    scale = lcm(RATE_SCALE, *(scale for each in scale_of(params, table) for scale in [each]))
    if payment.ladder:
        over = _above(params, base, figures.deductible, site, title)
        key = over if payment.key is None else params.amount(payment.key, site.at("key"))
        return graph.share(over, _rung(params, table, key, where, scale))
    if payment.counted_from == "zero" or figures.deductible is None:
        return _slices(params, table, base, figures.deductible, where, scale)
    over = _above(params, base, figures.deductible, site, title)
    return _slices(params, table, over, None, where, scale)


def _above(params: Params, base: Ref, deductible: Ref | None, site: Site, title: Text) -> Ref:
    if deductible is None:
        return base
    over = params.graph.less(base, deductible)
    what = Text(f"{title.zh}：起付线以上部分", f"{title.en}: above the deductible")
    source = None
    return params.graph.named(over, Line(what, site.layer, source, site.path))


def _slices(
    params: Params,
    table: Mapping[str, Band],
    base: Ref,
    deductible: Ref | None,
    site: Site,
    scale: int,
) -> Ref:
    """Each slice of the base takes the rate of its own band (分段累进)."""
    graph = params.graph
    low, shares = deductible, []
    for name, band in table.items():
        here = site.at(name, band)
        part, end = base, _end(params, band, here)
        if end is not None:
            part = graph.least([base, end])
        if low is not None:
            part = graph.less(part, low)
        rate = params._rescaled(params.rate(band.rate, here.at("rate")), scale)
        shares.append(graph.share(part, rate))
        if end is not None:
            low = end if deductible is None else graph.most([end, deductible])
    return graph.sum(shares)


def _rung(params: Params, table: Mapping[str, Band], key: Ref, site: Site, scale: int) -> Ref:
    """The whole amount takes the rate of the band the key falls in (全额累进)."""
    graph = params.graph
    arms: list[tuple[Ref, Ref]] = []
    last = graph.whole(0, Unit("rate", scale))
    for name, band in table.items():
        here = site.at(name, band)
        rate = params._rescaled(params.rate(band.rate, here.at("rate")), scale)
        end = _end(params, band, here)
        if end is None:
            last = rate
        elif band.at_most is not None:
            arms.append((graph.negated(graph.above(key, end)), rate))
        else:
            arms.append((graph.negated(graph.at_least(key, end)), rate))
    return graph.choose(arms, last)


def _end(params: Params, band: Band, site: Site) -> Ref | None:
    if band.at_most is not None:
        return params.amount(band.at_most, site.at("at_most"))
    if band.below is not None:
        return params.amount(band.below, site.at("below"))
    return None
