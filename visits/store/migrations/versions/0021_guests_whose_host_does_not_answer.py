"""Who is told of guests whose host does not answer: delegates, escalation, and who wants to hear nothing"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def number() -> sa.types.TypeEngine:
    return sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def moment() -> sa.types.TypeEngine:
    return sa.DateTime(timezone=True)


def index_where_set(name: str, table: str, column: str) -> None:
    is_set = sa.text(f'{column} IS NOT NULL')
    op.create_index(name, table, [column], sqlite_where=is_set, postgresql_where=is_set)


def upgrade() -> None:
    op.create_table(
        'delegation',
        sa.Column('host_id', number(), nullable=False),
        sa.Column('delegate_id', number(), nullable=False),
        sa.Column('begins_at', moment(), nullable=False),
        sa.Column('ends_at', moment(), nullable=False),
        sa.ForeignKeyConstraint(['host_id'], ['member.id']),
        sa.ForeignKeyConstraint(['delegate_id'], ['member.id']),
        sa.PrimaryKeyConstraint('host_id'),
    )
    op.create_index('ix_delegation_delegate_id', 'delegation', ['delegate_id'])
    op.create_table(
        'escalation',
        sa.Column('visit_id', number(), nullable=False),
        sa.Column('step', sa.String(32), nullable=False),
        sa.Column('at', moment(), nullable=False),
        sa.Column('member_id', number(), nullable=True),
        sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['member_id'], ['member.id']),
        sa.PrimaryKeyConstraint('visit_id', 'step'),
    )
    index_where_set('escalation_to_member', 'escalation', 'member_id')
    op.create_table(
        'latereminder',
        sa.Column('visit_id', number(), nullable=False),
        sa.Column('at', moment(), nullable=False),
        sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('visit_id'),
    )
    # Whoever is inside already is chased no more.
    op.add_column('arrival', sa.Column('escalate_at', moment(), nullable=True))
    index_where_set('arrival_to_escalate', 'arrival', 'escalate_at')
    op.add_column('member', sa.Column('quiet_since', moment(), nullable=True))


def downgrade() -> None:
    op.drop_column('member', 'quiet_since')
    op.drop_index('arrival_to_escalate', table_name='arrival')
    op.drop_column('arrival', 'escalate_at')
    for table in ('latereminder', 'escalation', 'delegation'):
        op.drop_table(table)
