"""A result is whole or not there, whatever interrupts it; what is laid aside on disk is taken away."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from api.progress import Ending
from benefits.claim_files import written
from benefits.claim_files.scratch import Scratch
from benefits.claim_files.sentences import cannot_write
from benefits.problems import Refused
from tests.claim_files.made import by_household, claims, run, saved, settled

COMMAND = (sys.executable, "-c", "from api.command import main; main()")


class Ended(BaseException):
    """Something from outside."""


@pytest.mark.parametrize("stage", ["scatter", "work", "write"])
@pytest.mark.parametrize("before", ["nothing", "another result"])
def test_an_interruption_at_any_stage_leaves_what_was_there(
    tmp_path: Path, stage: str, before: str
) -> None:
    file, out = saved(claims(), tmp_path / "in.parquet"), tmp_path / "out.parquet"
    if before != "nothing":
        out.write_text(before, encoding="utf-8")
    there = sorted(tmp_path.iterdir())

    def interrupt(now: str, claims: int, of: int) -> None:
        if now == stage:
            raise Ended

    with pytest.raises(Ended):
        run(file, out, progress=interrupt)
    assert sorted(tmp_path.iterdir()) == there
    assert before == "nothing" or out.read_text(encoding="utf-8") == before


def test_a_result_has_no_holes_and_says_so(tmp_path: Path) -> None:
    file, out = saved(claims(), tmp_path / "in.parquet"), tmp_path / "out.parquet"
    run(file, out)
    table = pq.read_table(out)
    assert not any(each.nullable for each in table.schema)
    assert sum(column.null_count for column in table.columns) == 0


def test_a_stream_that_is_interrupted_leaves_nothing(tmp_path: Path) -> None:
    file = saved(by_household(settled(claims())), tmp_path / "in.parquet")

    def interrupt(stage: str, claims: int, of: int) -> None:
        raise Ended

    with pytest.raises(Ended):
        run(file, tmp_path / "out.parquet", progress=interrupt)
    assert [each.name for each in tmp_path.iterdir()] == ["in.parquet"]


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGKILL, -9)]
)
def test_a_signal_ends_the_command_and_leaves_no_half_file(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    """The draft is there while machine code is made, which takes seconds."""
    file, out = saved(claims(), tmp_path / "in.parquet"), tmp_path / "out.parquet"
    words = [*COMMAND, "simulate", "--claims", str(file), "--out", str(out), "--json"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    with subprocess.Popen(words, env=environment, stdout=-1, stderr=-1) as process:
        draft = tmp_path / ".out.parquet.draft"
        while not draft.exists():
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)
        process.send_signal(number)
        assert process.wait() == code
    left = {each.name.partition("-")[0] for each in tmp_path.iterdir()} - {"cache"}
    if number is not signal.SIGKILL:
        assert left == {"in.parquet"}
        return
    assert left == {"in.parquet", ".out.parquet.draft"}
    run(file, out)
    assert {each.name for each in tmp_path.iterdir()} - {"cache"} == {"in.parquet", "out.parquet"}


@pytest.mark.parametrize(
    ("number", "raised"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit)]
)
def test_a_signal_that_was_lost_on_its_way_is_met_at_the_next_step(
    number: int, raised: type[BaseException]
) -> None:
    ending, seen = Ending(), list[int]()
    step = ending.before(lambda stage, claims, of: seen.append(claims))
    step("work", 1, 3)
    with pytest.raises(raised):  # a library's callback would have swallowed it
        ending(number, None)
    with pytest.raises(raised):
        step("work", 2, 3)
    assert seen == [1]


def test_two_at_once_do_not_write_one_file(tmp_path: Path) -> None:
    file, out = saved(claims(), tmp_path / "in.parquet"), tmp_path / "out.parquet"
    with written.Written(out, written.layout((), False)) as first:
        first.begin()
        with pytest.raises(Refused) as refused:
            run(file, out)
        assert refused.value.problems[0].code == "out_is_being_written"
    assert out.exists()


def test_scratch_that_a_killed_simulation_left_is_taken_away(tmp_path: Path) -> None:
    left = tmp_path / "benefits-scratch-abc"
    left.mkdir()
    (left / "in-use").touch()
    (left / "part-1").touch()
    others = tmp_path / "benefits-scratch-of-mine"
    others.mkdir()
    with Scratch(tmp_path) as one:
        one.folder()
        assert not left.exists()
    assert list(tmp_path.iterdir()) == [others], "what no simulation made stays"


def test_scratch_that_is_in_use_stays(tmp_path: Path) -> None:
    with Scratch(tmp_path) as one:
        folder = one.folder()
        assert folder.stat().st_mode & 0o777 == 0o700
        with Scratch(tmp_path) as other:
            assert other.folder() != folder
        assert folder.exists()
    assert list(tmp_path.iterdir()) == []


FULL = """
import resource, sys
from pathlib import Path
from tests.claim_files.made import run
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from benefits.problems import Refused
try:
    run(Path(sys.argv[1]), Path(sys.argv[2]))
except Refused as refused:
    print([each.code for each in refused.problems])
"""


def test_a_disk_that_takes_no_more_is_told(tmp_path: Path) -> None:
    file, out = saved(claims(), tmp_path / "in.parquet"), tmp_path / "out.parquet"
    ended = subprocess.run(
        [sys.executable, "-c", FULL, str(file), str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout in ("['cannot_write']\n", "['disk_is_full']\n"), ended.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["in.parquet"]


def test_no_room_is_told_as_such() -> None:
    full: Any = cannot_write(OSError(28, "No space left on device"), Path("out.parquet"))
    assert full.problems[0].what.en == "the disk is full"
