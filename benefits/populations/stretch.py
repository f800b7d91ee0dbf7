"""A stretch of households and their claims (一段住户): the unit in which people are made.

Every stretch draws from a stream of its own, always in the same order: households, their people, then
year by year the visits. Claims stand by household, day and person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from benefits.money import LARGEST_BILL_FEN
from benefits.populations.description import year_days
from benefits.populations.draws import Draws
from benefits.populations.lines import AWAY_CODES, REST, Lines, in_ones
from benefits.populations.quantiles import ONE, mean_to_median
from benefits.simulation.arrays import Array, Integers
from benefits.simulation.soundness import day_number

HOUSEHOLDS: Final = 4096
"""So many households are one stretch."""

_LEAST_BILL_FEN: Final = 100
_MOST_NOT_ELIGIBLE: Final = ONE * 9 // 10
_LONGEST_STAY: Final = 365
_OLD: Final = 60

Columns = Mapping[str, Array]
"""Columns of whole numbers by name; words as places in their lists."""


@dataclass(frozen=True, slots=True)
class _People:
    household: Integers
    age: Integers
    illness: Array


def stretch(lines: Lines, number: int, *, items: bool = False) -> Columns:
    """The claims of households `number` × 4,096 and on; a population's last stretch is cut."""
    description = lines.description
    draws = Draws(description.seed, number)
    members = lines.members[draws.chosen(lines.members_ends, HOUSEHOLDS)]
    homes = _homes(lines, draws, members)
    people = _people(lines, draws, members)
    years = [_year(lines, draws, people, year) for year in description.years]
    claims = {name: np.concatenate([each[name] for each in years]) for name in years[0]}
    before = number * HOUSEHOLDS
    household = people.household[claims["person"]]
    keep = household < description.households - before
    order = _in_order(household, claims["date"], claims["person"])
    order = order[keep[order]]
    claims = {name: column[order] for name, column in claims.items()}
    person = claims.pop("person")
    household = household[order]
    items_of = _items(lines, number, claims) if items else {}
    return {
        "person_id": person + before * int(lines.members.max()),
        "household_id": household + before,
        "age": people.age[person],
        **claims,
        **items_of,
        **{name: column[household] for name, column in homes.items()},
    }


