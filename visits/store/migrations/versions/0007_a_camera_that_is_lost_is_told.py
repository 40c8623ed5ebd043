"""A camera that is lost is told: what a kiosk reports of its camera, and since when"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('kiosk') as batch_op:
        batch_op.add_column(sa.Column('camera', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('camera_since', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('kiosk') as batch_op:
        batch_op.drop_column('camera_since')
        batch_op.drop_column('camera')
