"""The desk agrees to the fen with calculators written from the notices alone, without sight of it.

`tests/oracle/` holds one for each of several regions: fractions and plain arithmetic, nothing imported
from `benefits`. 5,000 random claims in the default suite, 100,000 in the long one.
"""

from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benefits.problems import Refused
from benefits.quotes import Desk
from benefits.reading.book import PolicyBook

FOLDER = Path(__file__).parent / "oracle"
REGIONS = sorted(path.stem for path in FOLDER.glob("[a-z]*.py"))
SHARE_REFUSED = 0.5
"""Some regions' rules are mostly unknown; still at least half of the claims must be worked out."""


def _split(desk: Desk, request: dict[str, Any]) -> dict[str, Any]:
    try:
        answer = desk.quote(request, "none")
    except Refused as refused:
        return {"error": refused.code}
    payers = {payer["layer"]: payer["amount"] for payer in answer["payers"]}
    return {"payers": payers, "patient": answer["patient"]}


def _agree(region: str, claims: int) -> None:
    oracle = import_module(f"tests.oracle.{region}")
    desk, random, refused = Desk(PolicyBook.packaged()), Random(f"{region} 2026"), 0
    for _ in range(claims):
        request = oracle.random_request(random)
        expected = oracle.split(request)
        refused += "error" in expected
        got = _split(desk, request)
        if "error" in got and "error" in expected and got != expected:
            # Two things are wrong at once, and a calculator stops at the first: ask about one only.
            request = {**request, "prior_payments": {}}
            request["visit"] = {**request["visit"], "programme": None}
            got, expected = _split(desk, request), oracle.split(request)
        assert got == expected, request
    assert refused <= claims * SHARE_REFUSED


def test_there_are_at_least_four_oracles() -> None:
    assert len(REGIONS) >= 4


@pytest.mark.parametrize("region", REGIONS)
def test_the_desk_agrees_with_the_oracle(region: str) -> None:
    _agree(region, -(-5_000 // len(REGIONS)))


@pytest.mark.long
@pytest.mark.parametrize("region", REGIONS)
def test_the_desk_agrees_with_the_oracle_over_many_claims(region: str) -> None:
    _agree(region, -(-100_000 // len(REGIONS)))


@pytest.mark.parametrize("region", REGIONS)
def test_an_oracle_knows_nothing_of_the_engine(region: str) -> None:
    assert "benefits" not in (FOLDER / f"{region}.py").read_text(encoding="utf-8").replace(
        "health benefits", ""
    )
