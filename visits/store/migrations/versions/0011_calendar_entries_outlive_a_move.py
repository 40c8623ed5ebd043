"""Calendar entries outlive a move: those that were sent keep the host name in their UID"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'calendarhost',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('host', sa.String(253), nullable=False),
        sa.Column('through_visit', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )


def downgrade() -> None:
    op.drop_table('calendarhost')
