"""What an analyst reads (测算指标): sums over blocks of claims, exact, merged in any order."""

from benefits.indicators.tally import Tally

__all__ = ["Tally"]
