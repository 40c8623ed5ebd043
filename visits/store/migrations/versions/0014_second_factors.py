"""Second factors: authenticator apps, recovery codes, and sites that ask for them"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'secondfactor',
        sa.Column('member_id', sa.Integer(), nullable=False),
        sa.Column('secret', sa.LargeBinary(), nullable=False),
        sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('last_step', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['member_id'], ['member.id']),
        sa.PrimaryKeyConstraint('member_id'),
    )
    op.create_table(
        'recoverycode',
        sa.Column('digest', sa.LargeBinary(), nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['member_id'], ['member.id']),
        sa.PrimaryKeyConstraint('digest'),
    )
    op.create_index(op.f('ix_recoverycode_member_id'), 'recoverycode', ['member_id'])
    with op.batch_alter_table('site') as batch_op:
        batch_op.add_column(sa.Column('second_factor', sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table('site') as batch_op:
        batch_op.alter_column('second_factor', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('site') as batch_op:
        batch_op.drop_column('second_factor')
    op.drop_index(op.f('ix_recoverycode_member_id'), table_name='recoverycode')
    op.drop_table('recoverycode')
    op.drop_table('secondfactor')
