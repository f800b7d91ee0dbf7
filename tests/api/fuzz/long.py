"""The long form of the fuzzing (长测): one seed after the other, 200 cases a path and more.

`python -m tests.api.fuzz.long --seeds 1-3 --to fuzz.jsonl`: a seed that stands in the file is not run again.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path


def ran(seed: int, cases: int) -> dict[str, object]:
    """One seed in a process of its own."""
    began = time.monotonic()
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-s",
            "--tb=short",
            "tests/api/fuzz/test_openapi_fuzzed.py",
        ],
        env={**os.environ, "FUZZ_CASES": str(cases), "FUZZ_SEED": str(seed)},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = round(time.monotonic() - began)
    counts = {
        word: int(number)
        for number, word in re.findall(r"(\d+) (passed|failed|error)", done.stdout)
    }
    sent = re.findall(r"^sent (.*)$", done.stdout, re.MULTILINE)
    result: dict[str, object] = {"seed": seed, "cases": cases, "seconds": seconds, **counts}
    if sent:
        result |= json.loads(sent[-1])
    if done.returncode:
        result["told"] = done.stdout[-20_000:]
    return result


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", default="1-1")
    asked.add_argument("--cases", type=int, default=200)
    asked.add_argument("--to", type=Path, default=Path("fuzz.jsonl"))
    given = asked.parse_args()
    first, _, last = given.seeds.partition("-")
    lines = given.to.read_text().splitlines() if given.to.exists() else []
    there = {(each["seed"], each["cases"]) for each in map(json.loads, lines)}
    wrong = 0
    for seed in range(int(first), int(last or first) + 1):
        if (seed, given.cases) in there:
            continue
        result = ran(seed, given.cases)
        with given.to.open("a") as file:
            file.write(json.dumps(result, ensure_ascii=False) + "\n")
        print(json.dumps({name: each for name, each in result.items() if name != "told"}))
        wrong += "told" in result
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
