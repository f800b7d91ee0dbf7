"""Synthetic people: one seed, the same bytes; the shares that were asked for; claims a desk would read."""

from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benefits.populations import claims as of_claims
from benefits.populations import file as of_file
from benefits.populations.chosen import chosen
from benefits.populations.claims import claims
from benefits.populations.description import Description
from benefits.populations.file import write_population
from benefits.reading.book import PolicyBook
from benefits.simulation.run import simulate
from benefits.simulation.table import claim_table


def people(**changes: Any) -> Description:
    return chosen(None, **changes).description


def together(description: Description, **how: Any) -> pa.Table:
    return pa.concat_tables(claims(description, **how)).combine_chunks()


def shares(table: pa.Table, column: str) -> dict[str, float]:
    counted = Counter(table[column].to_pylist())
    return {word or "none": number / len(table) for word, number in counted.items()}


def test_a_seed_is_a_population_once_and_for_all() -> None:
    """The digest stands for every processor, every NumPy and every day."""
    table = together(people(households=3000, seed=7), items=True)
    written = repr([table[name].to_pylist() for name in sorted(table.column_names)])
    assert sha256(written.encode()).hexdigest()[:16] == "e2955347d425ff82"


def test_another_seed_is_another_population() -> None:
    one, other = (together(people(households=500, seed=seed)) for seed in (1, 2))
    assert one["eligible_fen"] != other["eligible_fen"]


def test_a_larger_population_begins_with_the_smaller_one() -> None:
    small = together(people(households=1500), items=True)
    large = together(people(households=6000), items=True)
    assert large.slice(0, len(small)).to_pylist() == small.to_pylist()


def test_no_two_stretches_are_the_same_people() -> None:
    one, other = claims(people(households=8192))
    assert one["age"].to_pylist()[:50] != other["age"].to_pylist()[:50]
    assert not set(one["person_id"].to_pylist()) & set(other["person_id"].to_pylist())


def test_there_are_as_many_households_as_asked_for() -> None:
    """Everybody of the benchmark population has claims."""
    table = together(chosen("benchmark", households=77).description)
    assert set(table["household_id"].to_pylist()) == set(range(77))


@pytest.mark.parametrize("shuffled", [False, True])
def test_the_file_does_not_show_how_much_was_made_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shuffled: bool
) -> None:
    description = people(households=9000)
    once, twice = tmp_path / "once.parquet", tmp_path / "twice.parquet"
    write_population(description, once, shuffled=shuffled)
    before = of_file.claims

    def in_slices(*given: Any, **how: Any) -> Any:
        for table in before(*given, **how):
            yield table.slice(0, 1000)
            yield table.slice(1000)

    if not shuffled:
        monkeypatch.setattr(of_file, "claims", in_slices)
    write_population(description, twice, shuffled=shuffled)
    assert once.read_bytes() == twice.read_bytes()


@pytest.mark.parametrize("at_once", [4000, 10**9])
def test_shuffled_rows_are_the_same_rows_in_another_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(of_file, "AT_ONCE", at_once)
    description = people(households=9000)
    in_order, mixed = tmp_path / "a.parquet", tmp_path / "b.parquet"
    number = write_population(description, in_order)
    assert write_population(description, mixed, shuffled=True) == number
    one, other = pq.read_table(in_order), pq.read_table(mixed)
    assert one["claim_id"].to_pylist() == list(range(1, number + 1))
    assert other["claim_id"] != one["claim_id"]
    assert other.sort_by("claim_id").to_pylist() == one.to_pylist()
    assert [each.name for each in sorted(tmp_path.iterdir())] == ["a.parquet", "b.parquet"]


def test_claims_stand_by_household_and_day() -> None:
    table = together(people(households=5000, years="2017-2019"))
    household, date = (table[name].to_numpy() for name in ("household_id", "date"))
    later = np.diff(household) > 0
    assert np.all(later | (np.diff(household) == 0) & (np.diff(date.astype("i8")) >= 0))
    years = {str(each)[:4] for each in date}
    assert years == {"2017", "2018", "2019"}
    assert len(set(table["person_id"].to_pylist())) > len(set(household.tolist()))


