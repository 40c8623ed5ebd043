"""One word for one thing: tables and columns are called what the glossary calls them"""

from alembic import op
from sqlalchemy import inspect

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

TABLES = {
    'letter': 'email', 'trail': 'auditentry', 'trailseal': 'auditseal', 'hold': 'legalhold', 'tally': 'visitstatistic',
    'handle': 'blindindex', 'attempt': 'ratelimitevent', 'welcome': 'welcomelink',
}
INDEXES = {
    'letter_open': 'email_open', 'letter_to_member': 'email_to_member', 'trail_by_actor': 'audit_by_actor',
    'hold_by_member': 'legal_hold_by_member',
}
COLUMNS = (
    ('envelope', 'shelf', 'retention_class'), ('siteperiod', 'shelf', 'retention_class'),
    ('encounter', 'handle', 'contact_digest'), ('inquiry', 'handle', 'contact_digest'),
    ('rightsrequest', 'handle', 'contact_digest'), ('suppression', 'handle', 'contact_digest'),
    ('invitation', 'reason', 'purpose'), ('tally', 'reason', 'purpose'),
    ('printjob', 'trouble', 'problem'), ('printer', 'trouble', 'problem'),
    ('facesession', 'notice', 'flash'), ('purge', 'untold', 'unlogged'),
)


def upgrade() -> None:
    for table, old, new in COLUMNS:
        op.execute(f'ALTER TABLE {table} RENAME COLUMN {old} TO {new}')
    _rename(TABLES, INDEXES)


def downgrade() -> None:
    _rename({new: old for old, new in TABLES.items()}, {new: old for old, new in INDEXES.items()})
    for table, old, new in COLUMNS:
        op.execute(f'ALTER TABLE {table} RENAME COLUMN {new} TO {old}')


def _rename(tables: dict[str, str], named: dict[str, str]) -> None:
    # An index keeps its name when its table gets another one: it is made again under the name of now.
    for old, new in tables.items():
        # PostgreSQL also names those that belong to a constraint, which keep their name.
        indexes = [index for index in inspect(op.get_bind()).get_indexes(old) if 'duplicates_constraint' not in index]
        for index in indexes:
            op.drop_index(index['name'], table_name=old)
        op.rename_table(old, new)
        for index in indexes:
            name = named.get(index['name']) or index['name'].replace(f'ix_{old}_', f'ix_{new}_')
            where = {key: value for key, value in index.get('dialect_options', {}).items() if key.endswith('_where')}
            op.create_index(name, new, index['column_names'], unique=bool(index['unique']), **where)
