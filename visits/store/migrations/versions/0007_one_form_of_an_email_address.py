"""One form of an e-mail address: `lencana migrate` gives the kept ones theirs

No table changes. The addresses are sealed, and a migration has no keys: see
visits/vault/reindexing.py.
"""

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
