"""Sessions end when idle: until when a member's lasts without a request"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without a member or a kiosk no row is kept any more.
    op.execute("DELETE FROM facesession WHERE member_id IS NULL AND kiosk_id IS NULL")
    op.add_column('facesession', sa.Column('idle_until', sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE facesession SET idle_until = expires_at WHERE member_id IS NOT NULL")


def downgrade() -> None:
    op.drop_column('facesession', 'idle_until')
