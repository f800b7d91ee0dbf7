"""The interface is fuzzed over the embedded store; `test_stores.py` tries both."""

import pytest

from tests.stores.kept import database, database_url


@pytest.fixture
def store() -> str:
    return "sqlite"


__all__ = ["database", "database_url", "store"]
