"""The clauses of a layer in sentences (条款成文): who, what, deductible, rates, bands, caps, tilts, waivers."""

from collections.abc import Iterator, Mapping
from typing import Any

from benefits import words
from benefits.checks.addresses import FIELDS
from benefits.checks.outline import Outline, both, joined, labelled, plain
from benefits.checks.terms import FIXED, GATES, MEETS, MODES, OF, PER, TOTALS, UNITS, WHOSE
from benefits.checks.wording import Wording
from benefits.formula.params import Site
from benefits.policy import figures as forms
from benefits.policy.policy import Band, Cap, Layer, Payment, Rounding, Rule, Step, Tilt
from benefits.problems import Text


def layer_clauses(wording: Wording, name: str, layer: Layer) -> list[Outline]:
    """One layer: its rules in the order in which they are tried, or its only one."""
    site = Site(cited=wording.policy).at(f"layers.{name}", layer)
    if layer.rules is None:
        return rule_clauses(wording, layer, site)
    found: list[Outline] = []
    for number, (rule_name, rule) in enumerate(layer.rules.items(), start=1):
        title = _rule_title(wording, rule_name, rule)
        here = site.at(f"rules.{rule_name}", rule)
        head = both(f"（{number}）{{}}", f"({number}) {{}}", title)
        found.append(Outline(head, rule_clauses(wording, rule, here)))
    return found


def _rule_title(wording: Wording, name: str, rule: Rule) -> Text:
    """A rule's own name; else the word, group or programme it is named by or made for."""
    if rule.name is not None:
        return rule.name
    policy = wording.policy
    if name in policy.programmes or name in policy.groups or words.dimension_of(name) is not None:
        return wording.word(name)
    programme = rule.when.programme if rule.when is not None else None
    if isinstance(programme, str) and programme in policy.programmes:
        return policy.programmes[programme].name
    plainly = name.replace("_", " ")
    return Text(f"规则（{plainly}）", f"rule: {plainly}")


def _label(name: str) -> Text:
    """A field's name at the beginning of a sentence."""
    title = FIELDS[name]
    return Text(title.zh, title.en[:1].upper() + title.en[1:])


def rule_clauses(wording: Wording, rule: Rule, site: Site) -> list[Outline]:
    """One rule, a sentence for each clause, and the other readings of what it leaves open."""
    wording.read(site)
    return wording.told(_rule(wording, rule, site))


def _rule(wording: Wording, rule: Rule, site: Site) -> Iterator[Outline]:
    yield Outline(_applies(wording, rule, site))
    yield from _form(wording, rule, site)
    yield from _limits(wording, rule, site)
    yield from _tilts(wording, rule, site)


def _applies(wording: Wording, rule: Rule, site: Site) -> Text:
    """A rule that names no kind of visit is for in-patients."""
    when = rule.when if rule.when is not None else forms.When()
    if when.kind is None:
        when = when.model_copy(update={"kind": "inpatient"})
    return both("适用：{}。", "Applies to: {}.", wording.condition(when, site.at("when")))


# -- how it pays --------------------------------------------------------------------------


def _form(wording: Wording, rule: Rule, site: Site) -> Iterator[Outline]:
    if rule.must_be_given is not None:
        yield Outline(
            both("须提供支付额：{}。", "Its payment must be given: {}.", rule.must_be_given)
        )
    elif rule.unknown is not None:
        happens = MEETS[rule.meets or "refuse"]
        yield Outline(both("未知：{}（{}）。", "Unknown: {} ({}).", rule.unknown, happens))
    elif rule.nothing is not None:
        yield Outline(both("不支付：{}。", "Pays nothing: {}.", rule.nothing))
    elif rule.payments is not None:
        for number, (name, payment) in enumerate(rule.payments.items(), start=1):
            here = site.at(f"payments.{name}", payment)
            head = Text(f"第 {number} 项支付（单独取整）", f"Payment {number} (rounded by itself)")
            yield Outline(head, list(_payment(wording, payment, here)))
    elif rule.items is not None:
        under = [
            labelled(words.ITEM_SERVICES.get(name, plain(name)),
                     wording.say(rate, site.at(f"items.{name}", rule)))
            for name, rate in rule.items.items()
        ]  # fmt: skip
        head = Text(
            "在前面各层支付后的余额中按项目减免", "Waives items, of what is left of each part"
        )
        yield Outline(head, under)
    else:
        yield from _payment(wording, rule, site)


def _payment(wording: Wording, payment: Payment, site: Site) -> Iterator[Outline]:
    yield Outline(_base(payment))
    if payment.gate is not None:
        gate = payment.gate
        given = gate.at_least if gate.at_least is not None else gate.above
        side = "at_least" if gate.at_least is not None else "above"
        amount = wording.amount(given, site.at(f"gate.{side}", gate)).inline()
        zh, en = GATES[side]
        yield Outline(both(zh, en, amount))
    for name in ("deductible", "key"):
        given = getattr(payment, name)
        if given is not None:
            yield labelled(_label(name), wording.amount(given, site.at(name)))
    if payment.rate is not None:
        yield labelled(_label("rate"), wording.say(payment.rate, site.at("rate")))
    if payment.bands is not None:
        yield Outline(_band_title(payment), _bands(wording, payment.bands, site.at("bands")))
    if isinstance(payment, Rule):
        yield from _fixed(wording, payment, site)
    if payment.rounding is not None:
        yield Outline(_rounding(payment.rounding))


