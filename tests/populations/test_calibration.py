"""Calibration: known answers, the fewest figures, only assumed ones, and the same bytes when run again."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from benefits.populations.calibrated_file import read_calibrated, text_of
from benefits.populations.calibration import Calibrated, calibrated
from benefits.populations.folder import write_folder
from benefits.populations.outcome import Outcome, outcome
from benefits.populations.tables import TableFile, open_table, read_table
from benefits.populations.told import page, told
from benefits.problems import Refused
from benefits.reading.book import PolicyBook
from benefits.reading.document import Places
from benefits.reading.tree import read_tree
from tests.populations.made_up import TABLE, book, file, table

PACKAGED = PolicyBook.packaged()
YICHUN = "layers.supplementary.rules.inpatient.payments.out_of_catalogue.rate"


def found(policies: PolicyBook, text: str = TABLE) -> Calibrated:
    read = file(text)
    return calibrated(table(policies, text), read.tree, policies)


def again(text: str, policies: PolicyBook) -> Calibrated:
    tree = read_tree(text, "calibrated.yaml")
    read = TableFile(tree.top, Places("calibrated.yaml", tree.places))
    assert read.is_calibrated
    return read_calibrated(read, policies)


def test_the_one_figure_that_can_carry_a_table_is_found_and_only_that(tmp_path: Path) -> None:
    """480 of 800 is 60%, whatever the people; half of the rest is aid already."""
    policies = book(tmp_path)
    answer = found(policies)
    assert dict(answer.figures) == {"layers.basic.rate": "60%"}
    none, basic = answer.considered
    assert not none.meets
    assert basic.meets
    result = outcome(answer, policies)
    assert result.met
    assert all(abs(row.off) < Fraction(1, 1000) for row in result.rows)
    assert Fraction(3, 10) * 10**6 <= result.weights[0] <= result.weights[1] <= 3 * 10**6


@pytest.mark.parametrize("evidence", ["seed", "official"])
def test_a_seed_or_official_figure_never_moves(tmp_path: Path, evidence: str) -> None:
    policies = book(tmp_path, basic=evidence, aid="assumed")
    answer = found(policies)
    assert set(answer.figures) <= {"layers.aid.rate"}
    assert {path for each in answer.considered for path, _ in each.figures} == {"layers.aid.rate"}
    result = outcome(answer, policies)
    assert not result.met
    assert "The table is not met" in page(result, "en")


def test_of_two_figures_that_can_carry_it_the_one_that_goes_less_far_is_taken(
    tmp_path: Path,
) -> None:
    """Both funds pay 86%: basic at 72% (8 points less), or aid at 30% (20 points less)."""
    policies = book(tmp_path, aid="assumed")
    text = TABLE.replace("of: basic, amount: 480000", "of: [basic, aid], amount: 688000")
    text = text.replace("  aid: {of: aid, amount: 160000, name: {zh: 救助, en: aid}}\n", "")
    text = text.replace("amount: 160000", "amount: 112000").replace("[basic, aid, p", "[basic, p")
    answer = found(policies, text)
    tried = {each.figures: each.meets for each in answer.considered}
    assert tried[("layers.basic.rate", "72%"),]
    assert tried[("layers.aid.rate", "30%"),]
    assert dict(answer.figures) == {"layers.basic.rate": "72%"}


@pytest.mark.parametrize(("number", "wanted"), [("20", "14"), ("40000", "28")])
def test_too_many_or_few_households_are_refused_with_the_number_wanted(
    tmp_path: Path, number: str, wanted: str
) -> None:
    text = TABLE.replace("number: 400", f"number: {number}")
    with pytest.raises(Refused) as refused:
        found(book(tmp_path), text)
    (problem,) = refused.value.problems
    assert problem.code == "households_do_not_fit"
    assert problem.fix.en.startswith(f"make people.households about {wanted}")


def test_a_table_that_people_alone_can_meet_moves_no_figure(tmp_path: Path) -> None:
    """80%, then half of the rest: 640, 80 and 80."""
    text = TABLE.replace("amount: 480000", "amount: 640000").replace(
        "amount: 160000", "amount: 80000"
    )
    policies = book(tmp_path)
    answer = found(policies, text)
    assert answer.figures == {}
    assert outcome(answer, policies).met
    assert [each.meets for each in answer.considered] == [True]


def test_what_a_calibration_leaves_gives_the_same_bytes_when_run_again(tmp_path: Path) -> None:
    policies = book(tmp_path / "policies")
    first, second = tmp_path / "first", tmp_path / "second"
    write_folder(outcome(found(policies), policies), first)
    text = (first / "calibrated.yaml").read_text(encoding="utf-8")
    write_folder(outcome(again(text, policies), policies), second)
    names = sorted(each.name for each in first.iterdir())
    assert names == [
        "calibrated.yaml",
        "fit.csv",
        "fit.json",
        "people.parquet",
        "reform.yaml",
        "report.en.md",
        "report.zh.md",
    ]
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name
    assert "layers.basic.rate: 60%" in (first / "reform.yaml").read_text(encoding="utf-8")
    weights = pq.read_table(first / "people.parquet")["weight"]
    assert abs(sum(weights.to_pylist()) - 400 * 10**6) < 400 * 10**3


def test_a_calibrated_file_that_was_changed_by_hand_is_refused(tmp_path: Path) -> None:
    policies = book(tmp_path)
    text = text_of(found(policies))
    for before, after in (
        ("layers.basic.rate: 60%", "layers.aid.rate: 60%"),
        ("layers.basic.rate: 60%", "layers.basic.rate: sixty"),
        ("    basic: ", "    other: "),
        ("base: ", "base: 7"),
    ):
        assert before in text
        with pytest.raises(Refused):
            outcome(again(text.replace(before, after, 1), policies), policies)


def test_a_table_that_contradicts_itself_is_told_and_met_line_by_line() -> None:
    """Yi county printed 692.09 where its levels come to 587.71."""
    read = open_table("ah-yixian-2009")
    answer = calibrated(read_table(read.tree, read.places, PACKAGED), read.tree, PACKAGED)
    result = outcome(answer, PACKAGED)
    assert result.met
    assert answer.figures == {}
    said = page(result, "en")
    assert "printed as 6,920,900.00" in said
    assert "add up to 5,877,100.00, 1,043,800.00 apart" in said


@pytest.fixture(scope="module")
def yichun() -> Outcome:
    """The calibrated file that comes along, run again."""
    return outcome(read_calibrated(open_table("jx-yichun-2018-calibrated"), PACKAGED), PACKAGED)


def test_yichun_is_met_within_half_a_percent_a_payer(yichun: Outcome) -> None:
    assert yichun.met
    assert len(yichun.rows) == 10
    assert all(abs(row.off) <= Fraction(5, 1000) for row in yichun.rows)
    assert yichun.statuses == {"ok": len(yichun.claims)}
    assert 300_000 <= yichun.weights[0] < yichun.weights[1] <= 3_000_000
    assert yichun.effective > Fraction(1, 2)
    assert not replace(yichun, effective=Fraction(1, 2)).met
    assert [figure.path for figure, _ in yichun.moved] == [YICHUN]


def test_yichun_predicts_the_waived_deductibles_and_says_what_that_rests_on(
    yichun: Outcome,
) -> None:
    visits, *_, amount = yichun.held_out
    assert (visits.published, amount.published) == (4626, 1_173_600_00)
    assert visits.met
    assert amount.met
    assert abs(visits.simulated - 4838) < 1  # nine tenths of 5,376: it is weighted
    said = page(yichun, "en")
    assert "half of these at township" in said
    assert "Behaviour is held fixed" in said


def test_yichuns_one_figure_is_what_the_tables_own_sums_ask_for(yichun: Outcome) -> None:
    """What basic and critical illness leave is x eligible and n not. Aid is 7% of x where no cap binds,
    so x = 52.86 ÷ 0.07; supplementary is 90% of x and r of n: r = (891.00 − 0.9x) ÷ n = 48.23%."""
    x = Fraction(5286 * 100, 7)
    n = Fraction(387_157 - 227_459 - 40_347) - x
    rate = (Fraction(89_100) - x * 9 / 10) / n
    assert round(rate * 10_000) in range(4815, 4835)
    ((figure, value),) = yichun.moved
    assert abs(Fraction(value, figure.scale) - rate) < Fraction(1, 1000)


def test_the_calibrated_file_is_written_as_it_was_read() -> None:
    read = open_table("jx-yichun-2018-calibrated")
    text = text_of(read_calibrated(read, PACKAGED))
    again_ = read_tree(text, "again.yaml")
    assert again_.top == read.tree


def test_the_report_says_the_same_in_both_languages_and_for_programs(yichun: Outcome) -> None:
    zh, en = page(yichun, "zh"), page(yichun, "en")
    assert zh.count("\n") == en.count("\n")
    data = told(yichun)
    assert data["met"]
    assert data["figures"][0]["to"] == yichun.moved[0][0].written(yichun.moved[0][1])
    assert [row["published"] for row in data["lines"][:2]] == [5376, "22745900.00"]


@pytest.mark.long
def test_yichun_is_calibrated_from_its_table() -> None:
    read = open_table("jx-yichun-2018")
    answer = calibrated(read_table(read.tree, read.places, PACKAGED), read.tree, PACKAGED)
    assert list(answer.figures) == [YICHUN]
    assert outcome(answer, PACKAGED).met
    shipped = read_calibrated(open_table("jx-yichun-2018-calibrated"), PACKAGED)
    assert replace(answer, considered=shipped.considered).figures == shipped.figures


@pytest.mark.long
def test_luoyang_is_calibrated_from_its_table() -> None:
    read = open_table("ha-luoyang-2020")
    answer = calibrated(read_table(read.tree, read.places, PACKAGED), read.tree, PACKAGED)
    assert "layers.medical_aid.rate" in answer.figures
    assert outcome(answer, PACKAGED).met
