"""What changed between two policies, in words, and what it does to three families."""

import json

import pytest

from benefits.checks import FAMILIES, Difference, diff, outcome
from benefits.reading.document import Document
from benefits.reading.reader import read_policy
from tests.checks.made_up import BASIC, document, last, packaged

DESK = packaged()
YICHUN = last(DESK, "jx-yichun")


def yichun(*changes: tuple[str, str]) -> Document:
    text = YICHUN.text
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return read_policy(text, YICHUN.file)


def clauses(found: Difference) -> list[tuple[str, str, str, str]]:
    return [(each.kind, each.address, each.before.en, each.after.en) for each in found.clauses]


def test_nothing_changed_between_a_policy_and_itself() -> None:
    same = diff(YICHUN, YICHUN)
    assert same.clauses == ()
    assert "没有变化" in same.text("zh")
    assert all(each.before == each.after for each in same.families)


def test_layout_and_ways_of_writing_are_no_changes() -> None:
    other = document(
        BASIC.replace("80%", "0.80").replace("50000", "5万元").replace("1000", "{value: 1000.00}")
    )
    assert diff(document(), other).clauses == ()


def test_a_changed_figure_is_told_with_its_title_and_its_effect() -> None:
    after = yichun(
        ("deductible: {value: 6000, evidence: seed}", "deductible: {value: 3000, evidence: seed}")
    )
    found = diff(YICHUN, after)
    (change,) = found.clauses
    assert change.kind == "changed"
    assert change.address == "layers.critical_illness.tilt.poor.deductible"
    assert change.title.zh == "城乡居民大病保险 · 倾斜 · 建档立卡贫困人口 · 起付线"
    assert change.title.en.startswith(
        "Residents' critical-illness insurance · tilt · registered poor"
    )
    assert (change.before.zh, change.after.zh) == ("6,000 元〔原始报告〕", "3,000 元〔原始报告〕")
    middle = found.families[0]
    assert middle.before.payers.get("critical_illness", 0) == 0
    # 16,000 eligible, 80% by basic: 3,200 left, 200 above 3,000, 55% of it.
    assert middle.after.payers["critical_illness"] == 110_00
    assert middle.before.patient == 1_096_00


def test_clauses_added_and_removed() -> None:
    after = yichun(
        ("    cap: {value: 25万元, evidence: seed}\n", ""),
        ("          nursing: 100%\n", "          nursing: 100%\n          registration: 50%\n"),
    )
    assert clauses(diff(YICHUN, after)) == [
        ("removed", "layers.critical_illness.cap", "250,000 yuan [seed]", "(none)"),
        (
            "added",
            "layers.hospital_waiver.rules.six_waivers.items.registration",
            "(none)",
            "50% [seed]",
        ),
    ]


def test_a_layer_added_is_told_by_its_title() -> None:
    aid = "  aid:\n    title: {zh: 救助, en: Aid}\n    rate: 50%\n"
    assert clauses(diff(document(), document(BASIC + aid))) == [
        ("added", "layers.aid", "(none)", "Aid")
    ]


def test_a_changed_order_is_told() -> None:
    aid = "  aid:\n    title: {zh: 救助, en: Aid}\n    rate: 50%\n"
    turned = BASIC.replace("layers:\n", "layers:\n" + aid)
    found = diff(document(BASIC + aid), document(turned))
    assert clauses(found) == [("moved", "layers", "Basic, Aid", "Aid, Basic")]
    assert found.clauses[0].title.zh == "保障层"
    assert found.families[0].before.payers != found.families[0].after.payers


def test_the_order_of_arms_is_told() -> None:
    arms = "deductible: {primary: 1, secondary: 2, otherwise: 3}"
    turned = "deductible: {secondary: 2, primary: 1, otherwise: 3}"
    found = diff(
        document(BASIC.replace("deductible: 1000", arms)),
        document(BASIC.replace("deductible: 1000", turned)),
    )
    assert [(each.kind, each.address) for each in found.clauses] == [
        ("moved", "layers.basic.deductible")
    ]


