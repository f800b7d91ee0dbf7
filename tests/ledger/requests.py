"""Bills for the ledger's tests (测试账单): the regions' calculators draw them, without what the book knows."""

from collections.abc import Mapping
from datetime import date, timedelta
from importlib import import_module
from random import Random
from typing import Any

from benefits.money import yuan
from tests.ledger.shelves import MADE_UP

FROM_THE_BOOK = ("categories", "identities", "insurance", "household", "age", "division")
AMOUNTS = (0, 1, 30_000, 60_001, 100_000, 250_000, 600_000, 2_000_000)


def bill(random: Random, region: str, day: date) -> dict[str, Any]:
    """A quote's request of a region on a day: nothing in it of what the ledger asks the book."""
    drawn = _made_up(random) if region == MADE_UP else _of_calculator(random, region)
    if region != MADE_UP and random.random() < 0.5:
        drawn = _smaller(random, drawn)
    drawn["region"], drawn["date"] = region, str(day)
    for name in ("year_to_date", "known_on", "last_year", "reform", "deposit"):
        drawn.pop(name, None)
    for name in FROM_THE_BOOK:
        drawn["person"].pop(name, None)
    visit = drawn["visit"]
    for name in ("admitted", "discharged", "settled", "hospital"):
        visit.pop(name, None)
    visit.pop("admission_number", None)
    if visit["kind"] == "inpatient" and random.random() < 0.15:
        visit["admission_number"] = random.choice((1, 2, 3))
    if random.random() < 0.15:
        visit["admitted"] = str(day - timedelta(days=random.choice((1, 20, 70))))
        visit["discharged"] = str(day)
        visit.pop("days", None)
    if visit["kind"] == "annual_review" and random.random() < 0.85:
        drawn.pop("bill", None)
        drawn.pop("prior_payments", None)
    return drawn


def _of_calculator(random: Random, region: str) -> dict[str, Any]:
    calculator = import_module(f"tests.oracle.{region.replace('-', '_')}")
    drawn = dict(calculator.random_request(random))
    for name in ("person", "visit"):
        drawn[name] = dict(drawn.get(name) or {})
    drawn["visit"].setdefault("kind", "inpatient")
    return drawn


def _smaller(random: Random, drawn: dict[str, Any]) -> dict[str, Any]:
    """Of a size of which several make up a year."""
    if "items" in drawn.get("bill", {}) or drawn.get("prior_payments"):
        return drawn
    eligible, own = random.randint(0, 2_000_000), random.choice((0, random.randint(0, 300_000)))
    parts = {"eligible": yuan(eligible), "own_expense": yuan(own)}
    return {**drawn, "bill": {"total": yuan(eligible + own), **parts}}


def _made_up(random: Random) -> dict[str, Any]:
    kinds = (*(7 * ("inpatient",)), "outpatient", "outpatient", "annual_review")
    parts = {
        part: random.choice((random.choice(AMOUNTS), random.randint(0, 900_000)))
        for part in ("eligible", "own_expense")
    }
    if random.random() < 0.15:  # counts as a stay and a visit, and moves no amount
        parts = dict.fromkeys(parts, 0)
    told = {part: yuan(amount) for part, amount in parts.items()}
    return {
        "person": {},
        "visit": {
            "kind": random.choice(kinds),
            "hospital_level": random.choice(("primary", "secondary", "tertiary")),
        },
        "bill": {"total": yuan(sum(parts.values())), **told},
    }


def decisions(body: Mapping[str, Any], day: date) -> list[dict[str, str]]:
    """Somebody has decided everything that somebody has to decide."""
    about = [f"findings.{each}" for each in body["visit"].get("findings") or ()]
    about += [f"exclusions.{each}" for each in body.get("exclusions") or ()]
    about += [f"prior_payments.{each}" for each in body.get("prior_payments") or ()]
    return [
        {"about": each, "by": "医保局", "document": "2020-1", "day": str(day)}
        for each in dict.fromkeys(about)
    ]
