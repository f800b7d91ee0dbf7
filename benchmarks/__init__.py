"""Benchmarks (性能测量): how fast, how light, beside what. `README.md` says how to run them."""
