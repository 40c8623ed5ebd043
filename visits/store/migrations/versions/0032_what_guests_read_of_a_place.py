"""What guests read of a site or a company, in each language; and house rules, in versions"""

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
MOVED = (('site', 'address', 200), ('site', 'arrival_note', 160), ('company', 'floor', 60))
OWN_LANGUAGE = {
    'site': 'place.language',
    # A company is of no site: its words are read in the language of where its members are.
    'company': (
        "COALESCE((SELECT site.language FROM site JOIN member ON member.site_id = site.id"
        " WHERE member.company_id = place.id ORDER BY member.id LIMIT 1), 'en')"
    ),
}
ACCEPTED = ('encounter', 'arrival', 'earlierstay')


def upgrade() -> None:
    op.create_table(
        'placetext',
        sa.Column('id', WHOLE, nullable=False),
        sa.Column('site_id', WHOLE, nullable=True),
        sa.Column('company_id', WHOLE, nullable=True),
        sa.Column('kind', sa.String(length=32), nullable=False),
        sa.Column('language', sa.String(length=5), nullable=False),
        sa.Column('version', WHOLE, nullable=False),
        sa.Column('words', sa.String(length=2000), nullable=False),
        sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['site_id'], ['site.id']),
        sa.ForeignKeyConstraint(['company_id'], ['company.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('site_id', 'kind', 'version', 'language'),
        sa.UniqueConstraint('company_id', 'kind', 'version', 'language'),
    )
    for table, name, _ in MOVED:
        op.execute(
            f"INSERT INTO placetext ({table}_id, kind, language, version, words, written_at)"
            f" SELECT place.id, '{name}', {OWN_LANGUAGE[table]}, 0, place.{name}, CURRENT_TIMESTAMP"
            f" FROM {table} AS place WHERE place.{name} <> ''"
        )
    _drop(MOVED)
    op.add_column('walkin', sa.Column('rules_version', WHOLE, nullable=True))
    for table in ACCEPTED:
        op.add_column(table, sa.Column('rules_version', WHOLE, nullable=True))
        op.add_column(table, sa.Column('rules_accepted_at', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('site') as batch_op:
        batch_op.add_column(sa.Column('rules_version', WHOLE, server_default='0', nullable=False))
        batch_op.add_column(sa.Column('has_rules', sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table('site') as batch_op:
        for name in ('rules_version', 'has_rules'):
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    # The program before knows one text for all languages, and no house rules.
    for table, name, length in MOVED:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column(name, sa.String(length), server_default='', nullable=False))
        its = f"SELECT words FROM placetext WHERE placetext.{table}_id = {table}.id AND kind = '{name}'"
        own = OWN_LANGUAGE[table].replace('place.', f'{table}.')
        op.execute(
            f"UPDATE {table} SET {name} ="
            f" COALESCE(({its} AND language = {own}), ({its} ORDER BY placetext.id LIMIT 1), '')"
        )
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column(name, server_default=None)
    _drop((('site', 'rules_version', 0), ('site', 'has_rules', 0)))
    for table in ACCEPTED:
        op.drop_column(table, 'rules_accepted_at')
        op.drop_column(table, 'rules_version')
    op.drop_column('walkin', 'rules_version')
    op.drop_table('placetext')


def _drop(columns: tuple[tuple[str, str, int], ...]) -> None:
    for table, name, _ in columns:
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column(name)
