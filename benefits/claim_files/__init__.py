"""Claim tables as files (结算明细文件): larger than memory, read in closed blocks."""
