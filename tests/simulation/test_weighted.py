"""Weighted totals are whole numbers, to the last millionth of a fen."""

import numpy as np
import pytest

from benefits.simulation.weighted import weighted_sum, weighted_sums

LARGEST = 2**63 - 1
RANGES = [
    (0, 2_000_000_000, 300_000, 3_000_000),
    (0, 10**17, 0, 10**12),
    (-(2**63), LARGEST, -(2**63), LARGEST),
    (-5, 5, -3, 3),
    (-(10**6), 10**18, 1, 10**18),
]


def drawn(low: int, high: int, light: int, heavy: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(n)
    return (
        random.integers(low, high, n, dtype=np.int64, endpoint=True),
        random.integers(light, heavy, n, dtype=np.int64, endpoint=True),
    )


@pytest.mark.parametrize("n", [0, 1, 999, (1 << 16) + 1])
@pytest.mark.parametrize("spread", RANGES)
def test_a_weighted_sum_is_what_whole_numbers_give(
    spread: tuple[int, int, int, int], n: int
) -> None:
    amounts, weights = drawn(*spread, n)
    exact = sum(a * w for a, w in zip(amounts.tolist(), weights.tolist(), strict=True))
    assert weighted_sum(amounts, weights) == exact
    group = np.arange(n) % 3
    by_group = weighted_sums(amounts, weights, group, 4)
    assert by_group == [
        sum(a * w for a, w in zip(amounts[g::3].tolist(), weights[g::3].tolist(), strict=True))
        if g < 3
        else 0
        for g in range(4)
    ]


def test_the_edges_of_the_numbers_do_not_wrap() -> None:
    edges = np.array([-(2**63), LARGEST, -1, 0, 1, 2**31, -(2**31), 2**32, 2**32 - 1])
    for weight in edges.tolist():
        weights = np.full(len(edges), weight)
        assert weighted_sum(edges, weights) == sum(a * weight for a in edges.tolist())


def test_a_million_bills_of_the_largest_weight_leave_int64_and_are_exact() -> None:
    amounts = np.full(1_000_000, 2_000_000_000)
    weights = np.full(1_000_000, 300_000_001)
    assert weighted_sum(amounts, weights) == 2_000_000_000 * 300_000_001 * 1_000_000 > LARGEST


def test_read_only_columns_and_other_strides_are_taken() -> None:
    amounts = np.arange(10, dtype=np.int64)
    amounts.flags.writeable = False
    weights = np.ones(10, dtype=np.int64)
    assert weighted_sum(amounts[::2], weights[::2]) == 20
