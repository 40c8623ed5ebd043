"""Membership plans, and for how many guests hosts have invited of each day"""

import sqlalchemy as sa
from alembic import op

revision = '0039'
down_revision = '0038'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
LIMITS = [f'{scope}_{period}' for scope in ('host', 'company') for period in ('day', 'week', 'month')]
PLANNED = 'company', 'member'


def upgrade() -> None:
    op.create_table(
        'membershipplan',
        sa.Column('id', NUMBER, nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        *(sa.Column(limit, NUMBER, nullable=True) for limit in LIMITS),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('name'),
    )
    op.create_table(
        'quotaday',
        sa.Column('host_id', NUMBER, nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('guests', NUMBER, nullable=False),
        sa.Column('extra', NUMBER, nullable=False),
        sa.ForeignKeyConstraint(['host_id'], ['member.id']),
        sa.PrimaryKeyConstraint('host_id', 'day'),
    )
    for table in PLANNED:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column('plan_id', NUMBER, nullable=True))
            batch_op.create_foreign_key(f'{table}_plan', 'membershipplan', ['plan_id'], ['id'])


def downgrade() -> None:
    for table in PLANNED:
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(f'{table}_plan', type_='foreignkey')
            batch_op.drop_column('plan_id')
    op.drop_table('quotaday')
    op.drop_table('membershipplan')
