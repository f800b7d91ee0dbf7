"""Bills under the sixteen regions, for the laws: the requests of the regions' own calculators."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import strategies as st

from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.problems import Refused
from benefits.quotes import Desk
from benefits.quotes.adjudicator import Adjudicator
from benefits.reading.book import PolicyBook

DESK = Desk(PolicyBook.packaged())
CALCULATORS = sorted(path.stem for path in (Path(__file__).parents[1] / "oracle").glob("[a-z]*.py"))


@dataclass(frozen=True, slots=True, repr=False)
class Drawn:
    """A region's policy and a request it answers."""

    name: str
    seed: int
    ready: Adjudicator
    asked: dict[str, Any]

    def __repr__(self) -> str:
        return f"_drawn({self.name!r}, {self.seed})"


@cache
def _drawn(name: str, seed: int) -> Drawn:
    """One request of a region that is not refused (the first of a few that is not)."""
    calculator, random = import_module(f"tests.oracle.{name}"), Random(f"{name} {seed}")
    for _ in range(50):
        asked = calculator.random_request(random)
        if "error" not in calculator.split(asked):
            break
    try:
        return Drawn(name, seed, DESK.adjudicator_for(claim(read_request(asked))), asked)
    except Refused as refused:
        raise AssertionError(f"{name} {seed}") from refused


def region_requests() -> st.SearchStrategy[Drawn]:
    """Any region, any of its calculator's requests."""
    return st.builds(_drawn, st.sampled_from(CALCULATORS), st.integers(0, 100_000))
