"""Each finding of `check`: a policy that causes it, and one that does not."""

import time
from pathlib import Path

import pytest

from benefits.checks import Finding, check, check_document, check_text
from benefits.checks.findings import CODES
from benefits.problems import Refused
from benefits.reading.book import PolicyBook
from tests.checks.made_up import BASIC, FILE, HEAD, document, packaged


def found(layers: str = BASIC, head: str = HEAD) -> list[Finding]:
    return check_document(document(layers, head))


def of(code: str, layers: str = BASIC, head: str = HEAD) -> list[Finding]:
    return [each for each in found(layers, head) if each.code == code]


def test_a_sound_policy_has_no_findings() -> None:
    assert found() == []


# -- layers and caps -----------------------------------------------------------------------------

SECOND = """\
  aid:
    title: {zh: 医疗救助, en: Aid}
    when: {identity: low_income}
    rate: 50%
"""


def test_a_finding_that_is_an_arm_of_a_table_is_not_said_to_have_no_effect() -> None:
    bill = {"total": "20000.00", "eligible": "20000.00"}
    visit = {"kind": "inpatient", "hospital_level": "tertiary", "findings": ["accident"]}
    quote = DESK.quote(
        {"region": "hlj-jiamusi", "date": "2018-06-01", "visit": visit, "bill": bill}, "none"
    )
    assert [note for note in quote["notes"] if note["kind"] == "no_effect"] == []


def test_a_layer_after_one_that_leaves_nothing_never_pays() -> None:
    everything = BASIC.replace(
        "    deductible: 1000\n    rate: 80%\n    cap: 50000\n", "    rate: 100%\n"
    )
    (finding,) = of("layer_never_pays", everything + SECOND)
    assert finding.address == "layers.aid"
    assert (finding.kind, finding.line, finding.column) == ("warning", 13, 3)
    assert "“医疗救助”从不支付" in finding.what.zh
    assert finding.what.en.startswith("Aid never pays")
    assert of("layer_never_pays", BASIC + SECOND) == []


def test_a_layer_whose_conditions_exclude_each_other_never_pays() -> None:
    both = SECOND.replace("identity: low_income", "place: in_county, none_of: [{place: in_county}]")
    assert [each.address for each in of("layer_never_pays", BASIC + both)] == ["layers.aid"]


@pytest.mark.parametrize(
    "when",
    [
        "{finding: accident}",
        "{age: {at_least: 90}}",
        "{admission_number: {above: 3}}",
        "{days: {at_least: 30}}",
        "{total: {above: 19999999}}",
        "{place: out_of_province, referral: emergency, identity: veteran}",
    ],
)
def test_a_layer_that_few_reach_is_reached(when: str) -> None:
    assert of("layer_never_pays", BASIC + SECOND.replace("{identity: low_income}", when)) == []


def test_a_layer_that_is_given_or_unknown_is_not_called_unreached() -> None:
    given = "    must_be_given: {zh: 须提供, en: give it}\n"
    layers = BASIC + SECOND.replace("    rate: 50%\n", given)
    assert of("layer_never_pays", layers) == []
    layers = BASIC + SECOND.replace("    rate: 50%\n", "    nothing: {zh: 无, en: none}\n")
    assert of("layer_never_pays", layers) == []


WAIVER = """\
  waiver:
    title: {zh: 减免, en: Waiver}
    items: {nursing: 50%}
"""


def test_a_layer_that_waives_items_is_reached() -> None:
    assert of("layer_never_pays", BASIC + WAIVER) == []


def test_a_layer_that_only_refused_claims_reach_never_pays() -> None:
    layers = """\
layers:
  basic:
    title: {zh: 基本医保, en: Basic}
    rules:
      accident: {when: {finding: accident}, unknown: {zh: 未知, en: unknown}, meets: refuse}
      inpatient: {rate: 80%}
"""
    aid = SECOND.replace("{identity: low_income}", "{finding: accident}")
    assert [each.address for each in of("layer_never_pays", layers + aid)] == ["layers.aid"]
    known = layers.replace("unknown: {zh: 未知, en: unknown}, meets: refuse", "rate: 10%")
    assert of("layer_never_pays", known + aid) == []


FIXED = """\
  fixed:
    title: {zh: 定额, en: Fixed}
    pays: 500
    cap: {amount: %s, per: visit}
"""


def test_a_cap_above_all_that_is_paid_never_binds() -> None:
    (finding,) = of("cap_never_binds", BASIC + FIXED % "600")
    assert finding.address == "layers.fixed.cap.amount"
    assert finding.facts["cap"] == "600.00"
    assert of("cap_never_binds", BASIC + FIXED % "400") == []


