"""Of which address was decided: when one took the place of another"""

import sqlalchemy as sa
from alembic import op

revision = '0045'
down_revision = '0044'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('blindindex', sa.Column('corrected_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM email WHERE kind = 'host_changed'")
    op.execute("UPDATE email SET kind = 'rescheduled' WHERE kind = 'day_withdrawn'")
    op.drop_column('blindindex', 'corrected_at')
