"""Both stores are killed."""

from tests.stores.kept import database_url, store

__all__ = ["database_url", "store"]
