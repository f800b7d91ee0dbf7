"""The server on one worker, beside a bare FastAPI route with the same models.

Run as `python -m benchmarks.http`. The client is this process, each server another; they take turns
in short rounds. Requests a second are told twice: by the clock, and by the CPU time the server spent,
which says what it costs whoever else uses the machine.
"""

import json
from dataclasses import dataclass, field
from random import Random
from statistics import median
from typing import Final

import uvloop

from api.example import EXAMPLE
from benchmarks.client import Paced, flood, keep_pace, request_bytes
from benchmarks.servers import BARE, OURS, Running, running
from benchmarks.times import machine, percentile, table, verdict

ROUNDS: Final = 11
FLOOD_SECONDS: Final = 1.0
PACE: Final = 200
PACE_SECONDS: Final = 3.0
HALF: Final = 0.5
P99_MS: Final = 15.0


@dataclass(slots=True)
class Asked:
    """One path of one server, and what was measured of it, round by round."""

    name: str
    server: Running
    request: bytes
    a_second: list[float] = field(default_factory=list)
    a_cpu_second: list[float] = field(default_factory=list)
    paced: list[Paced] = field(default_factory=list)

    def flooded(self) -> None:
        before = self.server.cpu_seconds()
        count = uvloop.run(flood(self.server.port, self.request, FLOOD_SECONDS))
        self.a_second.append(count / FLOOD_SECONDS)
        self.a_cpu_second.append(count / (self.server.cpu_seconds() - before))

    def kept_pace(self) -> None:
        paced = keep_pace(self.server.port, self.request, PACE, PACE_SECONDS)
        self.paced.append(uvloop.run(paced))


def main() -> None:
    print(machine())
    with running(*OURS) as ours, running(*BARE) as bare:
        asked = [_asked(name, ours, bare) for name in PATHS]
        for each in asked:
            uvloop.run(keep_pace(each.server.port, each.request, 50, 1.0))  # policies read, warm
        for number in range(ROUNDS):
            for each in Random(number).sample(asked, len(asked)):
                each.flooded()
        for number in range(ROUNDS):
            for each in Random(number).sample(asked, len(asked)):
                if "made" not in each.name:
                    each.kept_pace()
    _tell(asked)


PATHS: Final = {
    "ours, with worksheet": "/v1/quotes",
    "bare, answer ready, with worksheet": "/ready?detail=short",
    "bare, answer made, with worksheet": "/made?detail=short",
    "ours, without": "/v1/quotes?detail=none",
    "bare, answer ready, without": "/ready?detail=none",
    "bare, answer made, without": "/made?detail=none",
}


def _asked(name: str, ours: Running, bare: Running) -> Asked:
    server = ours if name.startswith("ours") else bare
    body = json.dumps(EXAMPLE).encode()
    return Asked(name, server, request_bytes(PATHS[name], body))


HEADS_FLOOD: Final = (
    "asked without pause",
    "requests a second",
    "requests a CPU second of the server",
)
HEADS_BESIDE: Final = ("ours beside the bare route", "by the clock", "by CPU", "target")
HEADS_PACE: Final = (
    "on schedule",
    "p50 ms",
    "p99 ms, median of rounds",
    "p99 ms, quietest round",
    "p99 ms of the client's own lateness",
    "target",
)
PAIRS: Final = ((0, 1), (0, 2), (3, 4), (3, 5))
"""Which of ours stands beside which bare route, by their places in `PATHS`."""


def _tell(asked: list[Asked]) -> None:
    print(f"\n{ROUNDS} rounds of {FLOOD_SECONDS:.0f} s each in turns; medians of the rounds.\n")
    print(table(HEADS_FLOOD, [_flooded(each) for each in asked]))
    print()
    print(table(HEADS_BESIDE, [_beside(asked[ours], asked[bare]) for ours, bare in PAIRS]))
    print(f"\n{ROUNDS} rounds of {PACE_SECONDS:.0f} s at {PACE} requests a second, in turns.\n")
    print(table(HEADS_PACE, [_paced(each) for each in asked if each.paced]))


def _flooded(asked: Asked) -> tuple[str, ...]:
    return (asked.name, f"{median(asked.a_second):,.0f}", f"{median(asked.a_cpu_second):,.0f}")


def _beside(ours: Asked, bare: Asked) -> tuple[str, ...]:
    clock = _ratio(ours.a_second, bare.a_second)
    cpu = _ratio(ours.a_cpu_second, bare.a_cpu_second)
    return (bare.name, f"{clock:.2f}", f"{cpu:.2f}", f"≥ {HALF}: {verdict(HALF, clock)}")


def _ratio(ours: list[float], bare: list[float]) -> float:
    return median(mine / theirs for mine, theirs in zip(ours, bare, strict=True))


def _paced(asked: Asked) -> tuple[str, ...]:
    p50 = median(percentile(each.delays, 50) for each in asked.paced) * 1000
    rounds = [percentile(each.delays, 99) * 1000 for each in asked.paced]
    late = median(percentile(each.sent_late, 99) for each in asked.paced) * 1000
    p99 = median(rounds)
    figures = (p50, p99, min(rounds), late)
    target = f"≤ {P99_MS:.0f}: {verdict(p99, P99_MS)}" if asked.name.startswith("ours") else ""
    return (asked.name, *(f"{each:.1f}" for each in figures), target)


if __name__ == "__main__":
    main()
