"""A policy as a readable document (政策全文): what the notice says, clause by clause, with its evidence.

Markdown-like text in one language, for an author to read against the notice and for a clerk to print.
"""

from collections.abc import Iterable, Iterator

from benefits import words
from benefits.checks.clauses import layer_clauses
from benefits.checks.outline import Outline, both, joined, labelled, plain
from benefits.checks.terms import CARRIED, DAYS
from benefits.checks.wording import Wording
from benefits.formula.params import Site
from benefits.policy.policy import Policy, Repeal, SourceEntry
from benefits.problems import Language, Text
from benefits.reading.document import Document


def show(document: Document, language: Language) -> str:
    """The whole policy in Chinese or English, one clause a line."""
    policy = document.policy
    if isinstance(policy, Repeal):
        return _written(_repeal(policy), language)
    return _written(
        [*_head(document, policy), *_body(document, policy), *_changes(document)], language
    )


Section = tuple[Text, list[Outline]]


def _written(sections: Iterable[Section], language: Language) -> str:
    blocks: list[str] = []
    for place, (title, outlines) in enumerate(sections):
        lines = [f"{'#' if place == 0 else '##'} {title.in_(language)}", ""]
        for outline in outlines:
            lines += _lines(outline, 0, language)
        blocks.append("\n".join(lines).rstrip())
    return "\n\n".join(blocks) + "\n"


def _lines(outline: Outline, depth: int, language: Language) -> Iterator[str]:
    text = outline.says.in_(language)
    if outline.under:
        text = text.rstrip("。.") + ("：" if language == "zh" else ":")
    yield f"{'  ' * depth}- {text}"
    for each in outline.under:
        yield from _lines(each, depth + 1, language)


def _section(zh: str, en: str, outlines: Iterable[Outline]) -> list[Section]:
    """A section, left out where it is empty."""
    listed = list(outlines)
    return [(Text(zh, en), listed)] if listed else []


# -- the head ---------------------------------------------------------------------------------


def _head(document: Document, policy: Policy) -> Iterator[Section]:
    until = policy.in_force.until
    first = str(policy.in_force.from_)
    if until is None:
        days = Text(f"自 {first} 起施行", f"In force from {first}")
    else:
        days = Text(f"{first} 至 {until} 施行", f"In force from {first} to {until}")
    said = [days, both("地区：{}", "Region: {}", plain(f"{policy.region} · {policy.division}"))]
    if policy.known is not None:
        said.append(both("{} 起知悉", "Known from {}", plain(str(policy.known))))
    if policy.builds_on is not None:
        said.append(both("以 {} 为基础，改动见文末", "Builds on {}; what was changed stands at the end",
                         plain(policy.builds_on)))  # fmt: skip
    said.append(both("摘要：{}", "Digest: {}", plain(document.digest)))
    yield policy.name, [Outline(each) for each in said]
    yield from _section("依据", "Sources", map(_source, policy.sources.values()))
    yield from _section("适用范围", "Scope", _scope(policy))


def _source(source: SourceEntry) -> Outline:
    text = source.title
    if source.number:
        text = both("{}（{}）", "{} ({})", text, plain(source.number))
    if source.issued:
        text = both("{}，{} 发布", "{}, issued {}", text, plain(str(source.issued)))
    return Outline(text)


def _scope(policy: Policy) -> Iterator[Outline]:
    for label, listed, names in (
        (Text("险种", "Insurance"), policy.insurance, words.INSURANCES),
        (Text("就诊类别", "Kinds of visit"), policy.kinds, words.KINDS),
    ):
        said = joined([names[word] for word in listed])
        yield Outline(both("{}：{}", "{}: {}", label, said))
    for what, day in (
        (Text("适用政策的日期", "The policy is chosen by the day of"), policy.policy_day),
        (Text("计入年度的日期", "The year is chosen by the day of"), policy.year_day),
        (Text("认定身份的日期", "Identities are those of the day of"), policy.identity_day),
    ):
        yield Outline(both("{}：{}", "{} {}", what, DAYS[day]))
    for low, high in policy.treated_as.items():
        pattern = ("{}按{}执行", "A {} hospital is treated as {}")
        yield Outline(both(*pattern, words.LEVELS[low], words.LEVELS[high]))


# -- the body ---------------------------------------------------------------------------------


def _body(document: Document, policy: Policy) -> Iterator[Section]:
    wording = Wording(policy, written=document.written)
    site = Site(cited=policy)
    yield from _section("支付顺序", "Order of the chain", [Outline(_order(policy))])
    yield from _section("专项", "Programmes", wording.told(_programmes(wording, site)))
    yield from _section("共用数值", "Shared figures", wording.told(_figures(wording, site)))
    yield from _section("支付之前", "Before any layer", wording.told(_before(wording, site)))
    for number, (name, layer) in enumerate(policy.layers.items(), start=1):
        title = both(f"{number}. {{}}", f"{number}. {{}}", layer.title)
        yield title, [*_payer(policy, name), *layer_clauses(wording, name, layer)]
    yield from _section("支付之后", "After the layers", wording.told(_floor(wording, site)))
    yield from _section("补助", "Grants", wording.told(_grants(wording, site)))
    yield from _section("提示与说明", "Warnings and remarks", wording.told(_said(wording, site)))
    yield from _section("年度累计的衔接", "Totals carried over", _carried(policy))
    listed = [Outline(both("{}", "{}", plain(each.name))) for each in policy.examples]
    yield from _section("算例", "Examples", listed)


