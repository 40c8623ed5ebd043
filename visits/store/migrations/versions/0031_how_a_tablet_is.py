"""How a tablet is, as its heartbeat says: battery, network, browser; and its keys after the @"""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.add_column('kiosk', sa.Column('battery', WHOLE, nullable=True))
    op.add_column('kiosk', sa.Column('is_charging', sa.Boolean(), nullable=True))
    op.add_column('kiosk', sa.Column('answer_ms', WHOLE, nullable=True))
    op.add_column('kiosk', sa.Column('browser', sa.String(length=32), nullable=True))
    op.add_column('kiosk', sa.Column('browser_version', WHOLE, nullable=True))
    with op.batch_alter_table('site') as batch_op:
        batch_op.add_column(sa.Column('email_endings', sa.String(length=120), server_default='gmail.com yahoo.com outlook.com', nullable=False))
    with op.batch_alter_table('site') as batch_op:
        batch_op.alter_column('email_endings', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('site') as batch_op:
        batch_op.drop_column('email_endings')
    for name in ('browser_version', 'browser', 'answer_ms', 'is_charging', 'battery'):
        op.drop_column('kiosk', name)
