"""A policy that builds on another (以他文件为依据): what it takes, what it changes, where things stand."""

from pathlib import Path

import pytest

from benefits.policy.policy import Policy
from benefits.problems import Problem, Refused
from benefits.reading.document import Change, Document
from tests.reading.books import book, on

PROVINCE = """\
region: xx-test
name: {zh: 测试地区, en: Test region}
division: "360000"
in_force: {from: 2019-01-01, until: 2019-12-31}
sources:
  notice: {title: {zh: 通知, en: Notice}}
source: notice
evidence: official
examples:
  - name: the notice's own
    request: {visit: {kind: inpatient}, bill: {total: "100.00"}}
    expect: {patient: "20.00"}
groups: {near: [in_county, in_city]}
layers:
  basic:
    title: {zh: 基本医保, en: Basic insurance}
    deductible: {value: 400, evidence: seed}
    rate: {primary: 90%, otherwise: 80%}
    cap: 10万元
  aid:
    title: {zh: 医疗救助, en: Medical aid}
    when: {identity: destitute, place: near}
    rate: 70%
"""
HEAD = "builds_on: xx-test/2019-01-01\nin_force: {from: 2020-01-01}\n"


def built(folder: Path, changes: str) -> Document:
    """The version of 2020, built on that of 2019."""
    made = book(folder, v_2019_01_01=PROVINCE, v_2020_01_01=HEAD + changes)
    return made.in_force("xx-test", on("2020-06-15"))


def refused(folder: Path, changes: str) -> tuple[Problem, ...]:
    with pytest.raises(Refused) as told:
        built(folder, changes)
    assert told.value.code == "invalid_policy"
    return tuple(told.value.problems)


