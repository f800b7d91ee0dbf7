"""However a table is cut into closed blocks, every claim comes to the same."""

import pytest

from benefits.reading.book import PolicyBook
from benefits.simulation.result import Result
from benefits.simulation.run import simulate
from benefits.simulation.table import claim_table
from tests.simulation.stories import Told, arrow, story, with_afterwards

BOOK = PolicyBook.packaged()


def by_claim(told: list[Told]) -> dict[int, tuple[int, ...]]:
    result: Result = simulate(claim_table(arrow(told)), BOOK, python=True)
    amounts = [(name, column.tolist()) for name, column in sorted(result.layers.items())]
    return {
        claim: (status, patient, *(column[row] for _, column in amounts))
        for row, (claim, status, patient) in enumerate(
            zip(
                result.claim_id.tolist(),
                result.status.tolist(),
                result.patient_fen.tolist(),
                strict=True,
            )
        )
    }


def blocks(told: list[Told], number: int) -> list[list[Told]]:
    """Cut so that whoever shares a household, through people who moved, stays together."""
    label = {name: name for each in told for name in _owners(each)}

    def root(name: str) -> str:
        while label[name] != name:
            name = label[name]
        return name

    for each in told:
        person, household = _owners(each)
        label[root(person)] = root(household)
    roots = {name: place for place, name in enumerate(sorted({root(name) for name in label}))}
    cut: list[list[Told]] = [[] for _ in range(number)]
    for each in told:
        cut[roots[root(_owners(each)[0])] % number].append(each)
    return [block for block in cut if block]


def _owners(told: Told) -> tuple[str, str]:
    return f"p{told.row['person_id']}", f"h{told.row['household_id']}"


@pytest.mark.parametrize("calculator", ["cq_county", "bj_beijing", "sc_zangqu", "jx_nanchang"])
def test_a_table_cut_into_closed_blocks_comes_to_the_same(calculator: str) -> None:
    told = with_afterwards(story(calculator, 500, {}, "blocks"), calculator)
    whole, cut = by_claim(told), blocks(told, 4)
    assert len(cut) > 1
    in_parts: dict[int, tuple[int, ...]] = {}
    for block in cut:
        in_parts |= by_claim(block)
    assert in_parts == whole
