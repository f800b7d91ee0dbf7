"""One key sent many times (重复请求): one after the other and 64 at once; one effect, equal bytes.

    python -m tests.crashes.replays --times 10000

does it over both stores in the long form, with a kill and a restore in between.
"""

import argparse
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benefits.stores.backup import backed_up, keys_beside, restored
from tests.crashes.killed import Answer, Killable, killable, whole
from tests.crashes.long import STORES, bare, empty
from tests.crashes.requests import KINDS, Asked, settling

AT_ONCE: Final = 64


def at_once(site: Killable, asked: Asked, times: int) -> Counter[int]:
    """One key sent so often, 64 at a time; every 201 has one body. How often each status came."""
    answers: list[Answer] = []

    def send(_: int) -> int:
        answer = site.send(asked)
        assert answer is not None, "the connection was lost"
        if answer.status == 409:
            assert answer.told["code"] == "in_flight", answer.body.decode()
        else:
            assert answer.status == 201, answer.body.decode()
            answers.append(answer)
        return answer.status

    with ThreadPoolExecutor(AT_ONCE) as threads:
        statuses = Counter(threads.map(send, range(times)))
    assert len(set(answers)) <= 1, "one key, two answers"
    if answers:
        assert site.settled(asked) == answers[0], "one key, two answers"
    return statuses


def one_after_the_other(site: Killable, asked: Asked, times: int) -> Answer:
    """One key sent so often; its one answer."""
    first = site.settled(asked)
    for _ in range(times - 1):
        assert site.settled(asked) == first, "one key, two answers"
    return first


def replayed(site: Killable, times: int) -> Counter[int]:
    """A key of every kind, a part of `times` each: fresh ones at once, then in turn, then over a kill."""
    statuses: Counter[int] = Counter()
    kinds = [each for each in KINDS if each.__name__ != "registration"]
    each_time = -(-times // (3 * len(kinds)))
    for kind in kinds:
        asked = kind(site.ask)
        statuses += at_once(site, asked, each_time)
        site.count(asked)
        answer = one_after_the_other(site, asked, each_time)
        site.kill()
        assert site.gone()
        site.start()
        statuses += at_once(site, asked, each_time)
        assert site.settled(asked) == answer, "another answer after a kill"
        assert site.rows() == site.postings, "more than one effect"
    return statuses


def restored_into(site: Killable, url: str, folder: Path, times: int) -> None:
    """Back up a book, restore it into another database, and send its keys there."""
    asked = settling(_person(site))
    answer = site.settled(asked)
    site.count(asked)
    path = folder / "replays.zip"
    backed_up(site.url, path, now=datetime.now(UTC), engine="test")
    restored(path, keys_beside(path), url)
    with killable(url, folder) as other:
        other.postings = site.postings
        assert one_after_the_other(other, asked, times) == answer, "another answer after a restore"
        at_once(other, asked, times)
        fresh = replace(asked, key="not-sent-before-the-backup")
        other.settled(fresh)
        other.count(fresh)
        whole(other)


def _person(site: Killable) -> str:
    asked = KINDS[0](site.ask).body
    assert asked is not None
    return str(asked["person"]["id"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=10_000)
    times = parser.parse_args().times
    for store, other in zip(STORES, reversed(STORES), strict=True):
        began = time.monotonic()
        with (
            tempfile.TemporaryDirectory(prefix="benefits-replays-") as folder,
            empty(store, Path(folder), "replays_from") as url,
            bare(other, Path(folder), "replays_to") as to,
            killable(url, Path(folder)) as site,
        ):
            statuses = replayed(site, times)
            restored_into(site, to, Path(folder), times // 10)
            whole(site)
        seconds = time.monotonic() - began
        print(f"{store}: {times} replays {dict(statuses)}, one effect each: {seconds:.0f} s")


if __name__ == "__main__":
    main()