def _base(payment: Payment) -> Text:
    parts = joined([words.PARTS[part] for part in payment.base])
    if payment.of == "price":
        return Text("支付基数：专项的定额标准。", "Base: the programme's fixed price.")
    of = OF[payment.of]
    return both("支付基数：{}（{}）。", "Base: {} ({}).", parts, of)


def _band_title(payment: Payment) -> Text:
    if payment.ladder:
        return Text(
            "全额按所落档次的比例", "The whole amount takes the rate of the band it falls in"
        )
    if payment.counted_from == "deductible":
        return Text("分段支付，从起付线以上起算", "By bands, counted above the deductible")
    return Text("分段支付，从零起算", "By bands, counted from zero")


def _bands(wording: Wording, table: Mapping[str, Band], site: Site) -> list[Outline]:
    found: list[Outline] = []
    for name, band in table.items():
        here = site.at(name, band)
        found.append(labelled(_end(wording, band, here), wording.say(band.rate, here.at("rate"))))
    return found


def _end(wording: Wording, band: Band | Step, site: Site) -> Text:
    if band.at_most is not None:
        amount = wording.amount(band.at_most, site.at("at_most")).inline()
        return both("至 {}（含）", "up to {}, included", amount)
    if band.below is not None:
        amount = wording.amount(band.below, site.at("below")).inline()
        return both("不满 {}", "below {}", amount)
    return Text("以上各段之外的部分", "above")


def _fixed(wording: Wording, rule: Rule, site: Site) -> Iterator[Outline]:
    for name, (zh, en) in FIXED.items():
        given = getattr(rule, name)
        if given is not None:
            said = wording.amount(given, site.at(name, rule))
            yield Outline(both(zh, en, said.says), said.under)
    if rule.steps is not None:
        under = [
            labelled(_end(wording, step, here), wording.amount(step.pays, here.at("pays")))
            for name, step in rule.steps.items()
            for here in [site.at(f"steps.{name}", step)]
        ]
        yield Outline(Text("按档定额支付", "Pays a lump sum by step"), under)


def _rounding(rounding: Rounding) -> Text:
    return both(
        "取整：{}{}。", "Rounding: {1} to the {0}.", UNITS[rounding.unit], MODES[rounding.mode]
    )


# -- limits and totals ----------------------------------------------------------------------


def _limits(wording: Wording, rule: Rule, site: Site) -> Iterator[Outline]:
    if rule.yearly:
        yield Outline(
            Text(
                "按年度累计：本年累计基数（含本次）应支付额减去此前应支付额。",
                "Runs on the year: what is due on the year's base with this visit, less what was due "
                "before it.",
            )
        )
    if rule.cap is not None and not isinstance(rule.cap, Cap):
        yield labelled(_cap_title(rule, None), wording.amount(rule.cap, site.at("cap", rule)))
    caps = [("cap", rule.cap), *((f"caps.{name}", cap) for name, cap in rule.caps.items())]
    for step, cap in caps:
        if isinstance(cap, Cap):
            here = site.at(step, cap)
            yield labelled(_cap_title(rule, cap), wording.amount(cap.amount, here.at("amount")))
    if rule.least_payment is not None:
        said = wording.amount(rule.least_payment, site.at("least_payment", rule))
        yield labelled(_label("least_payment"), said)
    if rule.once is not None:
        yield Outline(Text("每年支付一次。", "Pays once a year."))
    if rule.account is not None or rule.scope == "household":
        yield Outline(TOTALS[rule.scope, rule.account is not None])


def _cap_title(rule: Rule, cap: Cap | None) -> Text:
    per, of = ("year", None) if cap is None else (cap.per, cap.of)
    whose = "person" if per == "lifetime" else of or rule.scope
    return both("{}封顶线（{}）", "Cap {} ({})", PER[per], WHOSE[whose])


def _tilts(wording: Wording, rule: Rule, site: Site) -> Iterator[Outline]:
    for name, tilt in rule.tilt.items():
        here = site.at(f"tilt.{name}", tilt)
        who = wording.word(name)
        if tilt.when is not None:
            who = both("{}，{}", "{}, {}", who, wording.condition(tilt.when, here.at("when")))
        yield Outline(both("倾斜（{}）", "For {}", who), list(_tilt(wording, tilt, here)))


def _tilt(wording: Wording, tilt: Tilt, site: Site) -> Iterator[Outline]:
    for name in ("deductible", "rate", "cap"):
        given: Any = getattr(tilt, name)
        if given is not None:
            said = wording.say if name == "rate" else wording.amount
            yield labelled(_label(name), said(given, site.at(name, tilt)))
    if tilt.bands is not None:
        yield Outline(_label("bands"), _bands(wording, tilt.bands, site.at("bands")))
