"""Several days on one code: invitations of a series share their code and links"""

import os

import sqlalchemy as sa
from alembic import op

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None

NAMES = {'uq': 'uq_%(table_name)s_%(column_0_name)s'}
DIGESTS = ('code', 'link')


def upgrade() -> None:
    whole = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.add_column('invitation', sa.Column('series_id', whole, nullable=True))
    op.execute('UPDATE invitation SET series_id = visit_id')
    uniques = _uniques()
    with op.batch_alter_table('invitation', naming_convention=NAMES) as batch_op:
        batch_op.alter_column('series_id', nullable=False)
        for name in DIGESTS:
            batch_op.drop_constraint(uniques[name], type_='unique')
    for name in (*DIGESTS, 'series_id'):
        op.create_index(f'ix_invitation_{name}', 'invitation', [name])


def downgrade() -> None:
    # The program before knows one visit of a code: the other days have none that opens.
    later = sa.text('SELECT visit_id FROM invitation WHERE visit_id <> series_id')
    connection = op.get_bind()
    for (visit_id,) in connection.execute(later).all():
        new = {name: os.urandom(32) for name in DIGESTS} | {'visit': visit_id}
        connection.execute(sa.text('UPDATE invitation SET code = :code, link = :link WHERE visit_id = :visit'), new)
    for name in (*DIGESTS, 'series_id'):
        op.drop_index(f'ix_invitation_{name}', 'invitation')
    with op.batch_alter_table('invitation', naming_convention=NAMES) as batch_op:
        for name in DIGESTS:
            batch_op.create_unique_constraint(f'uq_invitation_{name}', [name])
        batch_op.drop_column('series_id')


def _uniques() -> dict[str, str]:
    found = sa.inspect(op.get_bind()).get_unique_constraints('invitation')
    # SQLite has no names of its own for them; the batch gives them these.
    return {one['column_names'][0]: one['name'] or f"uq_invitation_{one['column_names'][0]}" for one in found}
