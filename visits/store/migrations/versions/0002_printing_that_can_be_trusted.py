"""Printing that can be trusted: states of a job, printers in groups and in an order, and their agents"""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

LIVE = sa.text("state IN ('claimed', 'started', 'waiting_printer')")
STUB = sa.text('stub_printer_id IS NOT NULL')
NOT_RETIRED = sa.text("retired_at IS NULL")


REFERENCES = {
    'kiosk': {'group_id': 'printergroup'},
    'printer': {'group_id': 'printergroup', 'agent_id': 'printagent'},
    'printjob': {
        'group_id': 'printergroup', 'agent_id': 'printagent', 'asked_printer_id': 'printer', 'stub_printer_id': 'printer',
    },
}


def add_references(batch_op: BatchOperations, table: str) -> None:
    for name, target in REFERENCES[table].items():
        batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
        batch_op.create_foreign_key(f'{table}_{name}', target, [name], ['id'])


def drop_references(batch_op: BatchOperations, table: str) -> None:
    for name in REFERENCES[table]:
        batch_op.drop_constraint(f'{table}_{name}', type_='foreignkey')
        batch_op.drop_column(name)


def upgrade() -> None:
    op.create_table('printagent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=26), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('token', sa.LargeBinary(), nullable=False),
    sa.Column('paired_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('public_id'),
    sa.UniqueConstraint('token')
    )
    with op.batch_alter_table('printagent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_printagent_site_id'), ['site_id'], unique=False)

    op.create_table('printergroup',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('site_id', 'name')
    )
    with op.batch_alter_table('kiosk') as batch_op:
        add_references(batch_op, 'kiosk')

    op.execute("DELETE FROM pairingcode")
    with op.batch_alter_table('pairingcode') as batch_op:
        batch_op.add_column(sa.Column('device', sa.String(length=32), server_default='kiosk', nullable=False))
    with op.batch_alter_table('pairingcode') as batch_op:
        batch_op.alter_column('device', server_default=None)

    with op.batch_alter_table('printer') as batch_op:
        add_references(batch_op, 'printer')
        batch_op.add_column(sa.Column('rank', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('cutter', sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column('confirm', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('condition', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('condition_since', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column('address', existing_type=sa.String(length=120), nullable=True)
    # Their order was that of their coming, and two of one name could not be told apart.
    op.execute("UPDATE printer SET rank = id")
    op.execute(
        "UPDATE printer SET name = substr(name, 1, 30) || ' ' || id WHERE EXISTS (SELECT 1 FROM printer AS twin "
        "WHERE twin.site_id = printer.site_id AND twin.name = printer.name AND twin.id < printer.id)"
    )
    with op.batch_alter_table('printer') as batch_op:
        batch_op.alter_column('rank', server_default=None)
        batch_op.alter_column('cutter', server_default=None)
        batch_op.create_index('one_name_a_printer', ['site_id', 'name'], unique=True, sqlite_where=NOT_RETIRED, postgresql_where=NOT_RETIRED)

    with op.batch_alter_table('printjob') as batch_op:
        add_references(batch_op, 'printjob')
        batch_op.add_column(sa.Column('state', sa.String(length=32), server_default='queued', nullable=False))
        batch_op.add_column(sa.Column('stubs', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('cancelled_because', sa.String(length=32), nullable=True))
        batch_op.drop_index('print_job_open')
    # Nothing prints while the schema changes: what was begun is a person's to settle.
    op.execute("UPDATE printjob SET state = outcome WHERE outcome IS NOT NULL")
    op.execute("UPDATE printjob SET state = 'needs_human' WHERE outcome IS NULL AND started_at IS NOT NULL")
    op.execute("UPDATE printjob SET leased_until = NULL")
    op.execute("UPDATE printjob SET cancelled_because = 'replaced' WHERE state = 'cancelled'")
    with op.batch_alter_table('printjob') as batch_op:
        batch_op.drop_column('outcome')
        batch_op.alter_column('state', server_default=None)
        batch_op.alter_column('stubs', server_default=None)
        batch_op.create_index('print_job_open', ['state', 'not_before'], unique=False)
        batch_op.create_index('print_job_stub', ['stub_printer_id'], unique=False, sqlite_where=STUB, postgresql_where=STUB)
        batch_op.create_index('one_live_job_a_printer', ['printer_id'], unique=True, sqlite_where=LIVE, postgresql_where=LIVE)


def downgrade() -> None:
    with op.batch_alter_table('printjob') as batch_op:
        batch_op.add_column(sa.Column('outcome', sa.String(length=32), nullable=True))
        batch_op.drop_index('one_live_job_a_printer')
        batch_op.drop_index('print_job_stub')
        batch_op.drop_index('print_job_open')
    op.execute("UPDATE printjob SET outcome = state WHERE state NOT IN ('queued', 'claimed', 'started', 'waiting_printer')")
    op.execute("UPDATE printjob SET outcome = 'needs_human' WHERE state IN ('started', 'waiting_printer')")
    with op.batch_alter_table('printjob') as batch_op:
        for name in ('cancelled_because', 'stubs', 'state'):
            batch_op.drop_column(name)
        drop_references(batch_op, 'printjob')
        batch_op.create_index('print_job_open', ['outcome', 'not_before'], unique=False)

    # The schema before knows no printer of an agent's: it waits at an address that nobody has (RFC 5737).
    op.execute("UPDATE printer SET address = 'tcp://192.0.2.1:9100' WHERE address IS NULL")
    with op.batch_alter_table('printer') as batch_op:
        batch_op.drop_index('one_name_a_printer')
        batch_op.alter_column('address', existing_type=sa.String(length=120), nullable=False)
        for name in ('retired_at', 'condition_since', 'condition', 'confirm', 'cutter', 'rank'):
            batch_op.drop_column(name)
        drop_references(batch_op, 'printer')

    op.execute("DELETE FROM pairingcode")
    with op.batch_alter_table('pairingcode') as batch_op:
        batch_op.drop_column('device')

    with op.batch_alter_table('kiosk') as batch_op:
        drop_references(batch_op, 'kiosk')

    op.drop_table('printergroup')
    with op.batch_alter_table('printagent') as batch_op:
        batch_op.drop_index(batch_op.f('ix_printagent_site_id'))

    op.drop_table('printagent')