def _homes(lines: Lines, draws: Draws, members: Integers) -> dict[str, Array]:
    """What is one for a household: identities, income, weight."""
    identities = draws.chosen(lines.identities.ends, HOUSEHOLDS)
    medians, spreads = (each[identities] for each in lines.incomes)
    income = draws.lognormal(medians, spreads, HOUSEHOLDS) * members
    found = {"categories": identities, "annual_income_fen": income // 100 * 100}
    weights = lines.description.weights
    if weights is not None:
        span = (weights.most - weights.least) * 1_000_000 >> 20
        found["weight"] = (weights.least * 1_000_000 >> 20) + draws.below(span + 1, HOUSEHOLDS)
    return found


def _people(lines: Lines, draws: Draws, members: Integers) -> _People:
    household = np.repeat(np.arange(HOUSEHOLDS), members)
    number = len(household)
    bands = lines.description.ages
    band = draws.chosen(lines.ages_ends, number)
    first = np.array([each.from_ for each in bands])
    width = np.array([each.to - each.from_ + 1 for each in bands])
    age = first[band] + draws.below(width[band], number)
    ends = np.stack(lines.illness)
    return _People(household, age, draws.chosen_by(ends, (age >= _OLD).astype(np.int64)))


def _year(lines: Lines, draws: Draws, people: _People, year: int) -> dict[str, Array]:
    """The claims of one year; days before or after those described fall away."""
    visits = lines.visits[draws.chosen_by(lines.visits_ends, people.illness)]
    person = np.repeat(np.arange(len(visits)), visits)
    number = len(person)
    first, days = year_days(lines.description, year)
    january = day_number(first.replace(month=1, day=1))
    in_year = day_number(first.replace(month=12, day=31)) - january + 1
    date = january + draws.below(in_year, number)
    claims = {"person": person, "date": date, **_facts(lines, draws, people.illness[person])}
    claims |= _bills(lines, draws, claims)
    start = day_number(first)
    if days == in_year:
        return claims
    inside = (date >= start) & (date < start + days)
    return {name: column[inside] for name, column in claims.items()}


def _facts(lines: Lines, draws: Draws, illness: Array) -> dict[str, Array]:
    """Where a visit is and what it is for."""
    cells, number = lines.cells, len(illness)
    cell = draws.chosen_by(cells.ends, illness)
    place = draws.chosen_by(cells.places, cell)
    away = np.isin(place, AWAY_CODES)
    referral = draws.chosen(lines.referrals.ends, number)
    facts = {
        "cell": cell,
        "place": place,
        "referral": np.where(away, referral, -1),
        "findings": draws.chosen(lines.findings.ends, number),
        "programme": np.full(number, -1, dtype=np.int64),
        "diseases": np.zeros(number, dtype=np.int64),
    }
    drawn = draws.bits(number).astype(np.int64)
    before = 0
    for kind, choice in lines.programmes.items():
        of = np.isin(cell, [n for n, each in enumerate(cells.kinds) if each == kind])
        taken = before + np.searchsorted(choice.ends, drawn, side="right")
        facts["programme"] = np.where(of, taken, facts["programme"])
        before += len(choice.words)
    drawn = draws.bits(number).astype(np.int64)
    for kind, (numbers, ends) in lines.diseases.items():
        of = np.isin(cell, [n for n, each in enumerate(cells.kinds) if each == kind])
        taken = numbers[np.searchsorted(ends, drawn, side="right")]
        facts["diseases"] = np.where(of, taken, facts["diseases"])
    return facts


def _bills(lines: Lines, draws: Draws, claims: Mapping[str, Array]) -> dict[str, Array]:
    """The four parts, and the length of the stay; what is not eligible is at most nine tenths."""
    cells, cell = lines.cells, claims["cell"]
    number, spread = len(cell), lines.description.parts_spread
    total = draws.lognormal(cells.medians[cell], cells.spreads[cell], number)
    away = np.isin(claims["place"], AWAY_CODES)
    total = np.where(away, total * lines.description.away >> 20, total)
    total = np.clip(total, _LEAST_BILL_FEN, LARGEST_BILL_FEN)
    shares = {part: draws.lognormal(cells.parts[part][cell], spread, number) for part in REST}
    together = sum(shares.values(), np.zeros(number, dtype=np.int64))
    too_much = together > _MOST_NOT_ELIGIBLE
    if bool(too_much.any()):
        held = np.maximum(together, 1)
        for part, share in shares.items():
            shares[part] = np.where(too_much, share * _MOST_NOT_ELIGIBLE // held, share)
    found = {f"{part}_fen": total * share >> 20 for part, share in shares.items()}
    rest = sum(found.values(), np.zeros(number, dtype=np.int64))
    days = draws.lognormal(cells.days[cell], ONE // 2, number)
    stays = np.where(cells.days[cell] > 0, np.clip(days, 1, _LONGEST_STAY), -1)
    return {"eligible_fen": total - rest, **found, "days": stays}


def _items(lines: Lines, number: int, claims: Mapping[str, Array]) -> dict[str, Array]:
    """Each charge item's share of a stay, about its mean, in 1/2^20; of each part it is the same."""
    spread, cell = lines.description.parts_spread, claims["cell"]
    left = np.where(np.array([each == "inpatient" for each in lines.cells.kinds])[cell], ONE, 0)
    found = {}
    for place, (service, rate) in enumerate(lines.description.items.items(), start=1):
        median = int(mean_to_median(np.array([in_ones(rate)]), spread)[0])
        share = Draws(lines.description.seed, number, place).lognormal(median, spread, len(cell))
        found[f"item {service}"] = np.minimum(share, left)
        left = left - found[f"item {service}"]
    return found


def _in_order(household: Integers, date: Array, person: Array) -> Integers:
    """By household, day and person."""
    key = (household << 40) + (date.astype(np.int64) << 20) + person
    return np.argsort(key, kind="stable")
