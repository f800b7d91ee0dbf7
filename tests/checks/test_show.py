"""A policy as a readable document, in both languages."""

import re

import pytest

from benefits.checks import show
from benefits.problems import Language
from benefits.reading.reader import read_policy
from tests.checks.made_up import BASIC, HEAD, document, last, packaged

DESK = packaged()
REGIONS = DESK.book.regions()
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def shown(region: str, language: Language) -> str:
    return show(last(DESK, region), language)


def test_the_text_of_a_small_policy() -> None:
    assert show(document(), "en") == (
        f"""\
# Testland

- In force from 2020-01-01 to 2020-12-31
- Region: xx-test · 000000
- Digest: {document().digest}

## Scope

- Insurance: residents
- Kinds of visit: in-patient
- The policy is chosen by the day of discharge
- The year is chosen by the day of discharge
- Identities are those of the day of discharge

## Order of the chain

- Basic → the patient

## 1. Basic

- Fund: 390100 (Basic)
- Applies to: in-patient.
- Base: eligible (what earlier layers left of it).
- Deductible: 1,000 yuan [official]
- Rate: 80% [official]
- Cap a year (each person): 50,000 yuan [official]
"""
    )


def test_yichun_reads_like_its_notice() -> None:
    text = shown("jx-yichun", "zh")
    for line in (
        "# 江西宜春",
        "- 2018-01-01 至 2018-12-31 施行",
        "- 宜春市健康扶贫工作情况汇报（2018年）",
        "    - 建档立卡贫困人口，一级医院、二级医院，县域内、市域内：0 元〔原始报告〕",
        "    - 三级医院：600 元〔假定，未经核实〕",
        "- 起付线：12,000 元〔原始报告〕",
        "- 倾斜（建档立卡贫困人口）：",
        "    - 换药费：100%〔原始报告〕",
        "- 个人负担不超过：总额的 9.5%〔原始报告〕，超出部分由本层支付",
        "  - 未知：其他身份（非建档立卡）的医疗救助标准未知（遇到时不予计算）。",
    ):
        assert line in text.splitlines()


def test_interpretations_stand_with_their_other_readings() -> None:
    text = shown("nm-ulanqab", "en")
    assert "Interpretation (the text can be read otherwise):" in text
    assert "[interpretation]" in text
    assert "All payers together pay at most: 90%" in text


def test_article_quote_and_notice_stand_behind_a_figure() -> None:
    sources = """\
sources:
  order: {title: {zh: 通知, en: Order}, number: 政发〔2020〕1号, issued: 2019-12-01}
"""
    figure = (
        "rate: {value: 80%, evidence: official, source: order, article: 第3条, quote: 按80%支付}"
    )
    policy = read_policy(
        HEAD + sources + BASIC.replace("rate: 80%", figure), "xx-test/2020-01-01.yaml"
    )
    assert "支付比例：80%〔官方文件，政发〔2020〕1号，第3条：“按80%支付”〕" in show(policy, "zh")
    text = show(policy, "en")
    assert "- Rate: 80% [official, 政发〔2020〕1号, 第3条: “按80%支付”]" in text
    assert "- Order (政发〔2020〕1号), issued 2019-12-01" in text


