"""The rules of the house (家规), each a check that can fail: a counterexample stands beside it."""
