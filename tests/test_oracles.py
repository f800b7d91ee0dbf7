"""The desk agrees to the fen with calculators written from the notices alone, without sight of it.

`tests/oracle/` holds one for each region: fractions and plain arithmetic, nothing imported from
`benefits`. Each also reproduces every worked case of its region, so that it cannot drift along with
the desk. 5,000 random claims in the default suite, 100,000 in the long one.
"""

import ast
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benefits.problems import Refused
from benefits.quotes import Desk
from benefits.reading.book import PolicyBook
from tests.worked import Case, cases

FOLDER = Path(__file__).parent / "oracle"
REGIONS = sorted(path.stem for path in FOLDER.glob("[a-z]*.py"))
FILES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.py"))
SHARE_REFUSED = 0.5
"""Some regions' rules are mostly unknown; still at least half of the claims must be worked out."""
COMPARED = ("payers", "patient", "error")
"""Grants and warnings are not a calculator's to tell."""


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(PolicyBook.packaged())


def _split(desk: Desk, request: dict[str, Any]) -> dict[str, Any]:
    try:
        answer = desk.quote(request, "none")
    except Refused as refused:
        return {"error": refused.code}
    payers = {payer["layer"]: payer["amount"] for payer in answer["payers"]}
    return {"payers": payers, "patient": answer["patient"]}


def _agree(desk: Desk, region: str, claims: int) -> None:
    oracle = import_module(f"tests.oracle.{region}")
    random, refused = Random(f"{region} 2026"), 0
    for _ in range(claims):
        request = oracle.random_request(random)
        expected = oracle.split(request)
        refused += "error" in expected
        assert _split(desk, request) == expected, request
    assert refused <= claims * SHARE_REFUSED


def test_every_region_has_its_calculator() -> None:
    regions = [import_module(f"tests.oracle.{region}").REGION for region in REGIONS]
    assert sorted(regions) == sorted(PolicyBook.packaged().regions())


@pytest.mark.parametrize("region", REGIONS)
def test_the_desk_agrees_with_the_oracle(desk: Desk, region: str) -> None:
    _agree(desk, region, -(-5_000 // len(REGIONS)))


@pytest.mark.long
@pytest.mark.parametrize("region", REGIONS)
def test_the_desk_agrees_with_the_oracle_over_many_claims(desk: Desk, region: str) -> None:
    _agree(desk, region, -(-100_000 // len(REGIONS)))


@pytest.mark.parametrize("region", REGIONS)
def test_an_oracle_reproduces_every_worked_case_of_its_region(region: str) -> None:
    oracle = import_module(f"tests.oracle.{region}")
    asked = [case for case in cases() if case.region == oracle.REGION]
    assert asked
    expected = {f"{case.file}: {case.name}": _compared(case) for case in asked}
    assert {f"{case.file}: {case.name}": oracle.split(case.request) for case in asked} == expected


def _compared(case: Case) -> dict[str, Any]:
    return {word: case.expect[word] for word in COMPARED if word in case.expect}


@pytest.mark.parametrize("file", FILES)
def test_an_oracle_knows_nothing_of_the_engine(file: str) -> None:
    theirs = [name for name in _imports(file) if not name.startswith("tests.oracle.shared")]
    assert {name.partition(".")[0] for name in theirs} <= sys.stdlib_module_names


def _imports(file: str) -> Iterator[str]:
    for node in ast.walk(ast.parse((FOLDER / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.module is not None
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
