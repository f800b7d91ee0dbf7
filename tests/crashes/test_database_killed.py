"""kill -9 of PostgreSQL itself, all its processes at once, under load: the same keys tell what happened."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.crashes.killed import Killable, killable, whole
from tests.crashes.rounds import at_random
from tests.stores import kept

TIMES = 2


@pytest.fixture
def server() -> Iterator[Any]:
    """A PostgreSQL that no other test uses; its commits go to the disk."""
    folder = Path(tempfile.mkdtemp(prefix="benefits-killed-"))
    started = kept.started_in(folder)
    yield started
    started.stop()
    shutil.rmtree(folder, ignore_errors=True)


def killed(server: Any) -> float:
    """Every process of a PostgreSQL ends at once, the first one first; seconds until it stands again."""
    first = server.get_postmaster_info().process
    processes = [first, *first.children(recursive=True)]
    for each in processes:
        each.kill()
    for each in processes:
        each.wait(timeout=10)
    began = time.perf_counter()
    server.ensure_postgres_running()
    return time.perf_counter() - began


def test_a_database_killed_under_load_loses_and_doubles_nothing(
    server: Any, tmp_path: Path
) -> None:
    random = Random("database")
    kept._told(server, "CREATE DATABASE book")
    url = kept._url(server, "book")
    kept.made(url)
    slowest = 0.0

    def fails(_: Killable) -> float:
        return killed(server)

    with killable(url, tmp_path) as site:
        for _ in range(TIMES):
            slowest = max(slowest, at_random(site, random, fails).restart_seconds)
        whole(site)
    print(f"\n{TIMES} kills of PostgreSQL, {site.postings} postings; back within {slowest:.2f} s")
