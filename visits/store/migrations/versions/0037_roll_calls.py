"""Alarms: the roll of guests who are looked for, and what marshals say of each"""

import sqlalchemy as sa
from alembic import op

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'alarm',
        sa.Column('id', NUMBER, nullable=False),
        sa.Column('site_id', NUMBER, nullable=False),
        sa.Column('kind', sa.String(length=32), nullable=False),
        sa.Column('raised_at', MOMENT, nullable=False),
        sa.Column('raised_by', NUMBER, nullable=False),
        sa.Column('generation', NUMBER, nullable=False),
        sa.Column('link', sa.LargeBinary(), nullable=True),
        sa.Column('expires_at', MOMENT, nullable=False),
        sa.Column('ended_at', MOMENT, nullable=True),
        sa.Column('ended_by', NUMBER, nullable=True),
        sa.Column('on_roll', NUMBER, nullable=False),
        sa.Column('found', NUMBER, nullable=False),
        sa.Column('unlisted', NUMBER, nullable=False),
        sa.Column('last_found_at', MOMENT, nullable=True),
        sa.ForeignKeyConstraint(['site_id'], ['site.id']),
        sa.ForeignKeyConstraint(['raised_by'], ['member.id']),
        sa.ForeignKeyConstraint(['ended_by'], ['member.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('link'),
        sqlite_autoincrement=True,
    )
    is_open = sa.text('ended_at IS NULL')
    op.create_index('one_alarm_a_site', 'alarm', ['site_id'], unique=True, sqlite_where=is_open, postgresql_where=is_open)
    for by in ('raised_by', 'ended_by'):
        op.create_index(f'ix_alarm_{by}', 'alarm', [by])
    op.create_table(
        'rollentry',
        sa.Column('alarm_id', NUMBER, nullable=False),
        sa.Column('visit_id', NUMBER, nullable=False),
        sa.Column('part', sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(['alarm_id'], ['alarm.id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('alarm_id', 'visit_id'),
    )
    op.create_index('ix_rollentry_visit_id', 'rollentry', ['visit_id'])
    op.create_table(
        'marshal',
        sa.Column('id', NUMBER, nullable=False),
        sa.Column('alarm_id', NUMBER, nullable=False),
        sa.Column('phone', sa.String(length=26), nullable=False),
        sa.Column('number', NUMBER, nullable=False),
        sa.Column('unlisted', NUMBER, nullable=False),
        sa.Column('heard_at', MOMENT, nullable=False),
        sa.ForeignKeyConstraint(['alarm_id'], ['alarm.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('alarm_id', 'phone'),
        sa.UniqueConstraint('alarm_id', 'number'),
    )
    op.create_table(
        'mark',
        sa.Column('marshal_id', NUMBER, nullable=False),
        sa.Column('visit_id', NUMBER, nullable=False),
        sa.Column('turn', NUMBER, nullable=False),
        sa.Column('is_found', sa.Boolean(), nullable=False),
        sa.Column('at', MOMENT, nullable=False),
        sa.ForeignKeyConstraint(['marshal_id'], ['marshal.id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('marshal_id', 'visit_id'),
    )
    op.create_index('ix_mark_visit_id', 'mark', ['visit_id'])


def downgrade() -> None:
    # The program before knows no assembly point.
    op.execute("DELETE FROM placetext WHERE kind = 'assembly_point'")
    for table in ('mark', 'marshal', 'rollentry', 'alarm'):
        op.drop_table(table)
