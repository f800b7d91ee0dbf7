"""A search reads its claims once, or for every pass where they are many; the answer is the same."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from benefits.problems import Refused
from benefits.search.search import Held, search
from benefits.search.sweep import sweep
from tests.search.handful import BOOK, CEILING
from tests.simulation.stories import arrow, story


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six hundred claims in no order."""
    file = tmp_path_factory.mktemp("claims") / "claims.parquet"
    pq.write_table(arrow(story("jx_yichun", 600, {}, "search")), file)
    return file


def gone_through(held: Held) -> list[list[int]]:
    return [sorted(table.claim_id.tolist()) for table in held]


def test_few_claims_are_kept_and_many_are_read_again(claims: Path, tmp_path: Path) -> None:
    kept, again = (Held([claims], None, tmp_path, most, 100) for most in (1000, 250))
    for held in (kept, again):
        held.read()
        assert (held.claims, held.regions) == (600, ("jx-yichun",))
        assert held.kept is (held is kept)
        first, second = gone_through(held), gone_through(held)
        assert first == second
        assert len(first) > 3
        assert len({claim for each in first for claim in each}) == 600
    assert list(tmp_path.iterdir()) == [], "nothing is left behind"


def test_the_blocks_do_not_show_in_the_answer(
    claims: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = search(BOOK, [claims], [f"{CEILING}=5%,9%"], shares=[50_000], python=True)
    whole = sweep(found.variants, found.run, found.layers, found.shares)
    found.held.rows, found.held.most, found.held.claims = 100, 0, 0
    found.held.read()
    cut = sweep(found.variants, found.run, found.layers, found.shares)
    assert not found.held.kept
    assert [each.totals for each in whole.points] == [each.totals for each in cut.points]
    assert whole.points[0].totals.people > 0


def test_progress_counts_every_claim_of_every_variant(claims: Path) -> None:
    told: list[tuple[int, int]] = []
    found = search(
        BOOK,
        [claims],
        [f"{CEILING}=5%,9%"],
        shares=[50_000],
        python=True,
        progress=lambda done, of: told.append((done, of)),
    )
    sweep(found.variants, found.run, found.layers, found.shares)
    assert told[-1] == (1800, 1800), "the baseline and two points"


def test_all_that_is_wrong_is_told_together(claims: Path) -> None:
    with pytest.raises(Refused) as refused:
        search(BOOK, [claims], ["x=1"], sets=["abc"], shares=[], wrong=[])
    assert [each.code for each in refused.value.problems] == [
        "setting_has_no_value",
        "figure_is_not_known",
    ]
