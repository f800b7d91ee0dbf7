"""Deductibles, gates, bands, ladders and tilts (支付公式): every edge from both sides."""

import pytest

from benefits.formula.nodes import Most
from tests.formula.small import basic, one, year

BANDS = """\
bands:
  first: {at_most: 1000, rate: 50%}
  second: {below: 3000, rate: 60%}
  above: {rate: 80%}
"""


@pytest.mark.parametrize(
    ("bill", "due"), [("99.99", "0.00"), ("100", "0.00"), ("100.01", "0.01"), ("300", "200.00")]
)
def test_a_deductible_is_taken_off(bill: str, due: str) -> None:
    assert basic(one("deductible: 100\nrate: 100%"), bill) == due


@pytest.mark.parametrize(
    ("gate", "bill", "due"),
    [
        ("{at_least: 500}", "499.99", "0.00"),
        ("{at_least: 500}", "500", "250.00"),
        ("{above: 500}", "500", "0.00"),
        ("{above: 500}", "500.02", "250.01"),
    ],
)
def test_a_gate_lets_the_whole_amount_through(gate: str, bill: str, due: str) -> None:
    assert basic(one(f"gate: {gate}\nrate: 50%"), bill) == due


def test_a_gate_stands_before_the_deductible() -> None:
    policy = one("gate: {at_least: 500}\ndeductible: 100\nrate: 50%")
    assert basic(policy, "499.99") == "0.00"
    assert basic(policy, "500") == "200.00"


@pytest.mark.parametrize(
    ("bill", "due"),
    [
        ("1000", "500.00"),
        ("1000.10", "500.06"),
        ("3000", "1700.00"),
        ("3000.10", "1700.08"),
        ("4000", "2500.00"),
    ],
)
def test_each_slice_takes_the_rate_of_its_band(bill: str, due: str) -> None:
    assert basic(one(BANDS), bill) == due


@pytest.mark.parametrize(
    ("deductible", "bill", "from_zero", "above_it"),
    [
        ("200", "200", "0.00", "0.00"),
        ("200", "1000", "400.00", "400.00"),
        ("200", "1200", "520.00", "500.00"),
        ("200", "4000", "2400.00", "2340.00"),
        ("1500", "1500", "0.00", "0.00"),
        ("1500", "1600", "60.00", "50.00"),
        ("1500", "4000", "1700.00", "1400.00"),
        ("3500", "4000", "400.00", "250.00"),
    ],
)
def test_where_bands_begin_to_count(
    deductible: str, bill: str, from_zero: str, above_it: str
) -> None:
    """From zero the deductible eats the low bands; above it they are all still there."""
    for start, due in (("zero", from_zero), ("deductible", above_it)):
        policy = one(f"deductible: {deductible}\ncounted_from: {start}\n{BANDS}")
        assert basic(policy, bill) == due


@pytest.mark.parametrize(
    ("bill", "due"),
    [
        ("1000", "500.00"),
        ("1000.01", "600.01"),
        ("2999.99", "1799.99"),
        ("3000", "2400.00"),
        ("0.01", "0.01"),
    ],
)
def test_a_ladder_gives_the_whole_amount_one_rate(bill: str, due: str) -> None:
    assert basic(one(f"ladder: true\n{BANDS}"), bill) == due


def test_a_ladder_is_chosen_by_what_is_above_the_deductible_or_by_its_key() -> None:
    over = one(f"deductible: 100\nladder: true\n{BANDS}")
    assert basic(over, "1100") == "500.00"
    assert basic(over, "1100.01") == "600.01"
    key = one(f"deductible: 100\nladder: true\nkey: {{share: 100%, of: total}}\n{BANDS}")
    assert basic(key, "1000") == "450.00"
    assert basic(key, "1000.01") == "540.01"