def test_shares_are_those_asked_for() -> None:
    table = together(people(households=30_000, poor="50%"))
    named = (table[name].to_pylist() for name in ("household_id", "categories"))
    homes = dict(zip(*named, strict=True))
    poor = sum("registered_poor" in (each or "") for each in homes.values()) / len(homes)
    assert 0.48 < poor < 0.52
    kinds, levels = shares(table, "kind"), shares(table, "hospital_level")
    assert abs(kinds["inpatient"] - 0.82) < 0.01
    assert abs(levels["tertiary"] - 0.82 * 0.18) < 0.01
    assert abs(shares(table, "findings")["over_treatment"] - 0.01) < 0.002
    away = table.filter(
        pa.array([p in ("in_province", "out_of_province") for p in table["place"].to_pylist()])
    )
    assert abs(shares(away, "referral")["filed"] - 0.6) < 0.02
    assert set(shares(away, "referral")) == {"filed", "unfiled", "emergency"}


def test_bills_lie_about_their_median_with_their_spread() -> None:
    table = together(people(households=60_000))
    township = np.array([each == "township" for each in table["hospital_level"].to_pylist()])
    parts = [f"{part}_fen" for part in ("eligible", "first_self_pay", "over_limit", "own_expense")]
    total = sum(table[part].to_numpy() for part in parts)[township]
    assert abs(np.median(total) / 170_000 - 1) < 0.02
    assert abs(np.std(np.log(total)) - 0.5) < 0.02
    own = table["own_expense_fen"].to_numpy()[township].sum() / total.sum()
    assert abs(own - 0.03) < 0.001


def test_a_desk_reads_every_claim_and_refuses_what_the_policy_does_not_cover() -> None:
    table = claim_table(together(people(households=400), items=True))
    statuses = simulate(table, PolicyBook.packaged(), python=True).statuses()
    assert set(statuses) <= {"ok", "unknown_parameter"}
    assert statuses["ok"] > 30 * statuses["unknown_parameter"]


def test_the_benchmark_population_is_what_benchmarks_ask_for() -> None:
    table = together(chosen("benchmark", households=20_000).description)
    people_ = len(set(table["person_id"].to_pylist()))
    homes = len(set(table["household_id"].to_pylist()))
    assert abs(len(table) / people_ - 2.5) < 0.02
    assert abs(people_ / homes - 3) < 0.03
    assert shares(table, "kind")["delivery"] == pytest.approx(0.01, abs=0.002)


def test_claims_outside_the_days_fall_away() -> None:
    text = chosen().text.replace("2018-12-31", "2018-11-30")
    from benefits.populations.reading import read_description

    whole, cut = people(), read_description(text, "cut.yaml")
    days = together(cut)["date"].to_pylist()
    assert str(max(days)) == "2018-11-30"
    assert abs(len(days) / len(together(whole)) - 334 / 365) < 0.01
    late = read_description(text.replace("2018-01-01", "2018-11-01"), "late.yaml")
    days = together(late)["date"].to_pylist()
    assert (str(min(days)), str(max(days))) == ("2018-11-01", "2018-11-30")


def test_weights_are_one_for_a_household() -> None:
    from benefits.populations.reading import read_description

    text = chosen(households=200).text + "weights: {least: 0.5, most: 2}\n"
    table = together(read_description(text, "weighted.yaml"))
    of: dict[int, set[int]] = {}
    for home, weight in zip(
        table["household_id"].to_pylist(), table["weight"].to_pylist(), strict=True
    ):
        of.setdefault(home, set()).add(weight)
    assert all(len(each) == 1 for each in of.values())
    assert 500_000 <= min(map(min, of.values())) < 700_000 < max(map(max, of.values())) <= 2_000_000


def test_stretches_are_counted() -> None:
    assert [of_claims.stretches(people(households=n)) for n in (1, 4096, 4097)] == [1, 1, 2]
