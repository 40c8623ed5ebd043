"""A badge whose check-in was undone has no place among its visit's copies"""

import sqlalchemy as sa
from alembic import op

revision = '0046'
down_revision = '0045'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('badge') as batch_op:
        batch_op.alter_column('copy_number', existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    undone = 'copy_number IS NULL'
    op.execute(f'DELETE FROM printjob WHERE badge_id IN (SELECT id FROM badge WHERE {undone})')
    op.execute(f'DELETE FROM badge WHERE {undone}')
    op.execute("DELETE FROM email WHERE kind = 'arrival_undone'")
    op.execute("DELETE FROM message WHERE kind = 'arrival_undone'")
    with op.batch_alter_table('badge') as batch_op:
        batch_op.alter_column('copy_number', existing_type=sa.Integer(), nullable=False)