def test_of_two_caps_on_one_total_the_larger_never_binds() -> None:
    caps = """\
    caps:
      small: {amount: 20000}
      large: {amount: 30000}
"""
    layers = BASIC.replace("    cap: 50000\n", caps)
    assert [each.address for each in of("cap_never_binds", layers)] == [
        "layers.basic.caps.large.amount"
    ]


def test_caps_of_arms_tilts_and_lifetimes_bind() -> None:
    caps = """\
    cap:
      in_county: 20000
      otherwise: {start: 30000, raises: {more: {adds: 100, for_each: diseases}}}
    caps:
      life: {amount: 90000, per: lifetime}
    tilt:
      low_income: {cap: 60000}
"""
    assert of("cap_never_binds", BASIC.replace("    cap: 50000\n", caps)) == []


def test_a_cap_under_a_finding_binds() -> None:
    ruled = """\
layers:
  basic:
    title: {zh: 基本医保, en: Basic}
    rules:
      accident: {when: {finding: accident}, rate: 80%, cap: 3000}
      inpatient: {rate: 80%}
"""
    assert of("cap_never_binds", ruled) == []
    arm = BASIC.replace("cap: 50000", "cap: {accident: 3000, otherwise: 50000}")
    assert of("cap_never_binds", arm) == []


def test_a_yearly_layer_meets_its_cap() -> None:
    layers = BASIC.replace("    rate: 80%\n", "    yearly: true\n    rate: 80%\n")
    assert of("cap_never_binds", layers) == []


# -- funds -----------------------------------------------------------------------------------------


def test_a_fund_without_a_map_is_said() -> None:
    head = HEAD.replace('funds:\n  "390100": {zh: 基本医保, en: Basic}\n', "")
    (finding,) = of("fund_map_is_missing", BASIC, head)
    assert finding.address == "layers.basic.fund"
    assert of("fund_map_is_missing") == []


def test_a_fund_that_is_not_in_the_map_is_an_error() -> None:
    (finding,) = check_text(HEAD + BASIC.replace('fund: "390100"', 'fund: "610100"'), FILE)
    assert (finding.kind, finding.code) == ("error", "fund_is_not_in_the_map")
    assert (finding.address, finding.line, finding.column) == ("layers.basic.fund", 11, 5)


# -- examples --------------------------------------------------------------------------------------

EXAMPLE = """\
examples:
  - name: 文件的例子
    request:
      visit: {kind: inpatient, hospital_level: primary, admission_number: 2}
      bill: {total: "%s", eligible: 10000.00}
    expect: {payers: {basic: "%s"}, patient: "2800.00"}
"""


def test_an_example_that_comes_out_otherwise_is_an_error() -> None:
    (finding,) = of("example_differs", BASIC + EXAMPLE % ("10000.00", "7300.00"))
    assert (finding.kind, finding.address) == ("error", "examples.0")
    assert finding.facts["differences"] == "basic: 7300.00 ≠ 7200.00"
    assert of("example_differs", BASIC + EXAMPLE % ("10000.00", "7200.00")) == []


def test_an_example_without_an_answer_is_an_error() -> None:
    (finding,) = of("example_is_refused", BASIC + EXAMPLE % ("9000.00", "7200.00"))
    assert "总额 9000.00" in finding.what.zh
    assert of("example_is_refused", BASIC + EXAMPLE % ("10000.00", "7200.00")) == []


def test_an_example_may_expect_a_refusal() -> None:
    refusal = EXAMPLE.replace(
        'expect: {payers: {basic: "%s"}, patient: "2800.00"}', "expect: {error: %s}"
    )
    assert found(BASIC + refusal % ("9000.00", "amounts_do_not_add_up")) == []
    (finding,) = found(BASIC + refusal % ("10000.00", "unknown_parameter"))
    assert finding.code == "example_differs"


# -- cliffs ------------------------------------------------------------------------------------------

GATE = """\
layers:
  basic:
    title: {zh: 基本医保, en: Basic}
    gate: {at_least: 1000}
    rate: 50%
"""


def test_a_gate_is_a_jump() -> None:
    (finding,) = of("cliff_jump", GATE)
    assert finding.address == "layers.basic"
    # 80% of the bill is eligible: the gate of 1,000 is passed at 1,250.
    assert finding.facts["total"] == "1,250.00"
    assert (finding.facts["before"], finding.facts["after"], finding.facts["by"]) == (
        "1,250.00",
        "750.00",
        "−500.00",
    )
    assert (
        of("cliff_jump", GATE.replace("    gate: {at_least: 1000}\n", "    deductible: 1000\n"))
        == []
    )


