"""Rows that stay (只增不改): the database itself refuses to change or delete what only grows.

Whoever owns the database can take the guard away; the chain of hashes and the exported heads are for that.
"""

from collections.abc import Sequence

from alembic import op

_FUNCTION = """
CREATE FUNCTION benefits_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$
"""


def guard(tables: Sequence[str]) -> None:
    """From now on these tables only grow."""
    postgresql = op.get_context().dialect.name == "postgresql"
    if postgresql:
        op.execute(_FUNCTION)
    for table in tables:
        if postgresql:
            op.execute(
                f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION benefits_only_grows()"
            )
            continue
        for what in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
            )


def unguard(tables: Sequence[str]) -> None:
    """Take the guards away."""
    postgresql = op.get_context().dialect.name == "postgresql"
    for table in tables:
        if postgresql:
            op.execute(f"DROP TRIGGER {table}_only_grows ON {table}")
            continue
        for what in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{what}")
    if postgresql:
        op.execute("DROP FUNCTION benefits_only_grows()")
