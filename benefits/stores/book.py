"""The book in the database (台账存储): `benefits.ledger.book.Book`, within one transaction."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, cast

from sqlalchemy import (
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from benefits.ledger import moments
from benefits.ledger.book import PolicyText, Sum, Sums, Totals, add_up
from benefits.ledger.keys import answer_digest
from benefits.ledger.record import Entry, Movement, Posting, Total
from benefits.people.person import KnownPerson
from benefits.stores import trail
from benefits.stores.book_rows import (
    OF_SETTLEMENT,
    Live,
    as_written,
    movements_of,
    posting_of,
    posting_row,
    settlement_row,
    total_row,
)
from benefits.stores.book_tables import (
    CLOSED,
    ENTRY,
    NUMBERS,
    POLICY,
    POSTING,
    SETTLEMENT,
    TOTAL,
)
from benefits.stores.database import Database
from benefits.trail.event import Event


class MoreLocks(Exception):
    """Totals were met that are not held: all is undone and begun again with them."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        super().__init__(f"{len(names)} locks")


# Made once: to make a statement anew each time takes as long as to send it.
_OWNER: Final = tuple_(TOTAL.c.scope, TOTAL.c.owner, TOTAL.c.region, TOTAL.c.year)
_TOTALS_OF: Final = select(TOTAL).where(_OWNER.in_(bindparam("owners", expanding=True)))
_CLOSED_UNTIL: Final = select(func.max(CLOSED.c.day)).where(
    CLOSED.c.hospital == bindparam("hospital")
)
_NEXT_NUMBER: Final = select(NUMBERS.next_value())
_ADD_POSTING, _ADD_ENTRY, _ADD_SETTLEMENT = insert(POSTING), insert(ENTRY), insert(SETTLEMENT)


def _adding_to_total(adding: Any) -> Any:
    """Insert a total, or add to it where it is there."""
    more = {name: TOTAL.c[name] + adding.excluded[name] for name in ("base_fen", "paid_fen")}
    keys = list(TOTAL.primary_key.columns)
    return adding.on_conflict_do_update(index_elements=keys, set_=more)


_ADD_TO_TOTAL: Final = {
    True: _adding_to_total(sqlite.insert(TOTAL)),
    False: _adding_to_total(postgresql.insert(TOTAL)),
}
"""By whether the database is embedded."""


PersonOf = Callable[[Connection, str, date], KnownPerson | None]


