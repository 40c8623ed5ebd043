"""How long a printer may take to answer, where that is longer than usual"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('printer', sa.Column('answers_within', sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column('printer', 'answers_within')
