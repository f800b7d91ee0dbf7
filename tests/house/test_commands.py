"""One command checks everything: what lands is checked by `.ci/run`, and that is `make test`."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.house.tracked import ROOT

STEPS = {
    "lint": ("ruff check", "ruff format --check"),
    "types": ("mypy",),
    "floors": ("lint-imports",),
    "tests": ("pytest",),
}


def called(script: Path, folder: Path, answers: int) -> tuple[int, list[str]]:
    """Run a script whose `make` writes down how it was called and ends with `answers`."""
    made = folder / "make"
    log = folder / "called"
    made.write_text(f'#!/bin/sh\necho "$PWD $*" >> "{log}"\nexit {answers}\n', encoding="utf-8")
    made.chmod(0o755)
    environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
    ended = subprocess.run(
        [str(script)], cwd=folder, env=environment, capture_output=True, check=False, timeout=30
    )
    told = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return ended.returncode, told


@pytest.mark.parametrize("answers", [0, 2])
def test_what_lands_is_checked_by_make_test_and_fails_with_it(tmp_path: Path, answers: int) -> None:
    code, told = called(ROOT / ".ci" / "run", tmp_path, answers)
    assert told == [f"{ROOT} test"]
    assert (code == 0) is (answers == 0)


def test_a_script_that_does_not_call_make_or_forgets_its_answer_is_told(tmp_path: Path) -> None:
    script = tmp_path / "run"
    script.write_text("#!/bin/sh\ntrue\n", encoding="utf-8")
    script.chmod(0o755)
    assert called(script, tmp_path, 0)[1] == []
    script.write_text("#!/bin/sh\nmake test\ntrue\n", encoding="utf-8")
    assert called(script, tmp_path, 2)[0] == 0


def targets(makefile: str) -> dict[str, tuple[list[str], list[str]]]:
    """Each target of a makefile: what it needs, and the lines it runs."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    here = ""
    for line in makefile.splitlines():
        if line.startswith("\t"):
            found[here][1].append(line.strip())
        elif ":" in line and not line.startswith((".", "#", " ")) and "=" not in line:
            here, _, needs = line.partition(":")
            found[here] = (needs.split(), [])
    return found


def missing(makefile: str) -> list[str]:
    """The steps that `make test` leaves out."""
    found, made = [], targets(makefile)
    for step, commands in STEPS.items():
        if step not in made.get("test", ([], []))[0]:
            found.append(f"test does not need {step}")
        for command in commands:
            if not any(f"/{command}" in line for line in made.get(step, ([], []))[1]):
                found.append(f"{step} does not run {command}")
    return found


def test_make_test_runs_every_step() -> None:
    assert missing((ROOT / "Makefile").read_text(encoding="utf-8")) == []


def test_a_makefile_without_floors_is_told() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert missing(text.replace("types floors", "types")) == ["test does not need floors"]
    assert missing(text.replace("/lint-imports", "/true")) == ["floors does not run lint-imports"]
