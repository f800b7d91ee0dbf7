"""The tests of populations need the simulator's libraries; machine code goes to a folder of their own."""

from importlib.util import find_spec
from pathlib import Path

import pytest

collect_ignore_glob = [] if find_spec("numpy") and find_spec("pyarrow") else ["*.py"]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A private folder for machine code."""
    folder = tmp_path_factory.mktemp("kernels")
    folder.chmod(0o700)
    return folder
