"""A server with accounts, over an embedded database of its own."""

from tests.api.access.site import site, store
from tests.stores.kept import database, database_url

__all__ = ["database", "database_url", "site", "store"]
