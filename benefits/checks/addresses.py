"""Addresses of a policy in words (条款位置): `layers.basic.deductible.secondary` as a clerk would say it."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, RootModel

from benefits import words
from benefits.formula.params import Site
from benefits.policy.policy import Policy
from benefits.problems import Text

FIELDS: Final[Mapping[str, Text]] = {
    "region": Text("地区", "region"),
    "name": Text("名称", "name"),
    "title": Text("名称", "title"),
    "division": Text("行政区划", "division"),
    "in_force": Text("施行", "in force"),
    "from": Text("首日", "first day"),
    "until": Text("末日", "last day"),
    "insurance": Text("险种", "insurance"),
    "kinds": Text("就诊类别", "kinds of visit"),
    "policy_day": Text("适用政策的日期", "the day that chooses the policy"),
    "year_day": Text("计入年度的日期", "the day that chooses the year"),
    "identity_day": Text("认定身份的日期", "the day of the identity"),
    "groups": Text("分组", "groups"),
    "treated_as": Text("等级视同", "levels treated alike"),
    "programmes": Text("专项", "programmes"),
    "figures": Text("共用数值", "shared figures"),
    "first_self_pay_away": Text("异地就医先行自付比例", "extra first self-pay away from home"),
    "no_layer_pays": Text("不予支付情形", "reasons why no layer pays"),
    "layers": Text("保障层", "layers"),
    "floor": Text("各方支付合计上限", "all payers together"),
    "grants": Text("补助", "grants"),
    "warnings": Text("提示", "warnings"),
    "remarks": Text("说明", "remarks"),
    "carried_over": Text("累计衔接", "totals carried over"),
    "sources": Text("依据文件", "sources"),
    "funds": Text("基金代码表", "map of funds"),
    "fund": Text("基金代码", "fund"),
    "local_fund": Text("地方基金代码", "local fund"),
    "backstop": Text("兜底", "backstop"),
    "rules": Text("规则", "rules"),
    "when": Text("适用条件", "when it applies"),
    "base": Text("支付基数", "base"),
    "of": Text("基数口径", "what the base counts"),
    "deductible": Text("起付线", "deductible"),
    "gate": Text("门槛", "gate"),
    "rate": Text("支付比例", "rate"),
    "bands": Text("分段", "bands"),
    "counted_from": Text("分段起算", "where bands begin"),
    "ladder": Text("全额累进", "ladder"),
    "key": Text("定档金额", "the amount that chooses the rung"),
    "rounding": Text("取整", "rounding"),
    "yearly": Text("按年度累计", "yearly"),
    "account": Text("单独累计", "running total of its own"),
    "scope": Text("累计主体", "whose total"),
    "once": Text("每年一次", "once a year"),
    "cap": Text("封顶线", "cap"),
    "caps": Text("封顶线", "caps"),
    "amount": Text("金额", "amount"),
    "per": Text("期间", "over what"),
    "least_payment": Text("保底支付", "least payment"),
    "tilt": Text("倾斜", "tilt"),
    "payments": Text("分项支付", "payments"),
    "patient_pays": Text("个人定额负担", "what the patient pays"),
    "pays": Text("定额支付", "fixed payment"),
    "ceiling": Text("个人负担上限", "ceiling of the patient's share"),
    "items": Text("减免项目", "items waived"),
    "steps": Text("定额分档", "steps"),
    "must_be_given": Text("须提供", "must be given"),
    "unknown": Text("未知", "unknown"),
    "meets": Text("遇到未知时", "what happens when it is met"),
    "nothing": Text("不支付", "pays nothing"),
    "at_most": Text("上限（含）", "at most"),
    "below": Text("上限（不含）", "below"),
    "at_least": Text("下限（含）", "at least"),
    "above": Text("下限（不含）", "above"),
    "plus": Text("增加", "plus"),
    "times": Text("乘以", "times"),
    "share": Text("比例", "share"),
    "start": Text("起始额", "start"),
    "raises": Text("增加", "raises"),
    "adds": Text("每次增加", "adds"),
    "beyond": Text("从超过多少起", "beyond"),
    "lesser_of": Text("较小者", "the smallest of"),
    "greater_of": Text("较大者", "the largest of"),
    "evidence": Text("依据等级", "evidence"),
    "source": Text("出处", "source"),
    "article": Text("条款", "article"),
    "quote": Text("原文", "quote"),
    "reading": Text("其他理解", "other readings"),
    "value": Text("数值", "value"),
    "price": Text("定额标准", "fixed price"),
    "says": Text("内容", "says"),
    "kind": Text("类别", "kind"),
    "number": Text("文号", "number"),
    "issued": Text("发布日期", "issued"),
    "low": Text("可能的下限", "low"),
    "high": Text("可能的上限", "high"),
    "unit": Text("单位", "unit"),
    "mode": Text("方式", "mode"),
    "patient_above": Text("个人负担超过", "the patient pays more than"),
    "otherwise": Text("其他", "otherwise"),
}
"""The names of a policy's fields, as a reader knows them."""

_DROPPED: Final = frozenset({"layers", "rules", "root", "amount", "value"})
"""Steps that say nothing a reader misses."""


def at_address(policy: Policy, address: str) -> tuple[Any, Site]:
    """The thing at a dotted address, and what is cited around it; None where nothing stands."""
    here: Any = policy
    site = Site(cited=policy)
    for step in address.split("."):
        if isinstance(here, RootModel):
            here = here.root
        here = here.get(step) if isinstance(here, Mapping) else getattr(here, step, None)
        if here is None:
            return None, site
        site = site.at(step, here)
    return here, site


def address_title(policy: Policy, address: str) -> Text:
    """“城乡居民基本医疗保险 · 起付线 · 二级医院”."""
    here: Any = policy
    steps: list[Text] = []
    for step in address.split("."):
        if isinstance(here, RootModel):
            here = here.root
        if isinstance(here, BaseModel):
            here = getattr(here, "from_" if step == "from" else step, None)
            if step not in _DROPPED:
                steps.append(FIELDS.get(step, Text(step, step)))
        else:
            here = here.get(step) if isinstance(here, Mapping) else None
            steps.append(_entry(policy, step, here))
    if not steps and address:
        steps.append(FIELDS.get(address.rpartition(".")[2], Text(address, address)))
    return Text(" · ".join(each.zh for each in steps), " · ".join(each.en for each in steps))


def _entry(policy: Policy, step: str, thing: Any) -> Text:
    """An entry of a mapping: by its own title or name, as a word of the trade, else as it stands."""
    for name in ("title", "name"):
        title = getattr(thing, name, None)
        if isinstance(title, Text):
            return title
    members = policy.groups.get(step, step)
    names = [_word(policy, word) for word in ([members] if isinstance(members, str) else members)]
    return Text("、".join(name.zh for name in names), " or ".join(name.en for name in names))


def _word(policy: Policy, word: str) -> Text:
    if word in policy.programmes:
        return policy.programmes[word].name
    dimension = words.dimension_of(word)
    if dimension is not None:
        return words.DIMENSIONS[dimension][word]
    if word == "otherwise":
        return FIELDS[word]
    return words.ITEM_SERVICES.get(word, Text(word, word))
