"""The policy tools (政策工具): check, show, compare, and the curve of a request. Pure: nothing is printed."""

from benefits.checks.check import check, check_document, check_text
from benefits.checks.comparison import ClauseChange
from benefits.checks.curve_answer import curve_answer
from benefits.checks.diff import Difference, FamilyEffect, diff
from benefits.checks.families import FAMILIES, Family, Outcome, outcome
from benefits.checks.findings import Finding
from benefits.checks.show import show

__all__ = [
    "FAMILIES",
    "ClauseChange",
    "Difference",
    "Family",
    "FamilyEffect",
    "Finding",
    "Outcome",
    "check",
    "check_document",
    "check_text",
    "curve_answer",
    "diff",
    "outcome",
    "show",
]