class SqlBook:
    """The book, within one transaction."""

    def __init__(
        self,
        connection: Connection,
        database: Database,
        person_of: PersonOf,
        held: frozenset[str] = frozenset(),
    ) -> None:
        self.connection = connection
        self._database = database
        self._person_of = person_of
        self._held: frozenset[str] = frozenset()
        self._events: list[Event] = []
        self._policies: set[str] = set()
        if held:
            self._hold(held)

    def finish(self) -> None:
        """Write the trail; only what belongs to no total comes after it."""
        if self._events:
            trail.append(self.connection, self._events)
            self._events = []

    def person(self, id: str, day: date) -> KnownPerson | None:
        return self._person_of(self.connection, id, day)

    def lock(self, totals: Iterable[Total]) -> None:
        self._lock(frozenset(each.lock for each in totals))

    def _lock(self, names: frozenset[str]) -> None:
        if names <= self._held or self._database.embedded:
            return
        if self._held:
            raise MoreLocks(self._held | names)
        self._hold(names)

    def _hold(self, names: frozenset[str]) -> None:
        self._database.lock(self.connection, sorted(names))
        self._held = names

    def sums(self, owners: Collection[Total], before: int | None = None) -> Sums:
        wanted = {(each.scope, each.owner, each.region, each.year) for each in owners}
        if before is not None:
            return self._sums_before(wanted, before)
        found: Totals = {}
        for row in self.connection.execute(_TOTALS_OF, {"owners": sorted(wanted)}):
            total = Total(row.scope, row.owner, row.region, row.year, row.layer, row.account)
            found.setdefault(total, {})[row.version] = Sum(row.base_fen, row.paid_fen)
        return found

    def _sums_before(self, wanted: Collection[tuple[Any, ...]], before: int) -> Sums:
        found: Totals = {}
        asked = select(POSTING.c.movements).join(SETTLEMENT)
        asked = asked.where(_live(), _of_owners(wanted), SETTLEMENT.c.position < before)
        for (text,) in self.connection.execute(asked):
            for each in movements_of(text):
                if each.total[:4] in wanted:
                    add_up(found, each)
        return found

    def next_number(self) -> int:
        if self._database.embedded:
            highest = select(func.coalesce(func.max(POSTING.c.number), 0) + 1)
            return int(self.connection.execute(highest).scalar_one())
        return int(self.connection.execute(_NEXT_NUMBER).scalar_one())

    def add(self, posting: Posting) -> None:
        moments.reached("before the posting")
        self.connection.execute(_ADD_POSTING, [posting_row(posting)])
        moments.reached("after the posting")
        self.connection.execute(
            _ADD_ENTRY,
            [
                {"number": posting.number, "line": line, **each._asdict()}
                for line, each in enumerate(posting.entries, 1)
            ],
        )
        moments.reached("after the entries")
        if posting.settlement is not None:
            self.connection.execute(_ADD_SETTLEMENT, [settlement_row(posting)])
            moments.reached("after the settlement")
        self._move(posting.movements)
        moments.reached("after the totals")

    def _move(self, movements: Sequence[Movement]) -> None:
        """Add to the running totals, in one order for all."""
        added = [each for each in sorted(movements) if min(each.base_fen, each.paid_fen) >= 0]
        taken = [each for each in sorted(movements) if min(each.base_fen, each.paid_fen) < 0]
        if added:
            adding = _ADD_TO_TOTAL[self._database.embedded]
            self.connection.execute(adding, [total_row(each) for each in added])
        if taken:  # the rows are there: what is taken away was added once
            less = update(TOTAL).values(
                base_fen=TOTAL.c.base_fen + bindparam("more_base"),
                paid_fen=TOTAL.c.paid_fen + bindparam("more_paid"),
            )
            for column in TOTAL.primary_key.columns:
                less = less.where(column == bindparam(f"of_{column.name}"))
            rows = [
                {
                    **{f"of_{name}": value for name, value in each.total._asdict().items()},
                    "of_version": each.version,
                    "more_base": each.base_fen,
                    "more_paid": each.paid_fen,
                }
                for each in taken
            ]
            self.connection.execute(less, rows)

    def posting(self, id: str) -> Posting | None:
        return next(self._found(_postings().where(POSTING.c.id == id)), None)

    def reversal(self, id: str) -> str | None:
        asked = select(POSTING.c.id).where(POSTING.c.of == id)
        return self.connection.execute(asked).scalar_one_or_none()

    def readers(self, totals: Collection[Total], after: int) -> Sequence[Posting]:
        wanted = {each[:4] for each in totals}
        asked = _postings().where(_live(), SETTLEMENT.c.position > after)
        own = and_(POSTING.c.region.in_({each.region for each in totals}))
        owners = sorted({each.owner for each in totals})
        asked = asked.where(
            own, or_(POSTING.c.person.in_(owners), POSTING.c.household.in_(owners))
        ).order_by(SETTLEMENT.c.position)
        return [
            each
            for each in self._found(asked)
            if any(read.total in totals and read.total[:4] in wanted for read in each.settled.seen)
        ]

    def stay(self, hospital: str, stay: str) -> Posting | None:
        self._lock(frozenset([f"2 stay {hospital} {stay}"]))
        asked = _postings().where(
            _live(), POSTING.c.hospital == hospital, SETTLEMENT.c.stay == stay
        )
        return next(self._found(asked), None)

    def of_person(self, id: str, region: str | None = None) -> Sequence[Posting]:
        asked = _postings().where(_live(), POSTING.c.person == id)
        if region is not None:
            asked = asked.where(POSTING.c.region == region)
        return list(self._found(asked.order_by(SETTLEMENT.c.position)))

    def keep_policy(self, policy: PolicyText) -> None:
        moments.reached("before the policy")
        if policy.digest in self._database.kept_policies:
            return
        there = select(POLICY.c.digest).where(POLICY.c.digest == policy.digest)
        if self.connection.execute(there).first() is not None:
            if policy.digest not in self._policies:  # no rollback takes it away any more
                self._database.kept_policies.add(policy.digest)
            return
        self._policies.add(policy.digest)
        insert_ = sqlite.insert if self._database.embedded else postgresql.insert
        self.connection.execute(insert_(POLICY).values(**policy._asdict()).on_conflict_do_nothing())

    def policy(self, digest: str) -> PolicyText | None:
        row = self.connection.execute(select(POLICY).where(POLICY.c.digest == digest)).one_or_none()
        return None if row is None else PolicyText(row.file, row.text, row.digest)

    def of_day(self, hospital: str, day: str) -> Sequence[Posting]:
        asked = _postings().where(POSTING.c.hospital == hospital, POSTING.c.cash_day == day)
        return list(self._found(asked.order_by(POSTING.c.number)))

    def close(self, hospital: str, day: str, at: str, by: str, totals: Mapping[str, Any]) -> None:
        kept = json.dumps(totals, ensure_ascii=False, sort_keys=True)
        row = {"hospital": hospital, "day": day, "at": at, "by": by, "totals": kept}
        moments.reached("before the day")
        self.connection.execute(insert(CLOSED), [row])
        moments.reached("after the day")

    def people_settled(self, region: str, since: str, after: str, most: int) -> list[str]:
        """People of a region with a live settlement from a day on, in order of their surrogates."""
        asked = select(POSTING.c.person).distinct().join(SETTLEMENT)
        asked = asked.where(
            _live(), POSTING.c.region == region, SETTLEMENT.c.day >= since, POSTING.c.person > after
        )
        return list(self.connection.execute(asked.order_by(POSTING.c.person).limit(most)).scalars())

    def made_by(self, engine: str | None, policy: str | None) -> Iterator[Posting]:
        """The settlements an engine, or a policy, made, in the order of the book."""
        asked = _postings().where(POSTING.c.kind == "settlement")
        if engine is not None:
            asked = asked.where(SETTLEMENT.c.engine == engine)
        if policy is not None:
            asked = asked.where(SETTLEMENT.c.policy == policy)
        yield from self._found(asked.order_by(POSTING.c.number))

    def all_totals(self) -> Sums:
        """Every running total that is kept beside the book."""
        found: Totals = {}
        for row in self.connection.execute(select(TOTAL)):
            total = Total(row.scope, row.owner, row.region, row.year, row.layer, row.account)
            found.setdefault(total, {})[row.version] = Sum(row.base_fen, row.paid_fen)
        return found

    def closed_days(self) -> Iterator[tuple[str, str, str]]:
        """Hospital, day and totals of every day that is closed."""
        asked = select(CLOSED.c.hospital, CLOSED.c.day, CLOSED.c.totals)
        for row in self.connection.execute(asked.order_by(CLOSED.c.hospital, CLOSED.c.day)):
            yield row.hospital, row.day, row.totals

    def closed_until(self, hospital: str) -> str | None:
        found = self.connection.execute(_CLOSED_UNTIL, {"hospital": hospital})
        return cast("str | None", found.scalar_one())

    def tell(self, events: Iterable[Event]) -> None:
        self._events += events

    def tell_of(self, kept: Mapping[str, Any]) -> None:
        """Let the last event told carry the digest of the answer that is kept for a key."""
        if not self._events:  # nothing came of it, but it is answered
            chain = f"hospital:{kept['hospital']}" if kept["hospital"] else "site"
            self.tell([Event(chain, kept["at"], kept["caller"], "key.answered", "")])
        last = self._events[-1]
        content = {**last.content, "answered": answer_digest(kept)}
        self._events[-1] = replace(last, content=content)

    def written(self) -> Iterator[tuple[str, Posting | None]]:
        """The whole book in order, to the letter: ids and postings; None: not as this program writes."""
        after: int | None = None
        while True:
            asked = _postings().order_by(POSTING.c.number).limit(500)
            asked = asked if after is None else asked.where(POSTING.c.number > after)
            rows = self.connection.execute(asked).all()
            if not rows:
                return
            after = rows[-1].number
            numbers = [row.number for row in rows]
            lines: dict[int, list[Any]] = {}
            of_rows = select(ENTRY).where(ENTRY.c.number.in_(numbers))
            for line in self.connection.execute(of_rows.order_by(ENTRY.c.number, ENTRY.c.line)):
                lines.setdefault(line.number, []).append(line)
            for row in rows:
                yield row.id, as_written(dict(row._mapping), lines.get(row.number, ()))

    def live(self) -> Iterator[Live]:
        """The live settlements by position."""
        asked = select(POSTING.c.id, SETTLEMENT.c.policy, SETTLEMENT.c.seen, POSTING.c.movements)
        asked = asked.join(SETTLEMENT).where(_live())
        asked = asked.order_by(SETTLEMENT.c.position, POSTING.c.number)
        for row in self.connection.execute(asked.execution_options(yield_per=500)):
            yield Live(row.id, row.policy, row.seen, row.movements)

    def postings(self, after: int = 0) -> Iterator[Posting]:
        while True:
            asked = _postings().where(POSTING.c.number > after).order_by(POSTING.c.number)
            found = list(self._found(asked.limit(1000)))
            if not found:
                return
            yield from found
            after = found[-1].number

    def _found(self, asked: Select[Any]) -> Iterator[Posting]:
        rows = self.connection.execute(asked).all()
        numbers = [row.number for row in rows]
        entries: dict[int, list[Entry]] = {}
        if numbers:
            lines = select(ENTRY).where(ENTRY.c.number.in_(numbers))
            for line in self.connection.execute(lines.order_by(ENTRY.c.number, ENTRY.c.line)):
                entry = Entry(line.account, line.fund, line.amount_fen)
                entries.setdefault(line.number, []).append(entry)
        for row in rows:
            yield posting_of(dict(row._mapping), entries.get(row.number, ()))


_REVERSAL: Final = POSTING.alias("reversal")


def _live() -> Any:
    """Of settlements: those that nothing has reversed."""
    reversed_ = exists().where(_REVERSAL.c.of == POSTING.c.id)
    return and_(POSTING.c.kind == "settlement", ~reversed_)


def _of_owners(wanted: Collection[tuple[Any, ...]]) -> Any:
    people = sorted({each[1] for each in wanted if each[0] != "household"})
    households = sorted({each[1] for each in wanted if each[0] == "household"})
    regions = sorted({each[2] for each in wanted})
    return and_(
        POSTING.c.region.in_(regions),
        or_(POSTING.c.person.in_(people), POSTING.c.household.in_(households)),
    )


def _postings() -> Select[Any]:
    return select(POSTING, *OF_SETTLEMENT).outerjoin(SETTLEMENT)
