"""Files and flags come to one reform: the later wins, and whatever is odd is said loudly."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from benefits.problems import Refused
from benefits.quotes.desk import Desk
from benefits.reading.book import PolicyBook
from benefits.reading.tree import read_tree
from benefits.reforms import Plan, scenarios
from benefits.reforms.sentences import SENTENCES
from benefits.reforms.written import reform_text
from benefits.simulation.block import Block, worked_out
from benefits.simulation.table import claim_table
from tests.reading.books import book, policy

BOOK = PolicyBook.packaged()
YICHUN = "jx-yichun/2018-01-01.yaml"
CEILING = "layers.backstop.ceiling"


def plan(*sets: str, regions: Any = ("jx-yichun",), files: Any = ()) -> Plan:
    return scenarios(BOOK, files, sets, regions)


def codes(*sets: str, **how: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        plan(*sets, **how)
    return [(each.code, each.where) for each in refused.value.problems]


def said(made: Plan) -> list[str]:
    return [each.en for each in made.said]


def run(made: Plan, own_expense_fen: int) -> Block:
    """One bill of a registered poor person in a Yichun tertiary hospital, all of it own expense."""
    claim = {
        "claim_id": [1],
        "person_id": [1],
        "date": pa.array([date(2018, 6, 1)]),
        "region": ["jx-yichun"],
        "categories": ["registered_poor"],
        "kind": ["inpatient"],
        "hospital_level": ["tertiary"],
        "eligible_fen": [0],
        "first_self_pay_fen": [0],
        "over_limit_fen": [0],
        "own_expense_fen": [own_expense_fen],
    }
    return worked_out(claim_table(claim), made.scenarios, python=True)


def test_without_a_reform_the_baseline_stands_alone() -> None:
    made = plan()
    assert [each.name for each in made.scenarios] == ["baseline"]
    assert not made.said
    assert not made.changed


def test_a_flag_is_a_figure_of_every_region_of_the_table_that_has_it() -> None:
    made = plan(f"{CEILING}=5%", regions=("jx-yichun", "sd-shandong"))
    baseline, reform = made.scenarios
    assert (baseline.name, reform.name, reform.structural) == ("baseline", "reform", False)
    assert reform.written == {"jx-yichun": {CEILING: "5%"}}
    assert list(reform.figures) == [YICHUN]
    assert [(each.before, each.after) for each in made.changed] == [("9.5%", "5%")]
    assert said(made) == [f"{CEILING}: sd-shandong has no such figure, and nothing changes there"]


def test_the_kernel_pays_what_the_reform_says() -> None:
    """400,000 of own expense at a tertiary hospital: supplementary 75% = 300,000, capped at 250,000;
    aid sees no eligible part; 150,000 is left. At 9.5% the patient keeps 38,000 and the backstop pays
    112,000; at 5% he keeps 20,000 and it pays 130,000."""
    block = run(plan(f"{CEILING}=5%"), 40_000_000)
    paid = [each.layers["backstop"].tolist() for each in block.results]
    assert paid == [[11_200_000], [13_000_000]]
    assert [each.patient_fen.tolist() for each in block.results] == [[3_800_000], [2_000_000]]


def test_the_desk_says_the_same_of_the_reform() -> None:
    told = Desk(BOOK).quote(
        {
            "region": "jx-yichun",
            "date": "2018-06-01",
            "person": {"categories": ["registered_poor"]},
            "visit": {"kind": "inpatient", "hospital_level": "tertiary"},
            "bill": {"total": "400000.00", "own_expense": "400000.00"},
            "reform": {CEILING: "5%"},
        }
    )
    assert told["reform"]["patient"] == "20000.00"


def test_a_prefix_means_one_region_or_one_version() -> None:
    for scope in ("jx-yichun", "jx-yichun/2018-01-01"):
        made = plan(f"{scope}:{CEILING}=5%", regions=("jx-yichun", "sc-zangqu"))
        assert list(made.scenarios[1].figures) == [YICHUN]
        assert said(made) == []
    assert codes("jx-yichun/2017-01-01:layers.x=1") == [
        ("version_is_not_there", "--set jx-yichun/2017-01-01:layers.x=1")
    ]


def test_a_region_that_is_not_in_the_table_is_said() -> None:
    made = plan(f"sc-zangqu:{CEILING}=6%")
    assert said(made) == [
        f"--set sc-zangqu:{CEILING}=6%: the table has no claim of sc-zangqu, so this changes nothing"
    ]


def test_a_version_without_the_figure_is_named(tmp_path: Path) -> None:
    shelf = book(
        tmp_path,
        v_2020_01_01=policy("from: 2020-01-01, until: 2020-12-31"),
        v_2021_01_01=policy("from: 2021-01-01", '80%\n    cap: "100"'),
    )
    made = scenarios(shelf, [], ["layers.basic.cap=200"], ["xx-test"])
    assert said(made) == [
        "layers.basic.cap: the version xx-test/2020-01-01 has no such figure, "
        "and nothing changes there"
    ]
    assert list(made.scenarios[1].figures) == ["xx-test/2021-01-01.yaml"]


def test_a_path_no_region_has_is_refused_with_what_is_near() -> None:
    with pytest.raises(Refused) as refused:
        plan("layers.backstop.cieling=5%", regions=("jx-yichun", "sc-zangqu"))
    (wrong,) = refused.value.problems
    assert (wrong.code, wrong.what.en) == (
        "figure_is_not_known",
        "no region has such a figure (jx-yichun, sc-zangqu)",
    )
    assert CEILING in wrong.fix.en


def test_a_reform_that_changes_nothing_is_said_first() -> None:
    made = plan(
        f"jx-yichun:{CEILING}=9.5%", f"sc-zangqu:{CEILING}=5%", regions=("jx-yichun", "sc-zangqu")
    )
    assert said(made) == [
        "the reform changes nothing at all: both scenarios are the same",
        f"{CEILING} = 9.5% changes nothing in jx-yichun/2018-01-01: it is that already",
        f"{CEILING} = 5% changes nothing in sc-zangqu/2018-01-01: it is that already",
    ]


def test_the_later_setting_wins_and_it_is_said(tmp_path: Path) -> None:
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    first.write_text(f"name: One\nfigures:\n  {CEILING}: 5%\n", encoding="utf-8")
    second.write_text(
        f"name: {{zh: 二, en: Two}}\nregion: jx-yichun\nfigures:\n  {CEILING}: 6%\n",
        encoding="utf-8",
    )
    made = plan(f"{CEILING}=7%", files=[first, second])
    assert made.scenarios[1].written == {"jx-yichun": {CEILING: "7%"}}
    assert made.name is not None
    assert (made.name.zh, made.name.en) == ("One + 二", "One + Two")
    assert said(made) == [
        f"jx-yichun/2018-01-01 {CEILING}: 5% ({first}:3) gives way to 6% ({second}:4), "
        "which comes later",
        f"jx-yichun/2018-01-01 {CEILING}: 6% ({second}:4) gives way to 7% (--set {CEILING}=7%), "
        "which comes later",
    ]
    assert plan(files=[second, first]).scenarios[1].written == {"jx-yichun": {CEILING: "5%"}}


def test_an_assumed_figure_that_is_replaced_is_said() -> None:
    path = "layers.basic.rules.inpatient.rate.tertiary"
    assert said(plan(f"{path}=65%")) == [
        f"{path} 60% → 65% (jx-yichun/2018-01-01): the figure it replaces is assumed, not confirmed"
    ]


def test_every_wrong_flag_is_told_at_once() -> None:
    told = codes(
        "abc", "=5%", f"{CEILING}=", "x y:layers.a=1", "nowhere:layers.a=1", f"{CEILING}=150%"
    )
    assert [code for code, _ in told] == [
        "setting_has_no_value",
        "setting_is_empty",
        "setting_is_empty",
        "scope_is_not_a_region",
        "unknown_region",
        "figure_is_not_of_this_kind",
    ]
    assert all(where.startswith("--set ") for _, where in told)


def test_a_figure_that_is_none_does_not_hide_what_is_wrong_with_another() -> None:
    told = codes("layers.critical_illness.rate=half", f"{CEILING}=0.05")
    assert [code for code, _ in told] == ["figure_is_not_of_this_kind", "share_without_percent"]


def test_one_problem_in_several_regions_is_told_once() -> None:
    with pytest.raises(Refused) as refused:
        plan(f"{CEILING}=150%", regions=("jx-yichun", "sc-zangqu"))
    assert [each.what.en for each in refused.value.problems] == [
        "jx-yichun/2018-01-01, sc-zangqu/2018-01-01: a rate lies between 0 and 1"
    ]


STRUCTURAL = """\
builds_on: jx-yichun/2018-01-01
in_force: {from: 2018-01-01, until: 2018-12-31}
changes:
  layers:
    backstop:
      ceiling: {value: %s, evidence: assumed}
