"""The turns of phrase of a policy's document (条款用语): conditions, limits, roundings, days."""

from collections.abc import Mapping
from typing import Final

from benefits import words
from benefits.checks.outline import both
from benefits.problems import Text

ASKED: Mapping[str, Text] = {
    "identity": Text("{}", "{}"),
    "without": Text("不属于{}", "none of {}"),
    "kind": Text("{}", "{}"),
    "hospital_level": Text("{}", "{} hospital"),
    "place": Text("{}", "{}"),
    "referral": Text("{}", "{}"),
    "programme": Text("{}", "{}"),
    "insurance": Text("{}", "{} insurance"),
    "finding": Text("经认定：{}", "found: {}"),
}
SAME_DIVISION = {
    True: Text("参保地与医院同属一个行政区划", "patient and hospital belong to the same division"),
    False: Text(
        "参保地与医院不属同一行政区划", "patient and hospital belong to different divisions"
    ),
}
AMOUNTS: Mapping[str, Text] = {
    "total": Text("费用总额", "the total is"),
    **{name: both("{}", "{} is", text) for name, text in words.PARTS.items()},
    "left": Text("前面各层支付后的余额", "what is left of the bill is"),
}
COUNTS: Mapping[str, Text] = {
    "admission_number": Text("本年住院次数", "the admission of the year is number"),
    "age": Text("年龄", "age"),
    "days": Text("住院天数", "days"),
    "diseases": Text("病种数", "diseases"),
    "contribution_years": Text("连续参保年数", "contribution years"),
    "claim_free_years": Text("未报销年数", "claim-free years"),
    "insured_months": Text("连续参保月数", "insured months"),
    "broken_years": Text("中断参保年数", "broken years"),
}
EACH: Mapping[str, Text] = {
    "diseases": Text("每 1 个病种", "each disease"),
    "contribution_years": Text("每 1 个连续参保年度", "each contribution year"),
    "claim_free_years": Text("每 1 个未报销年度", "each claim-free year"),
    "days": Text("每住院 1 天", "each day of the stay"),
}
SIDES: Mapping[str, tuple[str, str]] = {
    "at_least": (" {} 以上（含）", "{} or more"),
    "above": ("超过 {}（不含）", "above {}"),
    "at_most": (" {} 以下（含）", "{} or less"),
    "below": ("不满 {}（不含）", "below {}"),
}

MEETS: Final = {
    "refuse": Text("遇到时不予计算", "a claim that meets it is refused"),
    "outside": Text("计算时不计入，并作提示", "answered without it, with a note"),
}
OF: Final = {
    "left": Text("前面各层支付后的余额", "what earlier layers left of it"),
    "bill": Text("账单金额", "as billed"),
}
GATES: Final = {
    "at_least": (
        "达到 {} 后全额计入，未达到不支付。",
        "Once {} is reached the whole amount counts, else none.",
    ),
    "above": (
        "超过 {} 后全额计入，未超过不支付。",
        "Once above {} the whole amount counts, else none.",
    ),
}
FIXED: Final = {
    "patient_pays": (
        "个人每次负担：{}（不超过基数），其余由本层支付",
        "The patient pays {} (at most the base), the layer pays the rest",
    ),
    "pays": ("定额支付：{}（不超过基数）", "Pays a fixed {} (at most the base)"),
    "ceiling": (
        "个人负担不超过：{}，超出部分由本层支付",
        "The patient pays at most {}; the layer pays what is above it",
    ),
}
UNITS: Final = {"fen": Text("到分，", "fen"), "yuan": Text("到元，", "yuan")}
MODES: Final = {
    "half_up": Text("四舍五入", "half up"),
    "down": Text("舍去尾数", "down"),
    "up": Text("进位", "up"),
}
PER: Final = {
    "visit": Text("每次", "a visit"),
    "year": Text("年度", "a year"),
    "lifetime": Text("终身", "a lifetime"),
}
WHOSE: Final = {"person": Text("每人", "each person"), "household": Text("每户", "each household")}
TOTALS: Final = {
    ("person", True): Text("单独累计，不与其他规则共用封顶线。", "Has a running total of its own."),
    ("household", False): Text("按户累计。", "Its totals are the household's."),
    ("household", True): Text("按户单独累计。", "Has a running total of its own, the household's."),
}

DAYS: Mapping[str, Text] = {
    "admission": Text("入院日", "admission"),
    "discharge": Text("出院日", "discharge"),
    "settlement": Text("结算日", "settlement"),
    "any_day_of_stay": Text("住院期间任一日", "any day of the stay"),
}
CARRIED: Mapping[str, Text] = {
    "all": Text("上一版的累计全部继续有效。", "All totals of the version before go on."),
    "none": Text("上一版的累计不再计入。", "No total of the version before goes on."),
}
