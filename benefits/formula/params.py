"""Amounts, rates, counts and conditions of a policy, as nodes (数值与条件入图).

Every choice of a policy becomes a `choose` node here. A figure keeps its address and its source.
What a policy says wrongly (a word nobody knows, an address that leads nowhere) is collected in
`problems`, so that all of them can be told at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import lcm
from typing import Any, Final

from pydantic import BaseModel

from benefits import words
from benefits.formula.graph import COUNT, FEN, FigureEntry, GraphBuilder, Reason, Source
from benefits.formula.nodes import Ref, Unit
from benefits.formula.words import programme_code
from benefits.money import LARGEST_BILL_FEN, LARGEST_YEAR_FEN, RATE_SCALE
from benefits.policy import figures as forms
from benefits.policy.cited import Cited
from benefits.policy.policy import Policy
from benefits.problems import Text
from benefits.words import code, dimension_of

NO_LIMIT_FEN: Final = 10 * LARGEST_YEAR_FEN
"""Stands for "no cap" in a table some of whose arms have one; nothing ever reaches it."""

ANYBODY: Final = "anybody"
"""The identity of nobody in particular, under which the general rule is worked out."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where in the policy we are: the address, what is cited there, whose identity, which layer."""

    path: str = ""
    cited: Cited = field(default_factory=Cited)
    identity: str | None = None
    """The identity under which a layer is worked out; None asks what the person really holds."""
    layer: str = ""

    def at(self, step: str, inner: object = None) -> "Site":
        path = f"{self.path}.{step}" if self.path else step
        return replace(self, path=path, cited=_merged(self.cited, inner))

    def citing(self, inner: object) -> "Site":
        return replace(self, cited=_merged(self.cited, inner))


def _merged(outer: Cited, inner: object) -> Cited:
    if not isinstance(inner, Cited):
        return outer
    return Cited(
        evidence=inner.evidence or outer.evidence,
        source=inner.source or outer.source,
        article=inner.article or (outer.article if inner.source is None else None),
        quote=inner.quote,
        reading=inner.reading,
    )


@dataclass(frozen=True, slots=True)
class Said:
    """Something the policy says wrongly: a code, the address, and what fills the sentence's blanks."""

    code: str
    path: str
    facts: Mapping[str, str]


