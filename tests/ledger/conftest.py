"""The ledger is tested over both stores."""

from tests.ledger.site import site
from tests.stores.kept import database, database_url, store

__all__ = ["database", "database_url", "site", "store"]