def test_a_condition_is_told_in_words() -> None:
    after = document(
        BASIC.replace("    rate: 80%", "    when: {identity: [low_income, veteran]}\n    rate: 80%")
    )
    assert clauses(diff(document(), after)) == [
        ("added", "layers.basic.when", "(none)", "low income or veteran")
    ]


def test_evidence_alone_is_a_change() -> None:
    after = document(BASIC.replace("rate: 80%", "rate: {value: 80%, evidence: assumed}"))
    assert clauses(diff(document(), after)) == [
        ("changed", "layers.basic.rate", "80% [official]", "80% [assumed, not confirmed]")
    ]


def test_a_repeal_is_a_change() -> None:
    text = "region: xx-test\nrepealed_from: 2021-01-01\nsays: {zh: 已并入, en: merged}\n"
    found = diff(document(), read_policy(text, "xx-test/2021-01-01.yaml"))
    assert clauses(found) == [("changed", "", "in force", "merged")]
    assert found.families == ()


def test_it_is_told_to_people_and_to_programs() -> None:
    after = yichun(
        ("ceiling: {value: 9.5%, evidence: seed}", "ceiling: {value: 5%, evidence: seed}")
    )
    found = diff(YICHUN, after)
    zh, en = found.text("zh"), found.text("en")
    assert "改动 政府兜底保障 · 个人负担上限（layers.backstop.ceiling）" in zh
    assert "总额的 9.5%〔原始报告〕 → 总额的 5%〔原始报告〕" in zh
    assert "9.5% [seed] of the total → 5% [seed] of the total" in en
    assert "  - 个人负担: 1,096.00 → 1,000.00" in zh
    assert "  - Government backstop: 0.00 → 96.00" in en
    told = found.told()
    assert json.loads(json.dumps(told)) == told
    assert told["families"][0]["after"]["payers"]["backstop"] == "96.00"


def test_each_family_is_told_with_its_bill() -> None:
    same = diff(YICHUN, YICHUN)
    assert (
        "- a poor person's mid-size stay at a secondary hospital\n"
        "  - the bill: 20,000.00 (eligible 16,000.00, first self-pay 1,500.00, over limit 500.00, "
        "own expense 2,000.00)\n"
        "  - the patient: 1,096.00 → 1,096.00\n"
    ) in same.text("en")
    assert "  - 账单: 3,000.00（政策范围内费用 2,700.00、全自费 300.00）\n" in same.text("zh")


def test_a_family_that_a_policy_refuses_is_told_why() -> None:
    unknown = BASIC.replace("rate: 80%", "rate: {unknown: {zh: 比例几何, en: what rate}}")
    found = diff(document(), document(unknown))
    assert found.families[0].after.patient is None
    assert "refused: what rate" in found.text("en")
    assert found.told()["families"][0]["after"]["problems"][0]["where"] == "layers.basic.rate"


def test_a_payment_and_a_statistic_that_must_be_given_are_given() -> None:
    layers = """\
layers:
  basic:
    title: {zh: 基本医保, en: Basic}
    must_be_given: {zh: 须提供, en: give it}
  critical_illness:
    title: {zh: 大病, en: Critical}
    deductible: {share: 50%, of: disposable_income}
    rate: 60%
"""
    ready = DESK.ready(document(layers))
    found = outcome(FAMILIES[1], ready)
    assert found.request["prior_payments"] == {"basic": "144000.00"}
    # 240,000 − 144,000 = 96,000 left; 81,000 above half of 30,000; 60% of it.
    assert found.payers == {"basic": 144_000_00, "critical_illness": 48_600_00}


@pytest.mark.parametrize("region", DESK.book.regions())
def test_the_three_families_have_an_answer_in_every_region(region: str) -> None:
    ready = DESK.ready(last(DESK, region))
    for family in FAMILIES:
        found = outcome(family, ready)
        assert found.patient is not None, [each.where for each in found.problems]
        total = found.request["bill"]["total"].replace(".", "")
        assert sum(found.payers.values()) + found.patient == int(total)


def test_regions_can_be_compared() -> None:
    found = diff(YICHUN, last(DESK, "nm-ulanqab"))
    assert len(found.clauses) > 20
    assert all(each.before != each.after or each.kind == "moved" for each in found.clauses)
