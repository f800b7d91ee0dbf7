"""A bad file is refused with its file, column and row; a bad row is counted."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from benefits.claim_files.columns import kind_of
from benefits.problems import Refused
from benefits.simulation.table import NEEDED
from tests.claim_files.made import ROWS, claims, run, saved, settled
from tests.house.tracked import ROOT

ROW = {
    "claim_id": 1,
    "person_id": 5,
    "household_id": 2,
    "date": date(2018, 6, 15),
    "categories": "registered_poor",
    "kind": "inpatient",
    "hospital_level": "secondary",
    "place": "in_city",
    "eligible_fen": 1_600_000,
    "first_self_pay_fen": 150_000,
    "over_limit_fen": 50_000,
    "own_expense_fen": 200_000,
}


def rows(*changes: dict[str, Any]) -> pa.Table:
    """The contract's example once for each; `claim_id` counts them."""
    made = [{**ROW, "claim_id": number + 1, **each} for number, each in enumerate(changes)]
    return pa.table({name: [each[name] for each in made] for name in made[0]})


def told(
    path: Path, out: Path | None = None, code: str = "invalid_claims", **options: Any
) -> list[str]:
    """Each problem as `place: sentence`, without the folder."""
    with pytest.raises(Refused) as refused:
        run(path, out or path.parent / "out.parquet", **{"region": "jx-yichun", **options})
    assert refused.value.code == code
    assert all(each.fix.zh and each.fix.en for each in refused.value.problems)
    left = sorted(each.name for each in path.parent.iterdir())
    assert left == [path.name], "nothing is left beside the claims"
    place = str(path.parent)
    return [
        f"{each.place().replace(place + '/', '')}: {each.what.en}"
        for each in refused.value.problems
    ]


def test_the_example_of_the_contract(tmp_path: Path) -> None:
    """80% of 16,000; 90% of the 3,200 left and 75% of 4,000; 70% of the 320 left."""
    out = tmp_path / "out.parquet"
    made = run(saved(rows({}), tmp_path / "in.parquet"), out, region="jx-yichun")
    assert made.summary.scenarios[0].totals_fen == {
        "basic": 1_280_000,
        "critical_illness": 0,
        "supplementary": 588_000,
        "medical_aid": 22_400,
        "hospital_waiver": 0,
        "backstop": 0,
        "hospital_borne": 0,
        "patient": 109_600,
    }
    assert pq.read_table(out).schema.names[0] == "claim_id"
    assert dict(made.summary.scenarios[0].statuses) == {"ok": 1}


Change = Callable[[pa.Table], pa.Table]
WRONG: dict[str, tuple[Change, list[str]]] = {
    "two columns are missing": (
        lambda t: t.drop_columns(["date", "eligible_fen"]),
        [
            "in.parquet: date: the column is missing",
            "in.parquet: eligible_fen: the column is missing",
        ],
    ),
    "columns in Chinese": (
        lambda t: t.rename_columns(
            [*t.column_names[:2], *(f"列{n}" for n in range(2, t.num_columns))]
        ),
        [
            "in.parquet: : the columns do not have the claim table's names: there are "
            + ", ".join(f"列{n}" for n in range(2, rows({}).num_columns))
            + "; missing are "
            + ", ".join(n for n in NEEDED if n not in rows({}).column_names[:2]),
        ],
    ),
    "amounts in yuan": (
        lambda t: put(t, "eligible_fen", pa.array([16.5, 12.0, 3.0])),
        [
            "in.parquet: eligible_fen: the column holds whole numbers (amounts in fen), not double",
        ],
    ),
    "numbers for words": (
        lambda t: put(t, "kind", pa.array([1, 2, 3])),
        ["in.parquet: kind: the column holds words, not int64"],
    ),
    "a day that is missing": (
        lambda t: put(t, "date", pa.array([ROW["date"], None, None])),
        [
            "in.parquet: date, row 2: a value is missing",
            "in.parquet: date, row 3: a value is missing",
        ],
    ),
    "amounts that are missing": (
        lambda t: put(t, "over_limit_fen", pa.array([1, 2, None])),
        ["in.parquet: over_limit_fen, row 3: a value is missing"],
    ),
    "days as other text": (
        lambda t: put(t, "date", pa.array(["2018-06-15", "2018-06-15", "15.6.2018"])),
        ["in.parquet: date, row 3: 15.6.2018 is no day"],
    ),
    "a claim twice": (
        lambda t: put(t, "claim_id", pa.array([7, 9, 7])),
        ["in.parquet: claim_id, row 3: claim 7 stands there more than once"],
    ),
    "numbers beyond 64 bits": (
        lambda t: put(t, "person_id", pa.array([1, 2, 2**63], pa.uint64())),
        ["in.parquet: person_id, row 3: 9223372036854775808 does not fit into 64 bits"],
    ),
}


