"""The schema in steps (表结构迁移): up and down with rows in the tables, and what it comes to."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, delete, func, insert, inspect, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import Table
from sqlalchemy.types import Boolean, Integer, LargeBinary

from benefits.stores import migrations, schema
from benefits.stores.database import Database, opened
from benefits.stores.tables import APPEND_ONLY, METADATA
from tests.stores.kept import emptied


def row(table: Table) -> dict[str, Any]:
    """Some row; rows of several tables may refer to one another."""
    values: dict[str, Any] = {}
    for column in table.columns:
        if isinstance(column.type, Boolean):
            values[column.name] = False
        elif isinstance(column.type, Integer):
            values[column.name] = 1
        elif isinstance(column.type, LargeBinary):
            values[column.name] = b"x"
        else:
            values[column.name] = None if column.nullable else "x"
    told = {"kind": "settlement", "field": "household"}
    return {**values, **{name: told[name] for name in told.keys() & values.keys()}}


def there(connection: Connection) -> list[Table]:
    names = set(inspect(connection).get_table_names())
    return [each for each in schema.whole().sorted_tables if each.name in names]


def counted(connection: Connection) -> dict[str, int]:
    return {
        each.name: connection.execute(select(func.count()).select_from(each)).scalar_one()
        for each in there(connection)
    }


def test_every_step_goes_up_and_down_and_up_again_with_rows(database_url: str) -> None:
    emptied(database_url)
    database = opened(database_url)
    for place, step in enumerate(steps := migrations.steps()):
        database.run(lambda connection, step=step: migrations.upgrade(connection, step))  # type: ignore[misc]
        database.run(fill)
        before = database.run(counted)
        assert set(before.values()) <= {1}
        database.run(lambda connection, step=step: migrations.upgrade(connection, step))  # type: ignore[misc]
        assert database.run(migrations.current) == step
        below = steps[place - 1] if place else "base"
        database.run(lambda connection, below=below: migrations.downgrade(connection, below))  # type: ignore[misc]
        after = database.run(counted)
        assert after.items() <= before.items(), "what stays keeps its rows"
        database.run(lambda connection, step=step: migrations.upgrade(connection, step))  # type: ignore[misc]
        database.run(fill)
        assert database.run(counted) == before
    database.run(lambda connection: migrations.downgrade(connection, "base"))
    assert database.run(counted) == {}
    database.close()


def fill(connection: Connection) -> None:
    """A row in every table that has none."""
    for table in there(connection):
        if connection.execute(select(table).limit(1)).first() is None:
            connection.execute(insert(table), [row(table)])


def test_the_steps_come_to_the_tables_the_product_works_with(database: Database) -> None:
    schema.whole()

    def differences(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), METADATA))

    assert database.run(differences) == []


def test_what_only_grows_cannot_be_changed_or_deleted(database: Database) -> None:
    database.run(fill)
    assert len(APPEND_ONLY) == len(set(APPEND_ONLY)) >= 12
    for name in APPEND_ONLY:
        table = METADATA.tables[name]
        column = next(iter(table.columns))
        for statement in (delete(table), update(table).values({column.name: column})):
            with pytest.raises(DBAPIError, match="only grows"):
                database.run(lambda connection, what=statement: connection.execute(what))  # type: ignore[misc]
    assert set(database.run(counted).values()) == {1}


def test_a_database_says_which_step_it_stands_at(database: Database) -> None:
    assert database.run(migrations.current) == schema.version() == migrations.steps()[-1]
    database.run(lambda connection: connection.execute(text("DELETE FROM alembic_version")))
    assert database.run(migrations.current) is None
