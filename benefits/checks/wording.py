"""Figures and conditions of a policy in words (数值与条件的文字), in Chinese and English.

Each figure carries its evidence, article and quoted words behind it. What is stated as a table becomes
a small outline: a label, and what stands under it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import RootModel

from benefits import words
from benefits.checks.addresses import address_title, at_address
from benefits.checks.outline import (
    Outline,
    amount_name,
    amount_text,
    both,
    joined,
    labelled,
    plain,
    ranged,
    rate_text,
    within,
)
from benefits.checks.terms import AMOUNTS, ASKED, COUNTS, EACH, SAME_DIVISION, SIDES
from benefits.formula.params import Site
from benefits.policy import figures as forms
from benefits.policy.cited import Cited
from benefits.policy.policy import Policy
from benefits.problems import Text


@dataclass(slots=True)
class Wording:
    """Puts the figures and conditions of one policy into words; `readings` collects interpretations."""

    policy: Policy
    readings: list[Text] = field(default_factory=list)
    written: Callable[[str], str | None] = field(default=lambda address: None)
    """What the author wrote at an address, echoed where it is in 万元."""

    # -- evidence ---------------------------------------------------------------------

    def mark(self, site: Site) -> Text:
        """The evidence behind a figure: “〔官方文件，第3条：“…”〕”."""
        cited = site.cited
        if cited.evidence is None:
            return Text("〔无依据〕", " [no evidence]")
        name = words.EVIDENCE[cited.evidence]
        zh, en = name.zh, name.en
        if cited.evidence == "assumed":
            zh, en = "假定，未经核实", "assumed, not confirmed"
        source = self.policy.sources.get(cited.source or "")
        if source is not None and source.number and cited.source != self.policy.source:
            zh, en = f"{zh}，{source.number}", f"{en}, {source.number}"
        if cited.article:
            zh, en = f"{zh}，{cited.article}", f"{en}, {cited.article}"
        if cited.quote:
            zh, en = f"{zh}：“{cited.quote}”", f"{en}: “{cited.quote}”"
        return Text(f"〔{zh}〕", f" [{en}]")

    def _cited(self, text: Text, site: Site, inner: Cited) -> Outline:
        here = site.citing(inner)
        self.read(here)
        return Outline(both("{}{}", "{}{}", text, self.mark(here)))

    def read(self, site: Site) -> None:
        """Remember a reading of the text, to be told with its clause."""
        reading = site.cited.reading
        if reading is not None and reading not in self.readings:
            self.readings.append(reading)

    def told(self, outlines: Iterable[Outline]) -> list[Outline]:
        """Outlines, and after them the readings of the text met on the way."""
        listed = list(outlines)
        met, self.readings = self.readings, []
        zh, en = "解释（条文另有理解）：{}", "Interpretation (the text can be read otherwise): {}"
        return [*listed, *(Outline(both(zh, en, each)) for each in met)]

    # -- figures ----------------------------------------------------------------------

    def amount(self, param: Any, site: Site) -> Outline:
        """An amount in words; a percentage is that share of the bill's total."""
        return self.say(param, site, amount=True)

    def say(self, param: Any, site: Site, amount: bool = False) -> Outline:
        """A rate, a count or (where `amount`) an amount in words."""
        match param:
            case forms.AmountFigure(value=None):
                return self._cited(Text("不设上限", "no limit"), site, param)
            case forms.AmountFigure():
                as_written = self.written(site.path) or ""
                text = ranged(param, amount_text)
                if "万" in as_written:
                    text = Text(f"{text.zh}（{as_written}）", text.en)
                return self._cited(text, site, param)
            case forms.RateFigure():
                rate = self._cited(ranged(param, rate_text), site, param)
                of_total = both("总额的 {}", "{} of the total", rate.says)
                return Outline(of_total) if amount else rate
            case forms.CountFigure():
                return self._cited(ranged(param, lambda count: plain(str(count))), site, param)
            case forms.Unknown():
                said = both("未知：{}", "unknown: {}", param.unknown)
                return Outline(within(said, param, self._end(param)))
            case forms.SameAs():
                return self._same_as(param, amount)
            case forms.ShareOf():
                share = self.say(param.share, site.at("share", param)).inline()
                return Outline(both("{1} 的 {0}", "{0} of {1}", share, amount_name(param.of)))
            case forms.Statistic():
                return self._statistic(param, site)
            case forms.Raised():
                return self._raised(param, site)
            case forms.LesserOf():
                head = Text("以下各项中最小的", "the smallest of")
                return Outline(head, self._named(param.lesser_of, site.at("lesser_of", param)))
            case forms.GreaterOf():
                head = Text("以下各项中最大的", "the largest of")
                return Outline(head, self._named(param.greater_of, site.at("greater_of", param)))
            case forms.AmountChange() | forms.RateChange():
                return self._change(param, site)
            case RootModel():
                return self._table(param.root, site, amount)
        raise AssertionError(param)

    def _end(self, param: forms.Unknown) -> Callable[[Any], Text]:
        return rate_text if isinstance(param, forms.UnknownRate) else amount_text

    def _same_as(self, param: forms.SameAs, amount: bool) -> Outline:
        target, site = at_address(self.policy, param.same_as)
        title = address_title(self.policy, param.same_as)
        if target is None or isinstance(target, forms.SameAs):
            return Outline(both("与“{}”相同", "as {}", title))
        said = self.say(target, site, amount)
        if said.under:
            return Outline(both("与“{}”相同：{}", "as {}: {}", title, said.says), said.under)
        return Outline(both("{1}（同“{0}”）", "{1} (as {0})", title, said.says))

    def _statistic(self, param: forms.Statistic, site: Site) -> Outline:
        name = words.STATISTICS[param.statistic]
        if param.otherwise is None:
            return Outline(
                both("{}（外部统计数据，须提供）", "{} (an outside statistic, to be given)", name)
            )
        otherwise = self.say(param.otherwise, site.at("otherwise", param)).inline()
        pattern = "{} (an outside statistic; {} where it is not given)"
        return Outline(both("{}（外部统计数据；未提供时为 {}）", pattern, name, otherwise))

    def _raised(self, param: forms.Raised, site: Site) -> Outline:
        here = site.citing(param)
        under: list[Outline] = []
        for name, each in param.raises.items():
            place = here.at(f"raises.{name}")
            text = both(
                "{}增加 {}",
                "{} adds {}",
                EACH[each.for_each],
                self.amount(each.adds, place.at("adds")).inline(),
            )
            if each.beyond is not None:
                beyond = self.say(each.beyond, place.at("beyond")).inline()
                text = both("{}（超过 {} 的部分）", "{}, beyond the first {}", text, beyond)
            if each.at_most is not None:
                most = self.say(each.at_most, place.at("at_most")).inline()
                text = both("{}，最多为起始额的 {}", "{}, at most {} of the start", text, most)
            under.append(Outline(text))
        start = self.amount(param.start, here.at("start"))
        return Outline(start.says, [*start.under, *under])

    def _change(self, param: Any, site: Site) -> Outline:
        terms: list[Text] = []
        times = getattr(param, "times", None)
        if times is not None:
            said = self.say(times, site.at("times", param)).inline()
            terms.append(both("一般规定的 {}", "{} of the general rule", said))
        if param.plus is not None:
            said = self.say(param.plus, site.at("plus", param)).inline()
            more = both("一般规定加 {}", "the general rule plus {}", said)
            terms.append(both("再加 {}", "plus {}", said) if terms else more)
        return Outline(joined(terms, "，", ", "))

    def _named(self, listed: Mapping[str, Any], site: Site) -> list[Outline]:
        return [self.amount(each, site.at(name)) for name, each in listed.items()]

    def _table(self, arms: Mapping[str, Any], site: Site, amount: bool) -> Outline:
        under = [
            labelled(self.arm(name, arm, site.at(name, arm)), self.say(arm, site.at(name), amount))
            for name, arm in arms.items()
        ]
        return Outline(Text("依次适用", "the first that applies"), under)

    def arm(self, name: str, arm: Any, site: Site) -> Text:
        """When an arm of a table applies."""
        terms = [] if name == "otherwise" else [*self._word_or_nothing(name)]
        when = getattr(arm, "when", None)
        if when is not None:
            terms.append(self.condition(when, site.at("when")))
        if not terms:
            return Text("其他", "otherwise")
        return joined(dict.fromkeys(terms), "，", ", ")

    def _word_or_nothing(self, name: str) -> list[Text]:
        known = (
            words.dimension_of(name) or name in self.policy.groups or name in self.policy.programmes
        )
        return [self.word(name)] if known else []

    # -- conditions -------------------------------------------------------------------

    def word(self, name: str) -> Text:
        """A word of the trade, a group's members or a programme, in words."""
        if name in self.policy.groups:
            return self.listed(self.policy.groups[name])
        if name in self.policy.programmes:
            return self.policy.programmes[name].name
        if name == "none":
            return Text("不属于专项", "no programme")
        if name == "any":
            return Text("任一身份", "any identity")
        dimension = words.dimension_of(name)
        return plain(name) if dimension is None else words.DIMENSIONS[dimension][name]

    def listed(self, given: forms.Words) -> Text:
        """Any of several words."""
        return joined([self.word(each) for each in _list(given)], "、", " or ")

    def condition(self, when: forms.When, site: Site) -> Text:
        """All that a `when` asks, in one sentence."""
        terms = [
            both(ASKED[name].zh, ASKED[name].en, self.listed(given))
            for name in ASKED
            if (given := getattr(when, name)) is not None
        ]
        if when.same_division is not None:
            terms.append(SAME_DIVISION[when.same_division])
        terms += [
            both("{}{}", "{} {}", name, bound)
            for field_name, name in {**AMOUNTS, **COUNTS}.items()
            if (given := getattr(when, field_name, None)) is not None
            for bound in self._bound(given, site.at(field_name))
        ]
        if when.any_of is not None:
            some = [
                self.condition(each, site.at(f"any_of.{n}")) for n, each in enumerate(when.any_of)
            ]
            terms.append(both("（{}）", "({})", joined(some, "；或", "; or ")))
        for number, each in enumerate(when.none_of or ()):
            said = self.condition(each, site.at(f"none_of.{number}"))
            terms.append(both("但不包括（{}）", "but not ({})", said))
        return joined(terms, "，", ", ") if terms else Text("所有情形", "every case")

    def _bound(self, bound: Any, site: Site) -> list[Text]:
        return [
            both(*pattern, self.amount(given, site.at(side)).inline())
            for side, pattern in SIDES.items()
            if (given := getattr(bound, side)) is not None
        ]


def _list(given: forms.Words) -> list[str]:
    return [given] if isinstance(given, str) else given
