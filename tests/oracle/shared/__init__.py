"""What the regions' calculators share: arithmetic, a stay on its way down the chain, random draws.

Nothing here comes from the engine, and nothing here knows a figure of any region.
"""
