"""From starting the process to the first answer, what it weighs, and what it never imports.

Run as `python -m benchmarks.start`. Each start is a new process of `benefits serve`; the first one
after an installation also compiles Python's files and is told apart.
"""

import http.client
import json
import subprocess
import sys
from collections.abc import Mapping
from statistics import median
from time import perf_counter
from typing import Any, Final

from api.example import EXAMPLE
from benchmarks.servers import OURS, Running, running
from benchmarks.times import machine, table, verdict
from tests.worked import cases

STARTS: Final = 11
FIRST_ANSWER_SECONDS: Final = 2.0
MEMORY_MB: Final = 150.0
HEAVY: Final = ("numba", "numpy", "pandas", "polars", "pyarrow", "scipy")

IN_PROCESS: Final = """
import asyncio, json, sys
import api.serving, uvicorn, uvloop, httptools
from api.server import application

async def ask(method, path, body=b""):
    pieces = [{"type": "http.request", "body": body, "more_body": False}]
    async def receive():
        return pieces.pop() if pieces else await asyncio.Event().wait()
    async def send(message):
        if message["type"] == "http.response.start":
            assert message["status"] == 200, (method, path, message["status"])
    path, _, query = path.partition("?")
    await app({"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http",
               "method": method, "path": path, "raw_path": path.encode(), "root_path": "",
               "query_string": query.encode(), "headers": [], "server": ("127.0.0.1", 80),
               "client": ("127.0.0.1", 1)}, receive, send)

async def everything():
    body = json.dumps(json.loads(sys.argv[1])).encode()
    await ask("GET", "/")
    await ask("GET", "/openapi.json")
    await ask("GET", "/v1/policies")
    await ask("GET", "/v1/policies/jx-yichun?on=2018-06-15")
    await ask("POST", "/v1/quotes", body)
    await ask("POST", "/v1/quotes/batch", body)
    await ask("POST", "/v1/quotes/curve", body)

app = application()
asyncio.run(everything())
heavy = sys.argv[2].split(",")
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules} & set(heavy))))
"""
"""What a server's process runs, every kind of path once, and which heavy libraries it then holds."""


def heavy_imports() -> list[str]:
    """The heavy libraries that a process answering on every path has imported."""
    words = [sys.executable, "-c", IN_PROCESS, json.dumps(EXAMPLE), ",".join(HEAVY)]
    told = subprocess.run(
        words, capture_output=True, text=True, encoding="utf-8", check=True, timeout=60
    )
    found: list[str] = json.loads(told.stdout)
    return found


def ask(server: Running, request: Mapping[str, Any]) -> tuple[int, bytes]:
    """Post one request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request("POST", "/v1/quotes", json.dumps(request))
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def first_answers() -> list[tuple[float, float]]:
    """Seconds until it listens and until the first answer is in, for each start."""
    found = []
    for _ in range(STARTS):
        with running(*OURS) as server:
            listens = perf_counter() - server.began
            status, _ = ask(server, EXAMPLE)
            found.append((listens, perf_counter() - server.began))
            assert status == 200
    return found


def weighed() -> tuple[list[tuple[str, float, float]], list[str]]:
    """Memory after the first answer and after every worked case; heavy libraries it has mapped."""
    with running(*OURS) as server:
        ask(server, EXAMPLE)
        found = [("after the first answer", *server.memory_mb())]
        statuses = [ask(server, case.request)[0] for case in cases()]
        answered = statuses.count(200)
        regions = len({case.region for case in cases()})
        found.append(
            (f"after {answered:,} answers in {regions} regions and {len(statuses) - answered} "
             "refusals", *server.memory_mb())
        )  # fmt: skip
        mapped = server.libraries()
        return found, [name for name in HEAVY if f"/{name}/" in mapped]


def main() -> None:
    print(machine())
    starts = first_answers()
    print(f"\n{STARTS} starts, one after the other.\n")
    heads = ("start", "listens after s", "first answer after s", "target")
    print(table(heads, [
        _start("the first", *starts[0]),
        _start("median", *(median(each) for each in zip(*starts, strict=True))),
        _start("slowest", *(max(each) for each in zip(*starts, strict=True))),
    ]))  # fmt: skip
    memory, mapped = weighed()
    print()
    print(table(("resident memory", "MB now", "MB at its highest", "target"), [
        (name, f"{now:.0f}", f"{highest:.0f}",
         f"≤ {MEMORY_MB:.0f}: {verdict(highest, MEMORY_MB)}")
        for name, now, highest in memory
    ]))  # fmt: skip
    print(f"\nHeavy libraries ({', '.join(HEAVY)}): imported {heavy_imports() or 'none'}, "
          f"mapped by the server {mapped or 'none'}.")  # fmt: skip


def _start(name: str, listens: float, answers: float) -> tuple[str, ...]:
    most = FIRST_ANSWER_SECONDS
    target = f"≤ {most:.0f}: {verdict(answers, most)}"
    return (name, f"{listens:.2f}", f"{answers:.2f}", target)


if __name__ == "__main__":
    main()
