"""Reversing and correcting (冲销与更正): by counter-entry, once; whatever rests on it is worked out again."""

from dataclasses import dataclass
from typing import Any

from benefits.accounts.actor import Actor
from benefits.ledger.adjudged import adjudge
from benefits.ledger.asked import read_asked, sound_reason
from benefits.ledger.book import Book
from benefits.ledger.record import Posting
from benefits.ledger.rework import (
    Replaced,
    asked_of,
    refuse_dependents,
    rework,
    shown_to,
)
from benefits.ledger.sentences import problem
from benefits.ledger.settle import (
    belonging,
    refuse_second_of_stay,
    refuse_unagreed,
    refuse_unsound,
)
from benefits.ledger.taking_down import take_back, take_down
from benefits.ledger.terms import Terms
from benefits.ledger.totals import changed
from benefits.money import yuan
from benefits.problems import Refused


@dataclass(frozen=True, slots=True)
class Reversed:
    """A reversal and what was settled again because of it."""

    posting: Posting
    redone: tuple[Replaced, ...] = ()

    def told(self, actor: Actor) -> dict[str, Any]:
        """The answer to a reversal; what is given back in yuan."""
        return {
            "id": self.posting.id,
            "reverses": self.posting.of,
            "reversed_at": self.posting.at,
            "hospital": self.posting.hospital,
            "cash_day": self.posting.cash_day,
            "total": yuan(-self.posting.total_fen),
            "patient": yuan(-self.posting.patient_fen),
            "reason": self.posting.reason,
            "reworked": shown_to(actor, self.posting.person, self.redone),
        }


def reverse(
    terms: Terms, book: Book, actor: Actor, id: str, reason: str, *, redo: bool = False
) -> Reversed:
    """Reverse a settlement; what depends on it is refused with the list, or (`redo`) settled again."""
    posting, reason = settlement(book, id), sound_reason(reason)
    reversal = take_back(terms, book, actor, posting, reason)
    position = posting.settled.position
    redone = rework(terms, book, actor, changed(posting.movements, ()), position)
    refuse_dependents(actor, posting, redone, redo)
    return Reversed(reversal, tuple(redone))


def correct(
    terms: Terms, book: Book, actor: Actor, id: str, given: object, reason: str
) -> tuple[Posting, list[Replaced]]:
    """Reverse a settlement and settle what should have been asked, at its place, in one step."""
    old, reason = settlement(book, id), sound_reason(reason)
    asked = belonging(actor, read_asked(given))
    refuse_unsound(terms, actor, asked, asked_of(old))
    take_back(terms, book, actor, old, reason)
    refuse_second_of_stay(book, asked)
    position = old.settled.position
    adjudged = adjudge(terms, book, asked, before=position)
    refuse_unagreed(terms, asked, adjudged)
    new = take_down(
        terms, book, actor, asked, adjudged, replaces=old.id, position=position, reason=reason
    )
    moved = changed(old.movements, new.movements)
    redone = rework(terms, book, actor, moved, position)
    refuse_dependents(actor, old, redone, asked.extra.rework)
    return new, redone


def renew(terms: Terms, book: Book, actor: Actor, person: str, since: str) -> list[Replaced]:
    """A person's settlements from a day on, by what is known now: who would get what.

    For a retroactive notice or identity (追溯); others that rest on them come along under their own policies.
    """
    live = [each for each in book.of_person(person) if each.settled.day >= since]
    return rework(terms, book, actor, (), 0, [each.id for each in live])


def settlement(book: Book, id: str) -> Posting:
    """A settlement by its id; raises `Refused` where there is none, or it is a reversal."""
    posting = book.posting(id)
    if posting is None:
        raise Refused("not_found", [problem("settlement_not_found", "id")])
    if posting.kind == "reversal":
        raise Refused("conflict", [problem("is_a_reversal", "id")])
    return posting
