"""What guests answer to an invitation: that they are late, or cannot come"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('invitation') as batch_op:
        batch_op.add_column(sa.Column('late_by', sa.Integer(), nullable=True))
    with op.batch_alter_table('withdrawal') as batch_op:
        batch_op.alter_column('member_id', existing_type=sa.BigInteger(), nullable=True)


def downgrade() -> None:
    # The program before knows withdrawals of hosts only.
    op.execute(
        'UPDATE withdrawal SET member_id = '
        '(SELECT host_id FROM visit WHERE visit.id = withdrawal.visit_id) WHERE member_id IS NULL'
    )
    with op.batch_alter_table('withdrawal') as batch_op:
        batch_op.alter_column('member_id', existing_type=sa.BigInteger(), nullable=False)
    with op.batch_alter_table('invitation') as batch_op:
        batch_op.drop_column('late_by')
