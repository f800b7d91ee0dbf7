"""`benefits simulate`: what it prints, for people and for programs, and how it ends."""

import json
from collections import OrderedDict
from pathlib import Path
from typing import Any

import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from api.command import commands
from benefits.simulation import kept
from tests.claim_files.test_bad_tables import rows

REGION = ("--region", "jx-yichun")


@pytest.fixture
def claims(tmp_path: Path) -> str:
    path = tmp_path / "claims.parquet"
    pq.write_table(rows({}, {"household_id": 3}, {"kind": "surgery"}), path)
    return str(path)


def run(claims: str, *words: str) -> Any:
    out = Path(claims).with_name("result.parquet")
    asked = ["simulate", "--claims", claims, "--out", str(out), *words]
    return CliRunner().invoke(commands, asked, catch_exceptions=False)


def test_a_program_reads_the_contracts_summary(claims: str) -> None:
    """The second stay brings the year's 6,400 over the 6,000: 55% of 400. Then 90% of 2,980, 70% of 298."""
    ended = run(claims, *REGION, "--json")
    assert ended.exit_code == 0
    told = json.loads(ended.stdout)
    assert ended.stderr == ""
    assert set(told["seconds"]) == {"total", "kernel"}
    assert told["claims"] == 3
    assert told["statuses"] == {"ok": 2, "invalid_request": 1}
    what = {"zh": "不认识的代码", "en": "the word is not known"}
    assert told["refusals"] == [
        {"code": "invalid_request", "count": 1, "what": what, "where": "visit.kind"}
    ]
    assert told["totals_fen"] == {
        "basic": 2_560_000,
        "critical_illness": 22_000,
        "supplementary": 1_156_200,
        "medical_aid": 43_260,
        "hospital_waiver": 0,
        "backstop": 0,
        "hospital_borne": 0,
        "patient": 218_540,
    }


def test_a_reform_stands_beside_the_baseline(claims: str) -> None:
    """With a ceiling of 5% the government bears what is above 1,000 of 20,000."""
    ended = run(claims, *REGION, "--json", "--set", "layers.backstop.ceiling=5%")
    told = json.loads(ended.stdout)
    assert told["reform"]["totals_fen"]["patient"] == 200_000
    assert told["reform"]["statuses"] == told["statuses"]
    names = pq.read_table(Path(claims).with_name("result.parquet")).schema.names
    assert names[0] == "claim_id"
    assert names[8:10] == ["patient_fen", "status"]
    assert names[10:] == [f"reform_{name}" for name in names[1:10]]


@pytest.mark.parametrize(
    ("language", "says"),
    [
        (
            "en",
            ("3 claims", "25,600.00", "patient", "ok 2, invalid_request 1", "Behaviour is held"),
        ),
        (
            "zh",
            (
                "3 条明细",
                "25,600.00",
                "个人负担",
                "医疗救助",
                "已测算 2，请求内容有误（invalid_request） 1",
                "被拒的明细不计入任何金额",
                "假定就医行为不变",
            ),
        ),
    ],
)
def test_a_person_reads_a_table(claims: str, language: str, says: tuple[str, ...]) -> None:
    ended = run(claims, *REGION, "--lang", language, "--prices", "0%")
    assert ended.exit_code == 0
    for each in says:
        assert each in ended.stdout


def test_prices_and_use_are_stated(claims: str) -> None:
    told = json.loads(run(claims, *REGION, "--json", "--prices", "10%", "--use", "-5%").stdout)
    assert (told["prices"], told["use"]) == ("11/10", "19/20")
    assert told["weighted_claims"] == 3, "2.85, rounded"
    shown = run(claims, *REGION, "--lang", "en", "--prices", "10%").stdout
    assert "Prices are put at 110% of what they were" in shown
    shown = run(claims, *REGION, "--lang", "en", "--use", "-5%").stdout
    assert "yuan, weighted" in shown


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "there is no column region, and no region is named"),
        (("--region", "nowhere"), "there is no region nowhere"),
        ((*REGION, "--prices", "much"), "much is no percentage"),
        ((*REGION, "--statistic", "height=3"), "no statistic height"),
        ((*REGION, "--statistic", "poverty_line=3.001"), "3.001 is no amount"),
        ((*REGION, "--set", "layers.nothing=5%"), "layers.nothing"),
        ((*REGION, "--known-on", "today"), "--known-on"),
        ((*REGION, "--policies", "/nowhere"), "there is no such folder"),
        ((*REGION, "--engine", "dask://127.0.0.1:1"), "nothing answers at dask://127.0.0.1:1"),
        ((*REGION, "--engine", "somewhere"), "nothing answers at somewhere"),
        ((*REGION, "--report", __file__), "Not a directory"),
        ((*REGION, "--report", f"{__file__}/below"), "Not a directory"),
    ],
)
def test_wrong_input_ends_with_2_and_leaves_no_file(
    claims: str, words: tuple[str, ...], says: str
) -> None:
    ended = run(claims, *words, "--lang", "en")
    assert ended.exit_code == 2
    assert says in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not Path(claims).with_name("result.parquet").exists()
    problem = json.loads(run(claims, *words, "--json").stdout)
    assert problem["problems"]


def test_something_is_asked_for(claims: str) -> None:
    ended = CliRunner().invoke(commands, ["simulate", "--claims", claims, *REGION, "--lang", "en"])
    assert ended.exit_code == 2
    assert "say --out or --report" in ended.stderr


def test_progress_comes_in_lines_for_the_program_that_asks(claims: str) -> None:
    ended = run(claims, *REGION, "--json", "--progress-lines")
    last = json.loads(ended.stderr.splitlines()[-1])
    assert last == {"claims": 3, "of": 3, "stage": "work"}


def test_a_report_that_cannot_be_written_is_refused_before_the_run(claims: str) -> None:
    ended = run(claims, *REGION, "--report", claims, "--lang", "en")
    assert ended.exit_code == 2
    assert "cannot write" in ended.stdout + ended.stderr
    assert not Path(claims).with_name("result.parquet").exists()


def test_a_table_of_very_many_columns_is_read_and_few_of_them_named(claims: str) -> None:
    table = pq.read_table(claims)
    for name in (f"other_{number}" for number in range(300)):
        table = table.append_column(name, table["claim_id"])
    pq.write_table(table, claims)
    ended = run(claims, *REGION, "--lang", "en")
    assert ended.exit_code == 0
    assert "other_19 and 280 more" in " ".join(ended.stderr.split())


def test_a_place_for_scratch_that_is_not_there_is_told(claims: str) -> None:
    csv = Path(claims).with_name("claims.csv")
    table = pq.read_table(claims)
    pacsv.write_csv(table.set_column(5, "kind", table["kind"].cast("string")), csv)
    ended = run(str(csv), *REGION, "--scratch", str(csv / "none"), "--lang", "en")
    assert ended.exit_code == 2
    assert "cannot write: Not a directory" in ended.stdout + ended.stderr


def test_a_cache_others_can_write_to_is_told_in_words(
    claims: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernels = tmp_path / "cache" / "benefits" / "kernels"
    kernels.mkdir(parents=True)
    kernels.chmod(0o777)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(kept, "_kept", OrderedDict())
    ended = run(claims, *REGION, "--lang", "en")
    assert ended.exit_code == 2
    assert "others can write to it" in ended.stdout + ended.stderr
