"""More than one machine (多机运行): partitions by household on an existing engine."""

from benefits.cluster.engine import Engine, engine

__all__ = ["Engine", "engine"]
