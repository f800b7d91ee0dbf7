"""Each of the 43 things a policy must be able to say, shown to work (docs/features.md names them).

Where some region says it, a bill of that region shows it; where none does, a small policy under
`tests/features/` says it and its own examples are run.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from benefits.checks.examples import examples
from benefits.claims.sums import imbalance
from benefits.money import fen, yuan
from benefits.policy.policy import Policy
from benefits.problems import Refused
from benefits.quotes import Desk
from benefits.reading.book import PolicyBook

ROOT = Path(__file__).parents[1]
OWN = PolicyBook(Path(__file__).parent / "features")
DESK, OWN_DESK = Desk(PolicyBook.packaged()), Desk(OWN)
POOR = ("registered_poor",)


def bill(eligible: str = "0.00", own: str = "0.00", first: str = "0.00") -> dict[str, Any]:
    total = yuan(sum(fen(each) for each in (eligible, own, first)))
    return {"total": total, "eligible": eligible, "own_expense": own, "first_self_pay": first}


def ask(
    region: str,
    eligible: str = "0.00",
    *,
    date: str = "2018-06-15",
    who: tuple[str, ...] = (),
    own: str = "0.00",
    first: str = "0.00",
    given: dict[str, str] | None = None,
    visit: dict[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    request = {
        "region": region,
        "date": date,
        "person": {"categories": list(who)},
        "visit": {"kind": "inpatient", "hospital_level": "secondary"} | (visit or {}),
        "bill": bill(eligible, own, first),
        "prior_payments": given or {},
        **more,
    }
    return DESK.quote(request, "none")


def paid(answer: dict[str, Any]) -> dict[str, str]:
    return {each["layer"]: each["amount"] for each in answer["payers"]}


def examples_hold(name: str) -> None:
    document = OWN.document(name, OWN.versions(name)[0])
    assert isinstance(document.policy, Policy)
    assert document.policy.examples
    assert [found.code for found in examples(document, OWN_DESK.ready(document))] == []


def test_f01_layer_order_is_data() -> None:
    def order(region: str) -> list[str]:
        policy = DESK.book.document(region, DESK.book.versions(region)[0]).policy
        assert isinstance(policy, Policy)
        return list(policy.layers)

    hunan, shandong, anhui = order("hn-county"), order("sd-taian"), order("ah-suzhou")
    assert hunan.index("hospital_waiver") > hunan.index("medical_aid")
    assert shandong.index("hospital_waiver") < shandong.index("medical_aid")
    assert anhui.index("supplement_180") > anhui.index("backstop")


def test_f02_the_patient_pays_at_most_a_share_of_the_total() -> None:
    poor = ask("jx-yichun", own="400000.00", who=POOR)
    assert poor["patient"] == "38000.00"  # 9.5% of 400,000


def test_f03_all_funds_together_pay_at_most_a_share_the_last_cut_first() -> None:
    answer = ask("nm-ulanqab", "1000.00", date="2020-06-15", who=("destitute",),
                 visit={"hospital_level": "tertiary"})  # fmt: skip
    assert paid(answer) == {"medical_aid": "900.00"}


def test_f04_a_ceiling_of_a_yearly_amount() -> None:
    year = {"layers": {"backstop": {"base": "2500.00", "paid": "0.00"}}}
    answer = ask("ah-suzhou", "1000.00", who=POOR, year_to_date=year, given={"basic": "0.00",
                 "medical_aid": "0.00"}, visit={"place": "in_county"})  # fmt: skip
    assert paid(answer) == {"backstop": "500.00"}  # 3,500 of the year, 3,000 is the patient's


def test_f05_a_ceiling_tied_to_an_outside_statistic() -> None:
    visit = {"place": "out_of_province", "referral": "unfiled", "programme": "major_disease"}
    line = {"poverty_line": "2800.00"}
    answer = ask("sc-zangqu", own="10000.00", who=POOR, visit=visit, statistics=line,
                 given={"health_fund": "0.00"})  # fmt: skip
    assert answer["patient"] == "2800.00"


def test_f06_the_lesser_of_a_share_and_an_amount() -> None:
    examples_hold("f06-lesser-of")


def test_f07_a_finding_says_who_bears_the_excess() -> None:
    plain = paid(ask("jx-yichun", own="400000.00", who=POOR))
    found = paid(
        ask("jx-yichun", own="400000.00", who=POOR, visit={"findings": ["over_treatment"]})
    )
    assert plain["backstop"] == found["hospital_borne"]
    assert "backstop" not in found


def test_f08_the_hospital_bears_out_of_catalogue_spending() -> None:
    examples_hold("f08-out-of-catalogue")


def test_f09_progressive_bands_from_zero_or_from_the_deductible() -> None:
    zero = paid(
        ask("nm-ulanqab", "31200.00", date="2020-06-15", visit={"hospital_level": "tertiary"})
    )
    assert zero["basic"] == "19560.00"  # 65% of 30,000 − 1,200, 70% of 1,200
    above = paid(ask("bj-beijing", "90404.00", date="2023-06-15", given={"basic": "0.00"}))
    assert above["critical_illness"] == "37000.00"  # 60% of 50,000, 70% of 10,000


def test_f10_a_ladder_whose_key_is_not_its_base() -> None:
    examples_hold("f10-ladder")


def test_f11_deductible_or_gate() -> None:
    examples_hold("f11-gate")


def test_f12_a_single_bill_switches_rate_and_cap() -> None:
    def aid(eligible: str) -> str:
        return paid(ask("nm-ulanqab", eligible, date="2020-06-15", who=("low_income",),
                        visit={"hospital_level": "tertiary"}, given={"basic": "0.00",
                        "critical_illness": "0.00"}))["medical_aid"]  # fmt: skip

    assert aid("30000.00") == "10000.00"
    assert aid("30000.01") == "24000.01"


def test_f13_a_tilt_changes_the_normal_rule_and_is_told_item_by_item() -> None:
    answer = ask("cn-frame", "100000.00", date="2022-06-15", who=("low_income",),
                 given={"basic": "0.00", "medical_aid": "0.00"},
                 statistics={"disposable_income": "20000.00"})  # fmt: skip
    assert paid(answer)["critical_illness"] == "61750.00"  # 65% over 5,000
    told = [note["text"]["en"] for note in answer["notes"] if note["kind"] == "tilt"]
    assert told == [
        "low income: deductible 10,000.00 → 5,000.00",
        "low income: rate 60% → 65%",
    ]


def test_f14_the_deductible_by_level_place_later_admission_and_age() -> None:
    def basic(who: tuple[str, ...] = (), **visit: Any) -> str:
        return paid(ask("jx-yichun", "1000.00", who=who, visit=visit))["basic"]

    assert basic() == "480.00"
    assert basic(POOR) == "800.00"
    assert basic(POOR, place="in_province", referral="filed") == "200.00"
    old = {"person": {"age": 70}, "visit": {"admission_number": 4}}
    young = DESK.quote({"region": "jx-nanchang", "date": "2025-06-15", "bill": bill("1000.00"),
                        "person": old["person"], "visit": {"kind": "inpatient",
                        "hospital_level": "secondary", **old["visit"]}}, "none")  # fmt: skip
    assert paid(young)["basic"] == "800.00"


def test_f15_four_parts_and_extra_first_self_pay_away_from_home() -> None:
    answer = ask("jx-nanchang", "10000.00", date="2025-06-15",
                 visit={"place": "out_of_province", "referral": "unfiled"})  # fmt: skip
    assert paid(answer)["basic"] == "6080.00"  # 80% of 10,000 − 2,000 − 400


def test_f16_other_rates_in_and_out_of_the_catalogue() -> None:
    answer = ask("jx-yichun", "10000.00", who=POOR, own="1000.00", given={"basic": "0.00",
                 "critical_illness": "0.00", "medical_aid": "0.00", "backstop": "0.00"})  # fmt: skip
    assert paid(answer)["supplementary"] == "9750.00"  # 90% of 10,000 and 75% of 1,000


def test_f17_a_fixed_price_instead_of_the_chain() -> None:
    answer = ask("jx-yichun", "10000.00", who=POOR, visit={"programme": "major_disease_quota"})
    assert paid(answer) == {"basic": "8000.00", "supplementary": "1800.00"}
    assert answer["patient"] == "200.00"


def test_f18_a_fixed_price_by_length_of_stay() -> None:
    examples_hold("f18-price-by-stay")


def test_f19_a_flat_payment_of_the_patient() -> None:
    answer = ask("hn-sangzhi", "1329.00", date="2012-04-15", visit={"hospital_level": "township"})
    assert (paid(answer), answer["patient"]) == ({"basic": "1179.00"}, "150.00")


def test_f20_a_share_of_what_is_left_by_level() -> None:
    given = {"basic": "5000.00", "critical_illness": "0.00"}
    answer = ask("cq-county", "10000.00", who=POOR, given=given)
    assert paid(answer)["charity_fund"] == "3000.00"


def test_f21_a_share_for_a_list_of_diseases_with_a_cap() -> None:
    away = {"place": "out_of_province", "referral": "unfiled", "programme": "diseases_93"}
    answer = ask("sc-zangqu", own="60000.00", who=POOR, visit=away, given={"health_fund": "0.00"})
    assert paid(answer) == {"love_fund": "20000.00"}


def test_f22_household_steps_once_a_year() -> None:
    review = {"kind": "annual_review"}
    assert paid(ask("cq-county", own="20000.00", visit=review)) == {"annual_review": "8000.00"}
    assert paid(ask("cq-county", own="20000.01", visit=review)) == {"annual_review": "10000.00"}
    had = {"layers": {}, "household": {"layers": {"annual_review": {"paid": "8000.00"}}}}
    assert paid(ask("cq-county", own="20000.00", visit=review, year_to_date=had)) == {}


def test_f23_items_waived_at_the_source_or_on_the_patients_share() -> None:
    def waived(region: str, date: str, place: str) -> str | None:
        request = {"region": region, "date": date, "person": {"categories": list(POOR)},
                   "visit": {"kind": "inpatient", "hospital_level": "secondary", "place": place},
                   "bill": {"total": "1000.00", "items": [
                       {"service": "consultation", "own_expense": "400.00"},
                       {"service": "general_consultation", "own_expense": "400.00"},
                       {"service": "expert_consultation", "own_expense": "200.00"}]}}  # fmt: skip
        return paid(DESK.quote(request, "none")).get("hospital_waiver")

    assert waived("sc-zangqu", "2018-06-15", "in_county") == "400.00"
    assert waived("sd-taian", "2019-06-15", "in_county") == "500.00"
    assert waived("sd-taian", "2019-06-15", "in_city") is None


def test_f24_grants_and_contributions_are_not_payers() -> None:
    answer = ask("jx-yichun", "1000.00", who=POOR)
    assert [(each["grant"], each["amount"]) for each in answer["grants"]] == [
        ("contribution", "180.00")
    ]
    assert "contribution" not in paid(answer)


@pytest.mark.parametrize(
    ("referral", "basic"), [("filed", "2400.00"), ("emergency", "2400.00"), ("unfiled", "1400.00")]
)
def test_f25_the_referral_changes_rate_and_deductible(referral: str, basic: str) -> None:
    visit = {"place": "in_province", "referral": referral}
    assert paid(ask("hlj-jiamusi", "5000.00", visit=visit)) == {"basic": basic}


def test_f26_where_patient_and_hospital_belong() -> None:
    examples_hold("f26-same-division")


def test_f27_chronic_out_patients_share_a_cap_that_grows() -> None:
    visit = {"kind": "chronic_outpatient", "programme": "class_2", "diseases": ["a", "b", "c"]}
    answer = ask("jx-yichun", "20000.00", who=POOR, visit=visit, given={"medical_aid": "0.00",
                 "backstop": "0.00"})  # fmt: skip
    assert paid(answer) == {"basic": "9000.00"}  # 5,000 + 2 × 2,000


def test_f28_a_least_payment() -> None:
    answer = ask("ah-suzhou", "1000.00", own="9000.00", date="2018-06-15")
    assert paid(answer) == {"basic": "4500.00"}


def test_f29_a_supplement_after_the_backstop() -> None:
    answer = ask("ah-suzhou", "1000.00", who=POOR, visit={"kind": "chronic_outpatient"},
                 given={"basic": "500.00"})  # fmt: skip
    assert paid(answer) == {"basic": "500.00", "supplement_180": "400.00"}


def test_f30_dated_identities_and_no_double_benefit() -> None:
    def aid(until: str) -> dict[str, str]:
        stay = {"kind": "inpatient", "admitted": "2023-06-01", "discharged": "2023-06-10"}
        held = [{"category": "low_income", "from": "2020-01-01", "until": until},
                {"category": "destitute", "from": "2023-06-11", "until": None}]  # fmt: skip
        return paid(DESK.quote({"region": "bj-beijing", "date": "2023-06-10", "visit": stay,
                                "person": {"identities": held}, "bill": bill("10000.00"),
                                "prior_payments": {"basic": "0.00"}}, "none"))  # fmt: skip

    assert aid("2023-06-05")["medical_aid"] == "8500.00"  # lost during the stay: still counts
    assert "medical_aid" not in aid("2023-05-31")
    both = ask("bj-beijing", "10000.00", date="2023-06-15", who=("low_income", "destitute"),
               given={"basic": "0.00"})  # fmt: skip
    assert paid(both)["medical_aid"] == "10000.00"


def test_f31_a_yearly_review_on_last_years_cost_once() -> None:
    review = {"kind": "annual_review"}
    last = {"eligible_self_paid": "60000.00", "self_paid": "60000.00"}
    answer = ask("bj-beijing", "60000.00", date="2023-06-15", who=("illness_poor",), visit=review,
                 last_year=last)  # fmt: skip
    assert paid(answer) == {"annual_review": "22000.00"}
    again = ask("bj-beijing", "60000.00", date="2023-07-15", who=("illness_poor",), visit=review,
                last_year=last, year_to_date=answer["year_to_date"])  # fmt: skip
    assert paid(again) == {}


def test_f32_caps_sub_caps_and_incentives() -> None:
    examples_hold("f32-sub-caps")
    year = {"layers": {"critical_illness": {"base": "517000.00", "paid": "300000.00"}}}
    person = {"contribution_years": 5, "claim_free_years": 1}
    request = {"region": "jx-nanchang", "date": "2025-06-15", "person": person,
               "visit": {"kind": "inpatient"}, "bill": bill("20000.00"), "year_to_date": year,
               "prior_payments": {"basic": "0.00"}}  # fmt: skip
    assert paid(DESK.quote(request, "none")) == {"critical_illness": "6000.00"}


def test_f33_waiting_periods_and_broken_years() -> None:
    examples_hold("f33-waiting-period")


def test_f34_versions_by_date_and_two_clocks(tmp_path: Path) -> None:
    text = (ROOT / "tests/features/f11-gate/2020-01-01.yaml").read_text(encoding="utf-8")
    folder = tmp_path / "f11-gate"
    folder.mkdir()
    (folder / "2020-01-01.yaml").write_text(text, encoding="utf-8")
    later = text.replace(
        "in_force: {from: 2020-01-01}", "in_force: {from: 2020-01-01}\nknown: 2020-09-01"
    )
    later = later.replace("rate: 30%", "rate: 50%").partition("examples:")[0]
    (folder / "2020-01-01.known-2020-09-01.yaml").write_text(later, encoding="utf-8")
    desk = Desk(PolicyBook(tmp_path))

    def fund(**clock: str) -> str:
        asked = {"region": "f11-gate", "date": "2020-06-15", "visit": {"kind": "inpatient"}}
        return paid(desk.quote(asked | {"bill": bill("1000.00")} | clock, "none"))["fund"]

    assert fund() == "500.00"
    assert fund(known_on="2020-08-31") == "300.00"
    assert fund(known_on="2020-09-01") == "500.00"


def test_f35_deposits_are_kept_apart_from_payers() -> None:
    answer = ask("hn-sangzhi", "1329.00", date="2012-04-15", visit={"hospital_level": "township"},
                 deposit="500.00")  # fmt: skip
    assert answer["deposit"] == {"held": "500.00", "refund": "350.00"}
    assert paid(answer) == {"basic": "1179.00"}


def test_f36_charity_layers_have_their_own_eligibility() -> None:
    given = {"basic": "5000.00", "critical_illness": "0.00"}
    assert "charity_fund" not in paid(ask("cq-county", "10000.00", given=given))


def test_f37_rounding_by_layer() -> None:
    examples_hold("f37-rounding")


def test_f38_the_sum_rule_and_a_tolerance_for_historic_rows() -> None:
    with pytest.raises(Refused) as refused:
        DESK.quote({"region": "hn-sangzhi", "date": "2012-04-15",
                    "visit": {"kind": "inpatient", "hospital_level": "township"},
                    "bill": {"total": "10.00", "eligible": "9.99"}}, "none")  # fmt: skip
    assert refused.value.code == "amounts_do_not_add_up"
    # Yi county 2009, in fen: 692.09 printed against 332.06 + 153.42 + 102.23 (10,000 yuan)
    assert imbalance(692_090_000, [332_060_000, 153_420_000, 102_230_000]) == 104_380_000
    assert imbalance(1000, [333, 333, 333], tolerance_fen=1) == 0


def test_f39_fund_codes_national_and_local() -> None:
    examples_hold("f39-fund-codes")
    asked = {"region": "f39-fund-codes", "date": "2020-06-15", "visit": {"kind": "inpatient"}}
    payer = OWN_DESK.quote(asked | {"bill": bill("100.00")}, "none")["payers"][0]
    assert (payer["fund"], payer["local_fund"]) == ("620100", "430000-TH")


def test_f40_totals_after_a_bill_less_the_bill_are_the_totals_before() -> None:
    before = {"layers": {"critical_illness": {"base": "3000.00", "paid": "0.00"},
                         "medical_aid": {"base": "0.00", "paid": "100.00"}}}  # fmt: skip
    answer = ask("jx-yichun", "50000.00", who=POOR, year_to_date=before)
    for layer, total in answer["year_to_date"]["layers"].items():
        was = before["layers"].get(layer, {"paid": "0.00"})["paid"]
        assert fen(total["paid"]) - fen(was) == fen(paid(answer).get(layer, "0.00"))


def test_f41_four_ratios_before_and_after_the_backstop() -> None:
    answer = ask("jx-yichun", own="400000.00", who=POOR)
    assert answer["ratios"]["total_before"] == "0.3750"
    assert answer["ratios"]["total_after"] == "0.0950"
    poor = ask("ah-suzhou", "10000.00", who=POOR, given={"basic": "0.00", "medical_aid": "0.00",
               "critical_illness": "0.00"})  # fmt: skip
    assert (poor["ratios"]["eligible_before"], poor["ratios"]["eligible_after"]) == (
        "1.0000",
        "0.3000",
    )


def test_f42_evidence_on_every_figure_and_unknown_refuses() -> None:
    answer = ask("jx-yichun", "10000.00", who=POOR)
    assumed = {note["where"] for note in answer["notes"] if note["kind"] == "assumed"}
    assert "layers.basic.rules.inpatient.rate.secondary" in assumed
    with pytest.raises(Refused) as refused:
        ask("jx-yichun", "10000.00", who=("low_income",))
    assert refused.value.code == "unknown_parameter"
    assert "aid" in refused.value.problems[0].what.en
    examples_hold("f42-unknown-with-a-range")
    asked = {
        "region": "f42-unknown-with-a-range",
        "date": "2020-06-15",
        "visit": {"kind": "inpatient"},
    }
    with pytest.raises(Refused) as ranged:
        OWN_DESK.quote(asked | {"bill": bill("1000.00")}, "none")
    assert ranged.value.problems[0].what.en.endswith("the patient pays 325.00 and 550.00")


def test_f43_exclusions_before_any_layer() -> None:
    examples_hold("f43-exclusions")
    asked = {"region": "f43-exclusions", "date": "2020-06-15",
             "visit": {"kind": "inpatient", "findings": ["crime"]}}  # fmt: skip
    notes = OWN_DESK.quote(asked | {"bill": bill("100.00")}, "none")["notes"]
    assert [note["kind"] for note in notes] == ["excluded"]


def test_the_table_in_the_docs_names_each_features_test() -> None:
    rows = re.findall(r"^\| (\d+) \|.*`(test_f\d\d_\w+)` \|$", (ROOT / "docs/features.md").read_text(
        encoding="utf-8"), re.M)  # fmt: skip
    assert [int(number) for number, _ in rows] == list(range(1, 44))
    assert {name for _, name in rows} == {name for name in globals() if name.startswith("test_f")}
