"""No lock without an end: a kiosk's has a time, and retired limits are counted no more"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

RETIRED = ('sign_in_address', 'pairing', 'welcome', 'first_run', 'guest_link', 'inquiry_address')
NEW = ('sign_in_account', 'sign_in_network', 'kiosk_lock', 'sending_contact', 'inquiry_contact', 'inquiry_network')


def upgrade() -> None:
    with op.batch_alter_table('kiosk') as batch_op:
        batch_op.add_column(sa.Column('locked_until', sa.DateTime(timezone=True), nullable=True))
    # They waited for the staff, who are told again by the next ten wrong digits.
    op.execute("UPDATE kiosk SET locked_at = NULL")
    _forget(RETIRED)


def downgrade() -> None:
    _forget(NEW)
    with op.batch_alter_table('kiosk') as batch_op:
        batch_op.drop_column('locked_until')


def _forget(kinds: tuple[str, ...]) -> None:
    named = ', '.join(f"'{kind}'" for kind in kinds)
    op.execute(f"DELETE FROM ratelimitevent WHERE kind IN ({named})")
