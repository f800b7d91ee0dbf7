"""An analysis as pages, spreadsheets and tables (测算报告)."""

from benefits.reports.analysis import analysis
from benefits.reports.write import write, write_report

__all__ = ["analysis", "write", "write_report"]
