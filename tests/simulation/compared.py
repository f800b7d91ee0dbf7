"""Two accounts of the same claims, held against each other fen by fen."""

from collections.abc import Mapping

from benefits.simulation.result import STATUSES, Result
from tests.simulation.stories import Outcome


def differences(result: Result, expected: Mapping[int, Outcome]) -> list[str]:
    """Every claim on which the simulation and the desk do not say the same."""
    assert len(result.claim_id) == len(expected)
    found: list[str] = []
    for place, number in enumerate(result.claim_id.tolist()):
        want = expected[number]
        payers = {name: int(paid[place]) for name, paid in result.layers.items() if paid[place]}
        got = Outcome(STATUSES[result.status[place]], payers, int(result.patient_fen[place]))
        if got != want:
            found.append(f"claim {number}: the desk says {want}, the simulation {got}")
    return found
