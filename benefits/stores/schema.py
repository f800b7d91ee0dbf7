"""The whole schema (表结构): every part's tables, made at once, and whether a database has them.

A part's tables hang on `METADATA` as soon as its module is imported, so all of them are imported here.
"""

from importlib import import_module
from pkgutil import iter_modules

from sqlalchemy import Connection, MetaData, inspect

import benefits.stores
from benefits.stores import migrations
from benefits.stores.tables import METADATA


def whole() -> MetaData:
    """The tables of all parts."""
    for each in iter_modules(benefits.stores.__path__):
        if not each.ispkg:
            import_module(f"{benefits.stores.__name__}.{each.name}")
    return METADATA


def make(connection: Connection) -> None:
    """Make every table in an empty database."""
    migrations.upgrade(connection)


def tables_there(connection: Connection) -> set[str]:
    """The tables a database has, ours or not."""
    return set(inspect(connection).get_table_names())


def version() -> str:
    """The step of the schema that this program works with."""
    return migrations.steps()[-1]
