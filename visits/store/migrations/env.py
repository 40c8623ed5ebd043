"""How Alembic runs our migrations: on a given connection, each revision whole or not at all."""

from typing import Any, Literal

from alembic import context
from alembic.util import CommandError
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel


def plain_type(kind: str, value: Any, _context: Any) -> str | Literal[False]:  # noqa: ANN401 - alembic's own signature
    """A revision is history: it names the database's types, not classes of ours that may go."""
    if kind == "type" and isinstance(value, TypeDecorator):
        return f"sa.{value.impl_instance!r}"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    transactional_ddl=True,
    render_as_batch=True,
    render_item=plain_type,
)
with context.begin_transaction():
    context.run_migrations()
    # SQLite does not look at foreign keys while tables are rebuilt: before the commit we do.
    if (
        connection.dialect.name == "sqlite"
        and connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    ):
        raise CommandError(
            "the migration leaves rows that refer to none: nothing was changed"
        )
