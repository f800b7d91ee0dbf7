"""Search over rules (规则搜索): sweeps of figures, a figure that meets a target, the frontier."""
