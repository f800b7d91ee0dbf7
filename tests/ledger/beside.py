"""The ledger and the naive list side by side (台账与朴素模型并列): what was done to one is done to the other.

The list alone tells what may come of an action; then all that is live, every total, the cash and the trail
are compared.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from random import Random
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select

from benefits.accounts.actor import Actor
from benefits.ledger.keys import Key
from benefits.ledger.record import Posting
from benefits.ledger.terms import Terms
from benefits.people.changes import Changes
from benefits.people.person import Entered, Fact, KnownPerson
from benefits.problems import Refused
from benefits.stores import people, people_writing
from benefits.stores.book import SqlBook
from benefits.stores.book_tables import (
    ANSWERED,
    CLOSED,
    ENTRY,
    POLICY,
    POSTING,
    SETTLEMENT,
    TOTAL,
)
from benefits.stores.database import Database
from benefits.stores.office import Office
from benefits.stores.trail import CHAIN, TRAIL
from benefits.trail.event import moment
from tests.ledger.naive import Calculator, Impossible, Item, Outcome, Person, Sums, Till, add
from tests.ledger.shelves import MADE_UP, PACKAGED, desk

COUNTED: Final = (POSTING, SETTLEMENT, ENTRY, TOTAL, POLICY, ANSWERED, CLOSED, TRAIL, CHAIN)
OF_THE_TRAIL: Final = -2
"""The last of them are the trail's."""
_ROWS: Final = select(
    *(select(func.count()).select_from(each).scalar_subquery() for each in COUNTED)
)
_HIGHEST: Final = select(func.coalesce(func.max(POSTING.c.number), 0))
_ENDS: Final = select(CHAIN.c.chain, CHAIN.c.last).where(
    CHAIN.c.chain.in_(bindparam("chains", expanding=True))
)
_TOTALS: Final = select(TOTAL).where(TOTAL.c.owner.in_(bindparam("owners", expanding=True)))
_LINE: Final = (POSTING.c.hospital, POSTING.c.cash_day, ENTRY.c.account, ENTRY.c.fund)
_CASH: Final = (
    select(*_LINE, func.sum(ENTRY.c.amount_fen))
    .join_from(POSTING, ENTRY)
    .where(POSTING.c.hospital.in_(bindparam("hospitals", expanding=True)))
    .group_by(*_LINE)
)
REGIONS: Final = (MADE_UP, MADE_UP, MADE_UP, *PACKAGED)
_TAGS: Final = count(1)


@cache
def calculator() -> Calculator:
    """One for all worlds: what the desk has answered once is not asked again."""
    return Calculator(desk())


@dataclass(frozen=True, slots=True)
class Trial:
    """What an action would make of the list."""

    items: Sequence[Item]
    """The list afterwards; what is new in it has the id `new`."""
    taken: Item | None = None
    renewed: Mapping[str, Item] | None = None
    """What is to be worked out by what is known now, as it would be."""
    rework: bool = True


