"""The way to a site: its address and telephone, a company's floor, where the badge comes out"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

SITE = {'address': (200, ''), 'desk_phone': (20, ''), 'arrival_note': (160, ''), 'printer_side': (32, 'below')}
COMPANY = {'floor': (60, '')}


def upgrade() -> None:
    for table, columns in (('site', SITE), ('company', COMPANY)):
        with op.batch_alter_table(table) as batch_op:
            for name, (length, value) in columns.items():
                batch_op.add_column(sa.Column(name, sa.String(length), server_default=value, nullable=False))
        with op.batch_alter_table(table) as batch_op:
            for name in columns:
                batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    for table, columns in (('company', COMPANY), ('site', SITE)):
        with op.batch_alter_table(table) as batch_op:
            for name in columns:
                batch_op.drop_column(name)
