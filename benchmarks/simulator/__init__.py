"""The simulator beside its peers (测算对比): the same claims, in turns, in one run."""
