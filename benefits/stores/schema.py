"""The whole schema (表结构): every part's tables, made at once, and whether a database has them.

A part's tables hang on `METADATA` as soon as its module is imported, so all of them are imported here.
"""

import hashlib
from importlib import import_module
from pkgutil import iter_modules

from sqlalchemy import Connection, MetaData, inspect
from sqlalchemy.schema import CreateTable

import benefits.stores
from benefits.stores.tables import METADATA


def whole() -> MetaData:
    """The tables of all parts."""
    for each in iter_modules(benefits.stores.__path__):
        if not each.ispkg:
            import_module(f"{benefits.stores.__name__}.{each.name}")
    return METADATA


def make(connection: Connection) -> None:
    """Make every table in an empty database."""
    whole().create_all(connection)


def tables_there(connection: Connection) -> set[str]:
    """The tables a database has, ours or not."""
    return set(inspect(connection).get_table_names())


def version() -> str:
    """The digest of every table as it would be made: another schema has another."""
    told = "".join(str(CreateTable(each)) for each in whole().sorted_tables)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
