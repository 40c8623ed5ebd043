"""Forgotten passwords: a link by e-mail, and an e-mail that the password is another"""

import sqlalchemy as sa
from alembic import op

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'passwordreset',
        sa.Column('login', sa.LargeBinary(), nullable=False),
        sa.Column('generation', NUMBER, nullable=False),
        sa.Column('digest', sa.LargeBinary(), nullable=False),
        sa.Column('form', sa.LargeBinary(), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('login'),
        sa.UniqueConstraint('digest'),
    )
    op.add_column('email', sa.Column('reset', sa.LargeBinary(), nullable=True))
    op.add_column('email', sa.Column('face', sa.String(length=20), nullable=True))


def downgrade() -> None:
    # The program before has no such e-mails and limits.
    op.execute("DELETE FROM email WHERE kind IN ('password_reset', 'password_changed')")
    op.execute("DELETE FROM ratelimitevent WHERE kind LIKE 'reset%'")
    with op.batch_alter_table('email') as batch_op:
        batch_op.drop_column('face')
        batch_op.drop_column('reset')
    op.drop_table('passwordreset')