def test_every_form_of_rule_is_said() -> None:
    layers = """\
figures:
  shared: 3000
layers:
  banded:
    title: {zh: 分段, en: Banded}
    counted_from: deductible
    deductible: 100
    bands:
      low: {at_most: 1000, rate: 10%}
      middle: {below: 2000, rate: 20%}
      high: {rate: 30%}
    caps:
      home: {amount: {same_as: figures.shared}, of: household}
      visit: {amount: {lesser_of: {a: 100, b: {share: 10%, of: total}}}, per: visit}
  ladder:
    title: {zh: 累进, en: Ladder}
    ladder: true
    gate: {above: 50}
    bands: {low: {at_most: 10, rate: 1%}, high: {rate: 2%}}
    rounding: {unit: yuan, mode: down}
    least_payment: 1
  flat:
    title: {zh: 定额, en: Flat}
    patient_pays: {statistic: poverty_line, otherwise: 5}
    once: year
  lump:
    title: {zh: 分档, en: Lump}
    base: all
    steps: {low: {at_most: 10, pays: 1}, high: {pays: 2}}
floor: {rate: 90%}
grants:
  coal: {name: {zh: 取暖, en: Coal}, amount: 7, when: {identity: veteran}}
warnings:
  much: {says: {zh: 偏高, en: high}, patient_above: 10%}
carried_over: {layers: [flat]}
"""
    policy = document(layers)
    text = show(policy, "en")
    for piece in (
        "By bands, counted above the deductible:",
        "up to 1,000 yuan [official], included: 10% [official]",
        "below 2,000 yuan [official]: 20% [official]",
        "Cap a year (each household): 3,000 yuan [official] (as shared figures · shared)",
        "Cap a visit (each person): the smallest of:",
        "10% [official] of the total",
        "The whole amount takes the rate of the band it falls in:",
        "Once above 50 yuan [official] the whole amount counts, else none.",
        "Rounding: down to the yuan.",
        "The patient pays poverty line (an outside statistic; 5 yuan [official] where it is not given)",
        "Pays once a year.",
        "Pays a lump sum by step:",
        "Least payment: 1 yuan [official]",
        "All payers together pay at most: 90% [official] of the total",
        "Coal (veteran): 7 yuan [official]",
        "high (the patient pays more than 10% [official] of the total)",
        "These totals of the version before go on: Flat",
    ):
        assert piece in text, piece
    assert "取整：到元，舍去尾数。" in show(policy, "zh")


def test_a_repeal_is_shown() -> None:
    text = "region: xx-test\nrepealed_from: 2021-01-01\nsays: {zh: 已并入, en: merged}\n"
    repeal = read_policy(text, "xx-test/2021-01-01.yaml")
    assert "- Repealed from 2021-01-01: merged" in show(repeal, "en")
    assert "- 自 2021-01-01 起废止：已并入" in show(repeal, "zh")


def test_what_was_changed_is_shown() -> None:
    text = """\
region: xx-test
in_force: {from: 2021-01-01}
builds_on: xx-test/2020-01-01
changes: {layers: {basic: {rate: 85%}}}
"""
    policy = read_policy(text, "xx-test/2021-01-01.yaml", lambda name: document())
    shown_ = show(policy, "en")
    assert "- Builds on xx-test/2020-01-01; what was changed stands at the end" in shown_
    assert "- layers.basic.rate: 80% → 85%" in shown_


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("region", REGIONS)
def test_every_figure_of_every_region_is_shown(region: str, language: Language) -> None:
    """As many evidence marks as figures at least, and no word of the other language's sentences."""
    text = shown(region, language)
    figures = DESK.ready(last(DESK, region)).formula.graph.figures
    marks = re.findall(r"〔[^〕]*" if language == "zh" else r" \[[a-z]", text)
    assert len(marks) >= len(figures)
    for layer in last(DESK, region).policy.layers.values():  # type: ignore[union-attr]
        assert layer.title.in_(language) in text
    if language == "en":
        assert "适用：" not in text
        assert "None" not in text


@pytest.mark.parametrize(
    ("field", "written", "zh", "en"),
    [
        ("deductible: 1000", "low: 100, high: 400",
         "起付线：未知：多少（100 元 至 400 元 之间）",
         "Deductible: unknown: how much (between 100 yuan and 400 yuan)"),
        ("deductible: 1000", "high: 400",
         "起付线：未知：多少（不超过 400 元）", "Deductible: unknown: how much (at most 400 yuan)"),
        ("rate: 80%", "low: 50%, high: 60%",
         "支付比例：未知：多少（50% 至 60% 之间）", "Rate: unknown: how much (between 50% and 60%)"),
        ("rate: 80%", "low: 50%",
         "支付比例：未知：多少（不低于 50%）", "Rate: unknown: how much (at least 50%)"),
        ("rate: 80%", "", "支付比例：未知：多少", "Rate: unknown: how much"),
    ],
)  # fmt: skip
def test_what_nobody_knows_is_told_with_the_range_it_lies_in(
    field: str, written: str, zh: str, en: str
) -> None:
    ends = f", {written}" if written else ""
    name = field.partition(":")[0]
    unknown = f"{name}: {{unknown: {{zh: 多少, en: how much}}{ends}}}"
    policy = document(BASIC.replace(field, unknown))
    assert f"- {zh}\n" in show(policy, "zh")
    assert f"- {en}\n" in show(policy, "en")
