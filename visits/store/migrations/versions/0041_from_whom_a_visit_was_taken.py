"""From whom a colleague took a visit over"""

import sqlalchemy as sa
from alembic import op

revision = '0041'
down_revision = '0040'
branch_labels = None
depends_on = None

IS_SET = sa.text('former_host_id IS NOT NULL')


def upgrade() -> None:
    with op.batch_alter_table('hostanswer') as batch_op:
        batch_op.add_column(sa.Column('former_host_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_foreign_key('hostanswer_former_host_id', 'member', ['former_host_id'], ['id'])
    op.create_index('answer_takes_visit', 'hostanswer', ['former_host_id'], sqlite_where=IS_SET, postgresql_where=IS_SET)


def downgrade() -> None:
    op.drop_index('answer_takes_visit', table_name='hostanswer')
    with op.batch_alter_table('hostanswer') as batch_op:
        batch_op.drop_constraint('hostanswer_former_host_id', type_='foreignkey')
        batch_op.drop_column('former_host_id')
