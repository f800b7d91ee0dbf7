"""What a tilt changed, told item by item (倾斜政策): what each figure was and what it is now."""

from typing import Any

import pytest

from benefits.claims.claim import claim
from benefits.claims.reading import read_request
from benefits.formula.params import NO_LIMIT_FEN
from tests.formula.small import one, request

POOR = {"categories": ["registered_poor"]}
BANDS = """\
bands:
  a: {at_most: 1000, rate: 50%, article: 第一条}
  b: {below: 3000, rate: 60%, article: 第二条}
  c: {rate: 80%}
"""


def told(rule: str, tilt: str, **asked: Any) -> list[tuple[str, int, int]]:
    """What is said to somebody poor: the figure, before, after; nothing is said to anybody else."""
    policy = one(f"{rule}\ntilt: {{registered_poor: {tilt}}}")
    tilts = policy.formula.tilts
    for person in ({}, POOR):
        values = policy.split(claim(read_request(request("100", person=person, **asked)))).values()
        found = [each for each in tilts if values[each.applies]]
        assert found == [] or person == POOR
    for each in tilts:
        assert (each.layer, each.path) == ("basic", "layers.basic.tilt.registered_poor")
        assert each.identities == {"registered_poor"}
        was, is_now = (policy.formula.graph.units[ref] for ref in (each.before, each.after))
        assert (was.kind == "rate") is (is_now.kind == "rate") is ("rate" in each.what.en)
    return [(each.what.en, values[each.before], values[each.after]) for each in found]


@pytest.mark.parametrize(
    ("rule", "tilt", "changes"),
    [
        (
            "deductible: 400\nrate: 50%\ncap: 100",
            "{deductible: {times: 50%}, rate: {plus: 5%}, cap: 250}",
            [
                ("deductible", 40_000, 20_000),
                ("rate", 500_000, 550_000),
                ("cap", 10_000, 25_000),
            ],
        ),
        (
            "rate: 50%",
            "{deductible: 100, cap: 250}",
            [("deductible", 0, 10_000), ("cap", NO_LIMIT_FEN, 25_000)],
        ),
        ("rate: 50%\ncap: 100", "{cap: none}", [("cap", 10_000, NO_LIMIT_FEN)]),
        ("deductible: 400\nrate: 50%", "{rate: 50%}", [("rate", 500_000, 500_000)]),
        (BANDS, "{rate: {plus: 10%}}", [("added to the rate of each band", 0, 100_000)]),
    ],
)
def test_a_tilt_tells_what_each_figure_was_and_what_it_is(
    rule: str, tilt: str, changes: list[tuple[str, int, int]]
) -> None:
    assert told(rule, tilt) == changes


def test_bands_in_place_of_others_are_told_by_position() -> None:
    """A band that is not there pays nothing and has no end."""
    fewer = "{bands: {low: {at_most: 500, rate: 90%, article: 第三条}, high: {rate: 100%}}}"
    assert told(BANDS, fewer) == [
        ("rate of band 1", 500_000, 900_000),
        ("end of band 1", 100_000, 50_000),
        ("rate of band 2", 600_000, 1_000_000),
        ("end of band 2", 300_000, NO_LIMIT_FEN),
        ("rate of band 3", 800_000, 0),
    ]
    one_band = "bands: {all: {rate: 50%}}"
    assert told(one_band, fewer) == [
        ("rate of band 1", 500_000, 900_000),
        ("end of band 1", NO_LIMIT_FEN, 50_000),
        ("rate of band 2", 0, 1_000_000),
    ]


def test_a_tilt_with_a_condition_is_told_where_it_holds() -> None:
    tilt = "{when: {place: in_city}, rate: 90%}"
    assert told("rate: 50%", tilt) == []
    assert told("rate: 50%", tilt, visit={"place": "in_city"}) == [("rate", 500_000, 900_000)]


def test_a_figure_of_a_tilts_condition_stands_at_its_address() -> None:
    policy = one("""\
        rate: 50%
        tilt: {registered_poor: {when: {total: {at_least: 50}}, rate: 90%}}
        """)
    assert {entry.path for entry in policy.formula.graph.figures} == {
        "layers.basic.rate",
        "layers.basic.tilt.registered_poor.rate",
        "layers.basic.tilt.registered_poor.when.total.at_least",
    }
