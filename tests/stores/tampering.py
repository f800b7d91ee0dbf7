"""Tamperings of the tables as their owner does them (篡改): guards off, behind the program's back.

Each is one of: a column changed, a row taken out or put in, two rows changed round, an event changed, taken
out or cut off with the chain worked out again, everything from some event on taken back consistently. What
cannot be proven is listed by name; every other column of every table is met.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    LargeBinary,
    Table,
    and_,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError

from benefits.accounts.actor import Actor
from benefits.accounts.passwords import Hashing
from benefits.ledger.keys import Key
from benefits.ledger.terms import Terms
from benefits.ledger.verify import Checked
from benefits.quotes.desk import Desk
from benefits.reading.book import PolicyBook
from benefits.stores import people_keys, schema
from benefits.stores.accounts import ACCOUNT, BEGUN, SESSION
from benefits.stores.book import SqlBook
from benefits.stores.book_tables import ANSWERED, ENTRY, POSTING, SETTLEMENT, TOTAL
from benefits.stores.database import Database
from benefits.stores.office import Office
from benefits.stores.people import known_person
from benefits.stores.people_tables import PERSON_KEYS
from benefits.stores.registry import Registry
from benefits.stores.sign_in import SignIn
from benefits.stores.site import taken
from benefits.stores.trail import CHAIN, TRAIL
from benefits.stores.verification import examined, heads_of
from benefits.trail.event import BEGINNING, Event, canonical, chained
from benefits.trail.heads import Heads
from tests.ledger.site import REGION, acting
from tests.stores.filled import bill, registration, vault
from tests.stores.kept import guards_asleep

NOT_PROVABLE: Final = {PERSON_KEYS.name, BEGUN.name}
"""Wrapped keys come back from a file of their own, and a changed one opens nothing; sign-ons under way last
for minutes and say nothing of anybody."""
NOT_PROVABLE_COLUMNS: Final = {
    (ACCOUNT.name, "wrong"),
    (ACCOUNT.name, "locked_until"),
    (ACCOUNT.name, "last_sign_in"),
    (SESSION.name, "seen"),
}
"""They change with every attempt and every request."""
MAY_GO: Final = {SESSION.name}
"""Rows that the program itself takes out without a word."""
CLERK, SUPERVISOR = acting("clerk"), acting("supervisor")
ELSEWHERE, AUTHOR = acting("clerk", "city"), acting("author", None)


@dataclass
class Attacked:
    """A book with something in every table, and where its chains ended when heads were last exported."""

    database: Database
    ledger: Office
    heads: Heads
    at: list[datetime]

    def key(self, actor: Actor, path: str, name: str) -> Key:
        return Key(actor.id, actor.hospital or "", path, name)

    def settle(self, name: str, person: str = "person-1", actor: Actor = CLERK) -> dict[str, Any]:
        asked = self.key(actor, "/v1/settlements", name)
        told: dict[str, Any] = json.loads(self.ledger.settle(actor, asked, bill(person)))
        return told

    @contextmanager
    def behind_the_back(self) -> Iterator[Connection]:
        """A transaction of the tables' owner, undone at the end."""
        with self.database.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                own: Any = connection.connection.driver_connection
                own.execute("PRAGMA foreign_keys = OFF")
                own.execute("PRAGMA ignore_check_constraints = ON")
            guards_asleep(connection)
            if connection.dialect.name == "postgresql":
                for table, name in connection.execute(text(_CHECKS)).all():
                    connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
            yield connection
            connection.rollback()

    def verified(self, connection: Connection, heads: Heads | None = None) -> Checked:
        book = SqlBook(connection, self.database, lambda *_: None)
        return examined(book, self.ledger.terms, heads=heads)


_CHECKS: Final = """SELECT conrelid::regclass, conname FROM pg_constraint
WHERE contype = 'c' AND connamespace = 'public'::regnamespace"""