class Params:
    """Turns what a policy states into nodes of one graph."""

    def __init__(self, policy: Policy, graph: GraphBuilder) -> None:
        self.policy = policy
        self.graph = graph
        self.problems: list[Said] = []
        self.bill: dict[str, Ref] = {}
        """The four parts, after what is moved away from home; set by the chain."""
        self.total: Ref = graph.whole(0)
        self.left_total: Ref = graph.whole(0)
        """What is left of the bill at this place of the chain."""

    # -- facts ----------------------------------------------------------------

    def fact(self, *key: str) -> Ref:
        """A code or number of the claim."""
        low, high = (-1, 10_000) if key[0] in _NULLABLE else (0, 10_000)
        if key[0] == "programme":
            low = -1
        unit = _FACT_UNITS.get(key[0], COUNT)
        if unit.kind == "set":
            high = (1 << 40) - 1
        return self.graph.given(key, unit, low, high)

    def statistic(self, word: str) -> Ref:
        return self.graph.given(("statistic", word), FEN, -1, LARGEST_BILL_FEN)

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
                return self._same_as(param, site, self.amount)
            case forms.ShareOf():
                of = self._amount_of(param.of, site)
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
                return self._unknown(param, site.citing(param), Unit("rate", RATE_SCALE))
            case forms.SameAs():
                return self._same_as(param, site, self.rate)
            case forms.RateChange():
                if normal is None:
                    return self._wrong("change_without_normal", site, Unit("rate", RATE_SCALE))
                more = self.rate(param.plus, site.at("plus", param))
                both = self._one_scale([normal, more])
                one = self.graph.whole(self.graph.unit(both[0]).scale, self.graph.unit(both[0]))
                return self.graph.least([self.graph.sum(both), one])
            case forms.RateTable():
                scale = lcm(*(scale_of(self, param.root)), RATE_SCALE)
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
                return self._unknown(param, site.citing(param), COUNT)
            case forms.SameAs():
                return self._same_as(param, site, self.count)
            case forms.CountTable():
                return self._table(param.root, site, COUNT, self.count)
        raise AssertionError(param)

    # -- conditions -----------------------------------------------------------

    def condition(self, when: forms.When | None, site: Site) -> Ref:
        """All that `when` asks."""
        graph = self.graph
        if when is None:
            return graph.truth(True)
        terms: list[Ref] = []
        for dimension in _WORD_FIELDS:
            given = getattr(when, dimension)
            if given is not None:
                terms.append(self.word(dimension, _listed(given), site.at(dimension)))
        if when.without is not None:
            held = self.words_of("identity", _listed(when.without), site.at("without"))
            codes = [code("identity", word) for word in held]
            terms.append(graph.negated(graph.holds_any(self.fact("categories"), codes)))
        if when.same_division is not None:
            terms.append(self._same_division(when.same_division, site))
        for name in _AMOUNT_BOUNDS:
            if (bound := getattr(when, name)) is not None:
                value = self.left_total if name == "left" else self._amount_of(name, site)
                terms += self._bounds(value, bound, site.at(name), self.amount)
        for name in _COUNT_BOUNDS:
            if (bound := getattr(when, name)) is not None:
                value = self.fact(name)
                known = graph.at_least(value, graph.whole(0, COUNT))
                terms += [known, *self._bounds(value, bound, site.at(name), self.count)]
        if when.any_of is not None:
            terms.append(
                graph.any(
                    self.condition(each, site.at(f"any_of.{place}"))
                    for place, each in enumerate(when.any_of)
                )
            )
        for place, each in enumerate(when.none_of or ()):
            terms.append(graph.negated(self.condition(each, site.at(f"none_of.{place}"))))
        return graph.all(terms)

    def word(self, dimension: str, given: Sequence[str], site: Site) -> Ref:
        """The claim has one of these words in this dimension."""
        graph = self.graph
        listed = self.words_of(dimension, given, site)
        match dimension:
            case "identity":
                if site.identity is not None:
                    return graph.truth(site.identity in listed)
                return graph.holds_any(
                    self.fact("categories"), [code("identity", word) for word in listed]
                )
            case "finding":
                return graph.holds_any(
                    self.fact("findings"), [code("finding", word) for word in listed]
                )
            case "programme":
                codes = [
                    programme_code(self.policy, None if word == "none" else word) for word in listed
                ]
                return graph.is_one_of(self.fact("programme"), codes)
            case "referral":
                return graph.any(self._referral(word) for word in listed)
            case "hospital_level":
                return self._level(listed, site)
            case "kind" if listed >= set(self.policy.kinds):
                return graph.truth(True)  # any other kind is refused before the layers
        return graph.is_one_of(self.fact(dimension), [code(dimension, word) for word in listed])

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
            self.problems.append(Said("figure_too_large", site.path, {}))
            return self.graph.whole(0)
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
        return self.missing(site, param.unknown, unit)

    def _same_as(self, param: forms.SameAs, site: Site, build: Any) -> Ref:
        found = self.find(param.same_as)
        if found is None or isinstance(found[0], forms.SameAs):
            return self._wrong("same_as_leads_nowhere", site, FEN, address=param.same_as)
        target, cited = found
        there = Site(param.same_as, cited, site.identity, site.layer)
        return build(target, there)  # type: ignore[no-any-return]

    def find(self, address: str) -> tuple[Any, Cited] | None:
        """The thing at a dotted address of the policy, and what is cited around it."""
        here: Any = self.policy
        cited: Cited = _merged(Cited(), here)
        for step in address.split("."):
            if isinstance(here, Mapping):
                here = here.get(step)
            elif isinstance(here, (forms.AmountTable, forms.RateTable, forms.CountTable)):
                here = here.root.get(step)
            else:
                here = getattr(here, step, None)
            if here is None:
                return None
            cited = _merged(cited, here)
        return here, cited

    def _amount_of(self, name: str, site: Site) -> Ref:
        if name == "total":
            return self.total
        if name in words.STATISTICS:
            return self._given_statistic(name, site, None)
        return self.bill[name]

    def _given_statistic(self, word: str, site: Site, otherwise: Ref | None) -> Ref:
        value = self.statistic(word)
        known = self.graph.at_least(value, self.graph.whole(0))
        name = words.STATISTICS[word]
        if otherwise is None:
            otherwise = self.graph.refusal(
                Reason(
                    "unknown_parameter",
                    f"statistics.{word}",
                    Text(f"需要提供外部统计数据：{name.zh}", f"the {name.en} is needed"),
                    Text(f"请在 statistics.{word} 中填写", f"give it as statistics.{word}"),
                )
            )
        return self.graph.choose([(known, value)], otherwise)

    def _statistic(self, param: forms.Statistic, site: Site) -> Ref:
        otherwise = None
        if param.otherwise is not None:
            otherwise = self.amount(param.otherwise, site.at("otherwise"))
        return self._given_statistic(param.statistic, site, otherwise)

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

    def word_named(self, name: str) -> str | None:
        """The dimension of a table arm's name; None where the name is the author's own."""
        if (dimension := dimension_of(name)) is not None:
            return dimension
        if name in self.policy.programmes:
            return "programme"
        if name in self.policy.groups:
            first = _listed(self.policy.groups[name])[0]
            return dimension_of(first) or ("programme" if first in self.policy.programmes else None)
        return None

    def words_of(self, dimension: str, given: Sequence[str], site: Site) -> frozenset[str]:
        """Words and groups, spelled out; a word nobody knows is a problem."""
        listed: set[str] = set()
        known = words.DIMENSIONS.get(dimension, self.policy.programmes)
        for word in given:
            if dimension == "identity" and word == "any":
                listed |= set(words.IDENTITIES)
            elif word in self.policy.groups:
                listed |= self.words_of(dimension, _listed(self.policy.groups[word]), site)
            elif word in known or (dimension == "programme" and word == "none"):
                listed.add(word)
            else:
                self.problems.append(
                    Said("word_is_not_known", site.path, {"word": word, "dimension": dimension})
                )
        return frozenset(listed)

    def _level(self, listed: frozenset[str], site: Site) -> Ref:
        alike = {low for low, high in self.policy.treated_as.items() if high in listed}
        codes = [code("hospital_level", word) for word in listed | alike]
        return self.graph.is_one_of(self.fact("hospital_level"), codes)

    def no_level(self) -> Ref:
        """The request names no hospital level."""
        return self.graph.is_one_of(self.fact("hospital_level"), [0])

    def level_unsaid(self, unit: Unit = FEN) -> Ref:
        """The refusal where a rule needs the hospital level and the request names none."""
        reason = Reason(
            "unknown_parameter",
            "visit.hospital_level",
            Text("本政策需要医院等级", "the policy needs the hospital's level"),
            Text("请填写 visit.hospital_level", "give visit.hospital_level"),
        )
        return self.graph.refusal(reason, unit)

    def _referral(self, word: str) -> Ref:
        graph = self.graph
        away = graph.is_one_of(self.fact("place"), [code("place", place) for place in words.AWAY])
        referral = self.fact("referral")

        def given(*listed: str) -> Ref:
            return graph.is_one_of(referral, [code("referral", each) for each in listed])

        match word:
            case "filed":
                return graph.all([away, given("filed", "emergency")])
            case "unfiled":
                return graph.all([away, given("unfiled", "local")])
            case "local":
                return graph.negated(away)
        return graph.all([away, given(word)])

    def _same_division(self, wanted: bool, site: Site) -> Ref:
        graph = self.graph
        same = self.fact("same_division")
        unsaid = graph.refusal(
            Reason(
                "unknown_parameter",
                "visit.hospital.division",
                Text(
                    "需要参保地与医院所在地的行政区划代码",
                    "the divisions of the person and of the hospital are needed",
                ),
                Text(
                    "请填写 person.division 和 visit.hospital.division",
                    "give person.division and visit.hospital.division",
                ),
            ),
            graph.unit(graph.truth(True)),
        )
        found = graph.at_least(same, graph.whole(1, COUNT))
        found = found if wanted else graph.negated(found)
        known = graph.at_least(same, graph.whole(0, COUNT))
        return graph.choose([(known, found)], unsaid)

    def _bounds(self, value: Ref, bound: Any, site: Site, build: Any) -> Iterator[Ref]:
        graph = self.graph
        if bound.at_least is not None:
            yield graph.at_least(value, build(bound.at_least, site.at("at_least")))
        if bound.above is not None:
            yield graph.above(value, build(bound.above, site.at("above")))
        if bound.at_most is not None:
            yield graph.negated(graph.above(value, build(bound.at_most, site.at("at_most"))))
        if bound.below is not None:
            yield graph.negated(graph.at_least(value, build(bound.below, site.at("below"))))

    def _one_scale(self, refs: Sequence[Ref]) -> list[Ref]:
        scale = lcm(*(self.graph.unit(ref).scale for ref in refs))
        return [self.graph.rescaled(ref, scale) for ref in refs]

    def _wrong(self, code_: str, site: Site, unit: Unit, **facts: str) -> Ref:
        self.problems.append(Said(code_, site.path, facts))
        return self.graph.whole(0, unit)


_ASK = Text("请向政策制定者核实，或以 prior_payments 提供该保障层的支付额",
            "ask the policy's author, or give this layer's payment as a fact in prior_payments")  # fmt: skip

_NULLABLE = frozenset(
    "age days diseases contribution_years claim_free_years insured_months broken_years "
    "same_division".split()
)
_FACT_UNITS = {
    "kind": Unit("code"),
    "hospital_level": Unit("code"),
    "place": Unit("code"),
    "referral": Unit("code"),
    "insurance": Unit("code"),
    "programme": Unit("code"),
    "categories": Unit("set"),
    "findings": Unit("set"),
}
_WORD_FIELDS = (
    "identity",
    "kind",
    "insurance",
    "programme",
    "place",
    "referral",
    "finding",
    "hospital_level",
)
_AMOUNT_BOUNDS = ("total", "eligible", "first_self_pay", "over_limit", "own_expense", "left")
_COUNT_BOUNDS = (
    "admission_number",
    "age",
    "days",
    "diseases",
    "contribution_years",
    "claim_free_years",
    "insured_months",
    "broken_years",
)


def _listed(given: forms.Words) -> list[str]:
    return [given] if isinstance(given, str) else given


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
