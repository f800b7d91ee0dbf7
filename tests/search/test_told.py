"""What a search shows: few people stay hidden, every point can be run again from its file."""

import json
from pathlib import Path

import pytest

from benefits.problems import Refused
from benefits.reforms import scenarios
from benefits.search.folder import check_folder, files_of, reform_file, told_points, write_folder
from benefits.search.measures import Measure, cost_and_harm, measures, targets
from benefits.search.reports import (
    frontier_report,
    shown_of,
    shown_of_solution,
    solution_report,
    sweep_report,
    told_solution,
)
from benefits.search.solve import Solution, solve
from benefits.search.sweep import Sweep, frontier, layer_names, sweep
from benefits.search.variants import variants
from tests.search.handful import BILLS, BOOK, CEILING, SHARES, run, table

CAP = "layers.supplementary.rules.inpatient.cap"


def made(*vary: str, sets: tuple[str, ...] = (), times: int = 1) -> Sweep:
    """A sweep over the handful, each bill as often as asked, by other people."""
    bills = [
        {**bill, "claim_id": n * 10 + bill["person_id"], "person_id": n * 10 + bill["person_id"]}
        for n in range(times)
        for bill in BILLS
    ]
    found = variants(BOOK, [], sets, vary, ["jx-yichun"])
    layers = layer_names(found.plan.scenarios, ["jx-yichun"])
    return sweep(found, run([table(bills)]), layers, SHARES)


def solved(*given: str) -> Solution:
    found = variants(BOOK, [], [], [f"{CEILING}=5%:9.5%"], ["jx-yichun"], solve=True)
    known = measures(["backstop"], SHARES)
    return solve(found, targets(given, known), run([table()]))


def test_fewer_than_ten_people_are_shown_to_the_bureau_alone() -> None:
    """At 5% C alone is above 5%; ten families like hers are ten people."""
    for times, bureau, above in ((1, True, 1), (1, False, None), (9, False, None), (10, False, 10)):
        found = made(f"{CEILING}=5%,6%", times=times)
        told = shown_of(found, bureau).point(found.points[0])
        assert told["above"]["5%"] == above, (times, bureau)
        assert told["people"] == 3 * times
        cell = sweep_report(found, shown_of(found, bureau)).tables()[-1].rows[1][-5]
        assert repr(cell) == ("HIDDEN" if above is None else str(above))


def test_a_point_as_json_has_every_layer_in_fen() -> None:
    found = made(f"{CEILING}=5%,6%")
    told = shown_of(found, True).point(found.points[0])
    assert told["figures"] == {CEILING: "5%"}
    assert told["totals_fen"]["backstop"] == 13_200_000
    assert told["totals_fen"]["patient"] == 2_150_000
    assert told["funds_fen"] == 38_950_000
    assert sum(told["totals_fen"].values()) == 41_100_000
    assert told["statuses"] == {"ok": 3}
    assert told["reform"] == "reforms/point-01.yaml"


def test_every_points_file_is_the_reform_that_was_run(tmp_path: Path) -> None:
    """With a region named, a figure fixed beside it, and one fixed that the point puts otherwise."""
    sets = (f"{CAP}=300000", f"{CEILING}=7%")
    found = made(f"jx-yichun:{CEILING}=5%,6%", "layers.critical_illness.deductible=8000", sets=sets)
    for point in found.points:
        file = tmp_path / f"{point.number}.yaml"
        file.write_text(reform_file(found.variants, point), encoding="utf-8")
        again = scenarios(BOOK, [file], [], ["jx-yichun"])
        assert again.scenarios[1].figures == found.variants.scenario(point.values).figures
        assert not any("gives way" in each.en for each in again.said)