def test_steps_are_jumps_each_with_its_size() -> None:
    steps = """\
layers:
  basic:
    title: {zh: 基本医保, en: Basic}
    base: all
    steps:
      small: {at_most: 10000, pays: 0}
      middle: {at_most: 20000, pays: 8000}
      large: {pays: 6000}
"""
    jumps = of("cliff_jump", steps)
    assert [(each.facts["total"], each.facts["by"]) for each in jumps] == [
        ("10,000.00", "−8,000.00"),
        ("20,000.00", "+2,000.00"),
    ]


def test_a_payer_that_pays_less_as_the_bill_grows_is_a_cliff() -> None:
    """The base is a fixed price of 5,000, the deductible a tenth of the total."""
    layers = """\
kinds: [inpatient]
programmes:
  operation:
    name: {zh: 手术, en: Operation}
    kinds: [inpatient]
    price: 5000
layers:
  basic:
    title: {zh: 基本医保, en: Basic}
    when: {programme: operation}
    base: all
    of: price
    deductible: {share: 10%, of: total}
    rate: 100%
"""
    (finding,) = of("cliff_above_whole", layers)
    assert finding.address == "layers.basic"
    facts = finding.facts
    assert (facts["total"], facts["until"], facts["slope"]) == ("5,000.00", "50,000.00", "1.1")
    assert "Operation" in facts["family_en"]
    assert of("cliff_above_whole", layers.replace("{share: 10%, of: total}", "500")) == []


def test_payers_that_pay_more_than_the_bill_grows_by_are_a_cliff() -> None:
    """Two payers of 80% of the eligible bill each, above the same deductible."""
    layers = """\
layers:
  basic:
    title: {zh: 基本医保, en: Basic}
    of: bill
    deductible: 1000
    rate: 80%
  again:
    title: {zh: 补充, en: Again}
    base: eligible
    of: bill
    deductible: 1000
    rate: %s
"""
    (finding,) = of("cliff_below_nothing", layers.replace("%s", "80%"))
    # Each pays 64% of the bill above 1,250, until nothing eligible is left: 0.8 T = 2 × 0.8 × (0.8 T − 1,000).
    facts = finding.facts
    assert (facts["total"], facts["until"], facts["slope"]) == ("1,250.00", "3,333.3333", "-0.28")
    assert of("cliff_below_nothing", layers.replace("%s", "20%")) == []


def test_moving_eligible_to_first_self_pay_may_pay() -> None:
    layers = """\
layers:
  basic:
    title: {zh: 基本医保, en: Basic}
    rate: 50%
  extra:
    title: {zh: 补充, en: Extra}
    base: first_self_pay
    rate: 90%
"""
    cliffs = of("cliff_first_self_pay", layers)
    assert [each.facts["total"] for each in cliffs] == ["10,000.00", "50,000.00", "200,000.00"]
    assert {each.facts["slope"] for each in cliffs} == {"-0.4"}
    assert of("cliff_first_self_pay", layers.replace("rate: 90%", "rate: 40%")) == []


# -- remarks -------------------------------------------------------------------------------------------


def test_assumed_and_unknown_figures_are_counted() -> None:
    layers = BASIC.replace("rate: 80%", "rate: {value: 80%, evidence: assumed}")
    (finding,) = of("assumed_figures", layers)
    assert (finding.kind, finding.facts["count"], finding.address) == (
        "info",
        "1",
        "layers.basic.rate",
    )
    layers = BASIC.replace(
        "cap: 50000", "cap: {in_county: 50000, otherwise: {unknown: {zh: 几何, en: what}}}"
    )
    (finding,) = of("unknown_figures", layers)
    assert (finding.address, finding.facts["count"]) == ("layers.basic.cap.otherwise", "1")
    assert found() == []


# -- reading, files and books ----------------------------------------------------------------------------


def test_what_cannot_be_read_is_told_with_line_and_column() -> None:
    findings = check_text(HEAD + BASIC.replace("rate: 80%", "rate: 90"), FILE)
    assert [(each.kind, each.code, each.line, each.column) for each in findings] == [
        ("error", "rate_above_one", 13, 5)
    ]
    assert (
        findings[0]
        .text("en")
        .startswith(f"{FILE}:13:5: layers.basic.rate [error rate_above_one]\n")
    )
    assert findings[0].text("zh").splitlines()[1].startswith("  比例")
    assert check_text(HEAD + BASIC, FILE) == []