def _order(policy: Policy) -> Text:
    names = [layer.title for layer in policy.layers.values()]
    return joined([*names, Text("个人负担", "the patient")], " → ", " → ")


def _payer(policy: Policy, name: str) -> Iterator[Outline]:
    layer = policy.layers[name]
    if layer.fund is not None:
        fund = plain(layer.fund)
        title = policy.funds.get(layer.fund)
        named = both("{}（{}）", "{} ({})", fund, title) if title is not None else fund
        yield Outline(both("基金：{}", "Fund: {}", named))
    if layer.local_fund is not None:
        yield Outline(both("地方基金代码：{}", "Local fund: {}", plain(layer.local_fund)))


def _programmes(wording: Wording, site: Site) -> Iterator[Outline]:
    for name, programme in wording.policy.programmes.items():
        kinds = joined([words.KINDS[kind] for kind in programme.kinds])
        said = both("{}（{}）", "{} ({})", programme.name, kinds)
        if programme.price is None:
            yield Outline(said)
            continue
        price = wording.amount(programme.price, site.at(f"programmes.{name}.price"))
        yield labelled(both("{}，定额标准", "{}, fixed price", said), price)


def _figures(wording: Wording, site: Site) -> Iterator[Outline]:
    for name, param in wording.policy.figures.items():
        yield labelled(plain(name), wording.amount(param, site.at(f"figures.{name}")))


def _before(wording: Wording, site: Site) -> Iterator[Outline]:
    policy = wording.policy
    if policy.first_self_pay_away is not None:
        rate = wording.say(policy.first_self_pay_away, site.at("first_self_pay_away"))
        label = Text(
            "异地就医先行自付（从政策范围内费用中先行扣除）",
            "Extra first self-pay, taken out of eligible first",
        )
        yield labelled(label, rate)
    for name, reason in policy.no_layer_pays.items():
        here = site.at(f"no_layer_pays.{name}", reason)
        wording.read(here)
        condition = wording.condition(reason.when, here.at("when"))
        said = both("各层均不支付：{}（{}）", "No layer pays: {} ({})", condition, reason.says)
        yield Outline(both("{}{}", "{}{}", said, wording.mark(here)))


def _floor(wording: Wording, site: Site) -> Iterator[Outline]:
    floor = wording.policy.floor
    if floor is None:
        return
    here = site.at("floor", floor)
    wording.read(here)
    label = Text("各方支付合计最多", "All payers together pay at most")
    if floor.when is not None:
        condition = wording.condition(floor.when, here.at("when"))
        label = both("{}（{}）", "{} ({})", label, condition)
    yield labelled(label, wording.amount(floor.rate, here.at("rate")))
    yield Outline(Text("超出时先从最后一层核减。", "The last payer in the chain is cut first."))


def _grants(wording: Wording, site: Site) -> Iterator[Outline]:
    for name, grant in wording.policy.grants.items():
        here = site.at(f"grants.{name}", grant)
        wording.read(here)
        label = grant.name
        if grant.when is not None:
            condition = wording.condition(grant.when, here.at("when"))
            label = both("{}（{}）", "{} ({})", label, condition)
        yield labelled(label, wording.amount(grant.amount, here.at("amount")))


def _said(wording: Wording, site: Site) -> Iterator[Outline]:
    for name, warning in wording.policy.warnings.items():
        here = site.at(f"warnings.{name}", warning)
        wording.read(here)
        terms: list[Text] = []
        if warning.when is not None:
            terms.append(wording.condition(warning.when, here.at("when")))
        if warning.patient_above is not None:
            limit = wording.amount(warning.patient_above, here.at("patient_above")).inline()
            terms.append(both("个人负担超过 {}", "the patient pays more than {}", limit))
        said = warning.says
        if terms:
            said = both("{}（{}）", "{} ({})", said, joined(terms, "，", ", "))
        yield Outline(said)
    for name, remark in wording.policy.remarks.items():
        here = site.at(f"remarks.{name}", remark)
        wording.read(here)
        yield Outline(both("{}{}", "{}{}", remark.says, wording.mark(here)))


def _carried(policy: Policy) -> Iterator[Outline]:
    carried = policy.carried_over
    if carried is None:
        return
    if isinstance(carried.layers, str):
        yield Outline(CARRIED[carried.layers])
        return
    names = joined([policy.layers[name].title for name in carried.layers if name in policy.layers])
    yield Outline(
        both("上一版的累计继续有效：{}", "These totals of the version before go on: {}", names)
    )


# -- the end ----------------------------------------------------------------------------------


def _changes(document: Document) -> list[Section]:
    listed = [
        Outline(plain(f"{change.address}: {change.before} → {change.after}"))
        for change in document.changes
    ]
    return _section("与所依据政策的不同", "What was changed", listed)


def _repeal(policy: Repeal) -> Iterator[Section]:
    says = both(
        "自 {} 起废止：{}", "Repealed from {}: {}", plain(str(policy.repealed_from)), policy.says
    )
    yield plain(policy.region), [Outline(says)]
    yield from _section("依据", "Sources", map(_source, policy.sources.values()))
