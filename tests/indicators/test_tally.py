"""Every figure by hand: see the table at the head of `village`."""

import pickle
from itertools import permutations

import numpy as np
import pytest

from benefits.indicators import Tally
from benefits.indicators.people import above
from benefits.simulation.scenario import Scenario
from benefits.words import code
from tests.indicators.village import ROWS, block, scenarios, table

YUAN = 100 * 1_000_000
"""One yuan in a tally: fen × millionths."""
ONE = 1_000_000


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> list[Scenario]:
    return scenarios(tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="module")
def tally(rules: list[Scenario]) -> Tally:
    found = Tally.begin(rules)
    found.add(block(rules))
    return found


def test_spend_is_each_layer_under_each_scenario(tally: Tally) -> None:
    spend = tally.spend
    before = {layer: spend.of(layer, 0) for layer in spend.layers("xx-village")}
    after = {layer: spend.of(layer, 1) for layer in spend.layers("xx-village")}
    assert before == {
        "basic": 25_560 * YUAN,
        "medical_aid": 6_700 * YUAN,
        "backstop": 5_600 * YUAN,
    }
    assert after == {**before, "backstop": 7_400 * YUAN}
    assert (spend.of("patient", 0), spend.of("patient", 1)) == (7_240 * YUAN, 5_440 * YUAN)
    assert (spend.of("total", 0), spend.of("eligible", 0)) == (45_100 * YUAN, 42_600 * YUAN)


def test_refusals_are_counted_by_code_and_stand_in_no_sum(tally: Tally) -> None:
    assert tally.spend.statuses == [{"ok": 8, "invalid_request": 1}] * 2
    assert (tally.spend.claims, tally.spend.accepted) == (9, 8)


def test_the_people_a_layer_pays_for_are_counted_once(tally: Tally) -> None:
    people = {layer: tally.spend.people["xx-village", layer] for layer in ("basic", "medical_aid")}
    assert people == {"basic": 6, "medical_aid": 3}
    assert tally.spend.people["xx-village", "total"] == 6


def test_shares_by_identity_add_up_the_bills_of_those_who_hold_it(tally: Tally) -> None:
    shares, poor = tally.shares, code("identity", "registered_poor")
    assert shares.by("identity", "total")[poor] == 33_500 * YUAN
    assert shares.by("identity", "patient0")[poor] == 3_350 * YUAN
    assert shares.by("identity", "patient1")[poor] == 1_675 * YUAN
    assert shares.by("identity", "backed0")[poor] == 4_950 * YUAN
    assert shares.by("identity", "claims")[poor] == 4 * ONE
    assert shares.people["identity"][poor] == 2
    assert shares.by("identity", "patient0")[0] == 3_640 * YUAN


def test_the_eligible_part_is_what_is_left_of_it_and_what_the_backstop_pays_of_it(
    tally: Tally,
) -> None:
    """The poor's eligible part leaves 2,000, 200, 100 and 4,000 to the backstop, which takes it before
    own expense: 2,000, 100, 50 and 2,000 of it; then 2,000, 150, 75 and 3,000."""
    poor = code("identity", "registered_poor")

    def of(measure: str) -> int:
        return tally.shares.by("identity", measure)[poor]

    assert of("eligible0") == of("eligible1") == 31_500 * YUAN
    assert (of("eligible_left0"), of("eligible_backed0")) == (2_150 * YUAN, 4_150 * YUAN)
    assert (of("eligible_left1"), of("eligible_backed1")) == (1_075 * YUAN, 5_225 * YUAN)


def test_shares_by_level_and_place(tally: Tally) -> None:
    tertiary, city = code("hospital_level", "tertiary"), code("place", "in_city")
    for dimension, word in (("hospital_level", tertiary), ("place", city)):
        assert tally.shares.by(dimension, "total")[word] == 25_000 * YUAN
        assert tally.shares.by(dimension, "patient0")[word] == 4_000 * YUAN
        assert tally.shares.by(dimension, "patient1")[word] == 3_000 * YUAN
        assert tally.shares.people[dimension][word] == 2


def test_exactly_ten_percent_is_not_above_ten_percent(tally: Tally) -> None:
    """The poor three pay exactly 10%, then 5%; the other three pay 40%."""
    people = tally.people
    moved = {share: people.moved(share) for share in (50_000, 95_000, 100_000)}
    assert moved[100_000] == (3 * ONE, 0, 0, 3 * ONE)
    assert moved[95_000] == (0, 3 * ONE, 0, 3 * ONE)
    assert moved[50_000] == (0, 3 * ONE, 0, 3 * ONE)
    poor = code("identity", "registered_poor")
    assert (people.by_identity(95_000, 0)[poor], people.by_identity(95_000, 1)[poor]) == (
        2 * ONE,
        0,
    )


def test_what_rounding_adds_to_a_ceiling_is_not_above_it() -> None:
    """10% of 10.05 is 1.005, rounded half up 1.01; of two such bills 2.02. A fen more is above."""
    paid, bills = np.array([101, 102, 202, 203]), np.array([1, 1, 2, 2])
    assert above(paid, 1_005 * bills, 100_000, bills).tolist() == [0, 1, 0, 1]


def test_a_family_is_above_by_all_bills_of_its_members(tally: Tally) -> None:
    """A: 3,300 of 18,000, then 2,650; B: 1,850 of 6,500, then 1,725; C: 2,090 of 20,600, then 1,065."""
    assert tally.families.moved(100_000) == (0, 1 * ONE, 0, 2 * ONE)
    assert tally.families.moved(50_000) == (0, 0, 0, 3 * ONE)


def test_a_weight_counts_a_claim_and_its_person_so_often(rules: list[Scenario]) -> None:
    """A claim of 0.5 and 2.5; amounts times millionths, people by their heaviest claim."""
    weights = [500_000, 2_500_000, *[1_000_000] * 7]
    found = Tally.begin(rules)
    found.add(block(rules, table(weight=weights)))
    assert found.spend.of("patient", 0) == (7_240 - 1_300 + 600 + 250) * YUAN
    assert found.people.moved(95_000) == (0, 4_500_000, 0, 3 * ONE)
    assert found.people.moved(95_000, counted=True) == (0, 3 * ONE, 0, 3 * ONE)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_any_split_into_closed_blocks_in_any_order_gives_the_same(
    rules: list[Scenario], tally: Tally, order: tuple[int, ...]
) -> None:
    parts = []
    for household in order:
        part = Tally.begin(rules)
        rows = [row for row in reversed(ROWS) if row[2] == household + 1]
        part.add(block(rules, table(rows)))
        parts.append(pickle.loads(pickle.dumps(part)))
    first, *others = parts
    for other in others:
        first.merge(other)
    assert same(first, tally)


def same(one: Tally, other: Tally) -> bool:
    """Two tallies with the same figures."""
    return (
        one.spend == other.spend
        and one.shares.people == other.shares.people
        and all(
            a.of(measure) == b.of(measure)
            for a, b in (
                (one.shares.situations, other.shares.situations),
                (one.people.cells, other.people.cells),
                (one.families.cells, other.families.cells),
            )
            for measure in a.cells | b.cells
        )
    )