def test_a_figure_without_evidence_is_told() -> None:
    head = HEAD.replace("evidence: official\n", "")
    findings = check_text(head + BASIC, FILE)
    assert {each.code for each in findings} == {"figure_without_evidence"}
    assert [each.address for each in findings] == [
        "layers.basic.deductible",
        "layers.basic.rate",
        "layers.basic.cap",
    ]


def test_a_boundary_without_a_side_is_told() -> None:
    layers = BASIC + SECOND.replace("{identity: low_income}", "{total: {}}")
    assert "boundary_has_no_side" in {each.code for each in check_text(HEAD + layers, FILE)}


def test_bands_that_leave_a_gap_or_do_not_ascend_are_told() -> None:
    bands = "    bands:\n      a: {at_most: 100, rate: 10%}\n      b: {at_most: 50, rate: 20%}\n"
    layers = BASIC.replace("    deductible: 1000\n    rate: 80%\n", bands)
    codes = {each.code for each in check_text(HEAD + layers, FILE)}
    assert {"bands_do_not_ascend", "bands_leave_a_gap"} <= codes


def a_book(folder: Path, **files: str) -> PolicyBook:
    region = folder / "xx-test"
    region.mkdir()
    for days, text in files.items():
        first, _, until = days.partition("__")
        in_force = f"{{from: {first.replace('_', '-')[1:]}, until: {until.replace('_', '-')}}}"
        written = text.replace("{from: 2020-01-01, until: 2020-12-31}", in_force)
        (region / f"{first.replace('_', '-')[1:]}.yaml").write_text(written, encoding="utf-8")
    return PolicyBook(folder)


def test_gaps_and_overlaps_of_versions_are_told(tmp_path: Path) -> None:
    book = a_book(
        tmp_path,
        d2018_01_01__2018_12_31=HEAD + BASIC,
        d2019_02_01__2020_06_30=HEAD + BASIC,
        d2020_06_01__2020_12_31=HEAD + BASIC,
    )
    findings = check(book, "xx-test")
    assert [(each.kind, each.code, each.file) for each in findings] == [
        ("warning", "versions_leave_a_gap", "xx-test/2019-02-01.yaml"),
        ("error", "versions_overlap", "xx-test/2020-06-01.yaml"),
    ]
    assert findings[0].line is not None


def test_versions_that_follow_one_another_are_sound(tmp_path: Path) -> None:
    text = HEAD + BASIC
    book = a_book(tmp_path, d2018_01_01__2018_12_31=text, d2019_01_01__2019_12_31=text)
    assert check(book, "xx-test") == []


def test_a_broken_version_is_told_and_the_others_are_checked(tmp_path: Path) -> None:
    book = a_book(
        tmp_path,
        d2018_01_01__2018_12_31=HEAD + BASIC.replace("80%", "80"),
        d2019_01_01__2019_12_31=HEAD + GATE,
    )
    assert [each.code for each in check(book, "xx-test")] == ["rate_above_one", "cliff_jump"]


def test_a_region_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        check(PolicyBook(tmp_path), "xx-test")
    assert refused.value.code == "unknown_region"


def test_findings_are_told_to_programs() -> None:
    (finding,) = of("cliff_jump", GATE)
    told = finding.told()
    assert told["kind"] == "warning"
    assert told["facts"]["total"] == "1,250.00"
    assert set(told["what"]) == set(told["fix"]) == {"zh", "en"}


DESK = packaged()


@pytest.mark.parametrize("region", DESK.book.regions())
def test_no_region_has_an_error_and_none_takes_long(region: str) -> None:
    begun = time.monotonic()
    findings = check(DESK.book, region)
    assert [each.text("en") for each in findings if each.kind == "error"] == []
    assert all(each.code in CODES for each in findings if each.kind != "error")
    assert time.monotonic() - begun < 60  # some twenty seconds alone; the machine may be busy


def test_the_steps_of_the_chongqing_county_are_told() -> None:
    jumps = [each for each in check(DESK.book, "cq-county") if each.code == "cliff_jump"]
    assert [(each.address, each.facts["total"], each.facts["by"]) for each in jumps] == [
        ("layers.annual_review", "10,000.00", "−8,000.00"),
        ("layers.annual_review", "20,000.00", "−2,000.00"),
        ("layers.annual_review", "40,000.00", "−2,000.00"),
    ]
