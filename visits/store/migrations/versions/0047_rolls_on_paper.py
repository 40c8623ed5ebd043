"""Rolls on paper: a print job is of a badge, or of the roll of an alarm at one printer"""

import sqlalchemy as sa
from alembic import op

revision = '0047'
down_revision = '0046'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(length=32)
OTHERS = (
    ('site_id', NUMBER, False), ('printer_id', NUMBER, True), ('queued_at', MOMENT, False),
    ('not_before', MOMENT, False), ('attempts', NUMBER, False), ('leased_until', MOMENT, True),
    ('started_at', MOMENT, True), ('settled_at', MOMENT, True), ('problem', WORD, True), ('group_id', NUMBER, True),
    ('agent_id', NUMBER, True), ('asked_printer_id', NUMBER, True), ('stub_printer_id', NUMBER, True),
    ('state', WORD, False), ('stubs', NUMBER, False), ('cancelled_because', WORD, True),
)
"""The columns that stay as they are: name, type and whether it may be missing."""
NAMED = {
    'group_id': 'printergroup', 'agent_id': 'printagent', 'asked_printer_id': 'printer', 'stub_printer_id': 'printer',
}
INDEXES = {
    'print_job_open': (['state', 'not_before'], None),
    'print_job_stub': (['stub_printer_id'], 'stub_printer_id IS NOT NULL'),
    'one_live_job_a_printer': (['printer_id'], "state IN ('claimed', 'started', 'waiting_printer')"),
}


def upgrade() -> None:
    _rebuild(
        [
            sa.Column('public_id', sa.String(length=26), nullable=False),
            sa.Column('badge_id', NUMBER, nullable=True),
            sa.Column('alarm_id', NUMBER, nullable=True),
            sa.ForeignKeyConstraint(['alarm_id'], ['alarm.id'], ondelete='CASCADE'),
            sa.PrimaryKeyConstraint('public_id'),
            sa.UniqueConstraint('badge_id'),
        ],
        ('public_id', 'badge_id'),
        'SELECT badge.public_id, badge_id, {others} FROM kept JOIN badge ON badge.id = badge_id',
    )
    is_roll = sa.text('alarm_id IS NOT NULL')
    op.create_index('print_job_of_roll', 'printjob', ['alarm_id'], sqlite_where=is_roll, postgresql_where=is_roll)


def downgrade() -> None:
    # The program before knows jobs of badges only.
    own = [sa.Column('badge_id', NUMBER, nullable=False), sa.PrimaryKeyConstraint('badge_id')]
    _rebuild(own, ('badge_id',), 'SELECT badge_id, {others} FROM kept WHERE badge_id IS NOT NULL')


def _rebuild(own: list[sa.schema.SchemaItem], names: tuple[str, ...], kept: str) -> None:
    """Make the table anew by its own columns, with the rows that `kept` selects: its primary key is another."""
    op.execute('CREATE TABLE kept AS SELECT * FROM printjob')
    op.drop_table('printjob')
    op.create_table(
        'printjob',
        *own,
        *(sa.Column(name, kind, nullable=may_lack) for name, kind, may_lack in OTHERS),
        sa.ForeignKeyConstraint(['badge_id'], ['badge.id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['site_id'], ['site.id']),
        sa.ForeignKeyConstraint(['printer_id'], ['printer.id']),
        *(sa.ForeignKeyConstraint([name], [f'{to}.id'], name=f'printjob_{name}') for name, to in NAMED.items()),
    )
    others = ', '.join(f'kept.{name}' for name, _, _ in OTHERS)
    into = ', '.join((*names, *(name for name, _, _ in OTHERS)))
    op.execute(f'INSERT INTO printjob ({into}) ' + kept.format(others=others))
    op.drop_table('kept')
    for name, (columns, where) in INDEXES.items():
        is_in = sa.text(where) if where else None
        unique = name == 'one_live_job_a_printer'
        op.create_index(name, 'printjob', columns, unique=unique, sqlite_where=is_in, postgresql_where=is_in)