def put(table: pa.Table, name: str, column: pa.Array) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, column)


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_file_column_and_row(tmp_path: Path, name: str) -> None:
    change, said = WRONG[name]
    assert told(saved(change(rows({}, {}, {})), tmp_path / "in.parquet")) == said


def test_a_row_far_down_keeps_its_number(tmp_path: Path) -> None:
    table = pa.concat_tables([rows(*[{}] * 500)])
    amounts = table["eligible_fen"].to_pylist()
    amounts[432] = None
    table = put(table, "eligible_fen", pa.array(amounts))
    assert told(saved(table, tmp_path / "in.parquet", 100)) == [
        "in.parquet: eligible_fen, row 433: a value is missing"
    ]


def test_a_claim_twice_is_found_across_the_file(tmp_path: Path) -> None:
    ids = [*range(1000, 500, -1)]
    ids[499] = 997
    alone = [{"person_id": number, "household_id": 1000 - number} for number in range(500)]
    table = put(rows(*alone), "claim_id", pa.array(ids))
    assert told(saved(table, tmp_path / "in.parquet", 100)) == [
        "in.parquet: claim_id, row 500: claim 997 stands there more than once"
    ]


@pytest.mark.parametrize("size", [0, 3, 1000, -10])
def test_a_file_cut_short_is_told(tmp_path: Path, size: int) -> None:
    whole = saved(rows({}), tmp_path / "in.parquet").read_bytes()
    (tmp_path / "in.parquet").write_bytes(whole[:size])
    (said,) = told(tmp_path / "in.parquet")
    assert said.startswith("in.parquet: : this is no whole Parquet file (it may be cut short)")


def test_a_file_broken_inside_is_told(tmp_path: Path) -> None:
    path = saved(rows(*[{}] * 500), tmp_path / "in.parquet")
    whole = bytearray(path.read_bytes())
    whole[40:400] = b"\xff" * 360
    path.write_bytes(whole)
    (said,) = told(path)
    assert said.startswith("in.parquet: : this is no whole Parquet file")


def test_files_of_other_columns_are_told(tmp_path: Path) -> None:
    one = saved(rows({}), tmp_path / "1.parquet")
    other = saved(rows({"claim_id": 2}).drop_columns(["place"]), tmp_path / "2.parquet")
    with pytest.raises(Refused) as refused:
        run([one, other], None, region="jx-yichun")
    (wrong,) = refused.value.problems
    assert wrong.what.en == "its columns differ from those of the first file: place"
    assert wrong.file == str(other)


def test_a_region_is_named_once(tmp_path: Path) -> None:
    without = saved(rows({}), tmp_path / "in.parquet")
    assert told(without, region=None) == [
        "in.parquet: region: there is no column region, and no region is named"
    ]
    wrong = told(without, region="jx-yichum", code="unknown_region")
    assert wrong == ["--region: there is no region jx-yichum"], "the claims are sound"
    having = saved(rows({"region": "jx-yichun"}), tmp_path / "in.parquet")
    assert told(having) == [
        "in.parquet: --region: the file has a column region, and --region jx-yichun is given too"
    ]


@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("in.parquet", "the result would be written over the claims"),
        ("out.xlsx", "the result's file ends in .parquet or .csv"),
        ("nowhere/out.parquet", "there is no such folder"),
    ],
)
def test_a_result_goes_where_it_may(tmp_path: Path, out: str, says: str) -> None:
    path = saved(rows({}), tmp_path / "in.parquet")
    (said,) = told(path, tmp_path / out, "invalid_request")
    assert said.endswith(says)


def test_a_folder_of_claims_takes_no_result(tmp_path: Path) -> None:
    saved(rows({}), tmp_path / "in.parquet")
    with pytest.raises(Refused) as refused:
        run(tmp_path, tmp_path / "out.parquet", region="jx-yichun")
    assert refused.value.problems[0].code == "out_is_in"


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_no_claim_at_all_gives_a_result_of_no_rows(tmp_path: Path, ending: str) -> None:
    empty = tmp_path / f"in.{ending}"
    if ending == "csv":
        pacsv.write_csv(rows({})[:0], empty)
    else:
        pq.write_table(rows({})[:0], empty)
    out = tmp_path / "out.parquet"
    made = run(empty, out, region="jx-yichun")
    assert made.summary.claims == 0
    assert set(made.summary.scenarios[0].totals_fen.values()) == {0}
    assert pq.read_table(out).num_rows == 0
    assert pq.read_table(out).schema.names[-2:] == ["patient_fen", "status"]


