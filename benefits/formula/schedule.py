"""One payment schedule as nodes (支付公式): deductible, gate, rate, bands, ladder.

Everything stays exact here; the caller rounds once. The result's scale is the scale of its rates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import lcm

from benefits.formula.graph import Line
from benefits.formula.nodes import Figure, Ref
from benefits.formula.params import Params, Site, scale_of
from benefits.money import RATE_SCALE
from benefits.policy.figures import RateChange
from benefits.policy.policy import Band, Payment, Tilt
from benefits.problems import Text


@dataclass(frozen=True, slots=True)
class Normal:
    """A rule's deductible and rate, before or after a tilt; `more` is added to every band's rate."""

    deductible: Ref | None
    rate: Ref | None
    more: Ref | None = None


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
    deductible, rate, more = before.deductible, before.rate, None
    if tilt.deductible is not None:
        deductible = params.amount(tilt.deductible, site.at("deductible"), before.deductible)
    if isinstance(tilt.rate, RateChange) and rate is None:
        more = params.rate(tilt.rate.plus, site.at("rate").at("plus", tilt.rate))
    elif tilt.rate is not None:
        rate = params.rate(tilt.rate, site.at("rate"), before.rate)
    return Normal(deductible, rate, more)


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
        passed: list[Ref] = []
        if gate.at_least is not None:
            least = params.amount(gate.at_least, site.at("gate.at_least", gate))
            passed.append(graph.at_least(base, least))
        if gate.above is not None:
            bound = params.amount(gate.above, site.at("gate.above", gate))
            passed.append(graph.above(base, bound))
        base = graph.choose([(graph.all(passed), base)], graph.whole(0))
    if bands is None:
        assert figures.rate is not None
        return graph.share(_above(params, base, figures.deductible, site, title), figures.rate)
    table, where = bands
    scale = lcm(RATE_SCALE, *scale_of(params, table))
    if figures.more is not None:
        scale = lcm(scale, graph.unit(figures.more).scale)
    rates = _rates(params, table, where, scale, figures.more)
    if payment.ladder:
        over = _above(params, base, figures.deductible, site, title)
        key = over if payment.key is None else params.amount(payment.key, site.at("key"))
        return graph.share(over, _rung(params, table, key, where, rates))
    if payment.counted_from == "zero" or figures.deductible is None:
        return _slices(params, table, base, figures.deductible, where, rates)
    over = _above(params, base, figures.deductible, site, title)
    return _slices(params, table, over, None, where, rates)


def _above(params: Params, base: Ref, deductible: Ref | None, site: Site, title: Text) -> Ref:
    if deductible is None:
        return base
    over = params.graph.less(base, deductible)
    what = Text(f"{title.zh}：起付线以上部分", f"{title.en}: above the deductible")
    return params.graph.named(over, Line(what, site.layer, None, site.path))


def _slices(
    params: Params,
    table: Mapping[str, Band],
    base: Ref,
    deductible: Ref | None,
    site: Site,
    rates: Mapping[str, Ref],
) -> Ref:
    """Each slice of the base takes the rate of its own band (分段累进)."""
    graph = params.graph
    low, shares = deductible, []
    for name, band in table.items():
        here = site.at(name, band)
        part, end = base, band_end(params, band, here)
        if end is not None:
            part = graph.least([base, end])
        if low is not None:
            part = graph.less(part, low)
        shares.append(graph.share(part, rates[name]))
        if end is not None:
            # An end that depends on the claim may lie below the one before: no fen counts twice.
            before = low if low is not None and not _plain(params, end, low) else deductible
            low = end if before is None else graph.most([end, before])
    return graph.sum(shares)


def _plain(params: Params, *ends: Ref) -> bool:
    """Figures as written: the reading of the policy has seen that they ascend."""
    return all(isinstance(params.graph.node(end), Figure) for end in ends)


def _rates(
    params: Params, table: Mapping[str, Band], site: Site, scale: int, more: Ref | None
) -> Mapping[str, Ref]:
    """Each band's rate at one scale, with the points a tilt adds, at most 100%."""
    graph = params.graph
    rates: dict[str, Ref] = {}
    for name, band in table.items():
        rate = graph.rescaled(params.rate(band.rate, site.at(name, band).at("rate")), scale)
        if more is not None:
            one = graph.whole(scale, graph.unit(rate))
            rate = graph.least([graph.sum([rate, graph.rescaled(more, scale)]), one])
        rates[name] = rate
    return rates


def _rung(
    params: Params, table: Mapping[str, Band], key: Ref, site: Site, rates: Mapping[str, Ref]
) -> Ref:
    """The whole amount takes the rate of the band the key falls in (全额累进)."""
    graph = params.graph
    arms: list[tuple[Ref, Ref]] = []
    *_, last = rates.values()  # the reading of the policy has seen that the last band has no end
    for name, band in table.items():
        end = band_end(params, band, site.at(name, band))
        if end is not None:
            beyond = graph.above if band.at_most is not None else graph.at_least
            arms.append((graph.negated(beyond(key, end)), rates[name]))
    return graph.choose(arms, last)


def band_end(params: Params, band: Band, site: Site) -> Ref | None:
    """Where a band ends; None for the last."""
    if band.at_most is not None:
        return params.amount(band.at_most, site.at("at_most"))
    if band.below is not None:
        return params.amount(band.below, site.at("below"))
    return None
