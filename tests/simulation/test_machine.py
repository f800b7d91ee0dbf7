"""Machine code lies where nobody else can put any; without Numba the same text runs as plain Python."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import time_ns
from typing import Any

import pytest

from benefits.reading.book import PolicyBook
from benefits.simulation import machine as machines
from benefits.simulation import region
from benefits.simulation.folder import UnsafeFolder, private, usual
from benefits.simulation.layout import Argument, Kernel
from benefits.simulation.run import simulate
from benefits.simulation.table import ClaimTable, claim_table
from tests.simulation.stories import arrow, story
from tests.simulation.test_regions import assert_same

BOOK = PolicyBook.packaged()
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run asks the folder, not what an earlier run left in memory."""
    monkeypatch.setattr(region, "kept", lambda _, make: make())


def table(*calculators: str) -> ClaimTable:
    """Claims of one region or more."""
    told = [one for name in calculators or ("ah_yixian",) for one in story(name, 200, {})]
    for number, one in enumerate(told):
        one.row["claim_id"] = number
    return claim_table(arrow(told))


def test_a_new_folder_is_the_users_alone(tmp_path: Path) -> None:
    made = private(tmp_path / "deep" / "kernels")
    assert made.stat().st_mode & 0o777 == 0o700
    assert private(made) == made


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777, 0o720])
def test_a_folder_others_can_write_to_is_refused(tmp_path: Path, mode: int) -> None:
    pytest.importorskip("numba")
    open_folder = tmp_path / "kernels"
    open_folder.mkdir()
    open_folder.chmod(mode)
    with pytest.raises(UnsafeFolder, match="others can write"):
        simulate(table(), BOOK, folder=open_folder)
    assert list(open_folder.iterdir()) == []


def test_a_folder_others_could_put_another_in_place_of_is_refused(tmp_path: Path) -> None:
    above = tmp_path / "open"
    above.mkdir()
    above.chmod(0o777)
    with pytest.raises(UnsafeFolder, match="can replace"):
        private(above / "kernels")


def test_somebody_elses_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = private(tmp_path / "kernels")
    monkeypatch.setattr(os, "geteuid", lambda: 987_654)
    with pytest.raises(UnsafeFolder, match="another user"):
        private(made)


def test_a_link_or_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(UnsafeFolder, match="no folder"):
        private(tmp_path / "link")


def test_the_usual_folder_is_the_users_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert usual() == Path("/somewhere/benefits/kernels")
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    assert usual() == Path.home() / ".cache/benefits/kernels"


def test_code_is_kept_by_what_it_comes_from(tmp_path: Path) -> None:
    pytest.importorskip("numba")
    claims = table()
    first = simulate(claims, BOOK, folder=tmp_path / "kernels")
    kept = sorted(path.name for path in (tmp_path / "kernels").iterdir())
    assert len(kept) == 3, "the loop's text, the sort's, and Numba's own folder"
    again = simulate(claims, BOOK, folder=tmp_path / "kernels")
    assert sorted(path.name for path in (tmp_path / "kernels").iterdir()) == kept
    assert_same(first, again)
    text = next((tmp_path / "kernels").glob("*.py"))
    text.write_text("raise SystemExit('not ours')", encoding="utf-8")
    assert_same(first, simulate(claims, BOOK, folder=tmp_path / "kernels"))


def test_another_process_finds_the_code_compiled(tmp_path: Path) -> None:
    pytest.importorskip("numba")
    folder = tmp_path / "kernels"
    simulate(table(), BOOK, folder=folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.nb*")}
    assert before, "machine code was kept"
    again = (
        "from pathlib import Path\n"
        "from tests.simulation.test_machine import BOOK, simulate, table\n"
        f"print(simulate(table(), BOOK, folder=Path({str(folder)!r})).totals())"
    )
    ended = subprocess.run(
        [sys.executable, "-c", again], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.stdout.strip() == str(simulate(table(), BOOK, python=True).totals()), ended.stderr
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.nb*")} == before


def test_blocks_that_run_side_by_side_have_their_loop_made_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each would else write the file and compile it, one in the way of the other."""
    pytest.importorskip("numba")
    made: list[str] = []
    plain = machines._made

    def noted(numba: Any, path: Path, main: str, *how: Any) -> Any:
        made.append(main)
        return plain(numba, path, main, *how)

    monkeypatch.setattr(machines, "_made", noted)
    text = f"def run(told):\n    told[0] = {time_ns()}\n"
    kernel = Kernel(text, (Argument("told", "total", "int64"),), False)
    with ThreadPoolExecutor(8) as pool:
        ready = list(pool.map(lambda _: machines.machine(kernel, folder), range(8)))
    assert made.count("run") == 1
    assert len({id(each.run) for each in ready}) == 1


def test_without_numba_the_same_runs_with_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    claims = table()
    with pytest.warns(RuntimeWarning, match="Numba is not installed"):
        slow = simulate(claims, BOOK)
    assert_same(slow, simulate(claims, BOOK, python=True))


def test_where_numba_is_not_installed_one_warning_is_given_and_the_result_is_the_same() -> None:
    """Two regions are two loops; a process of its own, which cannot import Numba, warns once."""
    alone = (
        "import sys\n"
        "sys.modules['numba'] = sys.modules['llvmlite'] = None\n"
        "from tests.simulation.test_machine import BOOK, simulate, table\n"
        "print(simulate(table('ah_yixian', 'hn_sangzhi'), BOOK).totals())"
    )
    ended = subprocess.run(
        [sys.executable, "-c", alone], cwd=ROOT, capture_output=True, text=True, check=False
    )
    claims = table("ah_yixian", "hn_sangzhi")
    assert ended.stdout.strip() == str(simulate(claims, BOOK, python=True).totals()), ended.stderr
    assert ended.stderr.count("Numba is not installed") == 1
    assert ended.stderr.count("未安装 Numba") == 1