def test_rows_that_are_bad_alone_are_counted(tmp_path: Path) -> None:
    table = rows(
        {},
        {"eligible_fen": -1},
        {"kind": None},
        {"kind": "surgery"},
        {"date": date(1999, 1, 1)},
        {"hospital_level": None},
    )
    made = run(saved(table, tmp_path / "in.parquet", 2), tmp_path / "out.parquet", region="jx-yichun",
               rows=2)  # fmt: skip
    assert dict(made.summary.scenarios[0].statuses) == {
        "ok": 1,
        "invalid_request": 3,
        "no_policy_in_force": 1,
        "unknown_parameter": 1,
    }
    assert pq.read_table(tmp_path / "out.parquet")["status"].to_pylist()[1] == "invalid_request"


def test_columns_the_contract_does_not_have_are_named(tmp_path: Path) -> None:
    table = rows({}).append_column("doctor", pa.array(["x"]))
    made = run(saved(table, tmp_path / "in.parquet"), None, region="jx-yichun")
    assert made.plan.unread == ("doctor",)


def test_a_part_without_admission_numbers_does_not_count_its_own(tmp_path: Path) -> None:
    """Whether admissions are counted turns on the whole file, not on the part a claim stands in."""
    table = claims()
    numbers = [2 if row == 0 else None for row in range(len(table))]
    table = table.append_column("admission_number", pa.array(numbers, pa.int64()))
    file = saved(table, tmp_path / "in.parquet")
    one, many = tmp_path / "one.parquet", tmp_path / "many.parquet"
    run(file, one, rows=10**6)
    assert run(file, many, rows=ROWS).plan.parts > 3
    assert one.read_bytes() == many.read_bytes()


def test_a_column_that_one_part_leaves_empty_is_there_as_for_the_others(tmp_path: Path) -> None:
    """One claim in the whole file has a weight, an income, a kind of visit, a region."""
    table = settled(claims())
    first = table["household_id"].to_pylist()[0]
    here = [each == first for each in table["household_id"].to_pylist()]
    for name, value in (("weight", 3_000_000), ("annual_income_fen", 5)):
        column = pa.array([value if each else None for each in here], pa.int64())
        table = table.append_column(name, column)
    for name in ("kind", "region"):
        words = table[name].cast(pa.string()).to_pylist()
        table = put(
            table, name, pa.array([w if h else None for w, h in zip(words, here, strict=True)])
        )
    file = saved(table, tmp_path / "in.parquet")
    one, many = tmp_path / "one.parquet", tmp_path / "many.parquet"
    whole = run(file, one, rows=10**6)
    parts = run(file, many, rows=25)
    assert parts.plan.parts > 10
    assert one.read_bytes() == many.read_bytes()
    assert whole.summary.weights == parts.summary.weights
    assert whole.summary.weights == len(table) * 1_000_000 + sum(here) * 2_000_000
    assert whole.summary.scenarios == parts.summary.scenarios


def test_every_column_of_the_guide_is_read(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "claim-table.md").read_text(encoding="utf-8")
    kinds = "number|day|words?|fen|list"
    names = re.findall(rf"^\| `([a-z_<>]+)` \| (?:{kinds}) \|", page, re.MULTILINE)
    assert len(names) > 30
    for name in names:
        assert kind_of(name.replace("<layer>", "basic")) is not None, name


@pytest.mark.parametrize("size", [1, 2, 100])
def test_a_household_below_zero_is_refused_however_the_file_is_cut(
    tmp_path: Path, size: int
) -> None:
    """Below zero are the people without a household; whoever has none stands far from whom it names."""
    table = rows(
        {"household_id": 7, "person_id": 1},
        {"household_id": -8, "person_id": 2},
        {"household_id": None, "person_id": 3},
    )
    assert told(saved(table, tmp_path / "in.parquet", 1), rows=size) == [
        "in.parquet: household_id, row 2: where somebody has no household, numbers of people and "
        "households may not be below 0"
    ]


def test_the_first_day_a_file_can_hold_is_a_bad_row_and_no_day_left_out(tmp_path: Path) -> None:
    first = pa.array([-(2**31), 17697, 17697], pa.int32()).cast(pa.date32())
    ends = pa.array([None, -(2**31), None], pa.int32()).cast(pa.date32())
    table = put(rows({}, {}, {}), "date", first).append_column("discharged_on", ends)
    run(saved(table, tmp_path / "in.parquet"), tmp_path / "out.parquet", region="jx-yichun")
    statuses = pq.read_table(tmp_path / "out.parquet")["status"].to_pylist()
    assert statuses == ["invalid_request", "invalid_request", "ok"]
