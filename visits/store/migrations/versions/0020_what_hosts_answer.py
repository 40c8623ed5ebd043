"""What hosts answer when their guest is here"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def number() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'hostanswer',
        sa.Column('id', number(), nullable=False),
        sa.Column('visit_id', number(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('answer', sa.String(32), nullable=False),
        sa.Column('member_id', number(), nullable=False),
        sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['member_id'], ['member.id']),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_hostanswer_visit_id', 'hostanswer', ['visit_id'])
    op.create_index('ix_hostanswer_member_id', 'hostanswer', ['member_id'])


def downgrade() -> None:
    op.drop_table('hostanswer')
