"""What an analyst reads (测算指标): sums over blocks of claims, exact, merged in any order."""
