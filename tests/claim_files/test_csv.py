"""A CSV is read by the contract's types, and comes to what the same claims in Parquet come to."""

from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from benefits.problems import Refused
from tests.claim_files.made import claims, run, said, saved
from tests.claim_files.test_bad_tables import rows, told

HEAD = (
    "claim_id,person_id,date,kind,hospital_level,eligible_fen,first_self_pay_fen,over_limit_fen,"
    "own_expense_fen"
)
GOOD = "1,5,2018-06-15,inpatient,secondary,1600000,150000,50000,200000"


def test_a_csv_comes_to_the_same_as_parquet(tmp_path: Path) -> None:
    table = claims()
    table = table.filter(pa.compute.is_null(table["items"])).drop_columns(["items"])
    as_text = pa.table(
        {name: each.cast(pa.string()) if pa.types.is_dictionary(each.type) else each
         for name, each in zip(table.column_names, table.columns, strict=True)}
    )  # fmt: skip
    pacsv.write_csv(as_text, tmp_path / "in.csv")
    one, other = tmp_path / "one.parquet", tmp_path / "other.parquet"
    first = run(saved(table, tmp_path / "in.parquet"), one)
    second = run(tmp_path / "in.csv", other)
    assert first.plan.parts > 2
    assert one.read_bytes() == other.read_bytes()
    assert first.summary.scenarios == second.summary.scenarios


def test_a_result_may_be_a_csv(tmp_path: Path) -> None:
    file = saved(claims(), tmp_path / "in.parquet")
    run(file, tmp_path / "out.csv")
    run(file, tmp_path / "out.parquet")
    whole = pq.read_table(tmp_path / "out.parquet")
    read = pacsv.read_csv(tmp_path / "out.csv")
    assert read.column_names == whole.column_names
    assert read["status"].to_pylist() == whole["status"].to_pylist()
    assert read["patient_fen"].to_pylist() == whole["patient_fen"].to_pylist()


WRONG = {
    "1,5,2018-06-15,inpatient,secondary,12.5,150000,50000,x": [
        "in.csv:3: eligible_fen, row 2: 12.5 is no whole number",
        "in.csv:3: own_expense_fen, row 2: x is no whole number",
    ],
    "2,5,2018-02-30,inpatient,secondary,1,1,1,1": ["in.csv:3: date, row 2: 2018-02-30 is no day"],
    "2,5,2018/6/15,inpatient,secondary,1,1,1,1": ["in.csv:3: date, row 2: 2018/6/15 is no day"],
    "2,,2018-06-15,inpatient,secondary,1,1,1,1": ["in.csv:3: person_id, row 2: a value is missing"],
    "1,5,2018-06-15,inpatient,secondary,1,1,1,1": [
        "in.csv:3: claim_id, row 2: claim 1 stands there more than once"
    ],
    "2,5,2018-06-15,inpatient,secondary,9223372036854775808,1,1,1": [
        "in.csv:3: eligible_fen, row 2: 9223372036854775808 does not fit into 64 bits"
    ],
    "2,5,2018-06-15": ["in.csv:3: row 2: the line has 3 fields, and the first one 9 names"],
}


@pytest.mark.parametrize("line", WRONG)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "in.csv").write_text(f"{HEAD}\n{GOOD}\n{line}\n", encoding="utf-8")
    assert told(tmp_path / "in.csv") == WRONG[line]


def test_a_csv_in_another_encoding_is_told(tmp_path: Path) -> None:
    text = f"{HEAD},region\n{GOOD},江西\n"
    (tmp_path / "in.csv").write_bytes(text.encode("gb18030"))
    assert told(tmp_path / "in.csv", region=None) == ["in.csv: : the file is not UTF-8"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16"])
def test_names_in_another_encoding_are_told(tmp_path: Path, encoding: str) -> None:
    """As a Chinese spreadsheet saves them: the first look at the names meets them already."""
    (tmp_path / "in.csv").write_bytes(f"结算编号,{HEAD}\n1,{GOOD}\n".encode(encoding))
    assert told(tmp_path / "in.csv") == ["in.csv: : the file is not UTF-8"]


def test_names_longer_than_the_first_look_are_read(tmp_path: Path) -> None:
    long = "编" * 30_000
    (tmp_path / "in.csv").write_text(f"{HEAD},{long}\n{GOOD},1\n", encoding="utf-8")
    run(tmp_path / "in.csv", tmp_path / "out.parquet", region="jx-yichun")
    assert said(tmp_path / "out.parquet")[1]["status"] == "ok"


@pytest.mark.parametrize("between", [";", "\t"])
def test_another_separator_is_told_once(tmp_path: Path, between: str) -> None:
    text = f"{HEAD}\n{GOOD}\n".replace(",", between)
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")
    assert told(tmp_path / "in.csv") == [
        "in.csv: : semicolons or tabs stand between the names, not commas"
    ]


def test_a_csv_from_a_spreadsheet_may_begin_with_a_mark(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(f"\ufeff{HEAD}\n{GOOD}\n", encoding="utf-8")
    run(tmp_path / "in.csv", tmp_path / "out.parquet", region="jx-yichun")
    assert said(tmp_path / "out.parquet")[1]["status"] == "ok"


def test_an_empty_csv_and_one_without_columns_are_told(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("", encoding="utf-8")
    assert told(tmp_path / "in.csv") == ["in.csv: : the CSV cannot be read: Empty CSV file"]
    (tmp_path / "in.csv").write_text("claim_id,person_id,date,kind,items\n", encoding="utf-8")
    assert told(tmp_path / "in.csv") == ["in.csv: items: a CSV cannot hold lists of items"]


def test_a_csv_and_a_parquet_file_make_one_table(tmp_path: Path) -> None:
    one = saved(rows({}), tmp_path / "1.parquet")
    table = rows({"claim_id": 2})
    pacsv.write_csv(table, tmp_path / "2.csv")
    made = run([one, tmp_path / "2.csv"], None, region="jx-yichun")
    assert made.summary.claims == 2
    with pytest.raises(Refused):
        run([one, one], None, region="jx-yichun")


def test_no_room_to_read_a_csv_into_is_not_told_as_a_bad_csv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(writer: pq.ParquetWriter, table: pa.Table) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    (tmp_path / "in.csv").write_text(f"{HEAD}\n{GOOD}\n")
    (problem,) = told(tmp_path / "in.csv", code="invalid_request")
    assert problem == f"{tmp_path}: : the disk is full"
