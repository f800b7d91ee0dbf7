"""Any piece of a policy on one line, in words (条款摘要)."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, RootModel

from benefits import words
from benefits.checks.addresses import address_title, at_address
from benefits.checks.outline import both, joined, plain
from benefits.checks.terms import DAYS
from benefits.checks.wording import Wording
from benefits.formula.params import Site
from benefits.policy import figures as forms
from benefits.policy.policy import Policy
from benefits.problems import Text

NOTHING: Final = Text("（无）", "(none)")
"""Where a clause did not stand."""


def said(policy: Policy, thing: Any, address: str) -> Text:
    """A piece of a policy on one line, in words."""
    if thing is None:
        return NOTHING
    if isinstance(thing, Text):
        return thing
    _, site = at_address(policy, address)
    wording = Wording(policy)
    if isinstance(thing, forms.When):
        return wording.condition(thing, site)
    if isinstance(thing, (forms.Arm, RootModel)):
        here = Site(site.path, site.cited)
        return Wording(policy).say(thing, here, amount=_is_amount(address)).inline()
    return _written(policy, thing, address)


_AMOUNTS: Final = frozenset(
    (
        "deductible",
        "cap",
        "pays",
        "patient_pays",
        "ceiling",
        "amount",
        "least_payment",
        "patient_above",
        "price",
        "key",
    )
)
_RATES: Final = frozenset(("rate", "share", "times", "items", "first_self_pay_away"))


def _is_amount(address: str) -> bool:
    """Whether a percentage at this address is that share of the bill's total."""
    stated = [step for step in address.split(".") if step in _AMOUNTS or step in _RATES]
    return bool(stated) and stated[-1] in _AMOUNTS


def _written(policy: Policy, thing: Any, address: str) -> Text:
    """A clause, a list or a word: its own title, else its parts."""
    if isinstance(thing, Mapping):
        return joined(
            [_titled(policy, name, each, address) for name, each in thing.items()], "；", "; "
        )
    if isinstance(thing, BaseModel):
        title = getattr(thing, "title", None) or getattr(thing, "name", None)
        if isinstance(title, Text):
            return title
        stated = {name: each for name, each in thing if name in thing.model_fields_set}
        return joined(
            [_titled(policy, name, each, address) for name, each in stated.items()], "；", "; "
        )
    if isinstance(thing, (list, tuple)):
        return joined([_word(policy, each) for each in thing])
    return _word(policy, thing, address.rpartition(".")[2])


def _titled(policy: Policy, name: str, thing: Any, address: str) -> Text:
    title = address_title(policy, f"{address}.{name}")
    short = Text(title.zh.rpartition(" · ")[2], title.en.rpartition(" · ")[2])
    return both("{} {}", "{} {}", short, said(policy, thing, f"{address}.{name}"))


def _word(policy: Policy, thing: Any, field: str = "") -> Text:
    if isinstance(thing, bool):
        return Text("是", "yes") if thing else Text("否", "no")
    if field == "evidence":
        return words.EVIDENCE[thing]
    if field in _CODES:
        return _CODES[field].get(thing, plain(str(thing)))
    if isinstance(thing, str) and field not in _NAMES:
        return Wording(policy).word(thing)
    if isinstance(thing, BaseModel):
        return _written(policy, thing, "")
    return plain(str(thing))


_NAMES: Final = frozenset({"source", "account", "article", "quote", "number", "fund", "region"})
"""Fields whose text is the author's own."""

_CODES: Final[Mapping[str, Mapping[str, Text]]] = {
    "policy_day": DAYS,
    "year_day": DAYS,
    "identity_day": DAYS,
    "meets": {
        "refuse": Text("不予计算", "refused"),
        "outside": Text("不计入", "answered without it"),
    },
    "counted_from": {
        "zero": Text("从零起算", "from zero"),
        "deductible": Text("从起付线起算", "from the deductible"),
    },
    "of": {
        "left": Text("前面各层支付后的余额", "what earlier layers left"),
        "bill": Text("账单金额", "as billed"),
        "price": Text("定额标准", "the fixed price"),
        "person": Text("每人", "each person"),
        "household": Text("每户", "each household"),
    },
    "per": {
        "visit": Text("每次", "a visit"),
        "year": Text("每年", "a year"),
        "lifetime": Text("终身", "a lifetime"),
    },
    "scope": {"person": Text("按人", "the person"), "household": Text("按户", "the household")},
    "unit": {"fen": Text("分", "fen"), "yuan": Text("元", "yuan")},
    "mode": {
        "half_up": Text("四舍五入", "half up"),
        "down": Text("舍去", "down"),
        "up": Text("进位", "up"),
    },
    "once": {"year": Text("每年一次", "once a year")},
    "kind": {
        "warning": Text("警告", "warning"),
        "outside": Text("未计入", "outside"),
        "interpretation": Text("解释", "interpretation"),
    },
}
