"""Whether an invitation was e-mailed: nobody hears that one is cancelled of which they never heard"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of those that are there nobody knows: their guests are told.
    with op.batch_alter_table('invitation') as batch_op:
        batch_op.add_column(
            sa.Column('emailed', sa.Boolean(), nullable=False, server_default=sa.true())
        )
    with op.batch_alter_table('invitation') as batch_op:
        batch_op.alter_column('emailed', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('invitation') as batch_op:
        batch_op.drop_column('emailed')
