"""People over HTTP are asked of both stores."""

from tests.stores.kept import database, database_url, store

__all__ = ["database", "database_url", "store"]
