"""A description as arrays (抽样表): thresholds, medians and shares, each in the order of its words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, Final

import numpy as np

from benefits.populations.description import Description, Illness, Lognormal, Setting
from benefits.populations.draws import thresholds
from benefits.populations.quantiles import ONE, mean_to_median
from benefits.simulation.arrays import Array, Integers
from benefits.words import AWAY, PLACES

NONE: Final = "none"
REST: Final = ("first_self_pay", "over_limit", "own_expense")
CHRONIC: Final = (
    "hypertension",
    "diabetes",
    "stroke",
    "heart_disease",
    "hepatitis",
    "tuberculosis",
    "epilepsy",
    "psychosis",
)
"""Names for the diseases of a chronic visit; a policy counts them."""


def ends(shares: Iterable[tuple[int, int]]) -> Any:
    """Thresholds of shares that add up to 1."""
    exact = [Fraction(*each) for each in shares]
    whole = lcm(*(each.denominator for each in exact))
    return thresholds([int(each * whole) for each in exact], whole)


def rows_of(tables: Sequence[Mapping[Any, tuple[int, int]]], arms: Sequence[str]) -> Any:
    """Thresholds of several tables with the same arms, a row each."""
    return np.array([ends([table.get(arm, (0, 1)) for arm in arms]) for table in tables])


def in_ones(rate: tuple[int, int]) -> int:
    """A rate in 1/2^20."""
    return round(Fraction(*rate) * ONE)


@dataclass(frozen=True, slots=True)
class Choice:
    """Words, and where each ends."""

    words: tuple[str, ...]
    ends: Any

    @classmethod
    def of(cls, shares: Mapping[Any, tuple[int, int]]) -> "Choice":
        """`none` is the empty word."""
        return cls(tuple("" if word == NONE else word for word in shares), ends(shares.values()))


@dataclass(frozen=True, slots=True)
class Cells:
    """Every kind at every level: how likely for people of each illness, and its bills."""

    kinds: tuple[str, ...]
    levels: tuple[str, ...]
    ends: Any
    places: Any
    medians: Integers
    spreads: Integers
    parts: Mapping[str, Integers]
    """Median share of each part, in 1/2^20."""
    days: Integers

    @classmethod
    def of(cls, description: Description) -> "Cells":
        found: list[tuple[str, str, Setting]] = [
            (kind, level, at)
            for kind, visits in description.visits.items()
            for level, at in visits.at.items()
        ]
        settings = [each[2] for each in found]
        return cls(
            kinds=tuple(each[0] for each in found),
            levels=tuple(each[1] for each in found),
            ends=np.array(
                [_of_illness(description, each) for each in description.illness.values()]
            ),
            places=rows_of([each.places for each in settings], list(PLACES)),
            medians=np.array([each.median or 0 for each in settings], dtype=np.int64),
            spreads=np.array([each.spread for each in settings], dtype=np.int64),
            parts={part: _medians(settings, part, description.parts_spread) for part in REST},
            days=np.array([each.days or 0 for each in settings], dtype=np.int64),
        )


def _of_illness(description: Description, illness: Illness) -> Any:
    """Thresholds of the cells for people with one illness."""
    found: list[tuple[int, int]] = []
    for visits in description.visits.values():
        own = illness.levels if set(illness.levels or {}) <= visits.at.keys() else None
        for level, at in visits.at.items():
            share = at.share if own is None else own.get(level, (0, 1))
            exact = Fraction(*visits.share) * Fraction(*share)
            found.append((exact.numerator, exact.denominator))
    return ends(found)


def _medians(settings: Sequence[Setting], part: str, spread: int) -> Integers:
    means = np.array([in_ones(getattr(each, part)) for each in settings], dtype=np.int64)
    return mean_to_median(means, spread)


@dataclass(frozen=True, slots=True)
class Lines:
    """Everything that is drawn from, made once."""

    description: Description
    members: Integers
    members_ends: Any
    ages_ends: Any
    identities: Choice
    incomes: tuple[Integers, Integers]
    illness: tuple[Any, Any]
    visits: Integers
    visits_ends: Any
    cells: Cells
    programmes: Mapping[str, Choice]
    diseases: Mapping[str, Any]
    findings: Choice
    referrals: Choice

    @classmethod
    def of(cls, description: Description) -> "Lines":
        ill = list(description.illness.values())
        numbers = sorted({int(number) for each in ill for number in each.visits})
        incomes = [_income(description, word) for word in description.identities]
        return cls(
            description=description,
            members=np.array([int(each) for each in description.members], dtype=np.int64),
            members_ends=ends(description.members.values()),
            ages_ends=ends(each.share for each in description.ages),
            identities=Choice.of(description.identities),
            incomes=(
                np.array([each.median or 0 for each in incomes], dtype=np.int64),
                np.array([each.spread for each in incomes], dtype=np.int64),
            ),
            illness=(ends(e.share for e in ill), ends(e.share_from_60 for e in ill)),
            visits=np.array(numbers, dtype=np.int64),
            visits_ends=rows_of([each.visits for each in ill], [str(each) for each in numbers]),
            cells=Cells.of(description),
            programmes={
                kind: Choice.of(each.programmes)
                for kind, each in description.visits.items()
                if each.programmes is not None
            },
            diseases={
                kind: (np.array([int(n) for n in each.diseases]), ends(each.diseases.values()))
                for kind, each in description.visits.items()
                if each.diseases is not None
            },
            findings=Choice.of(description.findings or {NONE: (1, 1)}),
            referrals=Choice.of(description.referrals),
        )


def _income(description: Description, identities: str) -> Lognormal:
    found = description.income.get(identities)
    return found if found is not None else description.income["others"]


AWAY_CODES: Final[Array] = np.array([list(PLACES).index(word) for word in AWAY])
