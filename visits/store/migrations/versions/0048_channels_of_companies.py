"""A company has channels of its own at a site"""

import sqlalchemy as sa
from alembic import op

revision = '0048'
down_revision = '0047'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    with op.batch_alter_table('channel') as batch_op:
        batch_op.add_column(sa.Column('company_id', NUMBER, nullable=True))
        batch_op.create_foreign_key('channel_company_id', 'company', ['company_id'], ['id'])


def downgrade() -> None:
    # The program before would tell them of every guest of the site.
    op.execute('DELETE FROM message WHERE channel_id IN (SELECT id FROM channel WHERE company_id IS NOT NULL)')
    op.execute('DELETE FROM channel WHERE company_id IS NOT NULL')
    with op.batch_alter_table('channel') as batch_op:
        batch_op.drop_constraint('channel_company_id', type_='foreignkey')
        batch_op.drop_column('company_id')
