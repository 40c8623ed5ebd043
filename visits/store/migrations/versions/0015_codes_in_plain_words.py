"""Stored codes in plain words: restricted, and a guest's request"""

from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    _restate('kept_back', 'restricted')
    op.execute("UPDATE facesession SET flash = 'lobby_opened' WHERE flash = 'founded'")
    _forget('guest_deed')


def downgrade() -> None:
    _restate('restricted', 'kept_back')
    op.execute("UPDATE facesession SET flash = 'founded' WHERE flash = 'lobby_opened'")
    _forget('guest_request')


def _restate(old: str, new: str) -> None:
    op.execute(f"UPDATE wait SET reason = '{new}' WHERE reason = '{old}'")
    op.execute(f"UPDATE email SET undelivered = '{new}' WHERE undelivered = '{old}'")


def _forget(kind: str) -> None:
    # The kind is part of the digest of what is counted: these rows could count for nobody.
    op.execute(f"DELETE FROM ratelimitevent WHERE kind = '{kind}'")
