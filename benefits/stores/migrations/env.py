"""What Alembic runs to take steps (迁移环境): over the connection it is handed, and no other."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
