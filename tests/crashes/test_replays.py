"""A key sent again has one effect and the same bytes: in turn, at once, after a kill, after a restore.

The long form, 10,000 times a store: `python -m tests.crashes.replays`.
"""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg

from benefits.stores.database import lock_number
from tests.crashes.killed import Killable, killable, whole
from tests.crashes.long import STORES, bare
from tests.crashes.replays import replayed, restored_into
from tests.crashes.requests import REGION, registering, settling

TIMES = 216
"""A third of them fresh and 64 at once, a third in turn, a third at once again after a kill."""


def test_a_key_replayed_in_turn_at_once_and_after_a_kill_has_one_effect(
    database_url: str, store: str, tmp_path: Path
) -> None:
    with killable(database_url, tmp_path) as site:
        statuses = replayed(site, TIMES)
        whole(site)
    print(f"\n{store}: {dict(statuses)}")


def test_a_key_from_before_a_backup_is_remembered_by_what_was_restored(
    database_url: str, store: str, tmp_path: Path
) -> None:
    other = STORES[1 - STORES.index(store)]
    with (
        bare(other, tmp_path, "replays_to") as url,
        killable(database_url, tmp_path) as site,
    ):
        restored_into(site, url, tmp_path, 20)


def test_a_twin_in_flight_is_told_so_and_then_gets_the_same_answer(
    database_url: str, tmp_path: Path
) -> None:
    with killable(database_url, tmp_path) as site, ThreadPoolExecutor(1) as other:
        site.ask(registering("li"))
        asked = settling("li")
        with held(database_url, f"0 {REGION} li 2018"):
            first = other.submit(site.send, asked)
            until_read(site)
            twin = site.send(asked)
            assert twin is not None
            assert (twin.status, twin.told["code"]) == (409, "in_flight")
            assert not first.done()
        answer = first.result(timeout=20)
        assert answer is not None
        assert answer.status == 201, answer.body.decode()
        assert site.settled(asked) == answer
        site.count(asked)
        whole(site)


def until_read(site: Killable) -> None:
    """Wait until a request has been read, a bounded time."""
    ends = time.monotonic() + 4
    while not site.moments().get("request read"):
        assert time.monotonic() < ends, "no request was read"
        time.sleep(0.01)
    time.sleep(0.2)


@contextmanager
def held(url: str, lock: str) -> Iterator[None]:
    """Hold what a settlement needs, from outside."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
        connection.close()
        return
    with psycopg.connect(url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [lock_number(lock)])
        yield
