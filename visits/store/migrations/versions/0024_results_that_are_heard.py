"""Results that are heard: how loud the kiosks of a site answer a scan"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('site') as batch_op:
        batch_op.add_column(sa.Column('sound_volume', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), server_default='60', nullable=False))
    with op.batch_alter_table('site') as batch_op:
        batch_op.alter_column('sound_volume', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('site') as batch_op:
        batch_op.drop_column('sound_volume')
