"""What an analyst reads (测算指标): sums over blocks of claims, exact, merged in any order."""

from benefits.indicators.assumed import Sensitivity, assumed_scenarios
from benefits.indicators.table import (
    HIDDEN,
    Answer,
    Cell,
    Chart,
    Column,
    Report,
    Section,
    Series,
    Table,
)
from benefits.indicators.tally import Tally

__all__ = [
    "HIDDEN",
    "Answer",
    "Cell",
    "Chart",
    "Column",
    "Report",
    "Section",
    "Sensitivity",
    "Series",
    "Table",
    "Tally",
    "assumed_scenarios",
]