@pytest.mark.parametrize(
    ("first", "second", "due"),
    [
        ("1000", "{in_county: 500, otherwise: 3000}", "1300.00"),  # 50% of 1000, 80% of 1000
        ("{in_county: 1500, otherwise: 1}", "1000", "1150.00"),  # 50% of 1500, 80% of 500
        ("{in_county: 1500, otherwise: 1}", "{in_county: 500, otherwise: 3000}", "1150.00"),
        ("1000", "{in_county: 1500, otherwise: 3000}", "1200.00"),  # 500, 60% of 500, 80% of 500
    ],
)
def test_where_an_end_lies_below_the_one_before_no_fen_counts_twice(
    first: str, second: str, due: str
) -> None:
    bands = f"{{a: {{at_most: {first}, rate: 50%}}, b: {{at_most: {second}, rate: 60%}}"
    assert basic(one(f"bands: {bands}, c: {{rate: 80%}}}}"), "2000") == due


def test_ends_that_are_written_down_are_not_compared() -> None:
    """The reading of the policy has seen that they ascend: the graph has no node for it."""
    for rule, compared in ((BANDS, 0), (f"deductible: 100\ncounted_from: zero\n{BANDS}", 2)):
        nodes = one(rule).formula.graph.nodes
        assert sum(isinstance(node, Most) for node in nodes) == compared


def test_bands_may_have_tables_of_strange_fractions() -> None:
    policy = one("bands: {all: {rate: {in_county: 1/3, otherwise: 2/3}}}")
    assert basic(policy, "1000") == "333.33"
    assert basic(policy, "1000", visit={"place": "in_city"}) == "666.67"


def test_the_smallest_share_of_a_fen_is_rounded_once() -> None:
    """0.5 fen in each of two bands make one fen, not two."""
    policy = one("bands: {low: {at_most: 0.01, rate: 50%}, high: {rate: 50%}}")
    assert basic(policy, "0.02") == "0.01"


@pytest.mark.parametrize(
    ("rounding", "exact_4", "exact_5", "exact_9"),
    [
        ("", "0.10", "0.11", "0.11"),
        ("{mode: half_up}", "0.10", "0.11", "0.11"),
        ("{mode: down}", "0.10", "0.10", "0.10"),
        ("{mode: up}", "0.11", "0.11", "0.11"),
    ],
)
def test_rounding_to_the_fen_by_name(
    rounding: str, exact_4: str, exact_5: str, exact_9: str
) -> None:
    policy = one("rate: 10%" + (f"\nrounding: {rounding}" if rounding else ""))
    for bill, due in (("1.04", exact_4), ("1.05", exact_5), ("1.09", exact_9)):
        assert basic(policy, bill) == due
    assert basic(policy, "1.00") == "0.10"


# -- tilts ------------------------------------------------------------------------------

POOR = {"categories": ["registered_poor"]}


def tilted(tilt: str, bill: str, rule: str = "deductible: 400\nrate: 50%", **asked: object) -> str:
    policy = one(f"{rule}\ntilt: {{registered_poor: {tilt}}}")
    assert basic(policy, bill) == basic(one(rule), bill)
    return basic(policy, bill, person=POOR, **asked)


@pytest.mark.parametrize(
    ("tilt", "due"),
    [
        ("{rate: 90%}", "540.00"),
        ("{rate: {plus: 5%}}", "330.00"),
        ("{rate: {plus: 60%}}", "600.00"),  # at most 100%
        ("{rate: {plus: 1/3}}", "500.00"),
        ("{rate: {in_county: {plus: 5%}, otherwise: 90%}}", "330.00"),
        ("{rate: {in_city: {plus: 5%}, otherwise: 90%}}", "540.00"),
        ("{deductible: 100}", "450.00"),
        ("{deductible: 0}", "500.00"),
        ("{deductible: {times: 50%}}", "400.00"),
        ("{deductible: {plus: 100}}", "250.00"),
        ("{deductible: {times: 50%, plus: 100}}", "350.00"),
        ("{deductible: {in_county: {times: 50%}, otherwise: 400}}", "400.00"),
        ("{deductible: 100, rate: 90%}", "810.00"),
        ("{cap: 120}", "120.00"),
        ("{cap: none}", "300.00"),
    ],
)
def test_what_a_tilt_may_change(tilt: str, due: str) -> None:
    assert tilted(tilt, "1000") == due


def test_a_table_may_add_a_strange_fraction_to_a_rate_of_another_scale() -> None:
    tilt = "{rate: {in_county: {plus: 1/3}, otherwise: 1/2}}"
    assert tilted(tilt, "2100", "rate: 50%") == "1750.00"
    assert tilted(tilt, "2100", "rate: 1/7") == "1000.00"
    assert tilted(tilt, "2100", "rate: 1/7", visit={"place": "in_city"}) == "1050.00"


