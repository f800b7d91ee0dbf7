"""Tests of the stores run over both."""

from tests.stores.kept import database, database_url, store

__all__ = ["database", "database_url", "store"]
