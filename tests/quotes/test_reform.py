"""A reform gives exactly what a policy file with that figure would give, or is refused as that file is."""

from collections.abc import Mapping
from typing import Any

import pytest

from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.formula.graph import FigureEntry
from benefits.money import percent_of, yuan
from benefits.problems import Refused
from benefits.quotes import Desk
from benefits.quotes.adjudicator import Adjudicator
from benefits.quotes.answer import answer
from benefits.quotes.reform import reformed
from benefits.reading.book import PolicyBook
from tests.quotes.made_up import made_ready
from tests.test_figures_matter import _policies

DESK = Desk(PolicyBook.packaged())
POLICIES = _policies()


def with_figure(tree: Any, path: list[str | int], written: str) -> Any:
    if not path:
        return {**tree, "value": written} if isinstance(tree, Mapping) else written
    step, *rest = path
    changed = list(tree) if isinstance(tree, list) else dict(tree)
    changed[step] = with_figure(tree[step], rest, written)
    return changed


def another(entry: FigureEntry) -> str:
    """A value a little above the figure, so that bands still ascend."""
    if entry.unit.kind == "rate":
        moved = entry.value + 1 if entry.value < entry.unit.scale else entry.value - 1
        return percent_of(moved, entry.unit.scale)
    return str(entry.value + 1) if entry.unit.kind == "count" else yuan(entry.value + 101)


def come_out(ready: Adjudicator, request: Any, figures: Any = None) -> Any:
    asked = claim(read_request(request))
    try:
        told = answer(asked, ready.split(asked, figures), [], "full")
    except Refused as refused:
        return refused.code, refused.problems
    del told["policy"]
    for row in told["worksheet"]:
        del row["source"]  # a reformed figure has none, a file's has
    return told


@pytest.mark.parametrize("file", sorted(POLICIES))
def test_a_reform_is_what_a_policy_file_with_that_figure_gives(file: str) -> None:
    ready, cases = POLICIES[file]
    document = ready.document
    for entry in ready.formula.graph.figures:
        written = another(entry)
        figures, _ = reformed(ready, {entry.path: written})
        as_file = made_ready(
            with_figure(document.tree, [*document.path(entry.path)], written), file
        )
        for case in cases[:: max(len(cases) // 8, 1)]:
            assert come_out(ready, case.request, figures) == come_out(as_file, case.request), (
                entry.path
            )


ULANQAB = {
    "region": "nm-ulanqab", "date": "2020-06-15",
    "visit": {"kind": "inpatient", "hospital_level": "tertiary"},
    "bill": {"total": "90000.00", "eligible": "90000.00"},
}  # fmt: skip
YICHUN = {
    "region": "jx-yichun", "date": "2018-06-15", "person": {"categories": ["registered_poor"]},
    "visit": {"kind": "inpatient", "hospital_level": "secondary"},
    "bill": {"total": "400000.00", "own_expense": "400000.00"},
}  # fmt: skip


def refused(request: Mapping[str, Any], reform: Mapping[str, str]) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as found:
        DESK.quote({**request, "reform": reform}, "none")
    assert found.value.code == "invalid_request"
    return [(each.code, each.where) for each in found.value.problems]


def test_bands_of_a_reform_ascend() -> None:
    bands = "layers.basic.rules.tertiary.bands"
    assert refused(ULANQAB, {f"{bands}.second.at_most": "1000"}) == [
        ("bands_do_not_ascend", f"reform.{bands}.second")
    ]
    both = {f"{bands}.first.at_most": "500", f"{bands}.second.at_most": "1000"}
    assert "reform" in DESK.quote({**ULANQAB, "reform": both}, "none")


def test_a_share_of_the_bill_is_written_with_percent() -> None:
    """In a file `0.5` is half a yuan there; a reform must not read 50%."""
    assert refused(YICHUN, {"layers.backstop.ceiling": "0.5"}) == [
        ("share_without_percent", "reform.layers.backstop.ceiling")
    ]
    for written in ("0.095", "1/8"):  # a file would take them for amounts that are none
        both = {"layers.backstop.ceiling": written, "layers.critical_illness.rate": "0.55"}
        assert refused(YICHUN, both) == [
            ("share_without_percent", "reform.layers.backstop.ceiling")
        ]
    told = DESK.quote({**YICHUN, "reform": {"layers.backstop.ceiling": "5%"}}, "none")
    assert told["reform"]["patient"] == "20000.00"


def test_a_wrong_reform_comes_before_an_unknown_programme_and_layer() -> None:
    asked = {**YICHUN, "prior_payments": {"nowhere": "1.00"}}
    asked["visit"] = {**YICHUN["visit"], "programme": "nothing_like_it"}
    assert refused(asked, {"layers.nowhere": "1"}) == [
        ("figure_is_not_known", "reform.layers.nowhere")
    ]


def test_a_reformed_figure_is_not_called_assumed_and_has_no_source() -> None:
    path = "layers.basic.rules.inpatient.rate.secondary"
    asked = {**YICHUN, "bill": {"total": "1000.00", "eligible": "1000.00"}}
    plain = DESK.quote({**asked, "reform": {path: "85%"}}, "short")
    for told, assumed in ((plain, True), (plain["reform"], False)):
        assert (
            path in [each["where"] for each in told["notes"] if each["kind"] == "assumed"]
        ) is assumed
    told = {row["layer"]: row for row in plain["reform"]["worksheet"]}
    assert told["basic"]["how"]["en"].startswith("85% of [1]")


def test_a_reform_is_looked_at_once() -> None:
    ready, _ = POLICIES["jx-yichun/2018-01-01.yaml"]
    reform = {"layers.backstop.ceiling": "8%"}
    assert reformed(ready, reform) is reformed(ready, dict(reform))
    for percent in range(1, 90):
        reformed(ready, {"layers.backstop.ceiling": f"{percent}%"})
    assert len(ready.reforms) <= 64
