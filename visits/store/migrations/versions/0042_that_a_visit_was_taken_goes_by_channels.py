"""That a visit was taken over goes by the channel that told of its guest"""

from alembic import op

revision = '0042'
down_revision = '0041'
branch_labels = None
depends_on = None

ABOUT = ['channel_id', 'visit_id']


def upgrade() -> None:
    op.drop_index('message_about', table_name='message')
    op.create_index('message_about', 'message', [*ABOUT, 'kind'], unique=True)


def downgrade() -> None:
    op.execute("DELETE FROM message WHERE kind = 'taken_over'")
    op.drop_index('message_about', table_name='message')
    op.create_index('message_about', 'message', ABOUT, unique=True)
