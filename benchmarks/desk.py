"""The desk alone: from parsed JSON to an answer ready to serialise, validation and notes included.

Run as `python -m benchmarks.desk`. Everything measured takes turns in many short rounds, in an order
shuffled anew each time, so that a busy moment of the machine falls on all alike.
"""

from collections.abc import Callable, Mapping
from functools import partial
from random import Random
from typing import Any, Final

from api.example import EXAMPLE
from benchmarks.times import Times, machine, table, verdict
from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.problems import Refused
from benefits.quotes import Desk
from benefits.quotes.adjudicator import Adjudicator
from benefits.quotes.desk import Detail
from benefits.quotes.reform import reformed
from benefits.reading.book import PolicyBook
from tests.worked import cases

ROUNDS: Final = 150
CALLS: Final = 20
WITH_WORKSHEET_US: Final = 500
WITHOUT_US: Final = 120

REFORM: Final = {"layers.medical_aid.rules.poor.rate": "80%"}
REFORMED: Final[Mapping[str, Any]] = {**EXAMPLE, "reform": REFORM}

DETAILS: Final[tuple[Detail, ...]] = ("short", "none", "full")
HEADS: Final = (
    "measured",
    "median µs",
    "p99 µs",
    "median CPU µs",
    "p99 CPU µs",
    "quietest round µs",
    "target of the median",
)

Call = Callable[[], object]


def answered(desk: Desk) -> list[Mapping[str, Any]]:
    """The worked cases of all regions that have an answer; asking them makes every policy ready."""
    found = []
    for case in cases():
        try:
            desk.quote(case.request, "none")
        except Refused:
            continue
        found.append(case.request)
    return found


def measured(desk: Desk) -> dict[str, Times]:
    """Every figure of this benchmark by name."""
    mix = answered(desk)
    ready, claimed = _example(desk)
    turns: dict[str, Callable[[int], list[Call]]] = {}
    for detail in ("short", "none", "full"):
        turns[f"example {detail}"] = partial(_same, partial(desk.quote, EXAMPLE, detail))
        turns[f"mix {detail}"] = partial(_some, desk, mix, detail)
        turns[f"reform {detail}"] = partial(_same, partial(desk.quote, REFORMED, detail))
    turns["reading the request"] = partial(_same, partial(read_request, EXAMPLE))
    turns["validating the reform"] = partial(_same, partial(reformed, ready, REFORM))
    turns["the split alone"] = partial(_same, partial(ready.split, claimed))
    times = {name: Times() for name in turns}
    for number in range(ROUNDS):
        for name in Random(number).sample(sorted(turns), len(turns)):
            times[name].round(turns[name](number))
    return times


def _example(desk: Desk) -> tuple[Adjudicator, Any]:
    asked = claim(read_request(EXAMPLE))
    return desk.adjudicator_for(asked), asked


def _same(call: Call, _: int) -> list[Call]:
    return [call] * CALLS


def _some(desk: Desk, mix: list[Mapping[str, Any]], detail: Detail, number: int) -> list[Call]:
    chosen = Random(number).sample(mix, CALLS)
    return [partial(desk.quote, each, detail) for each in chosen]


def main() -> None:
    desk = Desk(PolicyBook.packaged())
    print(machine())
    times = measured(desk)
    print(f"\n{ROUNDS} rounds of {CALLS} calls each; the mix is every answered worked case.\n")
    print(table(HEADS, [_row(name, each) for name, each in times.items()]))
    print()
    print(table(("a reform costs", "measured", "target"), [_reform(times, d) for d in DETAILS]))


def _row(name: str, times: Times) -> tuple[str, ...]:
    figures = (
        times.median_us(),
        times.p99_us(),
        times.median_cpu_us(),
        times.p99_cpu_us(),
        times.quietest_us(),
    )
    return (name, *(f"{each:,.0f}" for each in figures), _target(name, times.median_us()))


def _target(name: str, median_us: float) -> str:
    subject, _, detail = name.rpartition(" ")
    most = {"short": WITH_WORKSHEET_US, "none": WITHOUT_US}.get(detail)
    if most is None or subject == "reform":
        return ""
    return f"≤ {most}: {verdict(median_us, most)}"


def _reform(times: Mapping[str, Times], detail: Detail) -> tuple[str, ...]:
    """A reform beside the plain quote of the same round: at most as much again, and its validation."""
    plain = times[f"example {detail}"]
    check = times["validating the reform"].median_us()
    factor = times[f"reform {detail}"].beside(plain)
    most = 2 + check / plain.median_us()
    return (
        f"with detail={detail}",
        f"{factor:.2f} times the plain quote",
        f"≤ {most:.2f} (twice, and {check:,.0f} µs of validation): {verdict(factor, most)}",
    )


if __name__ == "__main__":
    main()
