"""A sweep runs every point of a grid; its frontier keeps the points no other beats."""

import pytest

from benefits.problems import Refused, Text
from benefits.search.measures import Measure
from benefits.search.sweep import Point, Sweep, frontier, layer_names, regions_of, sweep
from benefits.search.totals import Totals
from benefits.search.variants import Variants, variants
from tests.search.handful import BOOK, CEILING, SHARES, run, table

FEN = 1_000_000
CAP = "layers.supplementary.rules.inpatient.cap"


def prepared(*vary: str, sets: tuple[str, ...] = (), solve: bool = False) -> Variants:
    return variants(BOOK, [], sets, vary, ["jx-yichun"], solve=solve)


def swept(*vary: str, sets: tuple[str, ...] = ()) -> Sweep:
    return sweep(
        prepared(*vary, sets=sets), run([table()]), {"backstop": Text("兜底", "Backstop")}, SHARES
    )


def codes(*vary: str, solve: bool = False) -> list[str]:
    with pytest.raises(Refused) as refused:
        prepared(*vary, solve=solve)
    return [each.code for each in refused.value.problems]


def test_every_point_of_the_grid_is_run_and_pays_what_was_worked_out() -> None:
    """The backstop pays 152,500 − 410,000 c."""
    found = swept(f"{CEILING}=5%:9.5%:0.5%")
    assert [each.figures[CEILING] for each in found.points] == [
        "5%", "5.5%", "6%", "6.5%", "7%", "7.5%", "8%", "8.5%", "9%", "9.5%",
    ]  # fmt: skip
    for each in found.points:
        (millionths,) = each.values
        assert each.totals.layers["backstop"] == (15_250_000 - 41 * millionths) * FEN
    assert found.baseline == found.points[-1].totals
    assert [each.number for each in found.points] == [*range(1, 11)]


