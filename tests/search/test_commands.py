"""`benefits sweep`, `solve` and `frontier` over a claim file: what they print, write and end with."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.command import commands
from tests.search.handful import BILLS, CEILING

HEAD = (
    "claim_id,person_id,date,region,categories,kind,hospital_level,eligible_fen,"
    "first_self_pay_fen,over_limit_fen,own_expense_fen\n"
)


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The handful as a CSV file."""
    file = tmp_path_factory.mktemp("claims") / "claims.csv"
    rows = [
        f"{n},{bill['person_id']},2018-06-01,jx-yichun,{bill['categories']},inpatient,tertiary,"
        f"0,0,0,{bill['own_expense_fen']}\n"
        for n, bill in enumerate(BILLS, start=1)
    ]
    file.write_text(HEAD + "".join(rows), encoding="utf-8")
    return file


def asked(*words: object) -> Result:
    return CliRunner().invoke(commands, [str(each) for each in words], catch_exceptions=False)


def test_a_sweep_writes_its_points_and_each_can_be_run_again(claims: Path, tmp_path: Path) -> None:
    out = tmp_path / "sweep"
    done = asked(
        "sweep", "--claims", claims, "--vary", f"{CEILING}=5%:9.5%:1.5%", "--out", out,
        "--bureau", "--json", "--lang", "en",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    backstop = [each["totals_fen"]["backstop"] for each in told["points"]]
    assert backstop == [13_200_000, 12_585_000, 11_970_000, 11_355_000]
    assert told["baseline"]["totals_fen"]["backstop"] == 11_355_000
    assert told["points"][0]["above"] == {"5%": 1, "9.5%": 1, "10%": 1}
    kept = json.loads((out / "points.json").read_text(encoding="utf-8"))
    assert kept["points"] == told["points"]
    names = {each.name for each in out.iterdir()}
    assert {"report.en.html", "report.zh.html", "report.xlsx", "tables", "reforms"} <= names
    result = tmp_path / "result.csv"
    again = asked(
        "simulate", "--claims", claims, "--out", result, "--reform",
        out / told["points"][1]["reform"], "--json",
    )  # fmt: skip
    assert json.loads(again.output)["reform"]["totals_fen"]["backstop"] == 12_585_000
    twice = asked("sweep", "--claims", claims, "--vary", f"{CEILING}=5%,6%", "--out", out)
    assert twice.exit_code == 2
    assert "there is something in the folder" in twice.stderr or "文件夹里已有内容" in twice.stderr


def test_a_solved_figure_ends_with_0_and_one_that_is_not_with_1(claims: Path) -> None:
    words = ("solve", "--claims", claims, "--vary", f"{CEILING}=5%:9.5%", "--lang", "en")
    met = asked(*words, "--target", "backstop<=120000.00")
    assert met.exit_code == 0
    assert "7.93% meets the target (119,987.00), 7.92% does not (120,028.00)" in met.output
    missed = asked(*words, "--target", "backstop<=100000.00")
    assert missed.exit_code == 1
    assert "The nearest is 9.5%: 113,550.00" in missed.output
    told = json.loads(asked(*words, "--target", "backstop<=120000.00", "--json").output)
    assert told["crossings"] == [{"met": "7.93%", "missed": "7.92%", "met_from_here": "up"}]


def test_a_frontier_names_the_points_no_other_beats(claims: Path) -> None:
    done = asked(
        "frontier", "--claims", claims, "--vary", f"{CEILING}=5%:9.5%:0.5%", "--above", "5%",
        "--cost", "backstop", "--json",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert told["frontier"] == [10, 1]
    assert len(told["points"]) == 10


def test_chinese_and_english_are_printed(claims: Path) -> None:
    words = ("sweep", "--claims", claims, "--vary", f"{CEILING}=5%,6%")
    zh, en = (asked(*words, "--lang", lang).output for lang in ("zh", "en"))
    assert "就医行为保持不变" in zh
    assert "个人负担" in zh
    assert "behaviour is held fixed" in en
    assert "not shown" in en


def test_wrong_input_ends_with_2_and_every_problem(claims: Path) -> None:
    done = asked(
        "sweep", "--claims", claims, "--vary", f"{CEILING}=9%:5%:1%", "--vary", "x=1",
        "--share", "lots", "--set", "abc", "--json", "--lang", "en",
    )  # fmt: skip
    assert done.exit_code == 2
    told = [each["where"].split(" ")[0] for each in json.loads(done.output)["problems"]]
    assert sorted(told) == ["--set", "--share", "--vary", "--vary"]
    nothing = asked("solve", "--claims", claims, "--lang", "en")
    assert nothing.exit_code == 2
    assert "no figure to vary is named" in nothing.output


@pytest.mark.parametrize("command", ["sweep", "solve", "frontier"])
def test_help_has_an_example(command: str) -> None:
    assert f"Example: benefits {command} --claims" in " ".join(
        asked(command, "--help").output.split()
    )
