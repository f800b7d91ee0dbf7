"""A bill worked out with what the book knows (台账核定): the desk's own answer, and what is to be taken down.

Everything the answer came from is in `request`: the same policy gives the same answer to it years later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from benefits.claims.claim import Claim, claim, days_of
from benefits.claims.reading import read_request
from benefits.ledger.asked import Asked
from benefits.ledger.book import Book, PolicyText
from benefits.ledger.record import Entry, Movement, Scope, Seen
from benefits.ledger.sentences import problem
from benefits.ledger.terms import Terms
from benefits.ledger.totals import (
    Owners,
    admissions,
    household_of,
    in_force,
    left_last_year,
    movements,
    reviews,
    seen,
    seen_by_review,
    year_to_date,
)
from benefits.money import fen, yuan
from benefits.people.person import KnownPerson
from benefits.problems import Refused
from benefits.quotes.adjudicator import Adjudicator, Split
from benefits.quotes.answer import Answer, answer
from benefits.quotes.notes import notes
from benefits.quotes.outline import PATIENT, TOTAL
from benefits.reading.document import Document


@dataclass(frozen=True, slots=True)
class Adjudged:
    """A bill under a policy, with the totals the book had."""

    owners: Owners
    policy: PolicyText
    request: Mapping[str, Any] = field(hash=False)
    answer: Answer = field(hash=False)
    total_fen: int
    patient_fen: int
    entries: tuple[Entry, ...]
    movements: tuple[Movement, ...]
    seen: tuple[Seen, ...]

    @property
    def assumed(self) -> list[str]:
        """Where figures stand that nobody has confirmed."""
        return [each["where"] for each in self.answer["notes"] if each["kind"] == "assumed"]


def adjudge(
    terms: Terms,
    book: Book,
    asked: Asked,
    *,
    under: Document | None = None,
    before: int | None = None,
    as_recorded: Mapping[str, Any] | None = None,
) -> Adjudged:
    """Work out a bill with the book's totals; its totals are locked first. Raises `Refused`.

    `under`: a policy that is given; else the one in force. `before`: with the totals that lower positions
    have made. `as_recorded`: the person as an earlier settlement knew them (fields of a request).
    """
    body = dict(asked.body)
    person = as_recorded or _person(_known(book, asked), asked.day)
    body["person"] = {**body["person"], **person}
    ready = _ready(terms, asked, under)
    owners = _owners(asked, body["person"]["household"], ready)
    book.lock(owners.all())
    sums = book.sums(owners.all(), before)
    counts = in_force(terms.desk.book, ready)
    body["year_to_date"] = year_to_date(sums, owners, ready, counts)
    visit = body["visit"]
    counted = visit["kind"] == "inpatient" and visit.get("admission_number") is None
    if counted:
        number = admissions(sums, owners, counts) + 1
        body["visit"] = {**visit, "admission_number": number}
    more: tuple[Seen, ...] = ()
    if visit["kind"] == "annual_review":
        scope = _review_scope(ready)
        body |= _last_year(owners, left_last_year(sums, owners, scope, counts), asked)
        bill_stated = asked.body.get("bill") is not None
        more = seen_by_review(sums, owners, scope, counts, bill_stated=bill_stated)
        if reviews(sums, owners, scope, counts):
            wrong = problem("review_is_done", "visit.kind", year=owners.year - 1)
            raise Refused("conflict", [wrong])
    stated = claim(read_request(body))
    terms.desk.known_layers(stated, ready)
    split, told = answered(ready, stated)
    return Adjudged(
        owners=owners,
        policy=terms.policy_text(ready.document),
        request=body,
        answer=told,
        total_fen=split.amounts[TOTAL],
        patient_fen=split.amounts[PATIENT],
        entries=_entries(split, told),
        movements=movements(split, stated, owners),
        seen=(*seen(split, stated, owners, counted=counted), *more),
    )


def answered(ready: Adjudicator, stated: Claim) -> tuple[Split, Answer]:
    """The desk's answer to a claim, with its worksheet."""
    split = ready.split(stated, write=True)
    return split, answer(stated, split, notes(stated, split), "short")


def _known(book: Book, asked: Asked) -> KnownPerson:
    person = book.person(asked.person, asked.day)
    if person is None:
        raise Refused("not_found", [problem("person_is_not_known", "person.id")])
    if person.region != asked.request.region:
        wrong = problem("person_of_another_region", "region", theirs=person.region)
        raise Refused("invalid_request", [wrong])
    return person


def _person(person: KnownPerson, day: date) -> dict[str, Any]:
    """A person as a request states them."""
    told: dict[str, Any] = {
        "identities": [
            {"category": each.category, **_period(each.from_, each.until)}
            for each in person.identities
        ],
        "household": household_of(person),
    }
    optional = {"insurance": person.insurance, "division": person.division, "age": person.age}
    told |= {name: value for name, value in optional.items() if value is not None}
    if person.contribution_periods is not None:
        told["contribution_periods"] = [
            _period(each.from_, each.until) for each in person.contribution_periods
        ]
    return told


def _period(from_: date, until: date | None) -> dict[str, str | None]:
    return {"from": from_.isoformat(), "until": None if until is None else until.isoformat()}


def _ready(terms: Terms, asked: Asked, under: Document | None) -> Adjudicator:
    desk, request = terms.desk, asked.request
    if under is not None:
        return desk.ready(under)
    return desk.ready(desk.book.in_force(request.region, days_of(request), terms.today()))


def _owners(asked: Asked, household: str, ready: Adjudicator) -> Owners:
    year = days_of(asked.request)[ready.policy.year_day].year
    return Owners(asked.person, household, asked.request.region, year)


def _review_scope(ready: Adjudicator) -> Scope:
    return "household" if ready.policy.reviews_households() else "person"


def _last_year(owners: Owners, left: Any, asked: Asked) -> dict[str, Any]:
    """The bill of a yearly review: what last year left to pay."""
    if asked.body.get("bill") is not None:
        return {}
    if left is None:
        wrong = problem("no_last_year", "visit.kind", year=owners.year - 1)
        raise Refused("invalid_request", [wrong])
    bill = {
        "total": yuan(left.paid_fen),
        "eligible": yuan(left.base_fen),
        "own_expense": yuan(left.paid_fen - left.base_fen),
    }
    return {"bill": bill}


def _entries(split: Split, told: Answer) -> tuple[Entry, ...]:
    """Payers and patient owe what the hospital is owed.

    A grant is told in the answer and not booked: no counter pays it, and it is not part of the bill.
    """
    entries = [
        Entry(f"layer:{each['layer']}", each.get("fund", ""), fen(each["amount"]))
        for each in told["payers"]
    ]
    entries.append(Entry("patient", "", split.amounts[PATIENT]))
    entries.append(Entry("hospital", "", -split.amounts[TOTAL]))
    return tuple(entries)
