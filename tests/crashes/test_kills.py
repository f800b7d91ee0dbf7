"""kill -9 of the server at every named moment and at random, on both stores.

The long form, with seeds that resume: `python -m tests.crashes.long --help`.
"""

from pathlib import Path
from random import Random

import pytest

from benefits.ledger import moments
from tests.crashes.killed import LONGEST_RESTART_SECONDS, killable, whole
from tests.crashes.requests import KINDS, Asked, settlement
from tests.crashes.rounds import at_a_moment, at_random, kinds_at, restarted, undisturbed

RANDOM_KILLS = {"sqlite": 5, "postgresql": 5}


def test_killed_at_every_named_moment_nothing_is_lost_doubled_or_half(
    database_url: str, store: str, tmp_path: Path
) -> None:
    random = Random(f"moments {store}")
    with killable(database_url, tmp_path) as site:
        reached = undisturbed(site)
        slowest = 0.0
        for place, moment in enumerate(moments.MOMENTS):
            kinds = kinds_at(reached, moment)
            assert kinds, f"no request reaches {moment!r}"
            kind = kinds[place % len(kinds)]
            number = random.randint(1, reached[kind.__name__][moment])
            killed = at_a_moment(site, kind, moment, number)
            slowest = max(slowest, killed.restart_seconds)
        whole(site)
    print(f"\n{store}: {len(moments.MOMENTS)} kills, a fork answers within {slowest:.2f} s")


def test_killed_at_random_under_load_nothing_is_lost_doubled_or_half(
    database_url: str, store: str, tmp_path: Path
) -> None:
    random = Random(f"random {store}")
    with killable(database_url, tmp_path) as site:
        for _ in range(RANDOM_KILLS[store]):
            at_random(site, random)
        whole(site)
    print(f"\n{store}: {RANDOM_KILLS[store]} random kills, {site.postings} postings")


def test_a_real_restart_answers_in_time_and_as_before(
    database_url: str, store: str, tmp_path: Path
) -> None:
    with killable(database_url, tmp_path, "--once") as site:
        asked: Asked = settlement(site.ask)
        answer = site.settled(asked)
        site.count(asked)
        site.kill()
        assert site.gone()
        site.stop()
        seconds = restarted(site)
        cost = site.cpu_seconds()
        assert site.settled(asked) == answer
        whole(site)
    print(f"\n{store}: {seconds:.2f} s from the start of the process to its first answer")
    assert cost <= LONGEST_RESTART_SECONDS


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("fault", "moment", "found"),
    [
        ("forgets-keys", "before the answer", "one key, two answers"),
        ("commits-halfway", "after the totals", "half done"),
    ],
)
def test_a_ledger_that_forgets_keys_or_commits_halfway_is_found_out(
    database_url: str, tmp_path: Path, fault: str, moment: str, found: str
) -> None:
    with (
        killable(database_url, tmp_path, fault) as site,
        pytest.raises(AssertionError, match=found),
    ):
        at_a_moment(site, KINDS[0], moment, 1)
