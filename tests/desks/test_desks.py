"""64 desks over HTTP on PostgreSQL, five people in every queue: no wrong total, nothing doubled.

The long form, 10 minutes, holds p99 to 500 ms: `python -m tests.desks.long --seconds 600`.
"""

from pathlib import Path

from tests.crashes.killed import killable, whole
from tests.desks.desks import clerks, people, work, wrong


def test_desks_that_settle_for_the_same_people_make_no_wrong_total_and_no_double(
    database_url: str, tmp_path: Path
) -> None:
    who = clerks(database_url)
    with killable(database_url, tmp_path) as site:
        people(site)
        paced = work(site.port, who, 4)
        closed = work(site.port, who, 2, think=0, run=2)
        assert (paced.unlike, closed.unlike) == ([], []), "one key, two answers"
        settled = paced.settled + closed.settled
        assert wrong(database_url, settled) == []
        site.postings = len(settled)
        whole(site)
    print(f"\n200 ms think time: {paced.told()}\nclosed loop: {closed.told()}")


def test_without_its_locks_the_ledger_would_make_wrong_totals(
    database_url: str, tmp_path: Path
) -> None:
    who = clerks(database_url)
    with killable(database_url, tmp_path, "without-locks") as site:
        people(site)
        log = work(site.port, who, 2, think=0)
        found = wrong(database_url, log.settled)
    print(f"\nwithout locks: {len(found)} of {len(log.settled)} wrong")
    assert found