def test_a_tilt_may_change_or_lift_a_cap() -> None:
    rule = "rate: 50%\ncap: 100"
    assert tilted("{cap: 250}", "1000", rule) == "250.00"
    assert tilted("{cap: {times: 100%}}", "1000", rule) == "100.00"
    assert tilted("{cap: {plus: 50}}", "1000", rule) == "150.00"
    assert tilted("{cap: none}", "1000", rule) == "500.00"


def test_a_tilt_may_change_the_cap_of_a_year() -> None:
    rule = "yearly: true\nrate: 50%\ncap: 100"
    assert tilted("{cap: 250}", "1000", rule) == "250.00"
    assert tilted("{cap: 250}", "100", rule, year_to_date=year(base="460.00")) == "20.00"


def test_a_tilt_adds_points_to_every_band() -> None:
    assert tilted("{rate: {plus: 10%}}", "2000", BANDS) == "1300.00"
    assert tilted("{rate: {plus: 1/3}}", "3000", BANDS) == "2700.00"
    assert tilted("{rate: {plus: 30%}}", "4000", BANDS) == "3600.00"  # 80% + 30%: at most 100%


def test_a_tilt_may_have_bands_of_its_own() -> None:
    bands = "{bands: {low: {at_most: 500, rate: 90%}, high: {rate: 100%}}}"
    assert tilted(bands, "1000", BANDS) == "950.00"
    assert tilted(bands, "1000", "rate: 50%") == "950.00"


def test_a_tilt_only_counts_where_its_when_holds() -> None:
    tilt = "{when: {place: in_city}, rate: 90%}"
    assert tilted(tilt, "1000", "rate: 50%") == "500.00"
    assert tilted(tilt, "1000", "rate: 50%", visit={"place": "in_city"}) == "900.00"


def test_the_first_tilt_that_holds_counts() -> None:
    policy = one("""\
        rate: 50%
        tilt:
          registered_poor: {when: {place: in_city}, rate: 90%}
          any: {rate: 70%}
        """)
    assert basic(policy, "100") == "50.00"
    assert basic(policy, "100", person={"categories": ["veteran"]}) == "70.00"
    assert basic(policy, "100", person=POOR) == "70.00"
    assert basic(policy, "100", person=POOR, visit={"place": "in_city"}) == "90.00"


def test_a_tilt_for_all_hides_what_stands_behind_it() -> None:
    policy = one("rate: 50%\ntilt: {any: {rate: 70%}, registered_poor: {rate: 90%}}")
    assert basic(policy, "100", person=POOR) == "70.00"


# -- the year ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "bill", "due"),
    [
        ("0.00", "400", "0.00"),
        ("0.00", "1000", "300.00"),
        ("300.00", "100", "0.00"),
        ("300.00", "100.02", "0.01"),
        ("400.00", "100", "50.00"),
        ("900.00", "500", "250.00"),
        ("2000.00", "500", "200.00"),  # 1,000 a year at most
        ("2400.00", "500", "0.00"),
    ],
)
def test_a_yearly_rule_pays_what_the_year_is_due_less_what_it_was(
    before: str, bill: str, due: str
) -> None:
    policy = one("yearly: true\ndeductible: 400\nrate: 50%\ncap: 1000")
    totals = year(base=before, paid="0.00")
    assert basic(policy, bill, year_to_date=totals) == due


def test_a_yearly_rule_that_jumps_pays_no_more_than_the_visit() -> None:
    totals = year(base="999.00", paid="0.00")
    gate = one("yearly: true\ngate: {at_least: 1000}\nrate: 50%")
    assert basic(gate, "1", year_to_date=totals) == "1.00"
    ladder = one(
        "yearly: true\nladder: true\nbands: {low: {below: 1000, rate: 10%}, high: {rate: 50%}}"
    )
    assert basic(ladder, "1", year_to_date=totals) == "1.00"
    assert basic(ladder, "600", year_to_date=year(base="400.00", paid="0.00")) == "460.00"
