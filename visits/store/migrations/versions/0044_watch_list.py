"""The watch list, and the digests by which it knows a guest"""

import sqlalchemy as sa
from alembic import op

revision = '0044'
down_revision = '0043'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'watchentry',
        sa.Column('id', NUMBER, nullable=False),
        sa.Column('public_id', sa.String(length=26), nullable=False),
        sa.Column('site_id', NUMBER, nullable=False),
        sa.Column('item', sa.String(length=32), nullable=False),
        sa.Column('digest', sa.LargeBinary(), nullable=False),
        sa.Column('reason', sa.String(length=32), nullable=False),
        sa.Column('first_at', MOMENT, nullable=False),
        sa.Column('proposed_at', MOMENT, nullable=False),
        sa.Column('proposed_by', NUMBER, nullable=True),
        sa.Column('confirmed_at', MOMENT, nullable=True),
        sa.Column('confirmed_by', NUMBER, nullable=True),
        sa.Column('review_at', MOMENT, nullable=False),
        sa.ForeignKeyConstraint(['site_id'], ['site.id']),
        sa.ForeignKeyConstraint(['proposed_by'], ['member.id']),
        sa.ForeignKeyConstraint(['confirmed_by'], ['member.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('public_id'),
    )
    for by in ('digest', 'proposed_by', 'site_id'):
        op.create_index(f'ix_watchentry_{by}', 'watchentry', [by])
    is_set = sa.text('confirmed_by IS NOT NULL')
    op.create_index('watch_entry_confirmed', 'watchentry', ['confirmed_by'], sqlite_where=is_set, postgresql_where=is_set)
    # Filled by `vault/reindexing`: a migration has no keys.
    op.add_column('blindindex', sa.Column('watch_digest', sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column('blindindex', 'watch_digest')
    op.execute("DELETE FROM wait WHERE reason = 'on_watch_list'")
    op.drop_table('watchentry')
