"""Claim tables as files (结算明细文件): larger than memory, read in closed blocks.

`opened` reads Parquet and CSV, `survey` sees which people and households belong together, `parts` cuts the
claims so that they stay together and `scattered` brings them together on disk where the file does not;
`work` works a part out, `runs` and `written` bring the results back into the order of the input.
"""

from benefits.claim_files.simulate import Plan, Simulated, blocks, simulate_file
from benefits.claim_files.uprated import Uprating

__all__ = ["Plan", "Simulated", "Uprating", "blocks", "simulate_file"]
