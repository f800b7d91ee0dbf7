"""The ledger as a plain list (台账的朴素模型): every answer is worked out from the beginning, each time.

Nothing of `benefits.ledger` is used: who somebody is, what a year has come to, what rests on what and what
lies in which till are sums over a list of live settlements in order. It knows the desk alone.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.money import fen, ratio, yuan
from benefits.problems import Refused
from benefits.quotes import Desk

Key = tuple[str, str, str, int, str, str]
"""Scope, owner, region, year, layer, account."""
Sums = dict[Key, dict[str, tuple[int, int]]]
"""By version: base and paid, in fen."""

_BLANK: Final = {"total": "0.00"}


class Impossible(Exception):
    """The model has no answer: the ledger must refuse too."""


@dataclass(slots=True)
class Person:
    """A person as everything entered about them, in order."""

    id: str
    region: str
    age: int | None
    insurance: str | None
    households: list[tuple[date, str | None]] = field(default_factory=list)
    identities: dict[tuple[str, date], date | None] = field(default_factory=dict)
    """Those that count: by category and first day, their last day."""
    entries: int = 0
    """How many entries the book has about them."""

    def household_on(self, day: date) -> str | None:
        """What was entered last of what had begun."""
        return next((home for since, home in reversed(self.households) if since <= day), None)

    def stated(self, day: date) -> dict[str, Any]:
        """As a quote's request states them."""
        told: dict[str, Any] = {
            "id": self.id,
            "household": self.household_on(day) or f"alone:{self.id}",
            "identities": [
                {"category": category, "from": str(since), "until": until and str(until)}
                for (category, since), until in sorted(self.identities.items(), key=lambda e: e[0])
            ],
        }
        for name in ("age", "insurance"):
            if getattr(self, name) is not None:
                told[name] = getattr(self, name)
        return told


