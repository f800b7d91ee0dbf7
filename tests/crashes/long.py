"""The long form of the kills (长程): a seed a kill, whose outcome is a line of a results file.

    python -m tests.crashes.long --seeds 1-1000 --results kills.jsonl

goes on where the file ends: a seed that stands in it is not done again. Even seeds kill a server over
SQLite, odd ones over PostgreSQL; two of three end at a named moment, the third at no particular one. Every
`--book` seeds the book is checked whole, with every settlement worked out again, and a new one is begun.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, Final

from tests.crashes.killed import Killable, killable, whole
from tests.crashes.rounds import Reached, at_a_moment, at_random, drawn, undisturbed
from tests.stores import kept

STORES: Final = ("sqlite", "postgresql")


def seeds_of(told: str) -> range:
    """`1-1000`, both included; or one."""
    first, _, last = told.partition("-")
    return range(int(first), int(last or first) + 1)


def done_in(results: Path) -> set[int]:
    """The seeds that stand in a results file."""
    if not results.exists():
        return set()
    lines = results.read_text("utf-8").splitlines()
    return {json.loads(each)["seed"] for each in lines}


@contextmanager
def bare(store: str, folder: Path, name: str) -> Iterator[str]:
    """The address of a new database without a table."""
    if store == "sqlite":
        yield f"sqlite:///{folder / name}.sqlite"
        return
    server = kept._server()
    kept._told(server, f"CREATE DATABASE {name}")
    yield kept._url(server, name)
    kept._told(server, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def empty(store: str, folder: Path, name: str) -> Iterator[str]:
    """The address of a new database with every table and no row."""
    with bare(store, folder, name) as url:
        kept.made(url)
        yield url


def one(site: Killable, reached: Reached, seed: int) -> dict[str, Any]:
    """One kill."""
    random = Random(seed)
    if random.randrange(3) == 0:
        return at_random(site, random).told()
    return at_a_moment(site, *drawn(reached, random)).told()


def killed(store: str, seeds: list[int], folder: Path) -> Iterator[dict[str, Any]]:
    """Kill over one book; the last line comes once the whole of it is checked."""
    with empty(store, folder, f"book_{os.getpid()}_{seeds[0]}") as url:
        with killable(url, folder) as site:
            reached = undisturbed(site)
            lines = []
            for seed in seeds:
                try:
                    lines.append({"seed": seed, "store": store, **one(site, reached, seed)})
                except AssertionError as error:
                    error.add_note(f"seed {seed}")
                    raise
            whole(site)
        yield from lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=seeds_of, default=seeds_of("1-1000"))
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--book", type=int, default=20, help="kills over one book")
    asked = parser.parse_args()
    done = done_in(asked.results)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="benefits-kills-") as folder:
        for first in range(asked.seeds.start, asked.seeds.stop, 2 * asked.book):
            part = range(first, min(first + 2 * asked.book, asked.seeds.stop))
            for place, store in enumerate(STORES):
                seeds = [each for each in part if each % 2 == place and each not in done]
                if not seeds:
                    continue
                with asked.results.open("a", encoding="utf-8") as file:
                    for line in killed(store, seeds, Path(folder)):
                        file.write(json.dumps(line) + "\n")
            print(f"to seed {part[-1]}: {time.monotonic() - began:.0f} s", flush=True)
    told(asked.results)


def told(results: Path) -> None:
    """What a results file comes to."""
    lines = [json.loads(each) for each in results.read_text("utf-8").splitlines()]
    slowest = max(each["restart_seconds"] for each in lines)
    answered = sum(each["answered"] for each in lines)
    random = sum(each["moment"] == "random" for each in lines)
    print(
        f"{len(lines)} kills, {random} of them at random, {answered} after an answer: "
        f"nothing lost, doubled or half; slowest restart {slowest:.2f} s"
    )


if __name__ == "__main__":
    main()
