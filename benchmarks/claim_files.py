"""From a claim file to a result's file (`benefits simulate`): claims a second, memory, scratch space.

    .venv/bin/python -m benchmarks.claim_files 100000 1000000 10000000 30000000

Each run is a process of its own, as an analyst starts it; its peak of resident memory is the system's own
figure for the process. 35% of the people are poor, 2.5 claims a person, 3 people a household, all levels
and places, 1% refused. `household`: by household and day. `arrival`: as the claims came, a household's all
over the file. `mix`: fifteen regions in one file, by household.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benefits.reading.book import PolicyBook

_COMMAND: Final = (sys.executable, "-c", "from api.command import main; main()")
_GROUP: Final = 1 << 19
_CLAIMS_OF_TEN_PEOPLE: Final = 25
_FORMS: Final = ("household", "arrival", "mix")


def pieces(claims: int, form: str) -> Iterator[pa.Table]:
    """The claims of 2018 as tables of at most a row group."""
    people = max(claims * 10 // _CLAIMS_OF_TEN_PEOPLE, 1)
    for start in range(0, claims, _GROUP):
        random = np.random.default_rng(start + len(form))
        rows = min(_GROUP, claims - start)
        number = np.arange(start, start + rows)
        if form == "arrival":
            person = random.integers(0, people, rows)
            day = number * 365 // claims
        else:
            person = number * 10 // _CLAIMS_OF_TEN_PEOPLE
            person = person // 3 * 3 + random.integers(0, 3, rows)  # not everybody as often
            day = random.integers(0, 365, rows)
            day = day[np.lexsort((day, person // 3))]
        yield _table(number, person, day, random, form)


def _table(number: Any, person: Any, day: Any, random: Any, form: str) -> pa.Table:
    rows = len(number)
    poor = (person * 2_654_435_761 % 1000 < 350).astype(np.int32)

    def drawn(**shares: int) -> pa.DictionaryArray:
        parts = np.array(list(shares.values())) / sum(shares.values())
        chosen = random.choice(len(shares), rows, p=parts).astype(np.int32)
        return pa.DictionaryArray.from_arrays(pa.array(chosen), list(shares))

    def worded(codes: Any, words: list[str]) -> pa.DictionaryArray:
        return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), words)

    sizes = {"eligible": 13.3, "first_self_pay": 10, "over_limit": 8, "own_expense": 10}
    columns = {
        "claim_id": number,
        "person_id": person,
        "household_id": person // 3,
        "date": pa.array(17_532 + day, pa.int32()).cast(pa.date32()),
        "categories": worded(poor, ["", "registered_poor"]),
        "kind": drawn(inpatient=99, delivery=1),
        "hospital_level": drawn(township=1, primary=1, secondary=2, tertiary=1),
        "place": drawn(in_county=50, in_city=25, in_province=15, out_of_province=10),
        "referral": drawn(filed=7, unfiled=3),
        "findings": drawn(accident=99, over_treatment=1),
    }
    for part, size in sizes.items():
        columns[f"{part}_fen"] = np.minimum(random.lognormal(size, 1.2, rows), 10**8).astype("i8")
    if form == "mix":
        regions = [each for each in PolicyBook.packaged().regions() if each != "cn-frame"]
        columns["region"] = worded(person // 3 % len(regions), regions)
    return pa.table(columns)


def written(path: Path, claims: int, form: str) -> Path:
    """A claim file; its number of claims and form are its name's."""
    writer = None
    for piece in pieces(claims, form):
        writer = writer or pq.ParquetWriter(path, piece.schema)
        writer.write_table(piece)
    assert writer is not None
    writer.close()
    return path


class _Scratch:
    """The most room that scratch files took while a process ran."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.most, self._ended = folder, 0, threading.Event()
        self._thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        while not self._ended.wait(0.05):
            used = 0
            for each in self.folder.glob("benefits-scratch-*/*"):
                try:
                    used += each.stat().st_size
                except OSError:
                    continue
            self.most = max(self.most, used)

    def __enter__(self) -> "_Scratch":
        self._thread.start()
        return self

    def __exit__(self, *of: object) -> None:
        self._ended.set()
        self._thread.join()


def run(claims: Path, out: Path, region: str | None, *more: str) -> dict[str, Any]:
    """One run of the command: its summary, and what it took."""
    words = [*_COMMAND, "simulate", "--claims", str(claims), "--out", str(out), "--json", *more]
    began = time.perf_counter()
    with _Scratch(out.parent) as scratch:
        process = subprocess.Popen(
            [*words, *([] if region is None else ["--region", region])], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        told = json.loads(process.stdout.read())
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, told
    return {
        "told": told,
        "seconds": time.perf_counter() - began,
        "processor": used.ru_utime + used.ru_stime,
        "memory": used.ru_maxrss * 1024,
        "scratch": scratch.most,
    }


def main() -> None:
    """Print a table of runs."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("claims", type=int, nargs="*", default=[100_000, 1_000_000, 10_000_000])
    asked.add_argument("--forms", nargs="*", default=_FORMS)
    asked.add_argument("--times", type=int, default=2)
    asked.add_argument("--workers", type=int)
    asked.add_argument("--folder", type=Path, help="where the files are made; kept there")
    given = asked.parse_args()
    more = [] if given.workers is None else ["--workers", str(given.workers)]
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    print(f"{now}; {os.cpu_count()} cores; Python {platform.python_version()}; load", end=" ")
    print(", ".join(f"{each:.1f}" for each in os.getloadavg()), "\n")
    print(
        "| claims | form | s | million a second | processor ns a claim | peak MB | scratch ÷ file |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    with TemporaryDirectory(dir=given.folder) as made:
        for claims in given.claims:
            for form in given.forms:
                path = (given.folder or Path(made)) / f"claims-{form}-{claims}.parquet"
                if not path.exists():
                    written(path, claims, form)
                region = None if form == "mix" else "jx-yichun"
                out = Path(made) / "result.parquet"
                runs = [run(path, out, region, *more) for _ in range(given.times)]
                best = min(runs, key=lambda each: each["seconds"])
                assert best["told"]["claims"] == claims
                print(
                    f"| {claims:,} | {form} | {best['seconds']:.1f} "
                    f"| {claims / best['seconds'] / 1e6:.2f} "
                    f"| {best['processor'] / claims * 1e9:,.0f} "
                    f"| {max(each['memory'] for each in runs) / 1e6:,.0f} "
                    f"| {max(each['scratch'] for each in runs) / path.stat().st_size:.2f} |",
                    flush=True,
                )
                out.unlink()


if __name__ == "__main__":
    main()
