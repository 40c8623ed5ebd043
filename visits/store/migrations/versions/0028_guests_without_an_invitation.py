"""Guests without an invitation: walk-ins, the site's rule for them, and hosts who take none"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

OF_VISIT = (
    'blindindex',
    'email',
    'encounter',
    'envelope',
    'erasureasked',
    'escalation',
    'hostanswer',
    'invitation',
    'latereminder',
    'legalhold',
    'refusal',
    'restriction',
    'wait',
    'withdrawal',
)
"""What there may be of a visit whose guest was never in."""


def number() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def moment() -> sa.types.TypeEngine:
    return sa.DateTime(timezone=True)


def index_where_set(name: str, table: str, column: str) -> None:
    is_set = sa.text(f'{column} IS NOT NULL')
    op.create_index(name, table, [column], sqlite_where=is_set, postgresql_where=is_set)


def upgrade() -> None:
    op.create_table(
        'walkin',
        sa.Column('visit_id', number(), nullable=False),
        sa.Column('at', moment(), nullable=False),
        sa.Column('kiosk_id', number(), nullable=True),
        sa.Column('member_id', number(), nullable=True),
        sa.Column('escalate_at', moment(), nullable=True),
        sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['kiosk_id'], ['kiosk.id']),
        sa.ForeignKeyConstraint(['member_id'], ['member.id']),
        sa.PrimaryKeyConstraint('visit_id'),
    )
    index_where_set('walkin_to_escalate', 'walkin', 'escalate_at')
    index_where_set('walkin_by_member', 'walkin', 'member_id')
    op.add_column('member', sa.Column('no_walk_ins_since', moment(), nullable=True))
    with op.batch_alter_table('site') as batch_op:
        batch_op.add_column(sa.Column('walk_ins', sa.String(length=32), server_default='in_person', nullable=False))
    with op.batch_alter_table('site') as batch_op:
        batch_op.alter_column('walk_ins', server_default=None)


def downgrade() -> None:
    # The program before knows guests by their invitation only: a walk-in who is not in would be
    # one who is expected.
    _forget_who_is_not_in()
    op.execute("DELETE FROM email WHERE kind = 'walk_in'")
    op.execute("DELETE FROM wait WHERE reason = 'uninvited'")
    op.execute("DELETE FROM visitstatistic WHERE outcome = 'not_let_in'")
    op.execute("DELETE FROM ratelimitevent WHERE kind IN ('host_search', 'walk_in')")
    with op.batch_alter_table('site') as batch_op:
        batch_op.drop_column('walk_ins')
    op.drop_column('member', 'no_walk_ins_since')
    op.drop_index('walkin_by_member', table_name='walkin')
    op.drop_index('walkin_to_escalate', table_name='walkin')
    op.drop_table('walkin')


def _forget_who_is_not_in() -> None:
    not_in = 'SELECT visit_id FROM walkin WHERE visit_id NOT IN (SELECT visit_id FROM arrival)'
    # By name: no delete cascades while tables are rebuilt.
    encounters = f'SELECT id FROM encounter WHERE visit_id IN ({not_in})'
    op.execute(f'DELETE FROM email WHERE encounter_id IN ({encounters})')
    for table in OF_VISIT:
        op.execute(f'DELETE FROM {table} WHERE visit_id IN ({not_in})')
    op.execute(f'DELETE FROM visit WHERE id IN ({not_in})')
