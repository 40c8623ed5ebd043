"""Parties: several guests who come together share one code"""

import os

import sqlalchemy as sa
from alembic import op

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None


def upgrade() -> None:
    whole = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.add_column('invitation', sa.Column('party_id', whole, nullable=True))


def downgrade() -> None:
    # The program before takes every visit of a code for the same guest's: the others' opens nothing.
    others = sa.text('SELECT visit_id FROM invitation WHERE party_id <> visit_id')
    connection = op.get_bind()
    for (visit_id,) in connection.execute(others).all():
        new = {'code': os.urandom(32), 'visit': visit_id}
        connection.execute(sa.text('UPDATE invitation SET code = :code WHERE visit_id = :visit'), new)
    with op.batch_alter_table('invitation') as batch_op:
        batch_op.drop_column('party_id')
