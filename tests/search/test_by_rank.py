"""By rank every variant has the totals that it has one by one: weighted, above each share, refusals and all."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from benefits.formula.proof import INT64_MAX
from benefits.search.by_rank import ByRank, Given, by_rank
from benefits.search.totals import Totals
from benefits.search.years import YearDays, Years
from benefits.simulation import ranks
from benefits.simulation.arrays import Integers
from benefits.simulation.machine import machine
from benefits.simulation.run import Figures, Simulation
from benefits.simulation.scenario import Scenario
from benefits.simulation.table import AMOUNTS, ClaimTable, claim_table
from tests.laws.regions import CALCULATORS
from tests.simulation.ranked import BOOK, BY_RANK, reforms, rows, told

SHARES = (0, 50_000, 95_000, 100_000, 400_000, 999_999)


def laid_out(table: ClaimTable) -> tuple[ByRank | None, Years]:
    """A block as a search lays it out, in plain Python."""
    years = Years(table, YearDays(Scenario("", BOOK)))
    made = simulation(table)
    return by_rank(made, made.under({}), years, SHARES), years


def simulation(table: ClaimTable) -> Simulation:
    made = Simulation(table, BOOK, {}, None, True)
    made.begin()
    return made


def compiled(laid: ByRank, folder: Path) -> ByRank:
    """The same with machine code for the loops by rank."""
    ready = [
        replace(each.ranks, machine=machine(each.ranks.lanes.kernel, folder))
        for each in laid.regions
    ]
    pairs = zip(laid.regions, ready, strict=True)
    return replace(laid, regions=[replace(each, ranks=one) for each, one in pairs])


def at_once(laid: ByRank, several: Sequence[Figures]) -> list[Totals] | None:
    return laid.totals(Given(list(several)), slice(0, len(several)))


def one_by_one(table: ClaimTable, several: Sequence[Figures]) -> list[Totals]:
    years, made = Years(table, YearDays(Scenario("", BOOK))), simulation(table)
    return [years.totals(made.under(each), SHARES) for each in several]


def weighted(table: ClaimTable, weights: Integers) -> ClaimTable:
    return replace(table, measures={**table.measures, "weight": weights})


def some_weights(table: ClaimTable) -> Integers:
    """From none (so it stands for itself) and 0 to 3."""
    return np.random.default_rng(3).integers(-1, 3_000_000, len(table))


@pytest.mark.parametrize("heavy", [False, True])
@pytest.mark.parametrize("edges", [False, True])
@pytest.mark.parametrize("calculator", CALCULATORS)
def test_by_rank_each_variant_comes_to_its_own_totals(
    calculator: str, edges: bool, heavy: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranks, "PEOPLE", 17)
    table = told(calculator, 240, edges=edges)
    if heavy:
        table = weighted(table, some_weights(table))
    laid, _ = laid_out(table)
    assert (laid is not None) == (calculator in BY_RANK)
    if laid is not None:
        assert laid.rest is None
        several = reforms(table.region.words)
        found = at_once(laid, several)
        assert found == one_by_one(table, several)
        assert found is not None
        assert found[0].refused > 0
        assert found[0] == found[3]
        assert any(found[0].layers != each.layers for each in found), "figures move the totals"


@pytest.mark.parametrize("heavy", [False, True])
def test_machine_code_comes_to_the_same(
    heavy: bool, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("numba")
    monkeypatch.setattr(ranks, "PEOPLE", 64)
    table = told("jx_yichun", 1_200, edges=True)
    if heavy:
        table = weighted(table, some_weights(table))
    several = reforms(table.region.words)
    laid, _ = laid_out(table)
    assert laid is not None
    found = at_once(compiled(laid, folder), several)
    assert found == one_by_one(table, several)
    assert found is not None
    assert len({each.above[95_000] for each in found}) > 1, "a variant moves people over the share"


MIXED = ("jx_yichun", "cq_county", "ah_yixian", "nm_ulanqab", "sd_shandong", "hn_county")


def mixed(number: int, moved: int) -> ClaimTable:
    """Regions that stand by rank and others, rows that are wrong or taken back; every so many-th person
    has claims in several of the regions, the others in one."""
    tables: list[pa.Table] = []
    for place, calculator in enumerate(MIXED):
        table = rows(calculator, number, salt="mixed")
        person = np.array(table["person_id"])
        apart = np.where(person % moved == 0, person, person + 1_000 * place)
        household = np.array(table["household_id"]) + 10_000 * place
        table = _with(table, claim_id=np.arange(number) + place * number, person_id=apart)
        tables.append(_with(table, household_id=household))
    together = pa.concat_tables(tables, promote_options="permissive").unify_dictionaries()
    back = together.slice(5, 40)
    bad = _with(together.slice(60, 20), eligible_fen=np.full(20, -1))
    given = [together, back, bad]
    whole = pa.concat_tables(given, promote_options="permissive").unify_dictionaries()
    reverses = [None] * len(together) + back["claim_id"].to_pylist() + [None] * 20
    whole = _with(whole, claim_id=np.arange(len(whole)))
    return claim_table(whole.append_column("reverses_claim_id", pa.array(reverses, pa.int64())))


def _with(table: pa.Table, **columns: Integers) -> pa.Table:
    for name, column in columns.items():
        place = table.column_names.index(name)
        table = table.set_column(place, name, pa.array(column, pa.int64()))
    return table


@pytest.mark.parametrize("heavy", [False, True])
@pytest.mark.parametrize("moved", [2, 7])
def test_what_stands_otherwise_is_run_apart_and_added(moved: int, heavy: bool) -> None:
    table = mixed(150, moved)
    if heavy:
        table = weighted(table, some_weights(table))
    laid, years = laid_out(table)
    assert laid is not None
    assert laid.rest is not None
    by_itself = set(laid.rest[1].table.person_id.tolist())
    assert len(laid.regions) == 3 + 1, "Shandong's unknown figure refuses everybody, by rank"
    assert by_itself < set(years.table.person_id.tolist())
    several = reforms(table.region.words)
    found = at_once(laid, several)
    assert found == one_by_one(table, several)
    assert found is not None
    assert {"reversed", "invalid_request", "unknown_parameter"} <= set(found[0].statuses)


def test_a_year_in_two_regions_is_one_year_of_a_person() -> None:
    """Above a share of all its bills; so it is not parted. A claim elsewhere that is refused counts too:
    under other figures it may be accepted. Each has one claim in each region here."""
    table = mixed(150, 2)
    table = replace(table, person_id=table.claim_id % 150, reverses=None)
    laid, years = laid_out(table)
    assert laid is not None
    assert laid.rest is not None
    standing = {each for region in laid.regions for each in _years(years, region.ranks.people)}
    rest = laid.rest[1]
    assert standing.isdisjoint(_years(rest, np.arange(len(rest.table))))
    assert standing & set(_years(years, np.flatnonzero(table.claim_id < 900)))


def _years(years: Years, claims: Integers) -> list[tuple[int, int]]:
    person, year = years.table.person_id[claims], years.year[claims]
    return list(zip(person.tolist(), year.tolist(), strict=True))


def test_a_year_that_the_region_tells_by_another_day_is_not_parted_by_rank() -> None:
    table = told("jx_yichun", 60)
    days = YearDays(Scenario("", BOOK), {"jx-yichun": "admission"})
    years = Years(
        replace(table, days={**table.days, "admitted_on": table.days["date"] - 200}), days
    )
    made = simulation(years.table)
    assert by_rank(made, made.under({}), years, SHARES) is None


@pytest.mark.parametrize("beyond", [0, 1])
def test_weights_are_exact_up_to_what_an_int64_holds_and_beyond_it_nothing_is_laid_out(
    beyond: int, folder: Path
) -> None:
    pytest.importorskip("numba")
    table = told("jx_yichun", 300, edges=True)
    plain, _ = laid_out(table)
    assert plain is not None
    bill = plain.settled.bill // 1_000_000
    weights = np.full(len(table), INT64_MAX // bill + beyond)
    heavy = weighted(table, weights)
    laid, _ = laid_out(heavy)
    assert (laid is not None) == (beyond == 0)
    if laid is not None:
        assert laid.settled.bill > INT64_MAX - bill
        several = reforms(table.region.words)
        assert at_once(compiled(laid, folder), several) == one_by_one(heavy, several)


def test_sums_that_leave_int64_are_put_together_from_parts_that_do_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ranks, "PEOPLE", 3)
    table = told("jx_yichun", 300)
    plain, _ = laid_out(table)
    assert plain is not None
    heavy = weighted(table, some_weights(table) % 7 + 2 * INT64_MAX // plain.settled.bill * 10**6)
    laid, _ = laid_out(heavy)
    assert laid is not None
    assert len(laid.regions[0].ranks.parts) > 1
    several = reforms(table.region.words)
    found = at_once(laid, several)
    assert found == one_by_one(heavy, several)
    assert found is not None
    assert found[0].bill > INT64_MAX


def test_people_who_together_weigh_more_than_an_int64_holds_are_not_laid_out() -> None:
    """Bills of nothing weigh nothing, but the people are there; one by one they are counted exactly."""
    table = told("jx_yichun", 60)
    nothing = {name: np.zeros(len(table), dtype=np.int64) for name in AMOUNTS}
    table = replace(table, columns={**table.columns, **nothing})
    heavy = weighted(table, np.full(len(table), 1 << 60))
    assert laid_out(table)[0] is not None
    assert laid_out(heavy)[0] is None
    (light,), (found,) = one_by_one(table, [{}]), one_by_one(heavy, [{}])
    assert found.people == light.people // 1_000_000 << 60 > INT64_MAX


def test_one_by_one_any_weight_is_exact() -> None:
    table = told("jx_yichun", 120)
    (light,) = one_by_one(table, [{}])
    (found,) = one_by_one(weighted(table, np.full(len(table), 1 << 60)), [{}])
    assert (found.people, found.patient) == tuple(
        each // 1_000_000 << 60 for each in (light.people, light.patient)
    )
    assert found.above == {share: n // 1_000_000 << 60 for share, n in light.above.items()}
    assert found.above[0] > INT64_MAX


def test_where_a_total_comes_near_its_limit_all_of_it_is_left_to_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = told("jx_yichun", 60)
    laid, _ = laid_out(table)
    assert laid is not None
    monkeypatch.setattr(ranks, "LARGEST_YEAR_FEN", 1_000)
    assert at_once(laid, [{}]) is None


def test_figures_are_put_together_once_and_cut_by_variant() -> None:
    table = told("jx_yichun", 120)
    laid, _ = laid_out(table)
    assert laid is not None
    given = Given(reforms(table.region.words))
    parts = [laid.totals(given, slice(start, start + 1)) for start in range(4)]
    assert [each for part in parts if part is not None for each in part] == laid.totals(
        given, slice(0, 4)
    )
