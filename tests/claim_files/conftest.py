"""Claim files need the simulator's libraries."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("numpy") and find_spec("pyarrow") else ["*.py"]
