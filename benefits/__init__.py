"""Who pays which part of a poor family's hospital bill, and why, to the fen (医疗待遇测算)."""
