"""Several desks need PostgreSQL: an embedded database serves one process, one transaction at a time."""

import pytest

from tests.stores.kept import database_url

__all__ = ["database_url", "store"]


@pytest.fixture
def store() -> str:
    return "postgresql"
