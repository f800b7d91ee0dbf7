"""However the claims stand in their files, each comes to the same, in the order in which it stood."""

import os
import signal
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benefits.claim_files import blocks
from benefits.claim_files.work import Job, Sent, work
from benefits.cluster import engine
from tests.claim_files.made import (
    by_household,
    claims,
    expected,
    run,
    said,
    saved,
    settled,
    shuffled,
)


def ids(path: Path) -> list[int]:
    return pq.read_table(path)["claim_id"].to_pylist()


def test_the_claims_of_these_tests_fill_several_parts(tmp_path: Path) -> None:
    """Nothing is shown by claims that all hang together."""
    file = saved(claims(), tmp_path / "in.parquet")
    found = [len(block) for block in blocks([file], rows=60, scratch=tmp_path)]
    assert len(found) > 3
    assert max(found) < len(claims()) / 2
    moved = claims().group_by("person_id").aggregate([("household_id", "count_distinct")])
    assert 2 in moved["household_id_count_distinct"].to_pylist()


def test_claims_in_no_order_come_to_the_same_part_by_part(tmp_path: Path) -> None:
    """People move between households here, so households hang together through them."""
    file, out = saved(claims(), tmp_path / "in.parquet"), tmp_path / "out.parquet"
    made = run(file, out)
    assert made.plan.way == "scratch"
    assert made.plan.parts == 6
    assert said(out) == expected(claims())
    assert ids(out) == claims()["claim_id"].to_pylist()


def test_a_table_that_fits_is_worked_out_at_once_to_the_same_bytes(tmp_path: Path) -> None:
    file = saved(claims(), tmp_path / "in.parquet")
    ways = []
    for rows, name in ((10**6, "memory"), (60, "scratch"), (25, "scratch")):
        out = tmp_path / f"{rows}.parquet"
        ways.append(run(file, out, rows=rows).plan.way)
        assert out.read_bytes() == (tmp_path / "1000000.parquet").read_bytes(), name
    assert ways == ["memory", "scratch", "scratch"]


def test_a_file_by_household_is_read_as_it_stands_to_the_same_bytes(tmp_path: Path) -> None:
    table = by_household(settled(claims()))
    file = saved(table, tmp_path / "in.parquet")
    stream, memory = tmp_path / "stream.parquet", tmp_path / "memory.parquet"
    assert run(file, stream).plan.way == "stream"
    assert run(file, memory, rows=10**6).plan.way == "memory"
    assert stream.read_bytes() == memory.read_bytes()
    assert said(stream) == expected(table)
    assert ids(stream) == table["claim_id"].to_pylist()


def test_a_file_by_household_whose_people_move_is_brought_together(tmp_path: Path) -> None:
    table = by_household(claims())
    file, out = saved(table, tmp_path / "in.parquet"), tmp_path / "out.parquet"
    assert run(file, out).plan.way == "scratch"
    assert said(out) == expected(table)


def test_the_order_of_the_file_changes_no_claim(tmp_path: Path) -> None:
    table = settled(claims())
    told = []
    for number, each in enumerate((table, shuffled(table, 5), by_household(table))):
        out = tmp_path / f"out-{number}.parquet"
        run(saved(each, tmp_path / f"in-{number}.parquet"), out)
        told.append(said(out))
    assert told[0] == told[1] == told[2]


@pytest.mark.parametrize("rows", [7, 1000])
def test_row_groups_and_files_leave_no_trace(tmp_path: Path, rows: int) -> None:
    whole, out = tmp_path / "whole.parquet", tmp_path / "out.parquet"
    run(saved(claims(), tmp_path / "one.parquet"), whole)
    folder = tmp_path / "folder"
    folder.mkdir()
    for number, start in enumerate(range(0, len(claims()), 131)):
        saved(claims().slice(start, 131), folder / f"{number:02}.parquet", rows)
    run(folder, out)
    assert out.read_bytes() == whole.read_bytes()
    run(sorted(folder.iterdir()), out)
    assert out.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize("moved", [True, pytest.param(False, marks=pytest.mark.long)])
def test_several_processes_write_the_same_bytes(tmp_path: Path, moved: bool) -> None:
    table = claims() if moved else by_household(settled(claims()))
    file = saved(table, tmp_path / "in.parquet")
    alone, together = tmp_path / "alone.parquet", tmp_path / "together.parquet"
    one = run(file, alone, rows=200)
    with engine(2) as several:
        two = run(file, together, rows=200, each=several.each)
    assert together.read_bytes() == alone.read_bytes()
    assert one.summary.scenarios == two.summary.scenarios
    assert one.plan == two.plan


