"""The ledger: settlements a second on both stores, beside the bare store writing the same rows.

Run as `python -m benchmarks.ledger`. What a settlement writes is taken down as the statements and values the
driver got; the bare store is the driver alone, without this product, that writes them into a second database
of the same kind, one transaction each. The two take turns in short rounds. PostgreSQL's commits go to the disk.

Then 64 desks over HTTP (`tests.desks`), and PostgreSQL's advisory locks in turns with rows that are locked.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, Final

from sqlalchemy import event

from api.server import new_id
from benchmarks.times import Times, machine, table
from benefits.accounts.actor import DEMO, Actor
from benefits.ledger.keys import Key
from benefits.ledger.terms import Terms
from benefits.quotes.desk import Desk
from benefits.reading.book import PolicyBook
from benefits.stores.database import Database, opened
from benefits.stores.office import Office
from benefits.stores.people import known_person
from benefits.stores.registry import Registry
from tests.crashes.killed import killable
from tests.crashes.long import STORES, empty
from tests.crashes.requests import REGION, bill, registering
from tests.crashes.server import now, vault
from tests.desks.desks import Log, clerks, people, work, wrong
from tests.stores import kept

ROUNDS: Final = 12
CALLS: Final = 25
PEOPLE: Final = 20
SECONDS: Final = 10.0
LOCK_ROUNDS: Final = 3
AIM: Final = 0.5
_CLERK: Final = Actor("clerk", frozenset({"clerk"}), REGION, "county")

Statement = tuple[str, Any, bool]
"""What the driver gets: text, values, and whether those are many rows."""


@dataclass(slots=True)
class Taken:
    """What is written, transaction by transaction."""

    transactions: list[list[Statement]] = field(default_factory=list)

    def hear(self, database: Database) -> None:
        """Take down from here on what a database is told to write."""
        engine = database.engine

        @event.listens_for(engine, "begin")
        def begins(_: Any) -> None:
            self.transactions.append([])

        @event.listens_for(engine, "before_cursor_execute")
        def writes(_: Any, __: Any, text: str, values: Any, ___: Any, many: bool) -> None:
            if text.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
                self.transactions[-1].append((text, values, many))

    def taken(self) -> list[list[Statement]]:
        """What was written since; looks alone are left out."""
        found, self.transactions = [each for each in self.transactions if each], []
        return found


def office_of(database: Database) -> Office:
    """A ledger with people in it."""
    register = Registry(database, vault(), now)
    for number in range(PEOPLE):
        register.register(DEMO, f"person-{number}", registering(f"person-{number}").body)
    terms = Terms(Desk(PolicyBook.packaged()), now, new_id, "benchmark", True)
    return Office(database, terms, partial(known_person, vault=vault()))


def settlements(office: Office) -> Iterator[Callable[[], object]]:
    """Bills to settle, for ever."""
    random = Random(1)
    for number in count(1):
        person = f"person-{random.randrange(PEOPLE)}"
        given = bill(person, random.randrange(500, 60_000), hospital="county")
        key = Key(_CLERK.id, "county", "/v1/settlements", f"key-{number}")
        yield partial(office.settle, _CLERK, key, given)


def written(database: Database, statements: Sequence[Statement]) -> None:
    """The driver alone: one transaction, nothing looked at."""
    connection = database.engine.raw_connection()
    cursor = connection.cursor()
    if database.embedded:
        cursor.execute("BEGIN IMMEDIATE")
    for text, values, many in statements:
        if many:
            cursor.executemany(text, values)
        else:
            cursor.execute(text, values)
    if database.embedded:
        cursor.execute("COMMIT")
    else:
        connection.commit()
    cursor.close()
    connection.close()


def measured(url: str, bare_url: str) -> tuple[Times, Times]:
    """Settling, and the bare store writing the same rows."""
    ours, bare = Times(), Times()
    database, beside = opened(url), opened(bare_url)
    taken = Taken()
    taken.hear(database)
    bills = settlements(office_of(database))
    for _ in range(CALLS):
        next(bills)()
    for each in taken.taken():
        written(beside, each)
    for _ in range(ROUNDS):
        ours.round([next(bills) for _ in range(CALLS)])
        bare.round([partial(written, beside, each) for each in taken.taken()])
    database.close()
    beside.close()
    return ours, bare


def ratio(ours: Times, bare: Times) -> float:
    """The ledger's rate as a part of the bare store's, by wall time: the median over the rounds."""
    pairs = zip(ours.wall, bare.wall, strict=True)
    return median(sum(theirs) / sum(mine) for mine, theirs in pairs)


def _line(store: str, ours: Times, bare: Times) -> tuple[str, ...]:
    part = ratio(ours, bare)
    return (
        store,
        f"{1e6 / ours.median_us():.0f}",
        f"{ours.p99_us() / 1000:.1f}",
        f"{ours.median_cpu_us() / 1000:.1f}",
        f"{1e6 / bare.median_us():.0f}",
        f"{bare.p99_us() / 1000:.1f}",
        f"{part:.2f}",
        "met" if part >= AIM else "missed",
    )


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="benefits-ledger-") as name:
        yield Path(name)


def desks(store: str, words: Sequence[str], seconds: float, think: float) -> Log:
    """64 desks over HTTP; raises where a total comes out wrong."""
    with folder() as where, empty(store, where, "desks") as url:
        who = clerks(url)
        with killable(url, where, *words) as site:
            people(site, seconds)
            before = work(site.port, who, 2, think=0, run=2)
            log = work(site.port, who, seconds, think=think)
        assert not log.unlike
        assert not wrong(url, before.settled + log.settled)
        return log


def to_the_disk() -> None:
    """The tests' PostgreSQL does not wait for the disk; here it does."""
    server = kept._server()
    for setting in ("fsync", "full_page_writes"):
        kept._told(server, f"ALTER SYSTEM RESET {setting}")
    kept._told(server, "SELECT pg_reload_conf()")


def main() -> None:
    to_the_disk()
    print(machine())
    lines = []
    for store in STORES:
        with (
            folder() as where,
            empty(store, where, "ours") as url,
            empty(store, where, "bare") as to,
        ):
            lines.append(_line(store, *measured(url, to)))
    heads = (
        "store",
        "settled a second",
        "p99 ms",
        "CPU ms",
        "bare a second",
        "bare p99 ms",
        "part",
        "aim ½",
    )
    print(table(heads, lines))
    lines = []
    for store in STORES:
        for name, think in (("200 ms think time", 0.2), ("closed loop", 0.0)):
            log = desks(store, (), SECONDS, think)
            times = (f"{log.percentile(each):.0f}" for each in (50, 99))
            lines.append((store, name, f"{log.a_second():.0f}", *times))
    print(table(("store", "64 desks over HTTP", "answers a second", "p50 ms", "p99 ms"), lines))
    found: dict[str, list[Log]] = {"advisory locks": [], "locked rows": []}
    for _ in range(LOCK_ROUNDS):
        for name, words in (("advisory locks", ()), ("locked rows", ("row-locks",))):
            found[name].append(desks("postgresql", words, SECONDS / 2, 0))
    lines = [
        (
            name,
            f"{median(each.a_second() for each in logs):.0f}",
            f"{median(each.percentile(99) for each in logs):.0f}",
        )
        for name, logs in found.items()
    ]
    print(table(("PostgreSQL, closed loop", "answers a second", "p99 ms"), lines))


if __name__ == "__main__":
    main()
