"""Cliffs met (遇到悬崖的明细): claims that stand just beyond a jump of the patient's share.

The jumps are those the policy tools list: for a bill of usual proportions, the first of its year. A claim
meets one where its bill is at most 1,000 yuan beyond the jump on the worse side, and its kind,
identity, level, place and referral are those of a family that has it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import Any, Final

import numpy as np

from benefits import words
from benefits.checks.cliffs import END, Jump, jumps
from benefits.checks.grid import Case, cases, given, spoken_of
from benefits.formula.words import programme_code
from benefits.indicators.groups import together
from benefits.indicators.names import figures
from benefits.indicators.seen import Seen, identity
from benefits.indicators.sums import added, weighted
from benefits.policy.policy import Policy, Repeal
from benefits.quotes.adjudicator import Adjudicator, adjudicator
from benefits.readers.curve import Curve
from benefits.reading.document import Document
from benefits.simulation.arrays import Array, Integers
from benefits.simulation.claims import Claims
from benefits.simulation.in_force import in_force
from benefits.simulation.scenario import Scenario
from benefits.words import code

WITHIN_FEN: Final = 100_000
"""How far beyond a jump a bill may be to stand at it: 1,000 yuan."""

_PLACES: Final = 64
"""Words of a dimension are fewer, so that a situation is one number."""

Key = tuple[str, str, Fraction, Fraction, int]
"""Region, layer, the bill (fen), by how much the share jumps (fen), scenario."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A jump of one policy, and the situations of the families that have it."""

    jump: Jump
    situations: Integers

    def beyond(self, total: Integers) -> Array:
        """The bills on the worse side of the jump, and no further from it than is looked at."""
        jump = self.jump
        first = ceil(jump.at) if jump.reached else floor(jump.at) + 1
        """The smallest bill that lies after the jump."""
        if jump.after > jump.before:
            return (total >= first) & (total <= floor(jump.at) + WITHIN_FEN)
        return (total < first) & (total >= ceil(jump.at) - WITHIN_FEN)


@dataclass(frozen=True, slots=True)
class OfPolicy:
    """The jumps of one policy, and the identities it asks for anywhere, as bits."""

    jumps: tuple[Listed, ...]
    asked: int


@dataclass(slots=True)
class Cliffs:
    """How many claims stand at each jump, and how many people."""

    claims: dict[Key, int] = field(default_factory=dict)
    """In millionths; a jump nobody stands at is listed with 0."""
    people: dict[Key, int] = field(default_factory=dict)

    def add(self, seen: Seen, scenarios: Sequence[Scenario]) -> None:
        for number, region in enumerate(seen.block.table.region.words):
            here = np.flatnonzero(seen.region == number)
            if len(here) and region in seen.names:
                for place, scenario in enumerate(scenarios):
                    self._region(seen, here, region, scenario, place)

    def merge(self, other: "Cliffs") -> None:
        added(self.claims, other.claims)
        added(self.people, other.people)

    def _region(
        self, seen: Seen, rows: Integers, region: str, scenario: Scenario, place: int
    ) -> None:
        days = {
            name: seen.of(day)[rows] for name, day in Claims(seen.block.table, None).days().items()
        }
        documents, version = in_force(scenario.book, region, days)
        for number, document in enumerate(documents):
            found = listed(document, tuple(figures(scenario, document)))
            if not found.jumps:
                continue
            chosen = rows[version == number]
            situation = _situations(seen, chosen, document.policy, found.asked)
            for each in found.jumps:
                self._count(seen, chosen, situation, each, region, place)

    def _count(
        self, seen: Seen, rows: Integers, situation: Array, each: Listed, region: str, place: int
    ) -> None:
        jump, near = each.jump, each.beyond(seen.total[rows])
        met = rows[near]
        met = met[np.isin(situation[near], each.situations)]
        key: Key = (region, jump.layer, jump.at, jump.after - jump.before, place)
        ones = np.ones(len(met), dtype=np.int64)
        weights = None if seen.weights is None else seen.weights[met]
        added(self.claims, {key: weighted(ones, weights)})
        added(self.people, {key: len(together(seen.person[met]))})


# -- what a policy's jumps are ------------------------------------------------------------

_KEPT: Final[dict[tuple[str, tuple[int, ...]], OfPolicy]] = {}
"""The jumps of policies by digest and figures: they take a second to draw, and many tallies ask."""


def listed(document: Document, values: tuple[int, ...]) -> OfPolicy:
    """The jumps of a policy under these figures, each with the situations it is met in."""
    key = (document.digest, values)
    found = _KEPT.get(key)
    if found is None:
        ready = adjudicator(document)
        asked = sum(1 << each for each in spoken_of(ready, "categories"))
        found = _KEPT[key] = OfPolicy(tuple(_listed(ready, values)), asked)
    return found


def _listed(ready: Adjudicator, values: tuple[int, ...]) -> Iterator[Listed]:
    drawn: dict[object, Curve] = {}
    met: dict[Jump, list[Case]] = {}
    for case in cases(ready):
        family, _ = given(ready, case.family.facts)
        small = family.narrowed(values)
        watched = tuple(small.places[ref] for ref in ready.formula.roots())
        key = (small.graph.nodes, watched, tuple(family.moving.items()))
        curve = drawn.get(key)
        if curve is None:
            curve = drawn[key] = family.curve(END, small)
        for jump in jumps(family, curve):
            met.setdefault(jump, []).append(case)
    for jump, families in met.items():
        numbers = {each for case in families for each in _numbers(dict(case.choices), ready.policy)}
        yield Listed(jump, np.array(sorted(numbers), dtype=np.int64))


def _numbers(choices: Mapping[str, Sequence[str]], policy: Policy) -> Iterator[int]:
    """Every situation a family of the grid stands for."""
    programmes = [programme_code(policy, each) for each in choices["programme"]] or [0]
    coded = [
        [code("kind", each) for each in choices["kind"]],
        programmes,
        [code("identity", each) for each in choices["identity"]] or [0],
        [code("hospital_level", each) for each in choices["hospital_level"]],
        [code("place", each) for each in choices["place"]],
        [code("referral", each) for each in choices["referral"]] or [0],
    ]
    for combined in product(*coded):
        yield _number(combined)


def _number(codes: Sequence[Any]) -> Any:
    found: Any = 0
    for each in codes:
        found = found * _PLACES + each
    return found


def _situations(seen: Seen, rows: Integers, policy: Policy | Repeal, asked: int) -> Array:
    """The situation of each claim, in the same numbers."""
    assert isinstance(policy, Policy)
    place = seen.word("place")[rows]
    referral = seen.word("referral")[rows]
    away = np.isin(place, [code("place", word) for word in words.AWAY])
    local = (referral == code("referral", "local")) | (referral == 0)
    referral = np.where(away, np.where(local, code("referral", "unfiled"), referral), 0)
    programme = np.zeros(len(rows), dtype=np.int64)
    if seen.block.table.programme is not None:
        coded = seen.block.table.programme.as_codes(
            lambda word: programme_code(policy, word), 0, "int64"
        )
        programme = seen.of(coded)[rows]
    held = identity(seen.identities[rows] & asked)
    told: Array = _number(
        [
            seen.word("kind")[rows],
            programme,
            held,
            seen.word("hospital_level")[rows],
            place,
            referral,
        ]
    )
    return told
