"""Reforms (政策调整): files and flags become scenarios, or every problem in them with its place.

`setting` reads `--set`, `file` a reform's file, `stack` lays them one on the other, `plan` is what comes
out, `written` writes a reform's file.
"""

from benefits.reforms.plan import Changed, Plan
from benefits.reforms.stack import scenarios

__all__ = ["Changed", "Plan", "scenarios"]
