"""Co-hosts: colleagues of a host who are told of a guest beside the host"""

import sqlalchemy as sa
from alembic import op

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'cohost',
        sa.Column('visit_id', NUMBER, nullable=False),
        sa.Column('member_id', NUMBER, nullable=False),
        sa.ForeignKeyConstraint(['member_id'], ['member.id']),
        sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('visit_id', 'member_id'),
    )
    op.create_index('ix_cohost_member_id', 'cohost', ['member_id'])


def downgrade() -> None:
    op.execute("DELETE FROM email WHERE kind IN ('co_host_named', 'co_host_ended')")
    op.drop_table('cohost')
