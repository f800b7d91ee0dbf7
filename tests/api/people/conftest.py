"""People over HTTP are tried over the embedded store; what reaches a database, over both, elsewhere."""

import pytest

from tests.stores.kept import database, database_url


@pytest.fixture
def store() -> str:
    return "sqlite"


__all__ = ["database", "database_url", "store"]
