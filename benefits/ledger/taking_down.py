"""Taking down (记账): a posting written into the book, with its event for the trail."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

import orjson

from benefits.accounts.actor import Actor
from benefits.ledger.adjudged import Adjudged
from benefits.ledger.asked import Asked, Extra
from benefits.ledger.book import Book
from benefits.ledger.record import Posting, Settlement, reversal_of
from benefits.ledger.sentences import problem
from benefits.ledger.terms import Terms
from benefits.problems import Refused
from benefits.trail.event import Event, digest_of, moment

TRIAL: Final = {"zh": "试算", "en": "trial"}
"""What every answer of a demo database carries, and every sheet prints."""


def take_back(terms: Terms, book: Book, actor: Actor, posting: Posting, reason: str) -> Posting:
    """Reverse a live settlement by counter-entry."""
    book.lock(each.total for each in posting.movements)
    done = book.reversal(posting.id)
    if done is not None:
        raise Refused("conflict", [problem("already_reversed", "id", by=done)])
    reversal = reversal_of(
        posting,
        number=book.next_number(),
        id=terms.new_id(),
        cash_day=cash_day(terms, book, posting.hospital),
        at=moment(terms.now()),
        by=actor.id,
        reason=reason,
    )
    _write(book, actor, reversal, "settlement.reversed", {})
    return reversal


def take_down(
    terms: Terms,
    book: Book,
    actor: Actor,
    asked: Asked,
    adjudged: Adjudged,
    *,
    replaces: str | None = None,
    position: int | None = None,
    reason: str = "",
) -> Posting:
    """Write a settlement into the book."""
    number, id_, at = book.next_number(), terms.new_id(), moment(terms.now())
    hospital = adjudged.request["visit"]["hospital"]["id"]
    told = {
        "id": id_,
        "settled_at": at,
        "hospital": hospital,
        "person": adjudged.owners.person,
        **({"trial": dict(TRIAL)} if terms.trial else {}),
        **_marks(asked.extra, replaces),
        **adjudged.answer,
    }
    posting = Posting(
        number=number,
        id=id_,
        kind="settlement",
        of=None,
        person=adjudged.owners.person,
        household=adjudged.owners.household,
        region=adjudged.owners.region,
        year=adjudged.owners.year,
        hospital=hospital,
        department=asked.extra.department,
        cash_day=cash_day(terms, book, hospital),
        at=at,
        by=actor.id,
        reason=reason,
        total_fen=adjudged.total_fen,
        patient_fen=adjudged.patient_fen,
        entries=adjudged.entries,
        movements=adjudged.movements,
        settlement=Settlement(
            position=number if position is None else position,
            day=asked.day.isoformat(),
            visit=asked.request.visit.kind,
            stay=asked.extra.stay,
            interim=asked.extra.interim,
            replaces=replaces,
            policy=adjudged.policy.digest,
            engine=terms.engine,
            asked=_json(written(asked)),
            request=_json(adjudged.request),
            answer=_json(told),
            decisions=_json([each.model_dump(mode="json") for each in asked.extra.decisions]),
            seen=adjudged.seen,
            assumed=bool(adjudged.assumed),
        ),
    ).balanced()
    book.keep_policy(adjudged.policy)
    _write(book, actor, posting, "settlement.settled", {"policy": adjudged.policy.hash})
    return posting


def written(asked: Asked) -> dict[str, Any]:
    """A request as it can be read again."""
    extra = asked.extra.model_dump(mode="json", exclude_defaults=True, exclude={"expected"})
    return {**asked.body, **extra}


def _marks(extra: Extra, replaces: str | None) -> Mapping[str, Any]:
    told: dict[str, Any] = {}
    if extra.stay is not None:
        told |= {"stay": extra.stay, "interim": extra.interim}
    if replaces is not None:
        told["replaces"] = replaces
    return told


def _write(
    book: Book, actor: Actor, posting: Posting, action: str, more: Mapping[str, str]
) -> None:
    book.add(posting)
    told = {"id": posting.id, "number": posting.number, "posting": digest_of(posting.content())}
    content = {**told, **more}
    book.tell(
        [
            Event(
                f"hospital:{posting.hospital}",
                posting.at,
                actor.id,
                action,
                posting.person,
                content,
            )
        ]
    )


def cash_day(terms: Terms, book: Book, hospital: str) -> str:
    """The day whose cash this is: today, or the first day that is not closed."""
    today = terms.today().isoformat()
    closed = book.closed_until(hospital)
    if closed is None or closed < today:
        return today
    return (date.fromisoformat(closed) + timedelta(days=1)).isoformat()


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
