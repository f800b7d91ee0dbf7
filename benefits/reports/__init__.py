"""An analysis as pages, spreadsheets and tables (测算报告)."""

from benefits.reports.analysis import analysis
from benefits.reports.disclosed import disclosed
from benefits.reports.write import check_folder, write, write_report

__all__ = ["analysis", "check_folder", "disclosed", "write", "write_report"]
