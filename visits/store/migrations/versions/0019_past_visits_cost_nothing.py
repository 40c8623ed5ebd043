"""Past visits cost nothing: indexes for a site's day, a host's guests, and who is inside

An invitation repeats its visit's site and host, which never change, so that an index holds them with the time.
"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

OWNERS = {'site': 'site', 'host': 'member'}
INSIDE = sa.text('inside_site_id IS NOT NULL')


def upgrade() -> None:
    with op.batch_alter_table('invitation') as batch_op:
        for owner in OWNERS:
            batch_op.add_column(sa.Column(f'{owner}_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
    for owner in OWNERS:
        op.execute(f'UPDATE invitation SET {owner}_id = (SELECT {owner}_id FROM visit WHERE visit.id = visit_id)')
    with op.batch_alter_table('invitation') as batch_op:
        for owner, table in OWNERS.items():
            batch_op.alter_column(f'{owner}_id', nullable=False)
            batch_op.create_foreign_key(f'invitation_{owner}_id', table, [f'{owner}_id'], ['id'])
            batch_op.create_index(f'invitation_by_{owner}', [f'{owner}_id', 'day_ends_at'])
    with op.batch_alter_table('arrival') as batch_op:
        batch_op.add_column(sa.Column('inside_site_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_foreign_key('arrival_inside_site_id', 'site', ['inside_site_id'], ['id'])
        batch_op.create_index('arrival_inside', ['inside_site_id'], sqlite_where=INSIDE, postgresql_where=INSIDE)
    op.execute(
        'UPDATE arrival SET inside_site_id = (SELECT site_id FROM visit WHERE visit.id = visit_id) '
        'WHERE NOT EXISTS (SELECT 1 FROM departure WHERE departure.visit_id = arrival.visit_id)'
    )


def downgrade() -> None:
    with op.batch_alter_table('arrival') as batch_op:
        batch_op.drop_index('arrival_inside')
        batch_op.drop_constraint('arrival_inside_site_id', type_='foreignkey')
        batch_op.drop_column('inside_site_id')
    with op.batch_alter_table('invitation') as batch_op:
        for owner in OWNERS:
            batch_op.drop_index(f'invitation_by_{owner}')
            batch_op.drop_constraint(f'invitation_{owner}_id', type_='foreignkey')
            batch_op.drop_column(f'{owner}_id')