def test_figures_named_first_move_slowest() -> None:
    found = swept(f"{CEILING}=5%, 9.5%", f"jx-yichun:{CAP}=250000;300000")
    assert [tuple(each.figures.values()) for each in found.points] == [
        ("5%", "250000.00"),
        ("5%", "300000.00"),
        ("9.5%", "250000.00"),
        ("9.5%", "300000.00"),
    ]
    assert list(found.points[0].figures) == [CEILING, f"jx-yichun:{CAP}"]
    backstop = [each.totals.layers["backstop"] // FEN for each in found.points]
    assert backstop == [13_200_000, 8_200_000, 11_355_000, 6_355_000]


def test_the_reforms_own_figures_stand_under_every_point() -> None:
    found = swept(f"{CEILING}=5%,9.5%", sets=(f"{CAP}=300000",))
    assert [each.totals.layers["backstop"] // FEN for each in found.points] == [
        8_200_000,
        6_355_000,
    ]
    assert found.baseline.layers["backstop"] == 11_355_000 * FEN
    assert found.variants.reform((50_000,)) == {
        f"jx-yichun/2018-01-01:{CAP}": "300000",
        CEILING: "5%",
    }


def test_what_is_odd_is_said() -> None:
    found = prepared(f"{CAP}=1;2", f"{CEILING}=5%,6%", sets=(f"{CEILING}=7%",))
    said = [each.en for each in found.said]
    assert said == [
        f"{CAP} (jx-yichun/2018-01-01): the figure in force is assumed, not confirmed",
        f"jx-yichun/2018-01-01 {CEILING}: 7% (--set {CEILING}=7%) gives way to 5%,6% "
        f"(--vary {CEILING}=5%,6%), which comes later",
    ]


@pytest.mark.parametrize(
    ("vary", "code"),
    [
        ("", "setting_has_no_value"),
        (f"{CEILING}", "setting_has_no_value"),
        (f"{CEILING}=", "setting_is_empty"),
        ("layers.backstop.cieling=5%,6%", "figure_is_not_known"),
        ("nowhere:layers.backstop.ceiling=5%,6%", "unknown_region"),
        (f"{CEILING}=5%:9%", "range_has_no_step"),
        (f"{CEILING}=5%:9%:1%:1%", "range_is_not_understood"),
        (f"{CEILING}=:9%:1%", "range_is_not_understood"),
        (f"{CEILING}=9%:5%:1%", "range_is_upside_down"),
        (f"{CEILING}=5%:9%:0%", "step_is_zero"),
        (f"{CEILING}=5%:9%:x", "value_is_not_of_this_kind"),
        (f"{CEILING}=5%,110%", "value_is_not_of_this_kind"),
        (f"{CEILING}=5%,5.00001%", "value_is_too_fine"),
        (f"{CEILING}=5%,0.05", "value_stands_twice"),
        (f"{CEILING}=0%:100%:0.0001%", "too_many_points"),
        (f"{CAP}=250,000", "comma_of_thousands"),
        (f"{CAP}=-1", "value_is_not_of_this_kind"),
        (f"{CAP}=2000000000", "value_is_not_of_this_kind"),
        (f"{CAP}=1:100000000:0.01", "too_many_points"),
    ],
)
def test_what_is_wrong_with_a_range_is_told(vary: str, code: str) -> None:
    assert codes(vary) == [code]


def test_every_wrong_range_is_told_at_once() -> None:
    both = codes(f"{CEILING}=9%:5%:1%", f"{CAP}=1,000", f"{CAP}=1;2", "x=1")
    assert both == [
        "range_is_upside_down", "comma_of_thousands", "varied_twice", "figure_is_not_known",
    ]  # fmt: skip
    assert codes() == ["nothing_is_varied"]
    assert codes(f"{CEILING}=5%:9%", f"{CAP}=1:2", solve=True) == ["one_figure_is_varied"]
    assert codes(f"{CEILING}=5%,9%", solve=True) == ["range_is_wanted"]


def test_points_no_policy_could_have_are_told_each_with_its_figures() -> None:
    band = "layers.basic.rules.tertiary.bands.second.at_most"
    made = variants(BOOK, [], [], [f"{band}=1000;2000;9999999"], ["nm-ulanqab"])
    with pytest.raises(Refused) as refused:
        sweep(made, run([table(region="nm-ulanqab")]), {}, SHARES)
    assert {each.code for each in refused.value.problems} == {"bands_do_not_ascend"}
    assert {each.where for each in refused.value.problems} >= {f"{band}=1000.00", f"{band}=2000.00"}


def made_up(*costs_and_harms: tuple[int, int]) -> Sweep:
    points = tuple(
        Point(number, (number,), {}, Totals(layers={"x": cost}, above={50_000: harm}))
        for number, (cost, harm) in enumerate(costs_and_harms, start=1)
    )
    return Sweep(
        prepared(f"{CEILING}=5%,6%"), Totals(), points, {"x": Text("某层", "x")}, (50_000,)
    )


def test_the_frontier_keeps_the_points_no_other_beats() -> None:
    """5 costs more than 1 and leaves as many above; 4 is 2 again; 6 costs more and leaves more."""
    found = made_up((10, 7), (20, 3), (5, 9), (20, 3), (11, 7), (30, 4), (40, 0))
    kept = frontier(found, Measure("funds"), Measure("above:5%"))
    assert [each.number for each in kept] == [3, 1, 2, 7]
    for each in found.points:
        beaten = any(
            other.totals.funds <= each.totals.funds
            and other.totals.above[50_000] <= each.totals.above[50_000]
            and (other.totals.funds, other.totals.above[50_000])
            != (each.totals.funds, each.totals.above[50_000])
            for other in found.points
        )
        assert beaten is (each.number in (5, 6))


def test_layers_and_regions_of_the_claims_are_named() -> None:
    assert regions_of([table(), table(region="cq-county")]) == ["cq-county", "jx-yichun"]
    plan = prepared(f"{CEILING}=5%,6%").plan
    named = layer_names(plan.scenarios, ["cq-county", "nowhere", "jx-yichun"])
    assert named["basic"].en == "Residents' basic insurance"
    assert list(named) == [
        "basic", "critical_illness", "charity_fund", "annual_review", "supplementary",
        "medical_aid", "hospital_waiver", "backstop", "hospital_borne",
    ]  # fmt: skip
