"""Nobody is late before they could know: from when a guest is awaited"""

import sqlalchemy as sa
from alembic import op

revision = '0040'
down_revision = '0039'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('invitation', sa.Column('awaited_since', sa.DateTime(timezone=True), nullable=True))
    op.execute('UPDATE invitation SET awaited_since = starts_at')
    with op.batch_alter_table('invitation') as batch_op:
        batch_op.alter_column('awaited_since', existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.drop_index('ix_invitation_starts_at')
        batch_op.create_index('ix_invitation_awaited_since', ['awaited_since'])


def downgrade() -> None:
    with op.batch_alter_table('invitation') as batch_op:
        batch_op.drop_index('ix_invitation_awaited_since')
        batch_op.create_index('ix_invitation_starts_at', ['starts_at'])
        batch_op.drop_column('awaited_since')