"""


def test_a_whole_policy_is_compiled_anew_and_called_structural(tmp_path: Path) -> None:
    file = tmp_path / "any name.yaml"
    file.write_text(STRUCTURAL % "5%", encoding="utf-8")
    made = plan(files=[file])
    reform = made.scenarios[1]
    assert reform.structural
    assert reform.book is not BOOK
    assert said(made) == [
        f"structural: {file} is a policy of its own, compiled anew; it changes 1 thing in "
        "jx-yichun/2018-01-01; it takes the place of jx-yichun/2018-01-01"
    ]
    block = run(made, 40_000_000)
    assert [each.patient_fen.tolist() for each in block.results] == [[3_800_000], [2_000_000]]


def test_figures_after_a_policy_are_its_figures_and_those_before_it_are_gone(
    tmp_path: Path,
) -> None:
    figures, file = tmp_path / "figures.yaml", tmp_path / "policy.yaml"
    figures.write_text(f"figures:\n  {CEILING}: 7%\n", encoding="utf-8")
    file.write_text(STRUCTURAL % "5%", encoding="utf-8")
    after = plan(files=[file, figures])
    assert run(after, 40_000_000).results[1].patient_fen.tolist() == [2_800_000]
    before = plan(files=[figures, file])
    assert run(before, 40_000_000).results[1].patient_fen.tolist() == [2_000_000]
    assert said(before)[0] == (
        f"{CEILING} = 7% ({figures}:2) is gone: {file} takes the place of the whole policy"
    )


def test_policies_stack_a_later_one_may_build_on_an_earlier(tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text(STRUCTURAL % "5%", encoding="utf-8")
    two.write_text(
        (STRUCTURAL % "0").partition("changes:")[0] + "changes:\n  layers:\n    supplementary: ~\n",
        encoding="utf-8",
    )
    block = run(plan(files=[one, two]), 40_000_000)
    assert block.results[1].layers["backstop"].tolist() == [38_000_000]


def test_what_builds_on_a_replaced_policy_changes_with_it(tmp_path: Path) -> None:
    shelf = book(
        tmp_path,
        v_2020_01_01=policy("from: 2020-01-01, until: 2020-12-31"),
        v_2021_01_01="builds_on: xx-test/2020-01-01\nin_force: {from: 2021-01-01}\n",
    )
    later = shelf.versions("xx-test")[1]
    assert shelf.document("xx-test", later).tree["layers"]["basic"]["rate"] == "80%"
    file = tmp_path / "reform.yaml"
    file.write_text(policy("from: 2020-01-01, until: 2020-12-31", "70%"), encoding="utf-8")
    made = scenarios(shelf, [file], [], ["xx-test"])
    reformed = made.scenarios[1].book.document("xx-test", later)
    assert reformed.tree["layers"]["basic"]["rate"] == "70%"
    assert shelf.document("xx-test", later).tree["layers"]["basic"]["rate"] == "80%"
    assert said(made)[1] == "xx-test/2021-01-01 builds on xx-test/2020-01-01 and changes with it"


def test_a_policy_that_says_the_same_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "same.yaml"
    version = BOOK.document("jx-yichun", BOOK.versions("jx-yichun")[0])
    file.write_text(version.text, encoding="utf-8")
    made = plan(files=[file])
    assert said(made)[0] == "the reform changes nothing at all: both scenarios are the same"
    assert f"{file} says what jx-yichun/2018-01-01 says: it changes nothing" in said(made)


def test_a_policy_from_another_day_is_added_beside(tmp_path: Path) -> None:
    file = tmp_path / "july.yaml"
    text = (STRUCTURAL % "5%").replace("from: 2018-01-01", "from: 2018-07-01")
    file.write_text(text, encoding="utf-8")
    made = plan(files=[file])
    assert said(made)[0].endswith("it is added as the version jx-yichun/2018-07-01")
    assert [each.name for each in made.scenarios[1].book.versions("jx-yichun")] == [
        "2018-01-01.yaml",
        "2018-07-01.yaml",
    ]
    assert run(made, 40_000_000).results[1].patient_fen.tolist() == [3_800_000], "June is as it was"
    assert [each.name for each in BOOK.versions("jx-yichun")] == ["2018-01-01.yaml"]


def test_what_is_written_as_a_file_is_read_as_the_same_reform(tmp_path: Path) -> None:
    from benefits.problems import Text

    figures = {
        f"jx-yichun:{CEILING}": "5%",
        "layers.basic.rules.inpatient.cap": "12万元",
        "layers.critical_illness.deductible": "7,000.50",
        "jx-yichun/2018-01-01:layers.critical_illness.rate": "2/3",
    }
    file = tmp_path / "reform.yaml"
    name = Text('兜底线："低"', 'the "low" ceiling: 5%')
    file.write_text(reform_text(figures, name, ["a remark", "two\nlines"]), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        plan(files=[file])
    assert [each.code for each in refused.value.problems] == ["figure_too_fine"], "2/3 alone"
    figures.popitem()
    file.write_text(reform_text(figures, name), encoding="utf-8")
    made = plan(files=[file])
    flags = plan(*(f"{path}={written}" for path, written in figures.items()))
    assert made.scenarios[1].figures == flags.scenarios[1].figures
    assert made.name == name


def test_whatever_is_written_into_a_file_is_read_back() -> None:
    figures = {"a.b": "5%", "c: d": "- 5%", "e": "# x", "f": "yes: no", "g": "", "h": "[1, 2]"}
    assert read_tree(reform_text(figures), "x.yaml").top["figures"] == figures


def test_every_sentence_is_said_in_both_languages() -> None:
    for code, (what_zh, what_en, fix_zh, fix_en) in SENTENCES.items():
        for zh, en in ((what_zh, what_en), (fix_zh, fix_en)):
            assert any("一" <= each <= "龥" for each in zh), code
            assert en.isascii() or "…" in en, code
