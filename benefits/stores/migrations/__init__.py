"""The schema in steps (表结构迁移): Alembic over one connection, in the transaction that is already begun.

Each step under `versions/` says how it is made and how it is taken back. A step that has been released is
never changed: what comes later is a step of its own.
"""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_HERE: Final = Path(__file__).parent


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def steps() -> list[str]:
    """The names of all steps, first to last."""
    found = ScriptDirectory.from_config(_config()).walk_revisions()
    return [each.revision for each in found][::-1]


def current(connection: Connection) -> str | None:
    """The step a database stands at; None for one that has none."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection, to: str = "head") -> None:
    """Take every step up to one."""
    command.upgrade(_config(connection), to)


def downgrade(connection: Connection, to: str) -> None:
    """Take steps back, down to one (`base`: to nothing); what stood in their tables is gone."""
    command.downgrade(_config(connection), to)
