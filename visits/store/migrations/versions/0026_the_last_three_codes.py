"""The last three codes: until when each is good, and how often it was tried"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

RANKS = ('second', 'third')
NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    with op.batch_alter_table('encounter') as batch_op:
        for rank in RANKS:
            batch_op.add_column(sa.Column(f'{rank}_tries', NUMBER, server_default='0', nullable=False))
            batch_op.add_column(sa.Column(f'{rank}_expires_at', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('encounter') as batch_op:
        for rank in RANKS:
            batch_op.alter_column(f'{rank}_tries', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('encounter') as batch_op:
        for rank in RANKS:
            batch_op.drop_column(f'{rank}_expires_at')
            batch_op.drop_column(f'{rank}_tries')