def test_a_point_on_a_whole_policy_says_what_to_stack_it_on(tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    base = BOOK.document("jx-yichun", BOOK.versions("jx-yichun")[0])
    policy.write_text(base.text.replace("value: 25万元", "value: 30万元"), encoding="utf-8")
    found = variants(BOOK, [policy], [], [f"{CEILING}=5%,6%"], ["jx-yichun"])
    layers = layer_names(found.plan.scenarios, ["jx-yichun"])
    swept = sweep(found, run([table()]), layers, SHARES)
    text = reform_file(found, swept.points[0])
    assert text.startswith(f"# stack it on {policy}")
    assert swept.points[0].totals.layers["supplementary"] == 30_750_000 * 1_000_000


def test_a_sweep_of_one_figure_draws_cost_and_people() -> None:
    found = made(f"{CEILING}=5%:9.5%:1.5%", times=10)
    report = sweep_report(found, shown_of(found, False))
    cost, people = report.sections[0].charts
    assert [each.code for each in report.tables()] == ["cost", "people", "points"]
    assert [each.name.en for each in cost.series] == ["Government backstop", "patients"]
    assert cost.series[0].values == [18_450_000, 12_300_000, 6_150_000, 0]
    assert cost.series[1].values == [-18_450_000, -12_300_000, -6_150_000, 0]
    assert [each.values[0] for each in people.series] == [10, 10, 10]
    assert report.answers[1].beside.en == f"{CEILING}=9.5%"
    assert report.answers[2].beside.en == f"{CEILING}=5%"


def test_a_sweep_of_two_figures_draws_a_line_for_each_of_the_first() -> None:
    found = made(f"{CEILING}=5%,9.5%", f"{CAP}=200000;250000;300000", times=10)
    lines, points = sweep_report(found, shown_of(found, False)).sections[0].charts
    assert [each.name.en for each in lines.series] == [f"{CEILING}=5%", f"{CEILING}=9.5%"]
    assert [len(each.values) for each in lines.series] == [3, 3]
    assert points.kind == "points"


def test_a_frontier_shows_what_was_kept_and_what_was_not() -> None:
    found = made(f"{CEILING}=5%:9.5%:0.5%", times=10)
    money, harm = cost_and_harm("backstop", "5%", found.measures())
    kept = frontier(found, money, harm)
    assert [tuple(each.figures.values()) for each in kept] == [("9.5%",), ("5%",)]
    report = frontier_report(found, kept, (money, harm), shown_of(found, False))
    series = {each.name.en: each for each in report.sections[0].charts[0].series}
    assert [len(each.values) for each in series.values()] == [2, 8, 1]
    assert series["on the frontier"].x == [30, 10]
    assert [each.code for each in report.tables()] == ["frontier", "points"]


def test_the_measures_of_a_frontier_are_refused_by_name() -> None:
    known = measures(["backstop"], SHARES)
    assert cost_and_harm("funds", None, known)[1] == Measure("above:10%")
    with pytest.raises(Refused) as refused:
        cost_and_harm("people", "7%", known)
    assert [each.code for each in refused.value.problems] == ["measure_is_not_known"] * 2


def test_every_wrong_target_is_told() -> None:
    known = measures(["backstop"], SHARES)
    given = ("backstop<6", "backstp<=6", "above<=6", "above:5%<=x", "backstop<=1.005")
    with pytest.raises(Refused) as refused:
        targets(given, known)
    assert [each.code for each in refused.value.problems] == [
        "target_is_not_understood",
        "measure_is_not_known",
        "share_is_not_told",
        "bound_is_not_of_this_kind",
        "bound_is_not_of_this_kind",
    ]
    with pytest.raises(Refused) as refused:
        targets((), known)
    assert [each.code for each in refused.value.problems] == ["target_is_missing"]


def test_a_solved_figure_is_told_with_what_was_looked_at() -> None:
    found = solved("backstop<=120000.00")
    shown = shown_of_solution(found, {}, SHARES, True)
    told = told_solution(found, shown)
    assert told["met"] is True
    assert told["spans"] == [["7.93%", "9.5%"]]
    assert told["crossings"] == [{"met": "7.93%", "missed": "7.92%", "met_from_here": "up"}]
    assert told["grid"]["values"] == 451
    assert told["grid"]["step"] == "0.01%"
    assert len(told["points"]) == told["grid"]["looked_at"] < 100
    report = solution_report(found, shown)
    assert report.answers[1].figure.en == "7.93% to 9.5%"
    assert report.sections[0].says[0].en == (
        "7.93% meets the target (119,987.00), 7.92% does not (120,028.00)"
    )
    assert "--every-step" in report.remarks[-1].en
    nowhere = solved("backstop<=100.00")
    assert solution_report(nowhere, shown).sections[0].says[0].en == (
        "No value meets the target. The nearest is 9.5%: 113,550.00"
    )


def test_the_same_search_writes_the_same_bytes_into_a_new_folder(tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        found = made(f"{CEILING}=5%:9.5%:0.5%")
        shown = shown_of(found, False)
        told = {"points": told_points(found.points, shown)}
        check_folder(tmp_path / name)
        write_folder(tmp_path / name, files_of(told, found.variants, found.points, shown))
        files = sorted(each for each in (tmp_path / name).rglob("*") if each.is_file())
        written.append({str(f.relative_to(tmp_path / name)): f.read_bytes() for f in files})
        assert json.loads(written[-1]["points.json"])["points"][2]["reform"] in written[-1]
    assert written[0] == written[1]
    assert len(written[0]) == 11


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "points.json").touch()
    for place in (tmp_path, tmp_path / "points.json"):
        with pytest.raises(Refused) as refused:
            check_folder(place)
        assert [each.code for each in refused.value.problems] == ["folder_is_not_empty"]
    with pytest.raises(Refused) as refused:
        write_folder(tmp_path / "points.json", {"a": "b"})
    assert [each.code for each in refused.value.problems] == ["folder_cannot_be_written"]
