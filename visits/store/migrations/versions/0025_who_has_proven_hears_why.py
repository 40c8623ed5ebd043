"""Who has proven who they are hears why they cannot go on: what an encounter began with"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('encounter') as batch_op:
        batch_op.add_column(sa.Column('typed', sa.String(length=32), nullable=True))
    with op.batch_alter_table('encounter') as batch_op:
        # SQLite builds the table anew, as it does on the way down.
        batch_op.alter_column('typed', existing_type=sa.String(length=32), nullable=True)
    # A telephone number may have been typed as well; nobody stands at a kiosk while this runs.
    op.execute("UPDATE encounter SET typed = 'email' WHERE NOT by_scan")


def downgrade() -> None:
    with op.batch_alter_table('encounter') as batch_op:
        batch_op.drop_column('typed')
