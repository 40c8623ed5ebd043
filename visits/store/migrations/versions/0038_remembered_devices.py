"""Devices on which a member's second factor is not asked for"""

import sqlalchemy as sa
from alembic import op

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'remembereddevice',
        sa.Column('digest', sa.LargeBinary(), nullable=False),
        sa.Column('member_id', NUMBER, nullable=False),
        sa.Column('face', sa.String(length=20), nullable=False),
        sa.Column('browser', sa.String(length=32), nullable=True),
        sa.Column('system', sa.String(length=32), nullable=True),
        sa.Column('remembered_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['member_id'], ['member.id']),
        sa.PrimaryKeyConstraint('digest'),
    )
    op.create_index('ix_remembereddevice_member_id', 'remembereddevice', ['member_id'])


def downgrade() -> None:
    op.drop_table('remembereddevice')
