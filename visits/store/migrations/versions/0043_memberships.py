"""What a person signs in with is an account, of which they may have several memberships"""

import secrets

import sqlalchemy as sa
from alembic import op

from visits.store.schema import SchemaError

revision = '0043'
down_revision = '0042'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
MOMENT = sa.DateTime(timezone=True)
DIGEST = ('digest', sa.LargeBinary(), False)
TABLES = {
    'welcomelink': (('generation', NUMBER, False), DIGEST, ('expires_at', MOMENT, False)),
    'secondfactor': (
        ('secret', sa.LargeBinary(), False), ('confirmed_at', MOMENT, True), ('last_step', NUMBER, False),
    ),
    'recoverycode': (DIGEST,),
    'remembereddevice': (
        DIGEST, ('face', sa.String(length=20), False), ('browser', sa.String(length=32), True),
        ('system', sa.String(length=32), True), ('remembered_at', MOMENT, False), ('used_at', MOMENT, False),
    ),
}
"""What belonged to a member and belongs to an account: name, type and whether it may be missing."""
BY_DIGEST = ('recoverycode', 'remembereddevice')


def upgrade() -> None:
    op.create_table(
        'account',
        sa.Column('id', NUMBER, autoincrement=False, nullable=False),
        sa.Column('public_id', sa.String(length=26), nullable=False),
        sa.Column('login', sa.LargeBinary(), nullable=False),
        sa.Column('password', sa.String(length=120), nullable=True),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('public_id'),
        sa.UniqueConstraint('login'),
    )
    # By the same number: the digests of codes and devices hold it.
    op.execute(
        'INSERT INTO account (id, public_id, login, password) '
        'SELECT id, public_id, login, password FROM member WHERE closed_at IS NULL'
    )
    with op.batch_alter_table('member') as batch_op:
        batch_op.add_column(sa.Column('account_id', NUMBER, nullable=True))
        batch_op.create_foreign_key('member_account_id', 'account', ['account_id'], ['id'])
        batch_op.drop_column('login')
        batch_op.drop_column('password')
    op.execute('UPDATE member SET account_id = id WHERE closed_at IS NULL')
    op.create_index('ix_member_account_id', 'member', ['account_id'])
    for table in TABLES:
        _rebuild(table, 'member', 'account')
    op.add_column('memberrole', sa.Column('chosen_at', MOMENT, nullable=True))
    op.add_column('facesession', sa.Column('second_factor_at', MOMENT, nullable=True))


def downgrade() -> None:
    bind = op.get_bind()
    # The codes and secrets of an account are those of its first membership.
    others = bind.execute(sa.text('SELECT count(*) FROM member WHERE account_id <> id')).scalar()
    if others:
        raise SchemaError(
            f'the program before knows one membership of each person, and {others} are further ones: '
            'stay with this one, or put back the backup that was made before it'
        )
    op.execute("DELETE FROM email WHERE kind = 'membership_added'")
    op.drop_column('facesession', 'second_factor_at')
    op.drop_column('memberrole', 'chosen_at')
    for table in TABLES:
        _rebuild(table, 'account', 'member')
    op.drop_index('ix_member_account_id', table_name='member')
    with op.batch_alter_table('member') as batch_op:
        batch_op.add_column(sa.Column('login', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('password', sa.String(length=120), nullable=True))
    for field in ('login', 'password'):
        op.execute(f'UPDATE member SET {field} = (SELECT {field} FROM account WHERE account.id = member.account_id)')
    for (number,) in bind.execute(sa.text('SELECT id FROM member WHERE login IS NULL')).fetchall():
        # Of a closed one: the digest of no address.
        nobodys = {'number': number, 'login': secrets.token_bytes(32)}
        bind.execute(sa.text('UPDATE member SET login = :login WHERE id = :number'), nobodys)
    with op.batch_alter_table('member') as batch_op:
        batch_op.drop_constraint('member_account_id', type_='foreignkey')
        batch_op.drop_column('account_id')
        batch_op.alter_column('login', existing_type=sa.LargeBinary(), nullable=False)
        batch_op.create_unique_constraint('member_login', ['login'])
    op.drop_table('account')


def _rebuild(table: str, old: str, new: str) -> None:
    """Let the rows belong to `new`, by the same numbers: a foreign key without a name is made anew."""
    op.execute(f'CREATE TABLE kept AS SELECT * FROM {table}')
    op.drop_table(table)
    op.create_table(
        table,
        sa.Column(f'{new}_id', NUMBER, nullable=False),
        *(sa.Column(name, kind, nullable=may_lack) for name, kind, may_lack in TABLES[table]),
        sa.ForeignKeyConstraint([f'{new}_id'], [f'{new}.id']),
        sa.PrimaryKeyConstraint('digest' if table in BY_DIGEST else f'{new}_id'),
        *([sa.UniqueConstraint('digest')] if table == 'welcomelink' else []),
    )
    if table in BY_DIGEST:
        op.create_index(f'ix_{table}_{new}_id', table, [f'{new}_id'])
    names = ', '.join(name for name, _, _ in TABLES[table])
    op.execute(
        f'INSERT INTO {table} ({new}_id, {names}) '
        f'SELECT {old}_id, {names} FROM kept WHERE {old}_id IN (SELECT id FROM {new})'
    )
    op.drop_table('kept')
