"""Imports point down: the floors that `make floors` checks name every part of the library, in order."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.house.tracked import ROOT

ORDER = [
    {"api"},
    {"benefits.stores"},
    {"benefits.reports"},
    {"benefits.cluster", "benefits.populations", "benefits.search"},
    {"benefits.claim_files"},
    {"benefits.indicators", "benefits.reforms"},
    {"benefits.checks", "benefits.simulation"},
    {"benefits.ledger"},
    {"benefits.people"},
    {"benefits.accounts"},
    {"benefits.trail"},
    {"benefits.quotes"},
    {"benefits.readers"},
    {"benefits.formula"},
    {"benefits.reading"},
    {"benefits.policy", "benefits.claims"},
    {"benefits.words"},
    {"benefits.money"},
    {"benefits.problems"},
]
"""Top floor first; parts on one floor do not know one another."""

FRAMEWORKS = {"fastapi", "starlette", "uvicorn", "typer", "rich"}
HEAVY = {"numba", "numpy", "pandas", "polars", "pyarrow", "scipy"}
OF_THE_SIMULATOR = {"numba", "numpy", "pyarrow", "jinja2", "scipy", "xlsxwriter", "dask"}
"""What nothing below `benefits.simulation` and beside it may import."""
SIMULATING = {
    "benefits.simulation",
    "benefits.indicators",
    "benefits.reforms",
    "benefits.claim_files",
    "benefits.cluster",
    "benefits.populations",
    "benefits.search",
    "benefits.reports",
}
Settings = dict[str, Any]


def settings() -> Settings:
    with (ROOT / "pyproject.toml").open("rb") as file:
        read: Settings = tomllib.load(file)["tool"]["importlinter"]
    return read


def parts(folder: Path) -> set[str]:
    """The parts a library has: its packages and modules."""
    packages = {each.parent.name for each in folder.glob("*/__init__.py")}
    modules = {each.stem for each in folder.glob("*.py")} - {"__init__", "__main__"}
    return {f"{folder.name}.{name}" for name in packages | modules}


def floors(read: Settings) -> list[set[str]]:
    layers = [each for each in read["contracts"] if each["type"] == "layers"]
    listed = layers[0]["layers"] if layers else []
    return [{part.strip() for part in floor.split("|")} for floor in listed]


def forbidden(read: Settings, source: str) -> set[str]:
    """What a package may not import, by any contract."""
    return {
        module
        for each in read["contracts"]
        if each["type"] == "forbidden" and source in each["source_modules"]
        for module in each["forbidden_modules"]
    }


def wrong(read: Settings, there: set[str]) -> list[str]:
    """What the contracts of import-linter leave open."""
    found = [f"{part} is on no floor" for part in sorted(there - set().union(*floors(read)))]
    if floors(read) != ORDER:
        found.append("the floors are in another order")
    open_ = (FRAMEWORKS | HEAVY) - OF_THE_SIMULATOR - forbidden(read, "benefits")
    found += [f"benefits may import {module}" for module in sorted(open_)]
    for part in sorted(set().union(*floors(read)) - {"api"} - SIMULATING):
        left_open = sorted(OF_THE_SIMULATOR - forbidden(read, part))
        found += [f"{part} may import {module}" for module in left_open]
    found += [f"api may import {m}" for m in sorted(HEAVY - forbidden(read, "api"))]
    if not {"benefits", "api"} <= set(read["root_packages"]):
        found.append("a package is not looked at")
    return found


def test_every_part_stands_on_its_floor() -> None:
    there = parts(ROOT / "benefits")
    assert len(there) >= 10
    assert wrong(settings(), there) == []


def test_a_part_on_no_floor_another_order_and_a_gap_are_told() -> None:
    there = parts(ROOT / "benefits")
    assert wrong(settings(), {*there, "benefits.adapters"}) == ["benefits.adapters is on no floor"]
    upside_down = settings()
    for each in upside_down["contracts"]:
        if each["type"] == "layers":
            each["layers"].reverse()
    assert wrong(upside_down, there) == ["the floors are in another order"]
    light = settings()
    light["contracts"] = [each for each in light["contracts"] if each["type"] == "layers"]
    assert "benefits may import fastapi" in wrong(light, there)
    assert "api may import numpy" in wrong(light, there)


@pytest.mark.parametrize(("line", "kept"), [("import low.money", True), ("import low.top", False)])
def test_the_linter_sees_an_import_that_points_up(tmp_path: Path, line: str, kept: bool) -> None:
    package = tmp_path / "low"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "money.py").touch()
    (package / "top.py").touch()
    (package / "claims.py").write_text(line + "\n", encoding="utf-8")
    (tmp_path / ".importlinter").write_text(
        "[importlinter]\nroot_package = low\n[importlinter:contract:floors]\nname = Floors\n"
        "type = layers\nlayers =\n    low.top\n    low.claims\n    low.money\n",
        encoding="utf-8",
    )
    ended = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (ended.returncode == 0) is kept
