"""Day-end totals (日结): what each fund and the patients owe a hospital for a day's cash, with the detail.

A day is closed once and stays closed: what is reversed later is cash of the day on which that is done.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from benefits.accounts.actor import Actor
from benefits.ledger.book import Book
from benefits.ledger.record import Posting
from benefits.ledger.sentences import problem
from benefits.ledger.terms import Terms
from benefits.money import signed_yuan
from benefits.problems import Refused
from benefits.trail.event import Event, digest_of, moment


@dataclass(frozen=True, slots=True)
class DayTotals:
    """A hospital's cash of one day, in fen; a reversal counts against."""

    hospital: str
    day: str
    settlements: int
    reversals: int
    total_fen: int
    by_account: Mapping[tuple[str, str], int]
    """By account and fund."""

    def told(self) -> dict[str, Any]:
        """The totals in yuan."""
        return {
            "hospital": self.hospital,
            "day": self.day,
            "settlements": self.settlements,
            "reversals": self.reversals,
            "total": signed_yuan(self.total_fen),
            "accounts": [
                {"account": account, "fund": fund or None, "amount": signed_yuan(fen)}
                for (account, fund), fen in sorted(self.by_account.items())
                if account != "hospital"
            ],
        }

    def same_as(self, kept: str) -> bool:
        """Whether these are the totals that were kept when the day was closed."""
        same: bool = json.loads(kept) == self.told()
        return same


def day_totals(hospital: str, day: str, postings: Iterable[Posting]) -> DayTotals:
    """The totals of the postings of one day."""
    count = {"settlement": 0, "reversal": 0}
    total, by_account = 0, dict[tuple[str, str], int]()
    for each in postings:
        count[each.kind] += 1
        total += each.total_fen
        for entry in each.entries:
            key = (entry.account, entry.fund)
            by_account[key] = by_account.get(key, 0) + entry.amount_fen
    assert sum(by_account.values()) == 0, "each posting sums to zero, so a day does"
    return DayTotals(hospital, day, count["settlement"], count["reversal"], total, by_account)


def line(posting: Posting) -> dict[str, Any]:
    """One posting as a day's detail shows it."""
    told = {
        "id": posting.id,
        "kind": posting.kind,
        "person": posting.person,
        "department": posting.department,
        "at": posting.at,
        "total": signed_yuan(posting.total_fen),
        "patient": signed_yuan(posting.patient_fen),
    }
    return {**told, "reverses": posting.of} if posting.of is not None else told


def close_day(terms: Terms, book: Book, actor: Actor, hospital: str, day: date) -> DayTotals:
    """Close a hospital's day (日结); raises `Refused` for one that is not over or closed already."""
    if day >= terms.today():
        raise Refused("conflict", [problem("day_is_not_over", "day", day=day)])
    closed = book.closed_until(hospital)
    if closed is not None and day.isoformat() <= closed:
        raise Refused("conflict", [problem("day_is_closed", "day", day=day)])
    totals = day_totals(hospital, day.isoformat(), book.of_day(hospital, day.isoformat()))
    at = moment(terms.now())
    told = totals.told()
    book.close(hospital, day.isoformat(), at, actor.id, told)
    content = {"day": day.isoformat(), "totals": digest_of(told)}
    book.tell([Event(f"hospital:{hospital}", at, actor.id, "day.closed", "", content)])
    return totals
