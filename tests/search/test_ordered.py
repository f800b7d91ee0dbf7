"""Claims put in order come to what they come to in any order, items and all."""

from random import Random

import numpy as np
import pytest

from benefits.reading.book import PolicyBook
from benefits.search.ordered import in_order, taken
from benefits.simulation.run import simulate
from benefits.simulation.table import claim_table
from tests.simulation.stories import arrow, story

BOOK = PolicyBook.packaged()


@pytest.mark.parametrize("calculator", ["jx_yichun", "sc_zangqu", "cq_county"])
def test_a_block_in_order_comes_to_the_same_claim_by_claim(calculator: str) -> None:
    table = claim_table(arrow(story(calculator, 300, {}, "ordered")))
    ordered = in_order(table)
    assert ordered.claim_id.tolist() != table.claim_id.tolist()
    before, after = (simulate(each, BOOK, python=True) for each in (table, ordered))
    place = {claim: row for row, claim in enumerate(before.claim_id.tolist())}
    rows = [place[claim] for claim in after.claim_id.tolist()]
    assert np.array_equal(before.patient_fen[rows], after.patient_fen)
    assert np.array_equal(before.status[rows], after.status)
    for name, column in before.layers.items():
        assert np.array_equal(column[rows], after.layers[name])
    assert len(set(before.status.tolist())) > 1, "refusals are among them"


def test_what_is_in_order_is_left_as_it_is() -> None:
    table = in_order(claim_table(arrow(story("jx_yichun", 100, {}, "ordered"))))
    assert in_order(table) is table
    rows = np.array(Random(1).sample(range(len(table)), len(table)))
    assert in_order(taken(table, rows)).claim_id.tolist() == table.claim_id.tolist()


def test_some_claims_taken_out_keep_their_items() -> None:
    table = claim_table(arrow(story("sc_zangqu", 200, {}, "ordered")))
    some = np.flatnonzero(table.person_id % 2 == 0)[::-1]
    cut = taken(table, some)
    assert cut.claim_id.tolist() == table.claim_id[some].tolist()
    assert table.items is not None
    assert cut.items is not None
    assert 0 < len(cut.items.rows) < len(table.items.rows)
    for service in (None, *table.items.services.words):
        for part in table.items.parts:
            whole = table.items.column(len(table), service, part)
            assert np.array_equal(cut.items.column(len(cut), service, part), whole[some])
