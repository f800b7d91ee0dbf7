"""One request on its way down the chain: what is left of its bill, who has paid what."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeVar

from tests.oracle.shared.arithmetic import fen, half_up

PARTS = ("eligible", "first_self_pay", "over_limit", "own_expense")
Request = dict[str, Any]
Payment = int | dict[str, int]
"""An amount, taken from the parts in their order; or an amount for each part."""
Row = TypeVar("Row")


class Refused(Exception):
    """No answer, with the contract's code; mostly the notice does not say."""

    def __init__(self, code: str = "unknown_parameter") -> None:
        super().__init__(code)
        self.code = code


def parts_of(bill: Mapping[str, Any]) -> dict[str, int]:
    """The four parts, given as such or as the sums of the items."""
    rows = bill.get("items") or [bill]
    return {part: sum(fen(row.get(part) or "0") for row in rows) for part in PARTS}


@dataclass
class Stay:
    """A visit of any kind, its bill and the payments made so far."""

    request: Request
    left: dict[str, int]
    paid: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """The whole bill."""
        return fen(self.request["bill"]["total"])

    @property
    def share(self) -> int:
        """What the patient still has to pay, of all parts."""
        return sum(self.left.values())

    @property
    def eligible(self) -> int:
        """What is left of the eligible part."""
        return self.left["eligible"]

    @property
    def given(self) -> dict[str, str]:
        """What other offices have paid already."""
        return self.request.get("prior_payments") or {}

    def visit(self, name: str, default: Any = None) -> Any:
        """A field of the visit; what is missing or null takes the default."""
        value = self.request["visit"].get(name)
        return default if value is None else value

    def person(self, name: str, default: Any = None) -> Any:
        """A field of the person; what is missing or null takes the default."""
        value = (self.request.get("person") or {}).get(name)
        return default if value is None else value

    @property
    def place(self) -> str:
        """Where the hospital stands."""
        return str(self.visit("place", "in_county"))

    @property
    def near(self) -> bool:
        """In the patient's county or city."""
        return self.place in ("in_county", "in_city")

    @property
    def filed(self) -> bool:
        """With a filed referral; an emergency counts as one."""
        return self.visit("referral") in ("filed", "emergency")

    @property
    def level(self) -> str:
        """The hospital's level; refused where a rule asks for it and the request leaves it out."""
        level = self.visit("hospital_level")
        if level is None:
            raise Refused
        return str(level)

    def has(self, *identities: str) -> bool:
        """Whether the person has one of these identities."""
        return not set(identities).isdisjoint(self.person("categories", ()))

    def found(self, *findings: str) -> bool:
        """Whether one of these findings was made."""
        return not set(findings).isdisjoint(self.visit("findings", ()))

    def by_level(self, table: Mapping[str, Row]) -> Row:
        """The row of the hospital's level; a township hospital is a primary one unless named."""
        level = self.level
        if level == "township" and level not in table:
            level = "primary"
        if level not in table:
            raise Refused
        return table[level]

    def so_far(self, layer: str, name: str, account: str = "", household: bool = False) -> int:
        """A total of this year, `base` or `paid`: the person's or the household's, 0 if not given."""
        year = self.request.get("year_to_date") or {}
        if household:
            year = year.get("household") or {}
        totals = (year.get("layers") or {}).get(layer) or {}
        if account:
            totals = (totals.get("accounts") or {}).get(account) or {}
        return fen(totals.get(name) or "0")

    def within(
        self, layer: str, cap: int, amount: int, account: str = "", household: bool = False
    ) -> int:
        """At most what this year's payments leave of the cap."""
        return min(amount, max(0, cap - self.so_far(layer, "paid", account, household)))

    def yearly(self, layer: str, now: int, benefit: Callable[[int], int]) -> int:
        """What the year's benefit grows by: with this visit, less before it."""
        before = self.so_far(layer, "base")
        return max(0, benefit(before + now) - benefit(before))

    def spread(self, amount: int, parts: Collection[str] = PARTS) -> dict[str, int]:
        """An amount over these parts, in their order, each as far as it goes."""
        spread = {}
        for part in parts:
            spread[part] = min(amount, self.left[part])
            amount -= spread[part]
        assert amount == 0
        return spread

    def move(self, amount: int) -> None:
        """Extra first self-pay: out of eligible, before anything else."""
        self.left["eligible"] -= amount
        self.left["first_self_pay"] += amount

    def take(self, layer: str, payment: Payment) -> None:
        """Book a payment."""
        parts = self.spread(payment) if isinstance(payment, int) else payment
        for part, amount in parts.items():
            self.left[part] -= amount
        self.paid[layer] = sum(parts.values())

    def of_items(self, shares: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """Of each part of the bill: the named items, each times its share."""
        rows = [row for row in self.request["bill"].get("items") or () if row["service"] in shares]
        return {
            part: sum(
                (fen(row.get(part) or "0") * shares[row["service"]] for row in rows), Fraction(0)
            )
            for part in PARTS
        }

    def waived(self, shares: Mapping[str, Fraction]) -> dict[str, int]:
        """After the payers: of what is left of each part, the named items' share of that part."""
        whole = parts_of(self.request["bill"])
        named = self.of_items(shares)
        return {
            part: half_up(self.left[part] * named[part] / whole[part])
            for part in PARTS
            if whole[part]
        }
