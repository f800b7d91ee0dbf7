"""Random requests of a region: any rule of its notice, both sides of every edge, some refusals.

An edge is met where it counts: the layers before it are given as facts, so that what its layer sees
is the edge itself, a fen or a few beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.oracle.shared.arithmetic import fen, yuan
from tests.oracle.shared.notice import EXCLUSIONS, Notice
from tests.oracle.shared.stay import PARTS, Request

LARGEST = 2_000_000_000
KINDS = ("inpatient", "outpatient", "chronic_outpatient", "delivery", "annual_review")
PLACES = ("in_county", "in_city", "in_province", "out_of_province")
REFERRALS = ("local", "filed", "unfiled", "emergency")
OTHERS = ("lifted_poor", "veteran", "severely_disabled")
WRONGS = ("day", "kind", "level", "insurance", "finding", "programme", "layer", "too_large")


def near(random: Random, edges: Sequence[int]) -> int:
    """One of the edges, or a fen or a few to one of its sides."""
    return max(
        0, random.choice(edges) + random.choice((0, 0, -1, 1, -2, 2, random.randint(-30, 30)))
    )


def any_size(random: Random) -> int:
    """From a fen to the largest bill; often round."""
    size = int(10 ** random.uniform(0.5, 9.2))
    return size // 100_000 * 100_000 if size > 100_000 and random.random() < 0.2 else size


@dataclass(frozen=True)
class World:
    """What a region's requests are made of."""

    notice: Notice
    edges: Sequence[int]
    """Amounts at which a rule of some layer changes."""
    identities: Sequence[str] = ()
    levels: Sequence[str | None] = ("township", "primary", "secondary", "tertiary")
    findings: Sequence[str] = ("over_treatment", "accident")
    services: Sequence[str] = ()
    always_given: int = 0
    """How many of the first layers have no rule of their own."""
    usually_given: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Layers of which the notice does not say what they pay to these identities."""
    base: Mapping[str, Sequence[int]] = field(default_factory=dict)
    paid: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Edges of the year's totals; the totals of other layers are drawn too, and mean nothing."""
    accounts: Mapping[str, Mapping[str, Sequence[int]]] = field(default_factory=dict)
    household: Mapping[str, Sequence[int]] = field(default_factory=dict)
    details: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Numbers that some rule asks of the person."""

    def request(self, random: Random) -> Request:
        """A valid request of the contract; one in twelve asks for one thing that is refused."""
        layers = list(self.notice.chain)
        kind = self._kind(random)
        given = self._given(random, layers)
        request: Request = {
            "region": self.notice.region,
            "date": self._day(random),
            "person": self._person(random),
            "visit": self._visit(random, kind),
            "bill": self._bill(random, sum(given.values())),
        }
        total = fen(request["bill"]["total"])
        if kind == "annual_review":
            eligible = request["bill"].get("eligible", yuan(total))
            request["last_year"] = {"eligible_self_paid": eligible, "self_paid": yuan(total)}
        self._give_more(random, request, given)
        if given:
            request["prior_payments"] = {layer: yuan(paid) for layer, paid in given.items()}
        if random.random() < 0.6:
            request["year_to_date"] = self._year(random, layers, total)
        if random.random() < 0.1:
            self._date_the_stay(request)
        if random.random() < 1 / 12:
            self._spoil(random, request, random.choice(WRONGS))
        return request

    def _kind(self, random: Random) -> str:
        kinds = list(self.notice.kinds)
        return kinds[0] if random.random() < 0.55 else random.choice(kinds)

    def _day(self, random: Random) -> str:
        first = date.fromisoformat(self.notice.first_day)
        last = min(date.fromisoformat(self.notice.last_day), first + timedelta(days=900))
        within = first + timedelta(days=random.randint(0, (last - first).days))
        return random.choice((first, within, within, last)).isoformat()

    def _person(self, random: Random) -> dict[str, Any]:
        identities: list[str] = []
        drawn = random.random()
        if drawn < 0.6 and self.identities:
            identities = [random.choice(self.identities)]
        elif drawn < 0.85:
            words = (*self.identities, *OTHERS)
            identities = random.sample(words, random.randint(1, min(4, len(words))))
        person: dict[str, Any] = {"categories": identities}
        if random.random() < 0.3:
            person["insurance"] = self.notice.insurance
        for name, values in self.details.items():
            if random.random() < 0.6:
                person[name] = random.choice(values)
        return person

    def _visit(self, random: Random, kind: str) -> dict[str, Any]:
        place = random.choice((*PLACES, "in_county"))
        visit: dict[str, Any] = {"kind": kind, "place": place}
        level = random.choice(self.levels)
        if level is not None:
            visit["hospital_level"] = level
        if place in PLACES[2:] or random.random() < 0.4:
            visit["referral"] = random.choice(REFERRALS)
        programmes = self.notice.kinds[kind]
        if programmes and (kind != "inpatient" or random.random() < 0.4):
            visit["programme"] = random.choice(programmes)
        if random.random() < 0.5:
            visit["admission_number"] = random.choice((1, 2, 3, 4, 9))
        if random.random() < 0.2:
            visit["findings"] = [random.choice(self.findings)]
        return visit

    def _given(self, random: Random, layers: Sequence[str]) -> dict[str, int]:
        """What the first layers have paid: those without a rule, and often some more."""
        count = 0 if random.random() < 0.03 else self.always_given
        if random.random() < 0.4:
            count = random.randint(count, len(layers) - 1)
        amounts = {}
        for layer in layers[:count]:
            paid = random.randint(0, any_size(random) // 4)
            amounts[layer] = random.choice((0, paid, min(paid, 1_000_000)))
        return amounts

    def _bill(self, random: Random, given: int) -> dict[str, Any]:
        """Parts in all proportions; an edge often stands alone, beside what is given."""
        size = near(random, self.edges) if random.random() < 0.6 else any_size(random)
        parts = dict.fromkeys(PARTS, 0)
        parts[random.choice(PARTS) if random.random() < 0.15 else "eligible"] = size + given
        if random.random() < 0.6:
            for part in PARTS[1:]:
                if random.random() < 0.5:
                    parts[part] += int((size + 100) * 10 ** random.uniform(-3, 0.3))
        if sum(parts.values()) > LARGEST:
            parts = dict.fromkeys(PARTS, 0) | {"eligible": LARGEST}
        total = {"total": yuan(sum(parts.values()))}
        if self.services and random.random() < 0.5:
            return total | {"items": self._items(random, parts)}
        return total | {part: yuan(amount) for part, amount in parts.items()}

    def _items(self, random: Random, parts: Mapping[str, int]) -> list[dict[str, str]]:
        """The parts cut among a few services."""
        words = (*self.services, *self.services, "drug", "surgery", "ct")
        items = [{"service": random.choice(words)} for _ in range(random.randint(1, 5))]
        for part, whole in parts.items():
            for item in items[1:]:
                amount = random.choice((0, random.randint(0, whole)))
                item[part] = yuan(amount)
                whole -= amount
            items[0][part] = yuan(whole)
        return items

    def _give_more(self, random: Random, request: Request, given: dict[str, int]) -> None:
        """A layer out of the middle of the chain, within what is left."""
        room = fen(request["bill"]["total"]) - sum(given.values())
        identities = request["person"]["categories"]
        layers = [
            layer
            for layer, unknown in self.usually_given.items()
            if not set(unknown).isdisjoint(identities) and random.random() < 0.9
        ]
        if random.random() < 0.06:
            layers.append(random.choice(list(self.notice.chain)[self.always_given :]))
        for layer in layers:
            given.setdefault(layer, random.choice((0, room // 50, room // 20)))

    def _year(self, random: Random, layers: Sequence[str], total: int) -> dict[str, Any]:
        """What person and household have used: at an edge, or where this bill reaches it."""

        def used(edges: Sequence[int]) -> str:
            edge = near(random, edges)
            return yuan(random.choice((edge, max(0, edge - total), edge // 2, 0)))

        year: dict[str, Any] = {
            layer: {
                "base": used(self.base.get(layer, self.edges)),
                "paid": used(self.paid.get(layer, self.edges)),
            }
            for layer in layers
            if random.random() < 0.6
        }
        for layer, accounts in self.accounts.items():
            own = {name: {"base": "0.00", "paid": used(caps)} for name, caps in accounts.items()}
            year[layer] = {**year.get(layer, {}), "accounts": own}
        household = {layer: {"paid": used(caps)} for layer, caps in self.household.items()}
        for layer, ours in household.items():  # a member has used all of it or nothing
            year[layer] = random.choice(({"paid": "0.00"}, ours))
        return {"layers": year} | ({"household": {"layers": household}} if household else {})

    def _date_the_stay(self, request: Request) -> None:
        """Days of its own for the stay; the day it ends stays the one that was drawn."""
        last = date.fromisoformat(request["date"])
        request["visit"] |= {
            "admitted": (last - timedelta(days=20)).isoformat(),
            "discharged": request["date"],
        }
        request["date"] = (last + timedelta(days=30)).isoformat()

    def _spoil(self, random: Random, request: Request, wrong: str) -> None:
        """Ask for something the notice does not speak of."""
        visit, given = request["visit"], request.setdefault("prior_payments", {})
        match wrong:
            case "day":
                first = date.fromisoformat(self.notice.first_day) - timedelta(days=1)
                last = date.fromisoformat(self.notice.last_day[:4] + "-12-31")
                days = [first] if last.year == 9999 else [first, last + timedelta(days=1)]
                request["date"] = random.choice(days).isoformat()
                for name in ("admitted", "discharged"):
                    visit.pop(name, None)
            case "kind":
                unnamed = [kind for kind in KINDS if kind not in self.notice.kinds]
                visit["kind"] = random.choice(unnamed)
                visit.pop("programme", None)
            case "level":
                visit["hospital_level"] = random.choice(("village", None))
            case "insurance":
                request["person"]["insurance"] = "employee"
            case "finding":
                visit["findings"] = [random.choice(EXCLUSIONS)]
            case "programme":
                visit["programme"] = "no_such_programme"
            case "layer":
                given["no_such_layer"] = random.choice(("0.00", "1.00"))
            case _:
                total = fen(request["bill"]["total"])
                given[random.choice(list(self.notice.chain))] = yuan(min(total + 1, LARGEST))