def attacked(database: Database) -> Attacked:
    """Fill an empty database, and export its heads."""
    at = [datetime(2018, 6, 15, 2, tzinfo=UTC)]

    def now() -> datetime:
        at[0] += timedelta(seconds=1)
        return at[0]

    taken(database, demo=False, now=now(), engine="test")
    ids = (f"s{number}" for number in range(1, 1000))
    terms = Terms(Desk(PolicyBook.packaged()), now, lambda: next(ids), "test", True)
    book = Attacked(database, Office(database, terms, known_person), Heads("", {}), at)
    _people(database, now)
    _accounts(database, now)
    told = [book.settle(f"k{number}", f"person-{number % 3 + 1}") for number in range(4)]
    book.settle("k4", "person-2", ELSEWHERE)
    path = f"/v1/settlements/{told[0]['id']}/reversal"
    key = book.key(SUPERVISOR, path, "k5")
    book.ledger.reverse(SUPERVISOR, key, told[0]["id"], "typed twice", rework=True)
    path = f"/v1/settlements/{told[1]['id']}/correction"
    key = book.key(SUPERVISOR, path, "k6")
    book.ledger.correct(SUPERVISOR, key, told[1]["id"], "mistyped", bill("person-2"))
    for day in (15, 16):
        at[0] = datetime(2018, 6, day + 1, 2, tzinfo=UTC)
        key = book.key(SUPERVISOR, "/v1/book/days/closing", f"day-{day}")
        book.ledger.close_day(SUPERVISOR, key, "county", date(2018, 6, day))
    for first in ("2018-06-17", "2018-06-18"):
        at[0] = datetime.fromisoformat(f"{first}T02:00:00+00:00")
        key = book.key(AUTHOR, "/v1/policies", first)
        book.ledger.publish(AUTHOR, key, _version(first))
    for number in (7, 8, 9):
        book.settle(f"k{number}", f"person-{number - 6}")
    book.heads = heads_of(database, "2018-06-18T03:00:00.000000Z")
    return book


def _version(known: str) -> str:
    book = PolicyBook.packaged()
    (version,) = book.versions(REGION)
    return book.document(REGION, version).text.replace("in_force:", f"known: {known}\nin_force:", 1)


def _people(database: Database, now: Callable[[], datetime]) -> None:
    people = Registry(database, vault(), now)
    clerk = acting("clerk", "county")
    for number, name in enumerate(("甘棠试", "宜春试", "袁州试", "樟树试", "丰城试"), 1):
        people.register(clerk, f"person-{number}", registration(name, number))
    people.move(acting("bureau", None), "household-1", {"people": ["person-2"]})
    for gone in ("person-4", "person-5"):
        people_keys.destroy(database, [gone], "retention_ended", now())


def _accounts(database: Database, now: Callable[[], datetime]) -> None:
    numbers = iter(range(1, 1000))
    accounts = SignIn(database, now, lambda size: next(numbers).to_bytes(size), Hashing(1, 8, 1))
    given, own = "seven grey herons wade", "five brown otters swim"
    for name in ("li", "wang"):
        account = accounts.add(
            name, ["clerk"], region=REGION, hospital=f"{name}-hospital", password=given
        )
        accounts.change_password(account.id, given, own)
    accounts.add("desk", ["machine"], region=REGION, hospital="county")
    for kid in ("lost-key", "old-key"):
        accounts.revoke("desk", kid)
    accounts.disable("desk")


# -- one tampering -------------------------------------------------------------------------


@dataclass(frozen=True)
class Done:
    """What was done, in words."""

    told: str


def tampered(connection: Connection, draw: Random) -> Done:
    """Tamper once. What the database itself refuses even its owner is not done, and another drawn."""

    def once(draw: Random) -> str | None:
        way = draw.choice(WAYS)
        told = way(connection, draw)
        return None if told is None else f"{way.__name__}: {told}"

    return Done(until_done(connection, once, draw))


def until_done(connection: Connection, once: Callable[[Random], str | None], draw: Random) -> str:
    """Draw again until the database takes it."""
    for _ in range(100):
        point = connection.begin_nested()
        try:
            told = once(draw)
        except DBAPIError:
            told = None
        if told is not None:
            point.commit()
            return told
        point.rollback()
    raise AssertionError("the database refuses it, however it is drawn")


def provable() -> list[Table]:
    return [each for each in schema.whole().sorted_tables if each.name not in NOT_PROVABLE]


def _row(connection: Connection, table: Table, draw: Random) -> dict[str, Any] | None:
    rows = connection.execute(select(table).order_by(*table.primary_key)).mappings().all()
    return dict(draw.choice(rows)) if rows else None


def _at(table: Table, row: Mapping[str, Any]) -> Any:
    return and_(*(column == row[column.name] for column in table.primary_key))


def _columns(table: Table) -> list[Column[Any]]:
    return [each for each in table.c if (table.name, each.name) not in NOT_PROVABLE_COLUMNS]


