"""Desks (结算窗口): clerks of several hospitals who settle over HTTP, with five people in every queue.

Each clerk is signed in and has one connection. Every tenth request is sent a second time with its key.
`replayed` is the judge: a desk of the product without any ledger works every bill out again, in the order
of the book, handing on the year to date from answer to answer.
"""

import asyncio
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from time import perf_counter
from typing import Any, Final

from sqlalchemy import select

from api.access.access import opened as access_of
from api.settings import Settings
from benchmarks.client import connect, request_bytes
from benefits.accounts.session import form_token
from benefits.quotes.desk import Desk
from benefits.reading.book import PolicyBook
from benefits.stores.book_tables import POSTING
from benefits.stores.database import opened
from tests.api.access.site import GIVEN, PASSWORD, QUICK
from tests.crashes.killed import Killable
from tests.crashes.requests import REGION, bill, registering

DESKS: Final = 64
HOSPITALS: Final = 8
HOT: Final = 5
"""So many people stand in every queue."""
HOT_SECONDS: Final = 20
"""Then five others do: nobody has more than a thousand stays a year."""
_DESK: Final = Desk(PolicyBook.packaged())


@dataclass(slots=True)
class Log:
    """What was settled and what it took, in seconds."""

    settled: list[tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=list)
    """Request and answer."""
    delays: list[float] = field(default_factory=list)
    replays: int = 0
    unlike: list[str] = field(default_factory=list)
    """Ids of settlements whose key had another answer the second time."""
    seconds: float = 0

    def a_second(self) -> float:
        return len(self.delays) / self.seconds

    def percentile(self, percent: float) -> float:
        """The delay that so many percent do not exceed, in milliseconds."""
        ordered = sorted(self.delays)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]

    def told(self) -> str:
        return (
            f"{len(self.settled)} settled and {self.replays} sent again, {self.a_second():.0f} a second; "
            f"p50 {self.percentile(50):.0f} ms, p99 {self.percentile(99):.0f} ms"
        )


@dataclass(frozen=True, slots=True)
class Clerk:
    """A clerk who is signed in."""

    hospital: str
    token: str

    def request(self, body: dict[str, Any], key: str) -> bytes:
        return request_bytes(
            "/v1/settlements",
            json.dumps(body).encode(),
            Idempotency_Key=key,
            Cookie=f"session={self.token}",
            X_CSRF_Token=form_token(self.token),
        )


def clerks(url: str) -> list[Clerk]:
    """Accounts and sessions of all desks; to be made before the server starts."""
    database = opened(url)
    try:
        sign_in = access_of(database, Settings(**QUICK)).sign_in
        found = []
        for number in range(DESKS):
            hospital = f"hospital-{number % HOSPITALS}"
            account = sign_in.add(
                f"clerk-{number}", ["clerk"], password=GIVEN, region=REGION, hospital=hospital
            )
            token, _ = sign_in.change_password(account.id, GIVEN, PASSWORD)
            found.append(Clerk(hospital, token))
        return found
    finally:
        database.close()


def hot(seconds: float, run: int) -> list[str]:
    """Who stands in every queue so many seconds after the beginning of a run."""
    turn = int(seconds / HOT_SECONDS)
    return [f"hot-{run}-{turn}-{number}" for number in range(HOT)]


def people(site: Killable, seconds: float = HOT_SECONDS, runs: int = 2) -> None:
    """The hot, two of each five in one household, and two people of each desk's own."""
    turns = [turn * HOT_SECONDS for turn in range(int(seconds / HOT_SECONDS) + 1)]
    fives = [hot(turn, run) for run in range(1, runs + 1) for turn in turns]
    for ids in (*fives, [f"own-{number}" for number in range(2 * DESKS)]):
        for id in ids:
            asked = registering(id)
            assert asked.body is not None
            if id in ids[:2]:
                asked.body["household"] = f"household-{ids[0]}"
            site.ask(asked)


@dataclass(frozen=True, slots=True)
class Hours:
    """When desks work."""

    run: int
    began: float
    ends: float
    think: float


async def _desk(port: int, clerk: Clerk, number: int, hours: Hours, log: Log) -> None:
    random, think = Random(f"{hours.run} {number}"), hours.think
    connection = await connect(port, 201)
    own = (f"own-{2 * number}", f"own-{2 * number + 1}")
    await asyncio.sleep(random.uniform(0, think))
    while (at := perf_counter()) < hours.ends:
        queue = hot(at - hours.began, hours.run) if random.random() < 0.5 else own
        person = random.choice(queue)
        body = bill(person, random.randrange(500, 60_000), hospital=clerk.hospital)
        sent = clerk.request(body, uuid.UUID(int=random.getrandbits(128)).hex)
        began = perf_counter()
        answer = await connection.ask(sent)
        log.delays.append(perf_counter() - began)
        told = _body(answer)
        log.settled.append((body, json.loads(told)))
        if random.random() < 0.1:
            log.replays += 1
            if _body(await connection.ask(sent)) != told:
                log.unlike.append(json.loads(told)["id"])
        await asyncio.sleep(random.uniform(0.5, 1.5) * think)
    connection.close()


def _body(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]


def work(port: int, who: list[Clerk], seconds: float, *, think: float = 0.2, run: int = 1) -> Log:
    """All desks at work for some seconds; `think`: how long a clerk takes between two patients.

    `run`: another one has other hot people and other keys.
    """
    log = Log()

    async def all_desks() -> None:
        began = perf_counter()
        hours = Hours(run, began, began + seconds, think)
        await asyncio.gather(
            *(_desk(port, each, number, hours, log) for number, each in enumerate(who))
        )
        log.seconds = perf_counter() - began

    asyncio.run(all_desks())
    return log


def numbers(url: str) -> dict[str, int]:
    """The number of each posting by its id: the order of the book."""
    database = opened(url, writing=False)
    try:
        with database.reading() as connection:
            return {row.id: row.number for row in connection.execute(select(POSTING))}
    finally:
        database.close()


def wrong(url: str, settled: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> list[str]:
    """Ids of settlements that come out otherwise when everything is quoted again, in order."""
    order = numbers(url)
    so_far: dict[str, Any] = {}
    stays: dict[str, int] = {}
    found = []
    for body, told in sorted(settled, key=lambda each: order[each[1]["id"]]):
        person = body["person"]["id"]
        stays[person] = stays.get(person, 0) + 1
        again = _DESK.quote(
            {
                **body,
                "person": {"categories": ["registered_poor"], "insurance": "resident"},
                "visit": {**body["visit"], "admission_number": stays[person]},
                "year_to_date": so_far.get(person, {"layers": {}}),
            },
            "none",
        )
        same = ("patient", "payers", "year_to_date")
        if any(again.get(name) != told.get(name) for name in same):
            found.append(told["id"])
        so_far[person] = told["year_to_date"]
    return found
