"""Numbers that do not end: where a store's whole numbers have 32 bits, they get 64

A chain of 4,000 sites fills 32 bits of the audit log in two years. SQLite's have 64 already.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import inspect

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


# Grades of a closed list stay small, and what had 64 bits before keeps them.
EXCEPT = {'level', 'least_level', 'number'}


def upgrade() -> None:
    _alter(sa.Integer, 'BIGINT')


def downgrade() -> None:
    _alter(sa.BigInteger, 'INTEGER')


def _alter(old: type, new: str) -> None:
    connection = op.get_bind()
    if connection.dialect.name == 'sqlite':
        return
    live = inspect(connection)
    for table in live.get_table_names():
        # In one statement, which writes the table anew once.
        changes = [
            f'ALTER "{column["name"]}" TYPE {new}'
            for column in live.get_columns(table)
            if _is(old, column['type']) and column['name'] not in EXCEPT
        ]
        if changes:
            op.execute(f'ALTER TABLE "{table}" {", ".join(changes)}')


def _is(wanted: type, kind: sa.types.TypeEngine) -> bool:
    return isinstance(kind, wanted) and (wanted is sa.BigInteger or not isinstance(kind, sa.BigInteger))
