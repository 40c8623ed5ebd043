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
    # Asked before the commit: a table that was rebuilt may have lost what others refer to.
    if not context.config.attributes["backend"].check_references(connection):
        raise CommandError(
            "the migration leaves rows that refer to none: nothing was changed"
        )
