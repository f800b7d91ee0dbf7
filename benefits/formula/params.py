"""Amounts, rates and counts of a policy as nodes (数值入图).

Every choice of a policy becomes a `choose` node here. A figure keeps its address and its source.
What a policy says wrongly (a word nobody knows, an address that leads nowhere) is collected in
`problems`, so that all of them can be told at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import lcm
from typing import Any, Final

from pydantic import BaseModel

from benefits.formula.conditions import Conditions
from benefits.formula.graph import COUNT, FEN, FigureEntry, Reason, Source
from benefits.formula.nodes import Ref, Unit
from benefits.formula.site import Said, Site, as_list, merged
from benefits.money import LARGEST_YEAR_FEN, RATE_SCALE
from benefits.policy import figures as forms
from benefits.policy.cited import Cited
from benefits.problems import Text

NO_LIMIT_FEN: Final = 10 * LARGEST_YEAR_FEN
"""Stands for "no cap" in a table some of whose arms have one; nothing ever reaches it."""

ANYBODY: Final = "anybody"
"""The identity of nobody in particular, under which the general rule is worked out."""


class Params(Conditions):
    """Turns what a policy states into nodes of one graph."""

    # -- amounts --------------------------------------------------------------

    def amount(self, param: Any, site: Site, normal: Ref | None = None) -> Ref:
        """An amount in fen. `normal` is what a tilt changes."""
        graph = self.graph
        match param:
            case forms.AmountFigure():
                return self._amount_figure(param, site.citing(param))
            case forms.RateFigure():
                inner = site.citing(param)
                return self._portion_of(self.total, self._rate_figure(param, inner))
            case forms.Unknown():
                return self._unknown(param, site.citing(param), FEN)
            case forms.SameAs():
                return self._same_as(param, site, self.amount, FEN)
            case forms.ShareOf():
                of = self.amount_of(param.of)
                share = self.rate(param.share, site.at("share", param))
                return self._portion_of(of, share)
            case forms.Statistic():
                return self._statistic(param, site.citing(param))
            case forms.Raised():
                return self._raised(param, site.citing(param))
            case forms.LesserOf():
                return graph.least(
                    self.amount(each, site.at(f"lesser_of.{name}", param))
                    for name, each in param.lesser_of.items()
                )
            case forms.GreaterOf():
                return graph.most(
                    self.amount(each, site.at(f"greater_of.{name}", param))
                    for name, each in param.greater_of.items()
                )
            case forms.AmountChange():
                return self._changed(param, site, normal)
            case forms.AmountTable():
                return self._table(param.root, site, FEN, lambda p, s: self.amount(p, s, normal))
        raise AssertionError(param)

    def rate(self, param: Any, site: Site, normal: Ref | None = None) -> Ref:
        """A rate, in the scale its figures need."""
        match param:
            case forms.RateFigure():
                return self._rate_figure(param, site.citing(param))
            case forms.Unknown():
                return self._unknown(param, site.citing(param), Unit("rate"))
            case forms.SameAs():
                return self._same_as(param, site, self.rate, Unit("rate"))
            case forms.RateChange():
                if normal is None:
                    return self._wrong("change_without_normal", site, Unit("rate"))
                more = self.rate(param.plus, site.at("plus", param))
                both = self.graph.sum(self.one_scale([normal, more]))
                unit = self.graph.unit(both)
                return self.graph.least([both, self.graph.whole(unit.scale, unit)])
            case forms.RateTable():
                # an arm may add to the normal rate, which has a scale of its own
                before = [] if normal is None else [self.graph.unit(normal).scale]
                scale = lcm(RATE_SCALE, *scale_of(self, param.root), *before)
                unit = Unit("rate", scale)
                return self._table(
                    param.root,
                    site,
                    unit,
                    lambda p, s: self.graph.rescaled(self.rate(p, s, normal), scale),
                )
        raise AssertionError(param)

    def count(self, param: Any, site: Site) -> Ref:
        """A whole number of days, years, visits or people."""
        match param:
            case forms.CountFigure():
                inner = site.citing(param)
                entry = FigureEntry(
                    inner.path, COUNT, param.value, self.source(inner), param.low, param.high
                )
                return self.graph.figure(entry)
            case forms.Unknown():
                return self._unknown(param, site, COUNT)
            case forms.SameAs():
                return self._same_as(param, site, self.count, COUNT)
            case forms.CountTable():
                return self._table(param.root, site, COUNT, self.count)
        raise AssertionError(param)

    # -- sources --------------------------------------------------------------

    def source(self, site: Site) -> Source:
        """What is cited at a place; a place without evidence is a problem."""
        cited = site.cited
        if cited.evidence is None:
            self.problems.append(Said("figure_without_evidence", site.path, {}))
        entry = self.policy.sources.get(cited.source) if cited.source else None
        if cited.source and entry is None:
            self.problems.append(Said("source_is_not_listed", site.path, {"source": cited.source}))
        return Source(
            evidence=cited.evidence or "assumed",
            title=entry.title if entry else None,
            number=entry.number if entry else None,
            article=cited.article,
            quote=cited.quote,
            reading=cited.reading,
        )

    def missing(self, site: Site, what: Text, unit: Unit = FEN) -> Ref:
        """A refusal: the policy does not say."""
        return self.graph.refusal(Reason("unknown_parameter", site.path, what, _ASK), unit)

    # -- inside ---------------------------------------------------------------

    def _amount_figure(self, param: forms.AmountFigure, site: Site) -> Ref:
        if param.value is None:
            return self.graph.whole(NO_LIMIT_FEN)
        if param.value > LARGEST_YEAR_FEN:
            return self._wrong("figure_too_large", site, FEN)
        return self.graph.figure(
            FigureEntry(site.path, FEN, param.value, self.source(site), param.low, param.high)
        )

    def _rate_figure(self, param: forms.RateFigure, site: Site) -> Ref:
        scale = own_scale(param.value)

        def scaled(value: tuple[int, int] | None) -> int | None:
            return None if value is None else value[0] * scale // value[1]

        value = scaled(param.value)
        assert value is not None
        return self.graph.figure(
            FigureEntry(
                site.path,
                Unit("rate", scale),
                value,
                self.source(site),
                scaled(param.low),
                scaled(param.high),
            )
        )

    def _portion_of(self, amount: Ref, share: Ref) -> Ref:
        return self.graph.round(self.graph.share(amount, share))

    def _unknown(self, param: forms.Unknown, site: Site, unit: Unit) -> Ref:
        """A refusal; where a range is known, the fact `range` asks for its low (1) or high (2) end."""
        missing = self.missing(site, param.unknown, unit)
        ends = list(self._ends(param, site))
        if not ends:
            return missing
        graph, asked = self.graph, self.fact("range")
        *ends, missing = self.one_scale([*ends, missing])
        arms = [(graph.is_one_of(asked, [end]), ref) for end, ref in enumerate(ends, start=1)]
        return graph.choose(arms, missing)

    def _ends(self, param: forms.Unknown, site: Site) -> Iterator[Ref]:
        match param:
            case forms.UnknownAmount(low=int() as low, high=int() as high):
                for name, fen in (("low", low), ("high", high)):
                    amount = forms.AmountFigure.model_construct(value=fen)
                    yield self._amount_figure(amount, site.at(name))
            case forms.UnknownRate(low=tuple() as low, high=tuple() as high):
                for name, rate in (("low", low), ("high", high)):
                    yield self._rate_figure(
                        forms.RateFigure.model_construct(value=rate), site.at(name)
                    )

    def _same_as(self, param: forms.SameAs, site: Site, build: Any, unit: Unit) -> Ref:
        found = self.find(param.same_as)
        if found is None or isinstance(found[0], forms.SameAs):
            return self._wrong("same_as_leads_nowhere", site, unit, address=param.same_as)
        target, cited = found
        there = Site(param.same_as, cited, site.identity)
        return build(target, there)  # type: ignore[no-any-return]

    def find(self, address: str) -> tuple[Any, Cited] | None:
        """The thing at a dotted address of the policy, and what is cited around it."""
        here: Any = self.policy
        cited: Cited = merged(Cited(), here)
        for step in address.split("."):
            if isinstance(here, Mapping):
                here = here.get(step)
            elif isinstance(here, (forms.AmountTable, forms.RateTable, forms.CountTable)):
                here = here.root.get(step)
            else:
                here = getattr(here, step, None)
            if here is None:
                return None
            cited = merged(cited, here)
        return here, cited

    def _statistic(self, param: forms.Statistic, site: Site) -> Ref:
        otherwise = None
        if param.otherwise is not None:
            otherwise = self.amount(param.otherwise, site.at("otherwise"))
        return self.given_statistic(param.statistic, otherwise)

    def _raised(self, param: forms.Raised, site: Site) -> Ref:
        graph = self.graph
        start = self.amount(param.start, site.at("start"))
        terms = [start]
        for name, each in param.raises.items():
            here = site.at(f"raises.{name}")
            number = self.fact(each.for_each)
            zero = graph.whole(0, COUNT)
            beyond = zero if each.beyond is None else self.count(each.beyond, here.at("beyond"))
            further = graph.choose([(graph.at_least(number, beyond), number)], beyond)
            further = graph.less(further, beyond)
            more = graph.share(self.amount(each.adds, here.at("adds")), further)
            if each.at_most is not None:
                share = self.rate(each.at_most, here.at("at_most"))
                more = graph.least([more, self._portion_of(start, share)])
            terms.append(more)
        return graph.sum(terms)

    def _changed(self, param: forms.AmountChange, site: Site, normal: Ref | None) -> Ref:
        if normal is None:
            return self._wrong("change_without_normal", site, FEN)
        value = normal
        if param.times is not None:
            value = self._portion_of(value, self.rate(param.times, site.at("times", param)))
        if param.plus is not None:
            value = self.graph.sum([value, self.amount(param.plus, site.at("plus", param))])
        return value

    def _table(self, arms: Mapping[str, Any], site: Site, unit: Unit, build: Any) -> Ref:
        built: list[tuple[Ref, Ref]] = []
        asked = False
        for name, arm in arms.items():
            here = site.at(name, arm)
            condition = self._arm_condition(name, arm, here)
            if not asked and self._asks_level(name, arm):
                built.append((self.no_level(), self.level_unsaid(unit)))
                asked = True
            built.append((condition, build(arm, site.at(name))))
        return self.graph.choose(built, self.missing(site, _no_arm(site.path), unit))

    def _asks_level(self, name: str, arm: Any) -> bool:
        when = getattr(arm, "when", None)
        stated = when is not None and when.hospital_level is not None
        return stated or self.word_named(name) == "hospital_level"

    def _arm_condition(self, name: str, arm: Any, site: Site) -> Ref:
        when = getattr(arm, "when", None)
        terms = [self.condition(when, site.at("when"))]
        word = self.word_named(name)
        if word is not None:
            terms.append(self.word(word, [name], site))
        elif when is None and name != "otherwise":
            self.problems.append(Said("arm_without_condition", site.path, {"arm": name}))
        return self.graph.all(terms)

    def one_scale(self, refs: Sequence[Ref]) -> list[Ref]:
        scale = lcm(*(self.graph.unit(ref).scale for ref in refs))
        return [self.graph.rescaled(ref, scale) for ref in refs]

    def _wrong(self, code_: str, site: Site, unit: Unit, **facts: str) -> Ref:
        self.problems.append(Said(code_, site.path, facts))
        return self.graph.whole(0, unit)


_ASK = Text("请向政策制定者核实，或以 prior_payments 提供该保障层的支付额",
            "ask the policy's author, or give this layer's payment as a fact in prior_payments")  # fmt: skip


def _no_arm(path: str) -> Text:
    return Text(
        f"政策未规定这种情形（{path}）",
        f"the policy does not say this for the case at hand ({path})",
    )


def own_scale(value: tuple[int, int]) -> int:
    """The scale a rate is kept in: 10^6 where it is exact on that, else its own denominator."""
    return RATE_SCALE if RATE_SCALE % value[1] == 0 else value[1]


def scale_of(params: Params, thing: Any) -> list[int]:
    """The scales of every rate stated in a thing, through `same_as` too."""
    if isinstance(thing, forms.RateFigure):
        return [own_scale(thing.value)]
    if isinstance(thing, forms.UnknownRate):
        return [own_scale(end) for end in (thing.low, thing.high) if end is not None]
    if isinstance(thing, forms.SameAs):
        found = params.find(thing.same_as)
        return scale_of(params, found[0]) if found else []
    if isinstance(thing, BaseModel):
        return [
            s for name in type(thing).model_fields for s in scale_of(params, getattr(thing, name))
        ]
    if isinstance(thing, Mapping):
        return [s for each in thing.values() for s in scale_of(params, each)]
    return []


__all__ = ["ANYBODY", "NO_LIMIT_FEN", "Params", "Said", "Site", "as_list", "own_scale", "scale_of"]