class Beside:
    """The ledger and the list; `random` draws its region and people only."""

    def __init__(self, database: Database, random: Random) -> None:
        self.database = database
        self.tag = f"w{next(_TAGS)}"
        self.region = random.choice(REGIONS)
        first = desk().book.versions(self.region)[0].first_day
        start = first + timedelta(days=random.choice((40, 150, 230, 330)))
        self.now = datetime(start.year, start.month, start.day, 2, tzinfo=UTC)
        self.calculator = calculator()
        self.items: list[Item] = []
        self.outcomes: dict[str, Outcome] = {}
        """What they come to, worked out from the beginning after each operation."""
        self.gone: list[str] = []
        """Ids of settlements that were reversed, and of reversals."""
        self.postings: dict[str, Posting] = {}
        self.till = Till()
        self.told: list[tuple[Key, Callable[[Key], bytes], Callable[[Key], bytes], bytes]] = []
        """Keys that were answered: how to ask again, how to ask otherwise, and what was told."""
        self.events: dict[str, int] = {}
        self.done: dict[str, int] = {}
        self._ids = count(1)
        self.hospitals = [f"{self.tag}-hospital-{number}" for number in (1, 2)]
        self.households = [f"{self.tag}-household-{number}" for number in (1, 2, 3)]
        terms = Terms(
            desk(), lambda: self.now, lambda: f"{self.tag}-{next(self._ids)}", "test", True
        )
        self.office = Office(database, terms, self._known)
        self.people: dict[str, Person] = {}
        for number in range(1, random.choice((3, 4))):
            self._register(f"{self.tag}-person-{number}", random)
        self.last = self._last_number()
        self.rows = self._rows()
        """How many rows every table has, since the last action."""

    # -- people -----------------------------------------------------------------

    def _known(self, connection: Connection, id: str, day: date) -> KnownPerson | None:
        known = people.known_person(connection, id, day)
        return None if known is None else replace(known, age=self.people[id].age)

    def _entered(self, number: int) -> Entered:
        return Entered(number, moment(self.now), "test", "desk")

    def _register(self, id: str, random: Random) -> None:
        insurance = {"bj-beijing": "resident"}.get(self.region)
        person = Person(id, self.region, random.choice((None, 5, 40, 75)), insurance)
        home = random.choice((*self.households[:1], *self.households[:2], None))
        person.households.append((date.min, home))
        self.people[id] = person
        facts = [Fact("region", self.region, None, None, self._entered(1))]
        facts.append(Fact("household", home, None, None, self._entered(2)))
        if insurance is not None:
            facts.append(Fact("insurance", insurance, None, None, self._entered(3)))
        person.entries = len(facts)

        def work(connection: Connection) -> None:
            people_writing.begin_person(connection, id, self.region, moment(self.now))
            people_writing.enter(connection, id, Changes(tuple(facts)))

        self.database.run(work)

    # -- time -------------------------------------------------------------------

    @property
    def today(self) -> date:
        return (self.now + timedelta(hours=8)).date()

    # -- what comes of it -------------------------------------------------------

    def _outcome_of(self, items: Sequence[Item], id: str) -> Outcome | None:
        try:
            return self.calculator.outcomes(items)[id]
        except Impossible:
            return None

    def _change(
        self,
        actor: Actor,
        path: str,
        act: Callable[[Key], bytes],
        trial: Trial,
        wrong: bool,
        *,
        other: Callable[[Key], bytes],
    ) -> None:
        """Do it, if it can be done; say by the list alone whether it can, and what else has to move."""
        before = self.outcomes
        after: dict[str, Outcome] = {}
        try:
            after = self.calculator.outcomes(trial.items)
        except Impossible:
            wrong = True
        others = [each for each in self.items if each.id in after]
        certain = {each.id for each in others if before[each.id][1:] != after[each.id][1:]}
        possible = {each.id for each in others if before[each.id].given != after[each.id].given}
        may = not wrong and self._allowed(actor, trial, possible | certain)
        must_not = wrong or not self._allowed(actor, trial, certain)
        told = self._tried(act, path, may, must_not, other=other)
        if told is not None:
            self._follow(trial, certain, possible)
        self._compare()

    def _allowed(self, actor: Actor, trial: Trial, ids: Collection[str]) -> bool:
        """Whether this actor may have these settled again."""
        if not ids or trial.renewed is not None:
            return True
        own = all(each.hospital == actor.hospital for each in self.items if each.id in ids)
        return trial.rework and (actor.has("bureau") or (actor.has("supervisor") and own))

    def _tried(
        self,
        act: Callable[[Key], bytes],
        path: str,
        may: bool,
        must_not: bool,
        *,
        other: Callable[[Key], bytes] | None = None,
    ) -> bytes | None:
        """The answer; None where it was refused, and then nothing is left of it."""
        self.now += timedelta(seconds=1)
        key = Key("test", self.tag, path, f"key-{next(self._ids)}")
        kind, rows = path.split("/")[-1], self.rows
        try:
            told = act(key)
        except Refused as refused:
            why = [(refused.code, each.code, each.where) for each in refused.problems]
            assert not may, f"refused, and nothing speaks against it: {why}"
            assert self._rows() == rows, "what was refused left something behind"
            self._counted(f"{kind} refused")
            return None
        assert not must_not, f"{path} was done, and the list says it cannot be: {told.decode()}"
        self._counted(kind)
        if other is not None:
            self.told.append((key, act, other, told))
        return told

    def _follow(self, trial: Trial, certain: set[str], possible: set[str]) -> None:
        """Put into the list what the ledger wrote, if it may have written that."""
        written = self._written()
        reversed_ = [str(each.of) for each in written if each.kind == "reversal"]
        settled = [each for each in written if each.kind == "settlement"]
        taken = trial.taken.id if trial.taken is not None else None
        redone = {each.settled.replaces: each for each in settled if each.reason == "rework"}
        assert None not in redone
        assert len(set(reversed_)) == len(reversed_), "reversed twice at once"
        assert set(reversed_) == {*redone, *([taken] if taken else [])}, "not what was replaced"
        assert certain <= set(redone), f"left standing on other totals: {certain - set(redone)}"
        unasked = set(redone) - possible - certain
        assert not unasked, f"settled again for nothing: {unasked}"
        fresh = [each for each in settled if each.reason != "rework"]
        for posting in written:
            if posting.kind == "reversal":
                self._reversed(posting, self.outcomes[str(posting.of)])
        new_items = []
        old = {each.id: each for each in self.items}
        for item in trial.items:
            if item.id == "new":
                (posting,) = fresh
                assert posting.settled.replaces == taken
                item = replace(item, id=posting.id)
            elif item.id in redone:
                item = replace(item, id=redone[item.id].id)
            else:
                item = old[item.id]
            new_items.append(item)
        assert len(fresh) == sum(each.id == "new" for each in trial.items)
        self.items = new_items
        self.outcomes = self.calculator.outcomes(self.items)
        for posting in settled:
            self.till.add(posting.hospital, self.today, self.outcomes[posting.id], 1)
            self._event(posting.hospital)

    def _reversed(self, posting: Posting, outcome: Outcome) -> None:
        self.till.add(posting.hospital, self.today, outcome, -1)
        self._event(posting.hospital)
        self.gone += [str(posting.of), posting.id]
        mirrored = [(a, f, -amount) for a, f, amount in posting.entries]
        assert mirrored == list(outcome.entries), f"{posting.id} does not undo {posting.of}"

    def _written(self) -> list[Posting]:
        """The postings that are new in the book."""
        written: list[Posting] = []
        with self.database.reading() as connection:
            highest = connection.execute(_HIGHEST).scalar_one()
            for posting in SqlBook(connection, self.database, self._known).postings(self.last):
                written.append(posting)
                if posting.number == highest:
                    break
        for posting in written:
            assert sum(each.amount_fen for each in posting.entries) == 0, posting.id
            self.postings[posting.id] = posting
            self.last = posting.number
        return written

    def _event(self, hospital: str) -> None:
        self.events[hospital] = self.events.get(hospital, 0) + 1

    def _counted(self, kind: str) -> None:
        self.done[kind] = self.done.get(kind, 0) + 1

    # -- comparing --------------------------------------------------------------

    def _compare(self) -> None:
        """Everything that is live, every total, the cash and the trail are as the list says."""
        outcomes, sums, position = self.outcomes, Sums(), 0
        for item in self.items:
            posting, outcome = self.postings[item.id], outcomes[item.id]
            assert tuple(map(tuple, posting.entries)) == outcome.entries, _unlike(posting, outcome)
            moved = {((*each.total,), *each[1:]) for each in posting.movements}
            assert moved == set(outcome.movements), _unlike(posting, outcome)
            assert posting.settled.position > position, "out of order"
            position = posting.settled.position
            add(sums, outcome.movements)
        wanted = {(key, v): both for key, by in sums.items() for v, both in by.items() if any(both)}
        with self.database.reading() as connection:
            highest = connection.execute(_HIGHEST).scalar_one()
            assert highest == self.last, "something was written that nobody asked for"
            self.rows = tuple(connection.execute(_ROWS).one())
            totals = self._totals(connection)
            assert totals == wanted, _difference(totals, wanted)
            amounts = {key: fen for key, fen in self.till.amounts.items() if fen}
            cash = self._cash(connection)
            assert cash == amounts, _difference(cash, amounts)
            chains = [f"hospital:{each}" for each in self.hospitals]
            ends = connection.execute(_ENDS, {"chains": chains})
            events = {f"hospital:{name}": number for name, number in self.events.items()}
            assert {row.chain: row.last for row in ends} == events

    def _totals(self, connection: Connection) -> dict[Any, tuple[int, int]]:
        alone = [f"alone:{id}" for id in self.people]
        owners = [*self.people, *self.households, *alone]
        rows = connection.execute(_TOTALS, {"owners": owners})
        return {
            (tuple(row[:6]), row.version): (row.base_fen, row.paid_fen)
            for row in rows
            if row.base_fen or row.paid_fen
        }

    def _cash(self, connection: Connection) -> dict[Any, int]:
        rows = connection.execute(_CASH, {"hospitals": self.hospitals})
        return {tuple(row[:4]): int(row[4]) for row in rows if row[4]}

    def _rows(self) -> tuple[int, ...]:
        """How many rows every table has."""
        with self.database.reading() as connection:
            return tuple(connection.execute(_ROWS).one())

    def _last_number(self) -> int:
        with self.database.reading() as connection:
            return int(connection.execute(_HIGHEST).scalar_one())

    def ended(self) -> None:
        """The trail is numbered from 1 without a gap."""
        with self.database.reading() as connection:
            for hospital in self.hospitals:
                asked = select(TRAIL.c.number).where(TRAIL.c.chain == f"hospital:{hospital}")
                numbers = list(connection.execute(asked.order_by(TRAIL.c.number)).scalars())
                assert numbers == list(range(1, self.events.get(hospital, 0) + 1))


def patient_of(outcome: Outcome) -> int:
    return next(fen for account, _, fen in outcome.entries if account == "patient")


def _unlike(posting: Posting, outcome: Outcome) -> str:
    return (
        f"{posting.id}\nbook: {posting.entries} {posting.movements}\n"
        f"list: {outcome.entries} {outcome.movements}\nasked: {posting.settled.request}\n"
        f"list asks: {outcome.given}"
    )


def _difference(book: Mapping[Any, Any], listed: Mapping[Any, Any]) -> str:
    unlike = {
        str(key): (book.get(key), listed.get(key))
        for key in {**book, **listed}
        if book.get(key) != listed.get(key)
    }
    return f"(book, list): {json.dumps(unlike, indent=1)}"