def _other(
    connection: Connection, table: Table, column: Column[Any], old: Any, draw: Random
) -> Any:
    """Another value for a column: one that stands in another row, or the old one a little changed."""
    there = [
        each for each in connection.execute(select(column).distinct()).scalars() if each != old
    ]
    if there and draw.random() < 0.4:
        return draw.choice(sorted(there, key=str))
    if isinstance(old, bool):
        return not old
    if isinstance(old, int):
        return old + draw.choice((-1, 1, 100, -old or 7))
    if isinstance(column.type, LargeBinary):
        place = draw.randrange(len(old))
        return old[:place] + bytes([old[place] ^ 1]) + old[place + 1 :]
    if old is None:
        return draw.choice(("", "x"))
    digits = [place for place, each in enumerate(old) if each.isdigit()]
    if digits and draw.random() < 0.7:
        place = draw.choice(digits)
        return old[:place] + str((int(old[place]) + 1) % 10) + old[place + 1 :]
    longest = getattr(column.type, "length", None)
    if longest is not None and len(old) >= longest:  # PostgreSQL cuts a blank that is too much
        return old[:-1] + "~"
    return old + draw.choice((" ", "x"))


def a_column(connection: Connection, draw: Random) -> str | None:
    table = draw.choice(provable())
    return column_changed(connection, table, draw.choice(_columns(table)), draw)


def column_changed(
    connection: Connection, table: Table, column: Column[Any], draw: Random
) -> str | None:
    """One column of some row holds something else."""
    row = _row(connection, table, draw)
    if row is None:
        return None
    new = _other(connection, table, column, row[column.name], draw)
    connection.execute(update(table).where(_at(table, row)).values({column.name: new}))
    return f"{table.name}.{column.name}: {row[column.name]!r} → {new!r}"[:300]


def a_row_out(connection: Connection, draw: Random) -> str | None:
    table = draw.choice([each for each in provable() if each.name not in MAY_GO])
    row = _row(connection, table, draw)
    if row is None:
        return None
    connection.execute(delete(table).where(_at(table, row)))
    return f"{table.name} {row}"[:300]


def a_row_in(connection: Connection, draw: Random) -> str | None:
    """A copy of a row under a key of its own."""
    table = draw.choice(provable())
    row = _row(connection, table, draw)
    if row is None:
        return None
    own = draw.choice(list(table.primary_key))
    row[own.name] = _other(connection, table, own, row[own.name], draw)
    unique = [each for each in table.c if each.unique]
    row |= {each.name: f"{row[each.name]}-2" for each in unique if row[each.name] is not None}
    if "only" in row:
        row["only"] = None
    connection.execute(insert(table), [row])
    return f"{table.name} {row}"[:300]


def rows_round(connection: Connection, draw: Random) -> str | None:
    """Two rows of a table change round what they hold, or one column of it."""
    table = draw.choice(provable())
    first, second = _row(connection, table, draw), _row(connection, table, draw)
    names = [each.name for each in _columns(table) if not each.primary_key and not each.unique]
    if first is None or second is None or not names:
        return None
    if draw.random() < 0.5:
        names = [draw.choice(names)]
    if all(first[name] == second[name] for name in names):
        return None
    for row, other in ((first, second), (second, first)):
        held = {name: other[name] for name in names}
        connection.execute(update(table).where(_at(table, row)).values(held))
    return f"{table.name} {names}"


# -- with the chains worked out again ------------------------------------------------------


def events_of(connection: Connection, chain: str) -> list[Event]:
    rows = connection.execute(select(TRAIL).where(TRAIL.c.chain == chain).order_by(TRAIL.c.number))
    return [
        Event(row.chain, row.at, row.actor, row.action, row.subject, json.loads(row.content))
        for row in rows
    ]


def rechained(connection: Connection, chain: str, events: list[Event]) -> None:
    """Write a chain anew, numbers, hashes and head, as anybody can who knows SHA-256."""
    connection.execute(delete(TRAIL).where(TRAIL.c.chain == chain))
    previous, rows = BEGINNING, []
    for number, event in enumerate(events, 1):
        hash_ = chained(previous, number, event)
        about = {"at": event.at, "actor": event.actor, "action": event.action}
        rows.append(
            {
                **about,
                "chain": chain,
                "number": number,
                "subject": event.subject,
                "content": canonical(dict(event.content)).decode(),
                "previous": previous,
                "hash": hash_,
            }
        )
        previous = hash_
    if not rows:
        connection.execute(delete(CHAIN).where(CHAIN.c.chain == chain))
        return
    connection.execute(insert(TRAIL), rows)
    ends = {"last": len(rows), "hash": previous}
    connection.execute(update(CHAIN).where(CHAIN.c.chain == chain).values(ends))


def _chain(connection: Connection, draw: Random) -> str:
    return draw.choice(sorted(connection.execute(select(CHAIN.c.chain)).scalars()))


