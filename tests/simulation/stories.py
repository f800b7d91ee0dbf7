"""Claims of people and households over time, as requests and as a claim table.

What a claim comes to is worked out by the desk, claim by claim, with the year to date its own answers
give: nothing here knows how the simulator keeps a total.
"""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from random import Random
from typing import Any

import pyarrow as pa

from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.money import fen, yuan
from benefits.problems import Refused
from benefits.quotes.adjudicator import Adjudicator
from benefits.quotes.answer import answer
from benefits.quotes.desk import Desk
from benefits.reading.book import PolicyBook

PARTS = ("eligible", "first_self_pay", "over_limit", "own_expense")
Request = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """One claim: its row in the table, the request without any year to date, what it comes to."""

    row: dict[str, Any]
    request: Request


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the desk says."""

    status: str
    payers: dict[str, int]
    patient: int


def story(calculator: str, claims: int, statistics: dict[str, int], salt: str = "") -> list[Told]:
    """Claims under one region, a few for each of many people, some of whom move house."""
    region, random = import_module(f"tests.oracle.{calculator}"), Random(f"{calculator}{salt}")
    told: list[Told] = []
    for number in range(claims):
        request = region.random_request(random)
        person = random.randrange(max(claims // 6, 1))
        moved = random.random() < 0.05
        household = random.randrange(max(claims // 15, 1)) if moved else person // 3
        told.append(as_told(request, number * 7 + 3, person, household, statistics))
    random.shuffle(told)
    return told


def as_told(
    request: Request, number: int, person: int, household: int, statistics: dict[str, int]
) -> Told:
    """A drawn request as a row; what is not in a claim table goes."""
    request = deepcopy(request)
    for name in ("year_to_date", "last_year", "statistics"):
        request.pop(name, None)
    request["visit"].pop("admission_number", None)
    dated = request["person"].pop("identities", None)
    if dated is not None:  # a table has what counts on the day of the visit
        request["person"]["categories"] = sorted({each["category"] for each in dated})
    if statistics:
        request["statistics"] = {name: yuan(amount) for name, amount in statistics.items()}
    return Told(row(request, number, person, household), request)


def row(request: Request, number: int, person: int, household: int) -> dict[str, Any]:
    """The contract's claim table."""
    visit, who, bill = request["visit"], request.get("person") or {}, request["bill"]
    items = bill.get("items")
    parts = {p: sum(fen(each.get(p) or "0") for each in items or [bill]) for p in PARTS}
    found: dict[str, Any] = {
        "claim_id": number,
        "person_id": 10_000 + person,
        "household_id": household,
        "region": request["region"],
        "date": date.fromisoformat(request["date"]),
        "categories": "+".join(who.get("categories") or []),
        "kind": visit["kind"],
        "findings": "+".join([*(visit.get("findings") or []), *(request.get("exclusions") or [])]),
        "diseases": None if visit.get("diseases") is None else "+".join(visit["diseases"]),
        "hospital_division": (visit.get("hospital") or {}).get("division"),
        "person_division": who.get("division"),
        "items": None
        if items is None
        else [
            {"service": each["service"], **{f"{p}_fen": fen(each.get(p) or "0") for p in PARTS}}
            for each in items
        ],
    }
    for name in ("hospital_level", "place", "referral", "programme", "days"):
        found[name] = visit.get(name)
    for name in ("insurance", "age", "contribution_years", "claim_free_years"):
        found[name] = who.get(name)
    for name in ("admitted", "discharged", "settled"):
        said = visit.get(name)
        found[f"{name}_on"] = None if said is None else date.fromisoformat(said)
    for part, amount in parts.items():
        found[f"{part}_fen"] = amount
    for layer, paid in (request.get("prior_payments") or {}).items():
        found[f"prior_{layer}_fen"] = fen(paid)
    return found


def arrow(told: Iterable[Told], leave_out: Sequence[str] = ()) -> pa.Table:
    """The rows as an Arrow table, words in dictionaries."""
    rows = [each.row for each in told]
    names = dict.fromkeys(name for each in rows for name in each)
    columns: dict[str, pa.Array] = {}
    for name in names:
        if name in leave_out:
            continue
        column = pa.array([each.get(name) for each in rows])
        if pa.types.is_string(column.type):
            column = column.dictionary_encode()
        columns[name] = column
    return pa.table(columns)


def by_the_desk(desk: Desk, told: Sequence[Told]) -> dict[int, Outcome]:
    """Every claim at the desk, in order of day and number, each with the year to date before it."""
    return _Years(desk).all(told)


class _Years:
    """Running totals as the desk's own answers give them."""

    def __init__(self, desk: Desk, ready: Adjudicator | None = None) -> None:
        self.desk, self.ready = desk, ready
        self.totals: dict[tuple[str, str, int, int], Any] = {}
        self.admissions: dict[tuple[str, int, int], int] = {}

    def all(self, told: Sequence[Told]) -> dict[int, Outcome]:
        order = sorted(told, key=lambda each: (each.row["date"], each.row["claim_id"]))
        return {each.row["claim_id"]: self.one(each) for each in order}

    def one(self, told: Told) -> Outcome:
        """One claim, and what it adds to the totals unless it is refused."""
        try:
            asked = claim(read_request(told.request))
            ready = self.ready or self.desk.adjudicator_for(asked)
        except Refused as refused:
            return Outcome(refused.code, {}, 0)
        year = asked.days[ready.policy.year_day].year
        region, person = told.row["region"], told.row["person_id"]
        owners = {
            "person": ("person", region, person, year),
            "household": ("household", region, told.row["household_id"], year),
            "lifetime": ("lifetime", region, person, 0),
        }
        so_far = dict(self.totals.get(owners["person"], {"layers": {}}))
        for scope in ("household", "lifetime"):
            if owners[scope] in self.totals:
                so_far[scope] = self.totals[owners[scope]]
        visit = dict(told.request["visit"])
        counted = (region, person, year)
        if visit["kind"] == "inpatient" and "admission_number" not in visit:
            visit["admission_number"] = self.admissions.get(counted, 0) + 1
        request = {**told.request, "visit": visit, "year_to_date": so_far}
        try:
            given = self._answer(request)
        except Refused as refused:
            return Outcome(refused.code, {}, 0)
        if visit["kind"] == "inpatient":
            self.admissions[counted] = self.admissions.get(counted, 0) + 1
        told_so_far = given["year_to_date"]
        self.totals[owners["person"]] = {"layers": told_so_far["layers"]}
        for scope in ("household", "lifetime"):
            if scope in told_so_far:
                self.totals[owners[scope]] = told_so_far[scope]
        payers = {each["layer"]: fen(each["amount"]) for each in given["payers"]}
        return Outcome("ok", payers, fen(given["patient"]))

    def _answer(self, request: Request) -> dict[str, Any]:
        if self.ready is None:
            return self.desk.quote(request, "none")
        asked = claim(read_request(request))
        self.desk.known_layers(asked, self.ready)
        return answer(asked, self.ready.split(asked), [], "none")


def by_one_policy(ready: Adjudicator, told: Sequence[Told]) -> dict[int, Outcome]:
    """The same under one policy that stands in no book."""
    return _Years(Desk(PolicyBook.packaged()), ready).all(told)
