"""Tests of the ledger run over both stores."""

from tests.stores.kept import database, database_url, store

__all__ = ["database", "database_url", "store"]
