"""Which colleague comes in the host's place"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

IS_SET = sa.text('colleague_id IS NOT NULL')


def upgrade() -> None:
    with op.batch_alter_table('hostanswer') as batch_op:
        batch_op.add_column(sa.Column('colleague_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_foreign_key('hostanswer_colleague_id', 'member', ['colleague_id'], ['id'])
    op.create_index('answer_names_colleague', 'hostanswer', ['colleague_id'], sqlite_where=IS_SET, postgresql_where=IS_SET)


def downgrade() -> None:
    op.drop_index('answer_names_colleague', table_name='hostanswer')
    with op.batch_alter_table('hostanswer') as batch_op:
        batch_op.drop_constraint('hostanswer_colleague_id', type_='foreignkey')
        batch_op.drop_column('colleague_id')
