"""The trail (审计留痕): every write and every look at a person, chained by hashes, one chain a hospital."""
