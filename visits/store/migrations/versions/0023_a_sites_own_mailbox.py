"""A site's own mailbox: where its e-mails come from, and where answers go"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

COLUMNS = ('mail_sender', 'reply_to')


def upgrade() -> None:
    with op.batch_alter_table('site') as batch_op:
        for name in COLUMNS:
            batch_op.add_column(sa.Column(name, sa.String(120), server_default='', nullable=False))
    with op.batch_alter_table('site') as batch_op:
        for name in COLUMNS:
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('site') as batch_op:
        for name in COLUMNS:
            batch_op.drop_column(name)
