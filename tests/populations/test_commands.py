"""`benefits population` and `benefits calibrate`: what they print, and how they end."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from api.command import commands
from tests.populations.made_up import TABLE, book


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(commands, [*words, "--lang", "en"], catch_exceptions=False)
    return done.exit_code, done.output


@pytest.mark.parametrize("command", ["population", "calibrate"])
def test_help_has_an_example_in_both_languages(command: str) -> None:
    code, said = run(command, "--help")
    assert code == 0
    assert "例 · Example" in said


def test_a_population_is_made_and_told(tmp_path: Path) -> None:
    out = tmp_path / "people.parquet"
    code, said = run("population", "--households", "50", "--seed", "3", "--out", str(out), "--json")
    assert code == 0
    told = json.loads(said)
    assert told == {
        "claims": pq.read_metadata(out).num_rows,
        "households": 50,
        "seed": 3,
        "out": str(out),
    }


def test_a_printed_description_makes_the_same_people(tmp_path: Path) -> None:
    one, other, own = tmp_path / "1.parquet", tmp_path / "2.parquet", tmp_path / "own.yaml"
    asked = ["--households", "60", "--poor", "70%"]
    code, text = run("population", *asked)
    assert code == 0
    own.write_text(text, encoding="utf-8")
    assert run("population", *asked, "--out", str(one))[0] == 0
    assert run("population", "--from", str(own), "--out", str(other))[0] == 0
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["population", "--from", "nowhere", "--out", "x.parquet"], "one of: benchmark, default"),
        (["population", "--out", "people.xlsx"], "end the file's name with .parquet"),
        (["population", "--items", "--out", "people.csv"], "how should people.csv be written?"),
        (["population", "--out", "no/such/folder/x.parquet"], "it cannot be written"),
        (["calibrate", "nowhere", "--out", "x"], "jx-yichun-2018"),
    ],
)
def test_wrong_input_is_told_and_ends_with_2(words: list[str], says: str) -> None:
    code, said = run(*words)
    assert code == 2
    assert says in said


def test_calibrating_prints_the_fit_and_ends_with_1_where_it_fails(tmp_path: Path) -> None:
    book(tmp_path / "sound")
    book(tmp_path / "fixed", basic="official")
    table = tmp_path / "table.yaml"
    table.write_text(TABLE, encoding="utf-8")

    def calibrated(folder: str) -> tuple[int, str]:
        policies = ("--policies", str(tmp_path / folder))
        return run("calibrate", str(table), *policies, "--out", str(tmp_path / f"{folder}-out"))

    code, said = calibrated("sound")
    assert code == 0
    assert "80% → 60% (−20 points; allowed 50% to 100%)" in said
    code, said = calibrated("fixed")
    assert code == 1
    assert "The table is not met" in said