class Outcome(NamedTuple):
    """What a settlement comes to at its place in the list."""

    given: str
    """The desk's request, as text: with everything that the list before it says."""
    entries: tuple[tuple[str, str, int], ...]
    movements: tuple[tuple[Key, str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A live settlement: what was asked, when it was last worked out anew and who the person was then."""

    id: str
    body: Mapping[str, Any]
    stated: Mapping[str, Any]
    known: date
    stay: str | None = None
    interim: bool = False

    @property
    def hospital(self) -> str:
        return str(self.body["visit"]["hospital"]["id"])

    @property
    def day(self) -> date:
        return date.fromisoformat(self.body["visit"].get("settled") or self.body["date"])


@dataclass(slots=True)
class Calculator:
    """Works a list out, from its first settlement to its last."""

    desk: Desk
    _answers: dict[str, Any] = field(default_factory=dict)
    _names: dict[str, Any] = field(default_factory=dict)
    _left_behind: dict[str, list[tuple[str, frozenset[str]]]] = field(default_factory=dict)

    def outcomes(self, items: Iterable[Item]) -> dict[str, Outcome]:
        """Every settlement of a list, by id; raises `Impossible`."""
        sums: Sums = {}
        found: dict[str, Outcome] = {}
        for item in items:
            found[item.id] = outcome = self._outcome(item, sums)
            add(sums, outcome.movements)
        return found

    def _outcome(self, item: Item, sums: Sums) -> Outcome:
        person, visit = dict(item.stated), dict(item.body["visit"])
        body: dict[str, Any] = {**item.body, "known_on": str(item.known)}
        body["person"] = {**body["person"], **person}
        review = visit["kind"] == "annual_review"
        blank = self._asked({"bill": _BLANK, **body} if review else body)
        owner = (person["id"], person["household"], body["region"], blank["benefit_year"])

        def total(scope: str, layer: str, account: str, back: int = 0) -> tuple[int, int]:
            return self._counted(sums, _key(owner, scope, layer, account, back), blank["policy"])

        if visit["kind"] == "inpatient" and "admission_number" not in visit:
            body["visit"] = {**visit, "admission_number": total("person", "", "admissions")[0] + 1}
        if review:
            scope = "household" if self._of_households(blank) else "person"
            if total(scope, "", "reviews")[0]:
                raise Impossible("the review was made")
            if "bill" not in body:
                if not total(scope, "", "visits", 1)[0]:
                    raise Impossible("there was no last year")
                left, paid = total(scope, "", "self_paid", 1)
                parts = {"eligible": left, "own_expense": paid - left}
                body["bill"] = {"total": yuan(paid), **{n: yuan(v) for n, v in parts.items()}}
        self._state_the_year(body, owner, sums, blank["policy"])
        told = self._asked(body)
        return Outcome(
            json.dumps(body, sort_keys=True), _entries(told), tuple(_movements(body, told, owner))
        )

    def _counted(self, sums: Sums, key: Key, policy: Mapping[str, str]) -> tuple[int, int]:
        """A total as a policy counts it: what neither it nor one between them has left behind."""
        base = paid = 0
        for made, (more, more_paid) in sums.get(key, {}).items():
            left_behind = any(
                made < day <= policy["version"] and key[4] and key[4] not in layers
                for day, layers in self._leaving_behind(key[2], policy)
            )
            if not left_behind:
                base, paid = base + more, paid + more_paid
        return base, paid

    def _leaving_behind(
        self, region: str, policy: Mapping[str, str]
    ) -> list[tuple[str, frozenset[str]]]:
        """First days of versions that do not take over every total, and the layers they do.

        Of several of one first day the policy's own counts; before it, the one published last.
        """
        if policy["digest"] not in self._left_behind:
            found: dict[str, Any] = {}
            for each in self.desk.book.versions(region):
                document = self.desk.book.document(region, each)
                day = str(each.first_day)
                if day != policy["version"] or document.digest == policy["digest"]:
                    carried = getattr(document.policy, "carried_over", None)
                    found[day] = "all" if carried is None else carried.layers
            self._left_behind[policy["digest"]] = [
                (day, frozenset(() if layers == "none" else layers))
                for day, layers in found.items()
                if layers != "all"
            ]
        return self._left_behind[policy["digest"]]

    def _state_the_year(
        self,
        body: dict[str, Any],
        owner: tuple[Any, ...],
        sums: Sums,
        policy: Mapping[str, str],
    ) -> None:
        """State every total there is; what the policy does not know is left out as the desk says."""
        layers, accounts = self._named(policy["digest"], body["region"])
        year: dict[str, Any] = {"layers": {}}
        for key in sorted(sums):
            scope, _, _, _, layer, account = key
            mine = key == _key(owner, scope, layer, account)
            if not mine or layer not in layers or (account and (layer, account) not in accounts):
                continue
            base, paid = self._counted(sums, key, policy)
            if base or paid:
                of = year if scope == "person" else year.setdefault(scope, {"layers": {}})
                place = of["layers"].setdefault(layer, {})
                if account:
                    place = place.setdefault("accounts", {}).setdefault(account, {})
                place.update(base=yuan(base), paid=yuan(paid))
        if year != {"layers": {}}:
            body["year_to_date"] = year

    def _named(self, digest: str, region: str) -> Any:
        """The layers of a policy, and its sub-caps."""
        if digest not in self._names:
            self._names[digest] = self._read_names(digest, region)
        return self._names[digest]

    def _read_names(self, digest: str, region: str) -> Any:
        for each in self.desk.book.versions(region):
            document = self.desk.book.document(region, each)
            if document.digest == digest:
                ready = self.desk.ready(document)
                caps = {(layer, cap) for layer, all_ in ready.accounts.items() for cap in all_}
                return set(ready.policy.layers), caps
        raise AssertionError(f"{region} has no policy {digest}")

    def _of_households(self, blank: Mapping[str, Any]) -> bool:
        return bool(blank["reviews_households"])

    def _asked(self, body: Mapping[str, Any]) -> Any:
        """The desk's answer, with the part of the eligible that is left to the patient."""
        text = json.dumps(body, sort_keys=True)
        if text not in self._answers:
            if len(self._answers) > 20_000:
                self._answers.clear()
            told: Any
            try:
                told = self.desk.quote(body, "none")
                read = claim(read_request(body))
                ready = self.desk.adjudicator_for(read)
                split = ready.split(read)
                left = split.amounts[2] - sum(split.amounts[ready.outline.of_eligible])
                assert told["ratios"]["eligible_after"] == ratio(left, split.amounts[2])
                told |= {"left": left, "reviews_households": ready.policy.reviews_households()}
            except Refused as refused:
                told = Impossible(f"{refused.code} {[each.code for each in refused.problems]}")
            self._answers[text] = told
        found = self._answers[text]
        if isinstance(found, Impossible):
            raise found
        return found


def _key(owner: tuple[Any, ...], scope: str, layer: str, account: str, back: int = 0) -> Key:
    person, household, region, year = owner
    of = household if scope == "household" else person
    return scope, of, region, 0 if scope == "lifetime" else year - back, layer, account


def _entries(told: Mapping[str, Any]) -> tuple[tuple[str, str, int], ...]:
    """Who owes what the hospital is owed."""
    lines = [
        (f"layer:{each['layer']}", each.get("fund", ""), fen(each["amount"]))
        for each in told["payers"]
    ]
    return (*lines, ("patient", "", fen(told["patient"])), ("hospital", "", -fen(told["total"])))


def _movements(
    body: Mapping[str, Any], told: Mapping[str, Any], owner: tuple[Any, ...]
) -> Iterator[tuple[Key, str, int, int]]:
    """What the visit made of the year: the answer's totals, less those that were stated."""
    version = told["policy"]["version"]
    before = dict(_flat(body.get("year_to_date", {})))
    for place, (base, paid) in _flat(told["year_to_date"]):
        old_base, old_paid = before.get(place, (0, 0))
        if base != old_base or paid != old_paid:
            yield _key(owner, *place), version, base - old_base, paid - old_paid
    counted = [("person", "admissions", 1, 0)] if body["visit"]["kind"] == "inpatient" else []
    for scope in ("person", "household"):
        if body["visit"]["kind"] == "annual_review":
            counted.append((scope, "reviews", 1, 0))
        else:
            counted.append((scope, "visits", 1, 0))
            counted.append((scope, "self_paid", told["left"], fen(told["patient"])))
    for scope, account, base, paid in counted:
        if base or paid:
            yield _key(owner, scope, "", account), version, base, paid


def _flat(year: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str, str], tuple[int, int]]]:
    """Totals as a request or answer states them: scope, layer and account; base and paid in fen."""
    for scope in ("person", "household", "lifetime"):
        of = year if scope == "person" else year.get(scope, {})
        for layer, each in of.get("layers", {}).items():
            for account, total in [("", each), *each.get("accounts", {}).items()]:
                yield (
                    (scope, layer, account),
                    (fen(total.get("base", "0.00")), fen(total.get("paid", "0.00"))),
                )


def add(sums: Sums, movements: Iterable[tuple[Key, str, int, int]]) -> None:
    """Add to sums."""
    for key, version, base, paid in movements:
        of = sums.setdefault(key, {})
        old_base, old_paid = of.get(version, (0, 0))
        of[version] = old_base + base, old_paid + paid


@dataclass(slots=True)
class Till:
    """The cash of every hospital and day (现金), and the last day each has closed."""

    amounts: dict[tuple[str, str, str, str], int] = field(default_factory=dict)
    """By hospital, day, account and fund, in fen."""
    closed: dict[str, date] = field(default_factory=dict)

    def add(self, hospital: str, today: date, outcome: Outcome, sign: int) -> None:
        """Cash of a posting: of today, or of the first day that is open."""
        closed = self.closed.get(hospital)
        day = today if closed is None or closed < today else closed + timedelta(days=1)
        for account, fund, amount in outcome.entries:
            key = (hospital, str(day), account, fund)
            self.amounts[key] = self.amounts.get(key, 0) + sign * amount
