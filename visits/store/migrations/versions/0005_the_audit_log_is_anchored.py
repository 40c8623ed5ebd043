"""The audit log is anchored: each site's privacy contact gets its head by e-mail"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('site') as batch_op:
        batch_op.add_column(sa.Column('audit_head_sent_at', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('email') as batch_op:
        batch_op.add_column(sa.Column('site_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key('email_site_id', 'site', ['site_id'], ['id'])


def downgrade() -> None:
    op.execute("DELETE FROM email WHERE kind = 'audit_head'")
    with op.batch_alter_table('email') as batch_op:
        batch_op.drop_constraint('email_site_id', type_='foreignkey')
        batch_op.drop_column('site_id')
    with op.batch_alter_table('site') as batch_op:
        batch_op.drop_column('audit_head_sent_at')
