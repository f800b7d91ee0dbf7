"""Desk and simulator agree under made-up policies too: every form a rule may take."""

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest

from benefits.money import fen, yuan
from benefits.reading.book import PolicyBook, Version
from benefits.reading.document import Document
from benefits.simulation.run import simulate
from benefits.simulation.table import claim_table
from tests.laws.claims import EDGES_FEN
from tests.laws.policies import LEVELS, PARTS, SERVICES, MadeUp, made_up
from tests.simulation.compared import differences
from tests.simulation.stories import Told, arrow, as_told, by_one_policy

IDENTITIES = ("registered_poor", "destitute", "low_income", "veteran")


@dataclass(frozen=True, slots=True)
class _Shelf:
    """A book with one made-up policy in it."""

    only: Document

    def versions(self, region: str) -> tuple[Version, ...]:
        return (Version(self.only.first_day, None, "2020-01-01.yaml"),)

    def document(self, region: str, version: Version) -> Document:
        return self.only

    def in_force(self, region: str, days: object) -> Document:
        return self.only


def book(policy: MadeUp) -> PolicyBook:
    return cast(PolicyBook, _Shelf(policy.ready.document))


def amount(random: Random) -> int:
    edge = random.choice(EDGES_FEN)
    return random.choice((0, random.randint(0, 10_000_000), max(edge + random.randint(-2, 2), 0)))


def bill(random: Random) -> dict[str, Any]:
    if random.random() < 0.3:
        items = [
            {"service": random.choice((*SERVICES, "drug")), part: yuan(amount(random))}
            for part in random.choices(PARTS, k=random.randint(1, 5))
        ]
        total = sum(fen(each.get(part, "0")) for each in items for part in PARTS)
        return {"total": yuan(total), "items": items}
    parts = {part: amount(random) for part in PARTS}
    return {"total": yuan(sum(parts.values())), **{p: yuan(a) for p, a in parts.items()}}


def request(random: Random) -> dict[str, Any]:
    kind = random.choice(("inpatient", "inpatient", "inpatient", "outpatient"))
    found: dict[str, Any] = {
        "region": "made-up",
        "date": f"20{random.randint(20, 21)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}",
        "person": {"categories": random.sample(IDENTITIES, random.randint(0, 2))},
        "visit": {
            "kind": kind,
            "hospital_level": random.choice((*LEVELS, "village")),
            "place": random.choice(("in_county", "in_city", "in_province", "out_of_province")),
            "referral": random.choice(("local", "filed", "unfiled", "emergency")),
            "findings": random.choice(([], [], [], ["over_treatment"], ["accident"])),
        },
        "bill": bill(random),
    }
    if random.random() < 0.7:
        found["person"]["age"] = random.choice((5, 40, 75))
    if kind == "inpatient" and random.random() < 0.2:
        found["visit"]["programme"] = "quota"
    if random.random() < 0.1:
        found["prior_payments"] = {f"layer_{random.randrange(3)}": yuan(amount(random))}
    return found


def told(seed: int, claims: int) -> list[Told]:
    random = Random(f"made up {seed}")
    return [
        as_told(request(random), number, random.randrange(6), random.randrange(3), {})
        for number in range(claims)
    ]


def agree(seeds: range, number: int) -> None:
    for seed in seeds:
        policy, claims = made_up(seed), told(seed, number)
        result = simulate(claim_table(arrow(claims)), book(policy), python=True)
        assert differences(result, by_one_policy(policy.ready, claims)) == [], seed


@pytest.mark.parametrize("first", range(0, 60, 15))
def test_they_agree_under_made_up_policies(first: int) -> None:
    agree(range(first, first + 15), 40)


@pytest.mark.long
@pytest.mark.parametrize("first", range(0, 1000, 100))
def test_they_agree_under_many_made_up_policies(first: int) -> None:
    agree(range(first, first + 100), 100)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(40))
def test_machine_code_agrees_under_made_up_policies(seed: int, folder: Path) -> None:
    pytest.importorskip("numba")
    policy, claims = made_up(seed), told(seed, 500)
    result = simulate(claim_table(arrow(claims)), book(policy), folder=folder)
    assert differences(result, by_one_policy(policy.ready, claims)) == []
