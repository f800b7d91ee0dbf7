"""The long form of the desks (长程): 64 desks at work for minutes, judged as the short form is, and by p99.

    python -m tests.desks.long --seconds 600

Ends with 1 where a total is wrong, something is doubled, or p99 at 200 ms think time exceeds 500 ms.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.crashes.killed import killable, whole
from tests.crashes.long import empty
from tests.desks.desks import clerks, people, work, wrong

MOST_MILLISECONDS: Final = 500


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=600)
    seconds = parser.parse_args().seconds
    with (
        tempfile.TemporaryDirectory(prefix="benefits-desks-") as folder,
        empty("postgresql", Path(folder), "desks") as url,
    ):
        who = clerks(url)
        with killable(url, Path(folder)) as site:
            people(site, seconds)
            paced = work(site.port, who, seconds)
            closed = work(site.port, who, seconds / 10, think=0, run=2)
            settled = paced.settled + closed.settled
            found = wrong(url, settled)
            site.postings = len(settled)
            whole(site)
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"200 ms think time: {paced.told()}\nclosed loop: {closed.told()}")
    print(f"{len(found)} wrong totals, {len(paced.unlike + closed.unlike)} doubles; load {load}")
    right = not found and not paced.unlike and not closed.unlike
    return 0 if right and paced.percentile(99) <= MOST_MILLISECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
