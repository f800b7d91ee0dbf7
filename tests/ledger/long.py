"""The long form (长测): walks by the hundred thousand, in ranges of seeds that resume and add to a file.

    python -m tests.ledger.long --store sqlite --to 20000 --results ledger-walks.jsonl [--minutes 60]

Seed by seed; a hundred seeds share a database, which is checked whole at their end and left behind. A
portion adds one line to the file; the next run goes on after the last. 20,000 seeds are a million operations.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from benefits.stores.database import Database, opened
from tests.ledger.walk import found_whole, unsynced, walk
from tests.stores.kept import database_url

PORTION: Final = 100
"""Seeds that share a database."""


def main(arguments: list[str] | None = None) -> int:
    """Exit 0: no difference anywhere in the range, the file's earlier lines included; 1: there is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", choices=("sqlite", "postgresql"), required=True)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--to", type=int, required=True, help="the seed before which to stop")
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=float("inf"))
    given = parser.parse_args(arguments)
    until = time.monotonic() + 60 * given.minutes
    done = _done(given.results, given.store, given.first, given.to)
    for first in range(given.first, given.to, PORTION):
        if first in done or time.monotonic() > until:
            continue
        line = _portion(given.store, first, min(first + PORTION, given.to))
        with given.results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)
        done[first] = line
    operations = sum(each["operations"] for each in done.values())
    unlike = [text for each in done.values() for text in each["differences"]]
    print(f"{given.store}: {operations} operations, {len(unlike)} differences")
    return 1 if unlike else 0


def _done(results: Path, store: str, first: int, to: int) -> dict[int, dict[str, Any]]:
    """What the file has of this store and range, by first seed."""
    lines = results.read_text(encoding="utf-8").splitlines() if results.exists() else []
    told = [json.loads(line) for line in lines]
    return {
        each["first"]: each
        for each in told
        if each["store"] == store and first <= each["first"] and each["before"] <= to
    }


def _portion(store: str, first: int, before: int) -> dict[str, Any]:
    """Walk a range of seeds; a difference is told with its seed, and the walks go on."""
    done: Counter[str] = Counter()
    differences: list[str] = []
    begun, used = time.monotonic(), time.process_time()
    with _database(store) as database:
        for seed in range(first, before):
            try:
                done += Counter(walk(database, seed).done)
            except Exception as error:
                notes = "; ".join(getattr(error, "__notes__", ()))
                differences.append(f"{notes}: {type(error).__name__} {str(error)[:300]}")
        differences += found_whole(database)
    return {
        "store": store,
        "first": first,
        "before": before,
        "operations": done.total(),
        "differences": differences,
        "seconds": round(time.monotonic() - begun),
        "processor_seconds": round(time.process_time() - used),
        "done": dict(sorted(done.items())),
    }


@contextmanager
def _database(store: str) -> Iterator[Database]:
    """An empty one, as a test gets it."""
    kept = contextmanager(database_url.__wrapped__)  # type: ignore[attr-defined]
    with (
        tempfile.TemporaryDirectory(prefix="benefits-ledger-") as folder,
        kept(store, Path(folder)) as url,
    ):
        database = opened(url)
        unsynced(database)
        try:
            yield database
        finally:
            database.close()


if __name__ == "__main__":
    sys.exit(main())
