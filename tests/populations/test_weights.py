"""Weights: within their bounds whatever happens, exact sums, and the same from whole numbers."""

from fractions import Fraction

import numpy as np
import pytest

from benefits.populations.weights import MILLION, Rule, effective, raked, weighted

BOUNDS = Fraction(3, 10), Fraction(3)


def test_nothing_tilted_counts_as_the_base() -> None:
    rule = Rule.within(Fraction(5, 4), BOUNDS, (0,))
    assert rule.weights(np.array([[0], [7], [10**9]])).tolist() == [1_250_000] * 3


@pytest.mark.parametrize("base", [Fraction(1), Fraction(2, 3), Fraction(7, 3)])
def test_no_tilt_leaves_the_bounds(base: Fraction) -> None:
    for tilt in (-(10**12), -1000, 0, 1000, 10**12):
        rule = Rule.within(base, BOUNDS, (tilt,))
        weights = rule.weights(np.array([[1], [1000], [10**6]]))
        assert weights.min() >= 300_000
        assert weights.max() <= 3_000_000


def test_a_base_outside_the_bounds_is_an_error() -> None:
    with pytest.raises(ValueError, match="base"):
        Rule.within(Fraction(4), BOUNDS, (0,))


@pytest.mark.parametrize("base", [Fraction(1), Fraction(1, 2), Fraction(2)])
def test_raking_reaches_what_can_be_reached(base: Fraction) -> None:
    random = np.random.default_rng(5)
    sums = np.stack([np.ones(500), random.lognormal(10, 1, 500)], axis=1).astype(np.int64)
    there = sums.sum(axis=0)
    wanted = [int(500 * base), int(there[1] * base) * 12 // 10]
    rule = raked(sums, wanted, base, BOUNDS)
    reached = [Fraction(each, MILLION) for each in weighted(sums, rule.weights(sums))]
    for got, want in zip(reached, wanted, strict=True):
        assert abs(got / want - 1) < Fraction(1, 1000)


def test_weighted_sums_are_exact() -> None:
    sums = np.array([[10**11, 1], [10**11, 2]])
    assert weighted(sums, np.array([999_999, 3_000_000])) == [399_999_900_000_000_000, 6_999_999]


def test_kish_is_one_for_equal_weights_and_less_for_others() -> None:
    """(1 + 3)² ÷ (2 × (1 + 9)) = 16 ÷ 20."""
    assert Fraction(*effective(np.array([5, 5, 5]))) == 1
    assert Fraction(*effective(np.array([1, 3]))) == Fraction(4, 5)
