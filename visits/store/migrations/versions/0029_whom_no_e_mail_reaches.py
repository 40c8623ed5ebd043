"""Whom no e-mail reaches: found without looking through the outbox"""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_set = sa.text('undelivered IS NOT NULL')
    op.create_index(
        'email_undelivered', 'email', ['undelivered'], sqlite_where=is_set, postgresql_where=is_set
    )


def downgrade() -> None:
    op.drop_index('email_undelivered', table_name='email')
