"""More than one machine (多机运行): partitions by household on an existing engine."""
