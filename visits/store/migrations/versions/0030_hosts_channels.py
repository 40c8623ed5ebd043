"""Hosts' channels beside e-mail, and the messages that wait to go out by them"""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'channel',
        sa.Column('id', NUMBER, nullable=False),
        sa.Column('public_id', sa.String(length=26), nullable=False),
        sa.Column('member_id', NUMBER, nullable=True),
        sa.Column('site_id', NUMBER, nullable=True),
        sa.Column('kind', sa.String(length=32), nullable=False),
        sa.Column('fields', sa.LargeBinary(), nullable=False),
        sa.Column('place', NUMBER, nullable=False),
        sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('broken_since', sa.DateTime(timezone=True), nullable=True),
        sa.Column('problem', sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(['member_id'], ['member.id']),
        sa.ForeignKeyConstraint(['site_id'], ['site.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('public_id'),
    )
    op.create_index('ix_channel_member_id', 'channel', ['member_id'])
    op.create_index('ix_channel_site_id', 'channel', ['site_id'])
    op.create_table(
        'message',
        sa.Column('id', NUMBER, nullable=False),
        sa.Column('channel_id', NUMBER, nullable=False),
        sa.Column('visit_id', NUMBER, nullable=True),
        sa.Column('kind', sa.String(length=32), nullable=False),
        sa.Column('queued_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('attempts', NUMBER, nullable=False),
        sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('problem', sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_message_visit_id', 'message', ['visit_id'])
    op.create_index('message_open', 'message', ['settled_at', 'not_before'])
    op.create_index('message_about', 'message', ['channel_id', 'visit_id'], unique=True)


def downgrade() -> None:
    # The program before tells hosts by e-mail alone.
    op.execute("DELETE FROM email WHERE kind = 'channel_broken'")
    op.execute("DELETE FROM ratelimitevent WHERE kind = 'channel_test'")
    op.drop_table('message')
    op.drop_table('channel')