def places(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{each.file}:{each.line}:{each.column} {each.where} {each.code}" for each in problems]


def test_everything_is_taken_but_days_and_examples(tmp_path: Path) -> None:
    document = built(tmp_path, "")
    policy = document.policy
    assert isinstance(policy, Policy)
    assert list(policy.layers) == ["basic", "aid"]
    assert policy.in_force.until is None
    assert policy.examples == []
    assert policy.builds_on == "xx-test/2019-01-01"
    assert document.changes == ()


def test_what_was_changed_is_told_as_it_is_written(tmp_path: Path) -> None:
    changes = """\
changes:
  groups: {near: in_county}
  layers:
    basic:
      rate: {primary: 95%, tertiary: 60%}
      deductible: {value: 500, evidence: official}
      cap: 12万元
    aid: ~
"""
    document = built(tmp_path, changes)
    assert document.changes == (
        Change("groups.near", "[in_county, in_city]", "in_county"),
        Change("layers.basic.rate.primary", "90%", "95%"),
        Change("layers.basic.rate.tertiary", "—", "60%"),
        Change("layers.basic.deductible", "400", "500"),
        Change("layers.basic.cap", "10万元", "12万元"),
        Change(
            "layers.aid",
            "{title: {zh: 医疗救助, en: Medical aid}, "
            "when: {identity: destitute, place: near}, rate: 70%}",
            "—",
        ),
    )
    assert document.written("layers.basic.cap") == "12万元"


def test_better_evidence_for_the_same_figure_is_a_change(tmp_path: Path) -> None:
    changes = "changes: {layers: {basic: {deductible: {value: 400, evidence: official}}}}\n"
    assert built(tmp_path, changes).changes == (
        Change(
            "layers.basic.deductible",
            "{value: 400, evidence: seed}",
            "{value: 400, evidence: official}",
        ),
    )


def test_a_figure_may_become_a_table_and_a_table_a_figure(tmp_path: Path) -> None:
    changes = """\
changes:
  layers:
    basic:
      deductible: {primary: 100, otherwise: 400}
      rate: {same_as: layers.aid.rate}
"""
    document = built(tmp_path, changes)
    assert document.tree["layers"]["basic"]["deductible"] == {"primary": "100", "otherwise": "400"}
    assert document.tree["layers"]["basic"]["rate"] == {"same_as": "layers.aid.rate"}


def test_sources_are_added_and_other_names_at_the_top_replaced(tmp_path: Path) -> None:
    changes = """\
sources:
  later: {title: {zh: 补充通知, en: Second notice}}
groups: {near: [in_county]}
changes:
  layers: {aid: {rate: {value: 75%, source: later}}}
"""
    document = built(tmp_path, changes)
    assert isinstance(document.policy, Policy)
    assert list(document.policy.sources) == ["notice", "later"]
    assert [each.address for each in document.changes] == ["layers.aid.rate", "groups"]


def test_a_problem_of_a_change_stands_in_the_changing_file(tmp_path: Path) -> None:
    changes = "changes:\n  layers:\n    basic:\n      rate: {otherwise: 80}\n      cap: {}\n"
    assert places(refused(tmp_path, changes)) == [
        "xx-test/2020-01-01.yaml:6:14 layers.basic.rate.otherwise rate_above_one",
    ]


def test_a_problem_of_what_was_taken_over_stands_in_the_base(tmp_path: Path) -> None:
    changes = "changes:\n  groups: {near: ~, far: [out_of_province]}\n  evidence: ~\n"
    assert places(refused(tmp_path, changes)) == [
        "xx-test/2019-01-01.yaml:18:12 layers.basic.rate.primary figure_without_evidence",
        "xx-test/2019-01-01.yaml:18:26 layers.basic.rate.otherwise figure_without_evidence",
        "xx-test/2019-01-01.yaml:19:5 layers.basic.cap figure_without_evidence",
        "xx-test/2019-01-01.yaml:22:33 layers.aid.when.place word_is_not_known",
        "xx-test/2019-01-01.yaml:23:5 layers.aid.rate figure_without_evidence",
    ]


def test_a_field_taken_away_is_missed_where_it_was_taken_away(tmp_path: Path) -> None:
    changes = "changes:\n  layers:\n    aid:\n      title: ~\n"
    assert places(refused(tmp_path, changes)) == [
        "xx-test/2020-01-01.yaml:6:7 layers.aid.title field_is_missing"
    ]


def test_a_problem_of_the_base_is_told_in_its_own_file(tmp_path: Path) -> None:
    made = book(tmp_path, v_2019_01_01=PROVINCE.replace("70%", "70"), v_2020_01_01=HEAD)
    with pytest.raises(Refused) as told:
        made.in_force("xx-test", on("2020-06-15"))
    assert places(tuple(told.value.problems)) == [
        "xx-test/2019-01-01.yaml:23:5 layers.aid.rate rate_above_one"
    ]


def test_a_change_on_a_change_is_found_in_the_file_that_made_it(tmp_path: Path) -> None:
    second = HEAD + "changes: {layers: {aid: {rate: 75%}}}\n"
    third = (
        "builds_on: xx-test/2020-01-01\nin_force: {from: 2021-01-01}\n"
        "changes: {layers: {basic: {cap: 8万元}}}\n"
    )
    made = book(tmp_path, v_2019_01_01=PROVINCE, v_2020_01_01=second, v_2021_01_01=third)
    document = made.in_force("xx-test", on("2021-06-15"))
    assert document.spot("layers.basic.cap") == ("xx-test/2021-01-01.yaml", 3, 28)
    assert document.spot("layers.aid.rate") == ("xx-test/2020-01-01.yaml", 3, 26)
    assert document.spot("layers.basic.rate.primary") == ("xx-test/2019-01-01.yaml", 18, 12)
    assert document.spot("in_force.from") == ("xx-test/2021-01-01.yaml", 2, 12)


def test_a_correction_can_be_built_on(tmp_path: Path) -> None:
    corrected = PROVINCE.replace("rate: 70%", "rate: 72%") + "known: 2019-05-01\n"
    on_it = HEAD.replace("2019-01-01", "2019-01-01.known-2019-05-01")
    made = book(
        tmp_path,
        v_2019_01_01=PROVINCE,
        v_2019_01_01__known_2019_05_01=corrected,
        v_2020_01_01=on_it,
    )
    document = made.in_force("xx-test", on("2020-06-15"))
    assert document.written("layers.aid.rate") == "72%"
    assert isinstance(document.policy, Policy)
    assert document.policy.known is None


@pytest.mark.parametrize(
    "base", ["xx-test/2017-01-01", "yy-test/2019-01-01", "xx-test", "../x/y", ""]
)
def test_an_unknown_base_is_refused(tmp_path: Path, base: str) -> None:
    made = book(tmp_path, v_2020_01_01=HEAD.replace("xx-test/2019-01-01", f"'{base}'"))
    with pytest.raises(Refused) as told:
        made.in_force("xx-test", on("2020-06-15"))
    assert [each.code for each in told.value.problems] == ["base_is_not_there"]


def test_a_policy_that_builds_on_itself_goes_in_a_circle(tmp_path: Path) -> None:
    made = book(tmp_path, v_2020_01_01=HEAD.replace("2019-01-01", "2020-01-01"))
    with pytest.raises(Refused) as told:
        made.in_force("xx-test", on("2020-06-15"))
    assert [each.code for each in told.value.problems] == ["base_goes_in_a_circle"]


def test_a_circle_is_told_again_when_asked_again(tmp_path: Path) -> None:
    made = book(
        tmp_path,
        v_2020_01_01=HEAD.replace("2019-01-01", "2021-01-01"),
        v_2021_01_01=HEAD.replace("2019-01-01", "2020-01-01").replace("{from: 2020", "{from: 2021"),
    )
    for _ in range(2):
        with pytest.raises(Refused) as told:
            made.in_force("xx-test", on("2020-06-15"))
        assert [each.code for each in told.value.problems] == ["base_goes_in_a_circle"]
