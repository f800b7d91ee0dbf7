"""Many variants over blocks come to the totals of each alone, in every region."""

from pathlib import Path

import pytest

from benefits.formula.compiled import compiled
from benefits.reading.book import PolicyBook
from benefits.simulation import threads, variants
from benefits.simulation.run import Figures, simulate
from benefits.simulation.table import ClaimTable, claim_table
from tests.laws.regions import CALCULATORS
from tests.simulation.stories import arrow, story

BOOK = PolicyBook.packaged()


def reforms(region: str) -> list[Figures]:
    """The policies' own figures, and every rate a tenth lower."""
    lower: dict[str, list[int]] = {}
    for version in BOOK.versions(region):
        document = BOOK.document(region, version)
        figures = compiled(document).graph.figures
        lower[document.file] = [
            each.value * 9 // 10 if each.unit.kind == "rate" else each.value for each in figures
        ]
    return [{}, lower, {}]


def alone(table: ClaimTable, figures: Figures, **how: bool) -> dict[str, int]:
    return simulate(table, BOOK, figures, **how).totals()  # type: ignore[arg-type]


@pytest.mark.parametrize("calculator", CALCULATORS)
def test_every_variant_comes_to_its_own_totals(
    calculator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(variants, "BLOCK", 37)
    table = claim_table(arrow(story(calculator, 240, {}, "variants")))
    several = reforms(table.region.words[0])
    found = variants.layout(table, BOOK, python=True).totals_for(several)
    assert found == [alone(table, each, python=True) for each in several]


def test_a_variant_moves_the_totals() -> None:
    table = claim_table(arrow(story("jx_yichun", 600, {}, "variants")))
    own, lower, again = variants.layout(table, BOOK, python=True).totals_for(reforms("jx-yichun"))
    assert own == again
    assert lower["basic"] < own["basic"]


def test_threads_share_the_blocks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    table = claim_table(arrow(story("ah_yixian", 2_000, {}, "variants")))
    monkeypatch.setattr(variants, "BLOCK", 64)
    monkeypatch.setattr(threads, "FEWEST", 100)
    monkeypatch.setenv(threads.VARIABLE, "3")
    found = variants.layout(table, BOOK, folder=folder).totals_for(reforms("ah-yixian"))
    assert found == [
        simulate(table, BOOK, each, folder=folder).totals() for each in reforms("ah-yixian")
    ]
