"""Settling (结算): a bill worked out with the book's totals and taken down, whole or not at all."""

import json
from dataclasses import replace

from benefits.accounts.actor import Actor
from benefits.ledger.adjudged import Adjudged, adjudge
from benefits.ledger.asked import Asked, read_asked
from benefits.ledger.book import Book
from benefits.ledger.record import Posting
from benefits.ledger.rework import Replaced, refuse_dependents, rework
from benefits.ledger.sentences import problem
from benefits.ledger.taking_down import take_back, take_down
from benefits.ledger.terms import Terms
from benefits.ledger.totals import changed
from benefits.money import yuan
from benefits.problems import Problem, Refused
from benefits.quotes.answer import Answer


def settle(terms: Terms, book: Book, actor: Actor, given: object) -> Posting:
    """Settle a request (parsed JSON) for an actor; raises `Refused` and then nothing has happened."""
    asked = belonging(actor, read_asked(given))
    refuse_unsound(terms, actor, asked)
    before = _stay_so_far(book, asked)
    redone: list[Replaced] = []
    if before is not None:
        take_back(terms, book, actor, before, "interim")
        moved = changed(before.movements, ())
        redone = rework(terms, book, actor, moved, before.settled.position)
        refuse_dependents(actor, before, redone, asked.extra.rework)
    adjudged = adjudge(terms, book, asked)
    refuse_unagreed(terms, asked, adjudged)
    replaces = None if before is None else before.id
    return take_down(terms, book, actor, asked, adjudged, replaces=replaces)


def preview(terms: Terms, book: Book, actor: Actor, given: object) -> Answer:
    """What settling would answer now; the caller undoes the transaction."""
    posting = settle(terms, book, actor, given)
    told: Answer = json.loads(posting.settled.answer)
    for name in ("id", "settled_at"):
        del told[name]
    return told


def belonging(actor: Actor, asked: Asked) -> Asked:
    """The request with the hospital it is sent from; a hospital settles for itself alone."""
    visit = asked.body["visit"]
    hospital = visit.get("hospital") or {}
    named = hospital.get("id")
    if actor.has("bureau") and named is not None:
        return asked
    if actor.hospital is None:
        wrong = problem("hospital_is_missing", "visit.hospital.id")
        raise Refused("invalid_request", [wrong])
    if named not in (None, actor.hospital):
        raise Refused("forbidden", [problem("hospital_is_another", "visit.hospital.id")])
    department = asked.extra.department or actor.department
    if actor.department not in (None, department):
        raise Refused("forbidden", [problem("department_is_another", "department")])
    body = {**asked.body, "visit": {**visit, "hospital": {**hospital, "id": actor.hospital}}}
    return replace(
        asked, body=body, extra=asked.extra.model_copy(update={"department": department})
    )


def refuse_unsound(terms: Terms, actor: Actor, asked: Asked, before: Asked | None = None) -> None:
    """What only the bureau decides, and days that have not come. `before`: what is corrected."""
    wrong: list[Problem] = []
    today = terms.today()
    if asked.day > today:
        wrong.append(problem("day_in_future", "date", today=today.isoformat()))
    for place, each in enumerate(asked.extra.decisions):
        if each.day > today:
            wrong.append(problem("decision_after_today", f"decisions.{place}.day"))
    if not actor.has("bureau"):
        if _over_treated(asked) != (before is not None and _over_treated(before)):
            wrong.append(problem("only_the_bureau", "visit.findings"))
        if asked.request.visit.kind == "annual_review":
            wrong.append(problem("reviews_are_the_bureaus", "visit.kind"))
        paid = asked.request.prior_payments
        if paid != ({} if before is None else before.request.prior_payments):
            wrong.append(problem("only_outside", "prior_payments"))
    if wrong:
        raise Refused("invalid_request", wrong)


def _over_treated(asked: Asked) -> bool:
    return "over_treatment" in (asked.request.visit.findings or ())


def refuse_unagreed(terms: Terms, asked: Asked, adjudged: Adjudged) -> None:
    """Figures nobody has confirmed; a split the clerk has not seen."""
    if adjudged.assumed and not terms.assumed_allowed:
        where = ", ".join(adjudged.assumed)
        wrong = problem("assumed_figures", "", number=len(adjudged.assumed), figures=where)
        raise Refused("assumed_figures", [wrong])
    expected = asked.extra.expected
    if expected is not None and expected.patient != adjudged.patient_fen:
        seen, now = yuan(expected.patient), yuan(adjudged.patient_fen)
        wrong = problem("totals_have_moved", "expected.patient", seen=seen, now=now)
        raise Refused("conflict", [wrong], beside={"split": adjudged.answer})


def _stay_so_far(book: Book, asked: Asked) -> Posting | None:
    """The interim settlement of the same stay, whose place this one takes."""
    stay = asked.extra.stay
    if stay is None:
        return None
    found = book.stay(asked.body["visit"]["hospital"]["id"], stay)
    if found is None:
        return None
    if found.person != asked.person:
        raise Refused("conflict", [problem("stay_of_another", "stay", stay=stay)])
    if not found.settled.interim:
        wrong = problem("stay_is_settled", "stay", stay=stay, by=found.id)
        raise Refused("conflict", [wrong])
    book.lock(each.total for each in found.movements)
    return found


def refuse_second_of_stay(book: Book, asked: Asked) -> None:
    """A correction names a stay that another settlement stands for: there is one of a stay, ever."""
    stay = asked.extra.stay
    found = None if stay is None else book.stay(asked.body["visit"]["hospital"]["id"], stay)
    if found is not None:
        wrong = problem("stay_is_settled", "stay", stay=stay, by=found.id)
        raise Refused("conflict", [wrong])
