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
from benefits.money import LARGEST_BILL_FEN, fen, yuan
from benefits.problems import Refused
from benefits.quotes.adjudicator import Adjudicator
from benefits.quotes.answer import answer
from benefits.quotes.desk import Desk
from benefits.reading.book import PolicyBook

PARTS = ("eligible", "first_self_pay", "over_limit", "own_expense")
Request = dict[str, Any]

REVIEWS = {"bj-beijing": "person_id", "cq-county": "household_id"}
"""Regions with a yearly review, and whose last year it looks at."""


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


def with_afterwards(told: list[Told], calculator: str, salt: str = "") -> list[Told]:
    """The same claims, some of them taken back, and reviews that ask what last year left."""
    random, number = Random(f"{calculator}{salt} afterwards"), 10**9
    found = list(told)
    for each in random.sample(told, len(told) // 25):
        number += 1
        found.append(_taking_back(each, number, random))
        if random.random() < 0.1:
            number += 1
            found.append(_taking_back(found[-1], number, random))
    region = import_module(f"tests.oracle.{calculator}")
    if REVIEWS.get(found[0].row["region"]):
        for each in random.sample(told, len(told) // 8):
            request = region.random_request(random)
            request["visit"] = {"kind": "annual_review"}
            request["bill"] = {"total": "0.00"}
            request.pop("prior_payments", None)
            request["person"].pop("identities", None)
            if random.random() < 0.8:
                request["person"]["categories"] = ["illness_poor"]
            number += 1
            person, household = each.row["person_id"] - 10_000, each.row["household_id"]
            found.append(as_told(request, number, person, household, {}))
    for each in random.sample(told, len(told) // 200 + 2):
        number += 1
        found.append(_nowhere(each, number) if number % 2 else _unequal(each, number))
    random.shuffle(found)
    return found


def _nowhere(told: Told, number: int) -> Told:
    """The same claim in a region nobody knows."""
    row = {**told.row, "claim_id": number, "region": "xx-nowhere"}
    return Told(row, {**told.request, "region": "xx-nowhere"})


def _unequal(told: Told, number: int) -> Told:
    """The same claim with an item that is not the bill's parts."""
    parts = {part: told.row[f"{part}_fen"] for part in PARTS}
    item = {**parts, "eligible": parts["eligible"] + 1}
    row = {**told.row, "claim_id": number}
    row["items"] = [{"service": "drug", **{f"{part}_fen": item[part] for part in PARTS}}]
    bill: dict[str, Any] = {part: yuan(parts[part]) for part in PARTS}
    bill["items"] = [{"service": "drug", **{part: yuan(item[part]) for part in PARTS}}]
    return Told(row, {**told.request, "bill": {"total": yuan(sum(parts.values())), **bill}})


def _taking_back(told: Told, number: int, random: Random) -> Told:
    """A row that reverses a claim; one in four does so wrongly."""
    row = {**told.row, "claim_id": number, "reverses_claim_id": told.row["claim_id"]}
    if random.random() < 0.5:
        row |= {f"{part}_fen": -row[f"{part}_fen"] for part in PARTS}
    if random.random() < 0.25:
        row |= random.choice(
            (
                {"reverses_claim_id": 5},
                {"reverses_claim_id": number},
                {"person_id": 1},
                {"eligible_fen": row["eligible_fen"] * 2 + 1},
            )
        )
    return Told(row, told.request)


def by_the_desk(desk: Desk, told: Sequence[Told]) -> dict[int, Outcome]:
    """Every claim at the desk, in order of day and number, each with the year to date before it."""
    return _Years(desk).all(told)


def as_asked(desk: Desk, told: Sequence[Told]) -> dict[int, Request]:
    """Every claim that the desk was asked about, with the year to date before it."""
    years = _Years(desk)
    years.all(told)
    return years.asked


class _Years:
    """Running totals as the desk's own answers give them."""

    def __init__(self, desk: Desk, ready: Adjudicator | None = None) -> None:
        self.desk, self.ready = desk, ready
        self.totals: dict[tuple[str, str, int, int], Any] = {}
        self.admissions: dict[tuple[str, int, int], int] = {}
        self.left: dict[tuple[str, int, int], list[int]] = {}
        """What the accepted claims of a year left of the eligible part, and in all."""
        self.asked: dict[int, Request] = {}
        """Each claim as it was asked in the end; none that could not be asked."""

    def all(self, told: Sequence[Told]) -> dict[int, Outcome]:
        """The claims in order; a year is closed before a review of the next one reads it."""
        order = sorted(told, key=lambda each: (each.row["date"], each.row["claim_id"]))
        if any(each.row["region"] in REVIEWS for each in told):
            order.sort(key=self._year)
        taken_back = _taken_back(order)
        return {
            each.row["claim_id"]: Outcome(taken_back[each.row["claim_id"]], {}, 0)
            if each.row["claim_id"] in taken_back
            else self.one(each)
            for each in order
        }

    def _year(self, told: Told) -> int:
        try:
            asked = claim(read_request(told.request))
            ready = self.ready or self.desk.adjudicator_for(asked)
        except Refused:
            return 0
        return asked.days[ready.policy.year_day].year

    def one(self, told: Told) -> Outcome:
        """One claim, and what it adds to the totals unless it is refused."""
        number = told.row["claim_id"]
        self.asked[number] = told.request
        try:
            asked = claim(read_request(told.request))
            ready = self.ready or self.desk.adjudicator_for(asked)
        except Refused as refused:
            return Outcome(refused.code, {}, 0)
        year = asked.days[ready.policy.year_day].year
        region, person = told.row["region"], told.row["person_id"]
        review = told.request["visit"]["kind"] == "annual_review" and region in REVIEWS
        bill = told.request["bill"]
        if review and asked.request.bill.total == 0 and bill.get("items") is None:
            left = self.left.get((region, told.row[REVIEWS[region]], year - 1))
            if left is None or left[1] > LARGEST_BILL_FEN:
                del self.asked[number]
                return Outcome("invalid_request", {}, 0)
            rest = left[1] - left[0]
            bill = {"total": yuan(left[1]), "eligible": yuan(left[0]), "own_expense": yuan(rest)}
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
        request = {**told.request, "visit": visit, "bill": bill, "year_to_date": so_far}
        self.asked[number] = request
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
        if region in REVIEWS and not review:
            self._leave(request, ready, (region, told.row[REVIEWS[region]], year))
        payers = {each["layer"]: fen(each["amount"]) for each in given["payers"]}
        return Outcome("ok", payers, fen(given["patient"]))

    def _leave(self, request: Request, ready: Adjudicator, owner: tuple[str, int, int]) -> None:
        """What the patient keeps of the eligible part, and in all, goes to the year's account."""
        split = ready.split(claim(read_request(request)))
        of_eligible = sum(split[layer.of_eligible] for layer in ready.formula.layers)
        left = self.left.setdefault(owner, [0, 0])
        left[0] += split[ready.formula.eligible] - of_eligible
        left[1] += split[ready.formula.patient]

    def _answer(self, request: Request) -> dict[str, Any]:
        if self.ready is None:
            return self.desk.quote(request, "none")
        asked = claim(read_request(request))
        self.desk.known_layers(asked, self.ready)
        return answer(asked, self.ready.split(asked), [], "none")


def _taken_back(order: Sequence[Told]) -> dict[int, str]:
    """What becomes of rows that reverse and of those they reverse, one after the other."""
    rows = {each.row["claim_id"]: each.row for each in order}
    found: dict[int, str] = {}
    for row in (each.row for each in order if each.row.get("reverses_claim_id") is not None):
        other = rows.get(row["reverses_claim_id"])
        found[row["claim_id"]] = "invalid_request"
        if other is None or other.get("reverses_claim_id") is not None:
            continue
        alike = [row[name] == other[name] for name in ("person_id", "region")]
        amounts = [[each[f"{part}_fen"] for part in PARTS] for each in (row, other)]
        repeated = amounts[0] in (amounts[1], [-amount for amount in amounts[1]])
        if all(alike) and repeated and other["claim_id"] not in found:
            found[row["claim_id"]] = found[other["claim_id"]] = "reversed"
    return found


def by_one_policy(ready: Adjudicator, told: Sequence[Told]) -> dict[int, Outcome]:
    """The same under one policy that stands in no book."""
    return _Years(Desk(PolicyBook.packaged()), ready).all(told)
