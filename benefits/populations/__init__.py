"""People to run it on (模拟人群): made from one seed, or calibrated to published totals."""
