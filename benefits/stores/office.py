"""The office (经办): the ledger over a database; each action happens once by its key, whole or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import orjson
from sqlalchemy import Connection, bindparam, insert, select

from benefits.accounts.actor import Actor
from benefits.ledger import moments
from benefits.ledger.book import Book
from benefits.ledger.days import close_day, day_totals, line
from benefits.ledger.keys import Key, fingerprint, in_flight, reused
from benefits.ledger.record import Posting
from benefits.ledger.reverse import correct, renew, reverse, settlement
from benefits.ledger.rework import Replaced, shown_to
from benefits.ledger.sentences import problem
from benefits.ledger.settle import preview, settle
from benefits.ledger.terms import Terms
from benefits.ledger.totals import owners_of, shown
from benefits.ledger.verify import recomputed
from benefits.people.person import KnownPerson
from benefits.problems import Refused
from benefits.quotes.answer import Answer
from benefits.reading.book import read_draft
from benefits.stores import published
from benefits.stores.book import PersonOf, SqlBook
from benefits.stores.book_tables import ANSWERED
from benefits.stores.book_transaction import in_book
from benefits.stores.database import Database, InFlight
from benefits.trail.event import Event, moment

Act = Callable[[Book], str]
"""Does something and gives its answer as JSON."""


@dataclass(frozen=True, slots=True)
class Office:
    """The ledger of one site."""

    database: Database
    terms: Terms
    person_of: PersonOf

    def preview(self, actor: Actor, given: object) -> Answer:
        """What settling would answer; only that somebody looked is written. Raises `Refused`."""
        self.refresh()
        told = in_book(
            self.database,
            self.person_of,
            lambda book: preview(self.terms, book, actor, given),
            undo=True,
        )
        self._looked(actor, "settlement.previewed", told["person"])
        return told

    def settle(self, actor: Actor, key: Key, given: object) -> bytes:
        """Settle; the same key has the same answer for ever. Raises `Refused`."""
        return self._once(
            key, given, lambda book: settle(self.terms, book, actor, given).settled.answer
        )

    def reverse(
        self, actor: Actor, key: Key, id: str, reason: str, *, rework: bool = False
    ) -> bytes:
        """Reverse a settlement. Raises `Refused`."""

        def act(book: Book) -> str:
            done = reverse(self.terms, book, actor, id, reason, redo=rework)
            return _json(done.told(actor))

        return self._once(key, {"reason": reason, "rework": rework}, act)

    def correct(self, actor: Actor, key: Key, id: str, reason: str, given: object) -> bytes:
        """Reverse a settlement and settle what should have been asked. Raises `Refused`."""

        def act(book: Book) -> str:
            new, redone = correct(self.terms, book, actor, id, given, reason)
            told = orjson.loads(new.settled.answer)
            return _json({**told, "reworked": shown_to(actor, new.person, redone)})

        return self._once(key, {"reason": reason, "request": given}, act)

    def renewal(self, actor: Actor, person: str, since: str) -> list[dict[str, Any]]:
        """Who would get what if a person's settlements were made by what is known now."""
        self.refresh()
        told = in_book(
            self.database,
            self.person_of,
            lambda book: _told(renew(self.terms, book, actor, person, since)),
            undo=True,
        )
        self._looked(actor, "differences.read", person)
        return told

    def renewals(
        self, actor: Actor, region: str, since: str, after: str = "", most: int = 100
    ) -> dict[str, Any]:
        """The same for everybody of a region with a settlement from a day on, so many people at a time.

        `next` is the person to go on after; None at the end.
        """
        with self.database.reading() as connection:
            book = SqlBook(connection, self.database, self.person_of)
            people = book.people_settled(region, since, after, most)
        found = [
            {"person": each, "reworked": redone}
            for each in people
            if (redone := self.renewal(actor, each, since))
        ]
        return {"people": found, "next": people[-1] if len(people) == most else None}

    def renew(self, actor: Actor, key: Key, person: str, since: str) -> bytes:
        """Settle those differences. Raises `Refused`."""

        def act(book: Book) -> str:
            redone = renew(self.terms, book, actor, person, since)
            return _json({"person": person, "since": since, "reworked": _told(redone)})

        return self._once(key, {"person": person, "since": since}, act)

    def looked_at(self, actor: Actor, id: str) -> tuple[Posting, str | None]:
        """A settlement somebody looks at; that they did stands in the trail. Raises `Refused`."""

        def look(book: SqlBook) -> tuple[Posting, str | None]:
            posting = settlement(book, id)
            book.tell([self._read(actor, "settlement.read", posting.person, {"id": id})])
            return posting, book.reversal(id)

        return in_book(self.database, self.person_of, look)

    def year_to_date(self, actor: Actor, person: str, year: int) -> dict[str, Any]:
        """A person's year so far, by layer, in yuan; the look stands in the trail. Raises `Refused`."""

        def look(book: SqlBook) -> dict[str, Any]:
            known = self._known(book, person)
            owners = owners_of(known, year)
            book.tell([self._read(actor, "totals.read", person, {"year": year})])
            return shown(book.sums(owners.all()), owners)

        return in_book(self.database, self.person_of, look)

    def region_of(self, person: str) -> str:
        """Where somebody is insured today. Raises `Refused`."""
        with self.database.reading() as connection:
            return self._known(SqlBook(connection, self.database, self.person_of), person).region

    def _known(self, book: Book, person: str) -> KnownPerson:
        known = book.person(person, self.terms.today())
        if known is None:
            raise Refused("not_found", [problem("person_is_not_known", "id")])
        return known

    def _looked(self, actor: Actor, action: str, person: str) -> None:
        """A look that was worked out in a transaction which left nothing behind stands in the trail too."""
        event = self._read(actor, action, person, {})
        in_book(self.database, self.person_of, lambda book: book.tell([event]))

    def _read(self, actor: Actor, action: str, person: str, content: dict[str, Any]) -> Event:
        return Event(actor.chain, moment(self.terms.now()), actor.id, action, person, content)

    def settlement(self, id: str) -> tuple[Posting, str | None]:
        """A settlement, and the id of what reversed it. Raises `Refused`."""
        with self.database.reading() as connection:
            book = SqlBook(connection, self.database, self.person_of)
            return settlement(book, id), book.reversal(id)

    def publish(self, actor: Actor, key: Key, text: str) -> bytes:
        """Publish a version of a policy: known from today on, and never changed. Raises `Refused`."""

        def act(book: Book) -> str:
            assert isinstance(book, SqlBook)
            document = read_draft(self.terms.desk.book, text, self.terms.today())
            self.database.lock(book.connection, ["published policies"])
            if document.file in published.texts(book.connection):
                raise Refused("conflict", [problem("version_is_there", "", file=document.file)])
            self.terms.desk.ready(document)
            at = moment(self.terms.now())
            kept = (document.file, text, document.digest)
            published.publish(book.connection, *kept, at=at, by=actor.id)
            told = {"file": document.file, "digest": document.digest}
            content = {**told, "text": published.text_digest(text)}
            book.tell([Event("site", at, actor.id, "policy.published", "", content)])
            return _json(told)

        told = self._once(key, {"text": text}, act)
        self.refresh()
        return told

    def refresh(self) -> None:
        """Take up what has been published since, by this server or another."""
        with self.database.reading() as connection:
            self._refresh(connection)

    def _refresh(self, connection: Connection) -> None:
        desk = self.terms.desk
        if published.count(connection) != len(desk.book.published):
            desk.book = desk.book.with_published(published.texts(connection))

    def explained(self, id: str) -> dict[str, Any]:
        """Everything a settlement came from, and whether it comes out the same now. Raises `Refused`."""
        with self.database.reading() as connection:
            book = SqlBook(connection, self.database, self.person_of)
            posting = settlement(book, id)
            settled = posting.settled
            text = book.policy(settled.policy)
            if text is None:
                wrong = problem("policy_text_is_missing", "", digest=settled.policy)
                raise Refused("internal_error", [wrong])
            found = list(recomputed(self.terms, posting, text))
            return {
                "answer": orjson.loads(settled.answer),
                "request": orjson.loads(settled.request),
                "policy": text._asdict(),
                "engine": settled.engine,
                "decisions": orjson.loads(settled.decisions),
                "replaces": settled.replaces,
                "reversed_by": book.reversal(id),
                "found": {
                    "zh": [each.what.zh for each in found],
                    "en": [each.what.en for each in found],
                }
                if found
                else None,
            }

    def made_by(self, engine: str | None, policy: str | None) -> list[dict[str, Any]]:
        """The settlements an engine, or a policy, made."""
        with self.database.reading() as connection:
            book = SqlBook(connection, self.database, self.person_of)
            return [
                {
                    "id": each.id,
                    "day": each.settled.day,
                    "hospital": each.hospital,
                    "engine": each.settled.engine,
                    "policy": each.settled.policy,
                    "reversed_by": book.reversal(each.id),
                }
                for each in book.made_by(engine, policy)
            ]

    def day(
        self, actor: Actor, hospital: str, day: date, region: str | None = None
    ) -> dict[str, Any]:
        """A hospital's cash of a day, by fund, with the detail; the look stands in the trail.

        `region`: only what is of people insured there.
        """

        def look(book: SqlBook) -> dict[str, Any]:
            found = [
                each
                for each in book.of_day(hospital, day.isoformat())
                if region in (None, each.region)
            ]
            closed = book.closed_until(hospital)
            asked: dict[str, Any] = {"day": day.isoformat(), "postings": len(found)}
            if found:  # else it may be any word that a caller sent
                asked["hospital"] = hospital
            book.tell([self._read(actor, "day.read", "", asked)])
            return {
                **day_totals(hospital, day.isoformat(), found).told(),
                "closed": closed is not None and day.isoformat() <= closed,
                "postings": [line(each) for each in found],
            }

        return in_book(self.database, self.person_of, look)

    def close_day(self, actor: Actor, key: Key, hospital: str, day: date) -> bytes:
        """Close a hospital's day. Raises `Refused`."""
        asked = {"hospital": hospital, "day": day.isoformat()}
        return self._once(
            key,
            asked,
            lambda book: _json(close_day(self.terms, book, actor, hospital, day).told()),
        )

    def _once(self, key: Key, given: object, act: Act) -> bytes:
        """The one effect of a key: what was answered before, or what is done now."""
        asked = fingerprint(given)

        def work(book: SqlBook) -> str:
            self._refresh(book.connection)
            before = _answered(book.connection, key)
            if before is not None:
                if before[0] != asked:
                    raise reused()
                return before[1]
            told = act(book)
            kept = self._kept(key, asked, told)
            book.tell_of(kept)
            book.finish()
            moments.reached("before the key")
            book.connection.execute(_KEEP, [kept])
            moments.reached("after the key")
            return told

        try:
            told = in_book(self.database, self.person_of, work, alone=key.lock)
        except InFlight:
            raise in_flight() from None
        return told.encode()

    def _kept(self, key: Key, asked: str, told: str) -> dict[str, Any]:
        at = moment(self.terms.now())
        return {**key._asdict(), "request": asked, "status": 201, "answer": told, "at": at}


_KEEP: Final = insert(ANSWERED)
_ANSWERED: Final = select(ANSWERED.c.request, ANSWERED.c.answer).where(
    *(ANSWERED.c[name] == bindparam(name) for name in Key._fields)
)


def _answered(connection: Connection, key: Key) -> tuple[str, str] | None:
    row = connection.execute(_ANSWERED, key._asdict()).one_or_none()
    return None if row is None else (row.request, row.answer)


def _told(redone: Sequence[Replaced]) -> list[dict[str, Any]]:
    return [each.told() for each in redone]


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
