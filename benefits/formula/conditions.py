"""Conditions of a policy as nodes (适用条件入图): words, boundaries, where patient and hospital belong.

A word of the trade is a comparison with a code of the claim. Away from home `filed` holds for an
emergency too and `unfiled` for a local visit (domain rule 13).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

from benefits import words
from benefits.formula.graph import COUNT, FEN, TRUTH, GraphBuilder, Reason
from benefits.formula.nodes import Ref, Unit
from benefits.formula.site import Said, Site, as_list
from benefits.formula.words import programme_code
from benefits.money import LARGEST_BILL_FEN
from benefits.policy import figures as forms
from benefits.policy.policy import Policy
from benefits.problems import Text
from benefits.words import code, dimension_of


class Conditions(ABC):
    """Turns what `when` asks into truths of one graph; what is wrong is collected in `problems`."""

    def __init__(self, policy: Policy, graph: GraphBuilder) -> None:
        self.policy = policy
        self.graph = graph
        self.problems: list[Said] = []
        self.bill: dict[str, Ref] = {}
        """The four parts, after what is moved away from home; set by the chain."""
        self.total: Ref = graph.whole(0)
        self.left_total: Ref = graph.whole(0)
        """What is left of the bill at this place of the chain."""
        self.moved: Ref | None = None
        """What is moved from eligible to first self-pay away from home, where the policy moves any."""

    @abstractmethod
    def amount(self, param: Any, site: Site, normal: Ref | None = None) -> Ref:
        """An amount in fen."""

    @abstractmethod
    def count(self, param: Any, site: Site) -> Ref:
        """A whole number of days, years, visits or people."""

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
                terms.append(self.word(dimension, as_list(given), site.at(dimension)))
        if when.without is not None:
            held = self.words_of("identity", as_list(when.without), site.at("without"))
            codes = [code("identity", word) for word in held]
            terms.append(graph.negated(graph.holds_any(self.fact("categories"), codes)))
        if when.same_division is not None:
            terms.append(self._same_division(when.same_division))
        for name in _AMOUNT_BOUNDS:
            if (bound := getattr(when, name)) is not None:
                value = self.left_total if name == "left" else self.amount_of(name)
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
                return self._level(listed)
            case "kind" if listed >= set(self.policy.kinds):
                return graph.truth(True)  # any other kind is refused before the layers
        return graph.is_one_of(self.fact(dimension), [code(dimension, word) for word in listed])

    # -- inside ---------------------------------------------------------------

    def amount_of(self, name: str) -> Ref:
        """What an amount of the trade is called: the total, a part of the bill, a statistic."""
        if name == "total":
            return self.total
        if name in words.STATISTICS:
            return self.given_statistic(name, None)
        return self.bill[name]

    def given_statistic(self, word: str, otherwise: Ref | None) -> Ref:
        """A statistic of the request; `otherwise` where it gives none, a refusal where that is None."""
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

    def word_named(self, name: str) -> str | None:
        """The dimension of a table arm's name; None where the name is the author's own."""
        if (dimension := dimension_of(name)) is not None:
            return dimension
        if name in self.policy.programmes:
            return "programme"
        if name in self.policy.groups:
            first = as_list(self.policy.groups[name])[0]
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
                listed |= self.words_of(dimension, as_list(self.policy.groups[word]), site)
            elif word in known or (dimension == "programme" and word == "none"):
                listed.add(word)
            else:
                self.problems.append(
                    Said("word_is_not_known", site.path, {"word": word, "dimension": dimension})
                )
        return frozenset(listed)

    def _level(self, listed: frozenset[str]) -> Ref:
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

    def _same_division(self, wanted: bool) -> Ref:
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
            TRUTH,
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


_NULLABLE = frozenset(
    [
        "age",
        "days",
        "diseases",
        "contribution_years",
        "claim_free_years",
        "insured_months",
        "broken_years",
        "same_division",
    ]
)
_FACT_UNITS = {
    "kind": Unit("code"),
    "hospital_level": Unit("code"),
    "place": Unit("code"),
    "referral": Unit("code"),
    "insurance": Unit("code"),
    "programme": Unit("code"),
    "range": Unit("code"),
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
