"""An analysis as pages, spreadsheets and tables (测算报告)."""
