"""Machine code lies where nobody else can put any; without Numba the same text runs as plain Python."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benefits.reading.book import PolicyBook
from benefits.simulation import object_code, region
from benefits.simulation.arrays import Array
from benefits.simulation.folder import UnsafeFolder, private, usual
from benefits.simulation.object_code import Entry, loaded
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


def forget() -> None:
    """Nothing is loaded."""
    object_code._READY.clear()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def written(folder: Path) -> dict[str, tuple[int, int]]:
    """When each file was written, and which it is."""
    found = {path.name: path.stat() for path in folder.iterdir()}
    return {name: (each.st_mtime_ns, each.st_ino) for name, each in found.items()}


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
    folder, claims = tmp_path / "kernels", table()
    first = simulate(claims, BOOK, folder=folder)
    assert [name.split("_")[1] for name in names(folder)] == ["kernel", "passes"]
    before = written(folder)
    forget()
    assert_same(first, simulate(claims, BOOK, folder=folder))
    assert written(folder) == before, "found, not made again"


ENTRY = Entry("doubled", "doubled", (("int64", True),), numbers=1)
TEXT = "def doubled(column, by):\n    for i in range(len(column)):\n        column[i] *= by\n"


def doubled(folder: Path, text: str = TEXT, entry: Entry = ENTRY) -> int:
    """Five under a function of its own, by what the folder keeps."""
    column = np.array([5], dtype=entry.arrays[0][0])
    forget()
    loaded("test", text, [entry], folder)["doubled"](column, 2)
    return int(column[0])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: b"",
        lambda whole: b"\x7fELF" * 40,
        lambda whole: whole[:-1],
        lambda whole: whole[:100] + b"?" + whole[101:],
    ],
    ids=["empty", "other", "cut short", "one byte"],
)
def test_a_file_that_is_not_what_was_kept_is_made_anew(
    tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    pytest.importorskip("numba")
    folder = private(tmp_path / "kernels")
    assert doubled(folder) == 10
    (kept,) = folder.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(spoil(whole))
    assert doubled(folder) == 10
    assert len(kept.read_bytes()) == len(whole)


def test_a_link_in_the_folder_is_not_followed(tmp_path: Path) -> None:
    pytest.importorskip("numba")
    folder = private(tmp_path / "kernels")
    doubled(folder)
    (kept,) = folder.iterdir()
    kept.symlink_to(kept.rename(tmp_path / "elsewhere"))
    assert doubled(folder) == 10
    assert not kept.is_symlink()


def test_whatever_differs_has_code_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another text, another way to be called, another compiler, Python or processor: another file."""
    pytest.importorskip("numba")
    folder = private(tmp_path / "kernels")

    assert doubled(folder) == 10
    assert doubled(folder, TEXT.replace("*=", "+=")) == 7, "never the code of another text"
    doubled(folder, entry=replace(ENTRY, arrays=(("int32", True),)))
    for place in range(len(object_code._made_by())):
        told = [*object_code._made_by()]
        told[place] += "?"
        monkeypatch.setattr(object_code, "_made_by", lambda told=told: told)
        doubled(folder)
        monkeypatch.undo()
    assert len(names(folder)) == 3 + len(object_code._made_by())


@pytest.mark.parametrize(
    ("said", "otherwise", "files"),
    [
        ("rate: 45%", "rate: 44%", 2),
        ("        least_payment: 35%\n", "", 3),
        ("when: {kind: delivery}", "when: {kind: inpatient}", 3),
    ],
    ids=["a figure", "a clause less", "another condition"],
)
def test_a_changed_policy_never_runs_the_code_of_the_old_one(
    tmp_path: Path, said: str, otherwise: str, files: int
) -> None:
    """A figure is given to the same code as a number; whatever else changes has code of its own."""
    pytest.importorskip("numba")
    folder, claims = tmp_path / "kernels", table()
    before = simulate(claims, BOOK, folder=folder)
    text = BOOK.document("ah-yixian", BOOK.versions("ah-yixian")[0]).text
    assert said in text
    changed = tmp_path / "regions" / "ah-yixian" / "2009-01-01.yaml"
    changed.parent.mkdir(parents=True)
    changed.write_text(text.replace(said, otherwise), encoding="utf-8")
    book = PolicyBook(tmp_path / "regions")
    after = simulate(claims, book, folder=folder)
    assert_same(after, simulate(claims, book, python=True))
    assert after.totals() != before.totals()
    assert len(names(folder)) == files


@pytest.mark.parametrize(
    "column",
    [
        np.array([1], dtype=np.int32),
        np.array([1, 2, 3], dtype=np.int64)[::2],
        np.array([[1]], dtype=np.int64),
        np.zeros(9, dtype=np.int8)[1:].view(np.int64),
        np.frombuffer(bytes(8), dtype=np.int64),
    ],
    ids=["width", "gaps", "rows", "unaligned", "read-only"],
)
def test_machine_code_is_given_nothing_but_columns(tmp_path: Path, column: Array) -> None:
    pytest.importorskip("numba")
    ready = loaded("test", TEXT, [ENTRY], private(tmp_path / "kernels"))["doubled"]
    with pytest.raises(TypeError, match="no column of int64"):
        ready(column, 2)


def test_another_process_finds_the_code_compiled(tmp_path: Path) -> None:
    pytest.importorskip("numba")
    folder = tmp_path / "kernels"
    simulate(table(), BOOK, folder=folder)
    before = written(folder)
    assert before, "machine code was kept"
    again = (
        "from pathlib import Path\n"
        "from tests.simulation.test_machine import BOOK, simulate, table\n"
        f"print(simulate(table(), BOOK, folder=Path({str(folder)!r})).totals())\n"
        "import sys\n"
        "assert 'numba' not in sys.modules, 'what is kept needs no compiler'"
    )
    ended = subprocess.run(
        [sys.executable, "-c", again], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.stdout.strip() == str(simulate(table(), BOOK, python=True).totals()), ended.stderr
    assert written(folder) == before


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