def an_event(connection: Connection, draw: Random) -> str | None:
    """An event says something else, and its chain is worked out again."""
    chain = _chain(connection, draw)
    events = events_of(connection, chain)
    place = draw.randrange(len(events))
    old = events[place]
    name = draw.choice(("at", "actor", "subject", "content"))
    values = {each: getattr(old, each) for each in ("at", "actor", "subject", "content")}
    values[name] = (
        {**old.content, "note": "x"} if name == "content" else f"{values[name]}"[:-1] + "5x"
    )
    events[place] = Event(
        old.chain, values["at"], values["actor"], old.action, values["subject"], values["content"]
    )
    rechained(connection, chain, events)
    return f"{chain} {place + 1} {name}"


def an_event_out(connection: Connection, draw: Random) -> str | None:
    chain = _chain(connection, draw)
    events = events_of(connection, chain)
    place = draw.randrange(len(events))
    gone = events.pop(place)
    rechained(connection, chain, events)
    return f"{chain} {place + 1} {gone.action}"


def the_tail(connection: Connection, draw: Random) -> str | None:
    """The last events, and the chain's head with them."""
    chain = _chain(connection, draw)
    events = events_of(connection, chain)
    number = draw.randint(1, min(5, len(events)))
    rechained(connection, chain, events[:-number])
    return f"{chain} less {number}"


def everything_of_the_tail(connection: Connection, draw: Random) -> str | None:
    """The last settlements: postings, answers, totals and events, so that nothing is left of them."""
    number = draw.randint(1, 3)
    take_back_the_last(connection, number)
    return f"{number} settlements"


def take_back_the_last(connection: Connection, number: int) -> None:
    """Undo the last settlements of a hospital as if they had never been, consistently."""
    chain = "hospital:county"
    events = events_of(connection, chain)
    gone = events[-number:]
    assert {each.action for each in gone} == {"settlement.settled"}
    for event in gone:
        posting = int(event.content["number"])
        for table in (ENTRY, SETTLEMENT, POSTING):
            connection.execute(delete(table).where(table.c.number == posting))
        at = ANSWERED.c.answer.like(f'{{"id":"{event.content["id"]}"%')
        assert connection.execute(delete(ANSWERED).where(at)).rowcount == 1
    totals_again(connection)
    rechained(connection, chain, events[:-number])


def totals_again(connection: Connection) -> None:
    """Running totals, worked out from the postings that there are."""
    sums: dict[tuple[Any, ...], list[int]] = {}
    for (written,) in connection.execute(select(POSTING.c.movements)):
        for total, version, base, paid in json.loads(written):
            held = sums.setdefault((*total, version), [0, 0])
            held[0], held[1] = held[0] + base, held[1] + paid
    names = ("scope", "owner", "region", "year", "layer", "account", "version")
    connection.execute(delete(TOTAL))
    connection.execute(
        insert(TOTAL),
        [
            {**dict(zip(names, of, strict=True)), "base_fen": base, "paid_fen": paid}
            for of, (base, paid) in sums.items()
        ],
    )


def a_payment_less(connection: Connection, draw: Random) -> str | None:
    """A patient's part moved to a payer in every place that tells of it, and the chain worked out again."""
    rows = connection.execute(select(POSTING).where(POSTING.c.kind == "settlement")).all()
    posting = draw.choice(sorted(rows, key=lambda row: row.number))
    for account, more in (("patient", -100), ("layer:basic", 100)):
        at = and_(ENTRY.c.number == posting.number, ENTRY.c.account == account)
        connection.execute(update(ENTRY).where(at).values(amount_fen=ENTRY.c.amount_fen + more))
    mine = POSTING.c.number == posting.number
    connection.execute(update(POSTING).where(mine).values(patient_fen=posting.patient_fen - 100))
    chain = f"hospital:{posting.hospital}"
    told_again(connection, chain)
    return f"{posting.id}"


def told_again(connection: Connection, chain: str) -> None:
    """The digests of a chain's postings worked out anew, and the chain with them."""
    from benefits.ledger.record import Posting
    from benefits.trail.event import digest_of

    database = Database(connection.engine)
    digests = {}
    for posting in SqlBook(connection, database, lambda *_: None).postings():
        assert isinstance(posting, Posting)
        digests[posting.id] = digest_of(posting.content())
    events = []
    for event in events_of(connection, chain):
        content = dict(event.content)
        if "posting" in content:
            content["posting"] = digests[content["id"]]
        events.append(
            Event(event.chain, event.at, event.actor, event.action, event.subject, content)
        )
    rechained(connection, chain, events)


Way = Callable[[Connection, Random], str | None]
WAYS: Final[tuple[Way, ...]] = (
    a_column,
    a_column,
    a_column,
    a_column,
    a_row_out,
    a_row_out,
    a_row_in,
    a_row_in,
    rows_round,
    rows_round,
    an_event,
    an_event_out,
    the_tail,
    everything_of_the_tail,
    a_payment_less,
)