def killed_once(folder: Path, job: Job) -> Sent:
    """Whoever works a part out first dies while it does; only the third part's does."""
    begun = folder / f"begun-{job.part.number}"
    if job.part.number == 2 and not begun.exists():
        begun.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return work(job)


def test_a_process_killed_in_the_middle_costs_only_time(tmp_path: Path) -> None:
    file = saved(claims(), tmp_path / "in.parquet")
    alone, together = tmp_path / "alone.parquet", tmp_path / "together.parquet"
    run(file, alone, rows=60)
    with engine(2) as several:
        run(
            file,
            together,
            rows=60,
            each=lambda _, jobs: several.each(partial(killed_once, tmp_path), jobs),
        )
    assert (tmp_path / "begun-2").exists()
    assert together.read_bytes() == alone.read_bytes()


def test_blocks_are_closed_and_hold_every_claim_once(tmp_path: Path) -> None:
    file = saved(claims(), tmp_path / "in.parquet")
    met: dict[tuple[str, int], int] = {}
    found: list[int] = []
    for number, block in enumerate(blocks([file], rows=60, scratch=tmp_path)):
        found += block.claim_id.tolist()
        for kind, column in (("person", block.person_id), ("household", block.household_id)):
            for each in np.unique(column).tolist():
                assert met.setdefault((kind, each), number) == number
    assert sorted(found) == sorted(claims()["claim_id"].to_pylist())
    assert [each.name for each in tmp_path.iterdir()] == ["in.parquet"]


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.lists(st.tuples(st.integers(0, 8), st.none() | st.integers(0, 5)), min_size=1, max_size=60),
    st.integers(1, 20),
    st.booleans(),
    st.sampled_from([1, 10**15]),
)
def test_blocks_are_closed_whoever_lives_where(
    tmp_path: Path, lives: list[tuple[int, int | None]], rows: int, ordered: bool, far: int
) -> None:
    """Whatever the households, whether they are given, and however far apart the numbers are."""
    lives = (
        sorted(lives, key=lambda each: (each[1] is None, each[1], each[0])) if ordered else lives
    )
    number = len(lives)
    table = pa.table(
        {
            "claim_id": pa.array(range(number), pa.int64()),
            "person_id": pa.array([person * far for person, _ in lives], pa.int64()),
            "household_id": pa.array([h and h * far for _, h in lives], pa.int64()),
            "date": pa.array([17532] * number, pa.int32()).cast(pa.date32()),
            "kind": ["inpatient"] * number,
            **{f"{part}_fen": [1] * number for part in PARTS},
        }
    )
    file = saved(table, tmp_path / "in.parquet", 8)
    met: dict[tuple[str, int], int] = {}
    seen = 0
    for place, block in enumerate(blocks([file], region="x", rows=rows, scratch=tmp_path)):
        seen += len(block)
        for kind, column in (("person", block.person_id), ("household", block.household_id)):
            for each in np.unique(column).tolist():
                assert met.setdefault((kind, each), place) == place
    assert seen == number


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=6),
    st.integers(1, 50),
    st.integers(1, 30),
)
def test_a_file_by_household_is_never_cut_within_one(
    tmp_path: Path, sizes: list[int], rows: int, groups: int
) -> None:
    """However long a household is: longer than a part, longer than what is read together."""
    household = np.repeat(np.arange(len(sizes)), sizes)
    number = len(household)
    table = pa.table(
        {
            "claim_id": np.arange(number),
            "person_id": np.arange(number),
            "household_id": household,
            "date": pa.array([17532] * number, pa.int32()).cast(pa.date32()),
            "kind": ["inpatient"] * number,
            "region": ["x"] * number,  # words are read one row group at a time
            **{f"{part}_fen": [1] * number for part in PARTS},
        }
    )
    file = saved(table, tmp_path / "in.parquet", groups)
    found = [each.household_id for each in blocks([file], rows=rows, scratch=tmp_path)]
    assert np.array_equal(np.concatenate(found), household)
    ends = [set(each.tolist()) for each in found]
    assert sum(map(len, ends)) == len(sizes)


PARTS = ("eligible", "first_self_pay", "over_limit", "own_expense")
