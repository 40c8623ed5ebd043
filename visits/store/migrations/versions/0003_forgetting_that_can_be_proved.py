"""Forgetting that can be proved: rights, holds, counts, periods of a site, and a trail that is sealed"""

import sqlalchemy as sa
from alembic import op

from visits.store.schema import SchemaError

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


OF_MEMBERS = (
    ('arrival_by_member', 'arrival', 'member_id'), ('departure_by_member', 'departure', 'member_id'),
    ('badge_by_member', 'badge', 'member_id'), ('letter_to_member', 'letter', 'member_id'),
)
OF_MEMBERS_IN_NEW_TABLES = (
    ('hold_by_member', 'hold', 'placed_by'), ('rights_request_noted', 'rightsrequest', 'noted_by'),
    ('rights_request_settled', 'rightsrequest', 'settled_by'),
)


def upgrade() -> None:
    with op.batch_alter_table('site') as batch_op:
        batch_op.add_column(sa.Column('private_badges', sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table('site') as batch_op:
        batch_op.alter_column('private_badges', server_default=None)
    # Rebuilding visits would forget which numbers were given: plain ALTER TABLE keeps them, and its default.
    op.add_column('visit', sa.Column('notice', sa.Integer(), server_default='1', nullable=False))
    with op.batch_alter_table('member') as batch_op:
        batch_op.add_column(sa.Column('key_day', sa.Date(), nullable=True))

    # Under which day an envelope once lay is not known: under none later than the last there is.
    op.add_column('envelope', sa.Column('furthest_day', sa.Date(), server_default='9999-12-31', nullable=False))
    op.execute("UPDATE envelope SET furthest_day = (SELECT max(key_day) FROM envelope)")

    op.create_table('siteperiod',
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('shelf', sa.String(length=32), nullable=False),
    sa.Column('after_visit', sa.Integer(), nullable=False),
    sa.Column('hours', sa.Integer(), nullable=False),
    sa.Column('resealed_through', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], ),
    sa.PrimaryKeyConstraint('site_id', 'shelf', 'after_visit')
    )
    op.create_table('tally',
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('hour', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=False),
    sa.Column('outcome', sa.String(length=32), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], ),
    sa.PrimaryKeyConstraint('site_id', 'day', 'hour', 'reason', 'outcome')
    )
    op.create_table('purge',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('looked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('destroyed_through', sa.Date(), nullable=False),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('blocked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('untold', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('keycheck',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('inquiry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=26), nullable=False),
    sa.Column('handle', sa.LargeBinary(), nullable=False),
    sa.Column('address', sa.LargeBinary(), nullable=True),
    sa.Column('key_day', sa.Date(), nullable=False),
    sa.Column('language', sa.String(length=5), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('confirmed', sa.Boolean(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('public_id')
    )
    with op.batch_alter_table('inquiry') as batch_op:
        batch_op.create_index(batch_op.f('ix_inquiry_expires_at'), ['expires_at'], unique=False)
    op.create_table('rightsrequest',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=26), nullable=False),
    sa.Column('site_id', sa.Integer(), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=True),
    sa.Column('handle', sa.LargeBinary(), nullable=True),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('channel', sa.String(length=32), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_by', sa.Integer(), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.String(length=32), nullable=True),
    sa.ForeignKeyConstraint(['noted_by'], ['member.id'], ),
    sa.ForeignKeyConstraint(['settled_by'], ['member.id'], ),
    sa.ForeignKeyConstraint(['site_id'], ['site.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('public_id')
    )
    with op.batch_alter_table('rightsrequest') as batch_op:
        batch_op.create_index(batch_op.f('ix_rightsrequest_received_at'), ['received_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_rightsrequest_visit_id'), ['visit_id'], unique=False)
        batch_op.create_index('rights_request_open', ['site_id', 'settled_at'], unique=False)
    for table in ('restriction', 'erasureasked'):
        op.create_table(table,
        sa.Column('visit_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('visit_id')
        )
    op.create_table('hold',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=26), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=False),
    sa.Column('review_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('placed_by', sa.Integer(), nullable=True),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['placed_by'], ['member.id'], ),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('public_id')
    )
    with op.batch_alter_table('hold') as batch_op:
        batch_op.create_index(batch_op.f('ix_hold_visit_id'), ['visit_id'], unique=False)
    op.create_table('suppression',
    sa.Column('handle', sa.LargeBinary(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('handle')
    )

    op.create_table('trailseal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('through', sa.Integer(), nullable=False),
    sa.Column('entries', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('through')
    )
    # The trail's numbers likewise.
    for name in ('reader', 'purpose'):
        op.add_column('trail', sa.Column(name, sa.String(length=32), nullable=True))
    op.add_column('trail', sa.Column('items', sa.String(length=120), nullable=True))
    op.add_column('trail', sa.Column('subject_id', sa.Integer(), nullable=True))
    op.create_index('ix_trail_visit_id', 'trail', ['visit_id'], unique=False)
    is_set = sa.text('actor_id IS NOT NULL')
    op.create_index('trail_by_actor', 'trail', ['actor_id', 'actor'], unique=False,
                    sqlite_where=is_set, postgresql_where=is_set)

    with op.batch_alter_table('letter') as batch_op:
        batch_op.add_column(sa.Column('inquiry_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key('letter_inquiry_id', 'inquiry', ['inquiry_id'], ['id'], ondelete='CASCADE')
        batch_op.create_index(batch_op.f('ix_letter_inquiry_id'), ['inquiry_id'], unique=False)

    # A digest stays as long as its visit, not as long as the address.
    op.execute("ALTER TABLE handle RENAME TO handle_before")
    op.drop_index('ix_handle_digest', table_name='handle_before')
    _handle(sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ondelete='CASCADE'), 'visit_id', 'item')
    op.execute("INSERT INTO handle (visit_id, item, digest) SELECT visit_id, item, digest FROM handle_before")
    op.drop_table('handle_before')
    op.create_index('ix_handle_digest', 'handle', ['digest'], unique=False)


    # Without them each member who is forgotten has these tables read whole.
    for name, table, column in (*OF_MEMBERS, *OF_MEMBERS_IN_NEW_TABLES):
        is_set = sa.text(f'{column} IS NOT NULL')
        op.create_index(name, table, [column], unique=False, sqlite_where=is_set, postgresql_where=is_set)
    for table in ('withdrawal', 'refusal'):
        op.create_index(f'ix_{table}_member_id', table, ['member_id'], unique=False)


def _handle(constraint: sa.ForeignKeyConstraint, *key: str) -> None:
    op.create_table('handle',
    sa.Column('visit_id', sa.Integer(), nullable=False),
    *(sa.Column(name, sa.String(length=32), nullable=False) for name in key[1:]),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    constraint,
    sa.PrimaryKeyConstraint(*key)
    )


def _refuse_what_cannot_be_read() -> None:
    closed = sa.text('SELECT count(*) FROM member WHERE key_day IS NOT NULL OR length(profile) = 0')
    count = op.get_bind().execute(closed).scalar()
    if count:
        raise SchemaError(
            f'the program before cannot read what is left of {count} closed accounts: '
            'stay with this one, or put back the backup that was made before it'
        )


def downgrade() -> None:
    _refuse_what_cannot_be_read()
    for table in ('withdrawal', 'refusal'):
        op.drop_index(f'ix_{table}_member_id', table_name=table)
    for name, table, _ in OF_MEMBERS:
        op.drop_index(name, table_name=table)
    op.execute("ALTER TABLE handle RENAME TO handle_after")
    op.drop_index('ix_handle_digest', table_name='handle_after')
    _handle(
        sa.ForeignKeyConstraint(['visit_id', 'shelf'], ['envelope.visit_id', 'envelope.shelf'], ondelete='CASCADE'),
        'visit_id', 'shelf', 'item',
    )
    op.execute(
        "INSERT INTO handle (visit_id, shelf, item, digest) SELECT visit_id, 'contact', item, digest FROM handle_after "
        "WHERE EXISTS (SELECT 1 FROM envelope WHERE envelope.visit_id = handle_after.visit_id AND shelf = 'contact')"
    )
    op.drop_table('handle_after')
    op.create_index('ix_handle_digest', 'handle', ['digest'], unique=False)

    op.execute("DELETE FROM letter WHERE inquiry_id IS NOT NULL OR kind = 'rights_code'")
    with op.batch_alter_table('letter') as batch_op:
        batch_op.drop_index(batch_op.f('ix_letter_inquiry_id'))
        batch_op.drop_constraint('letter_inquiry_id', type_='foreignkey')
        batch_op.drop_column('inquiry_id')

    op.drop_index('trail_by_actor', table_name='trail')
    op.drop_index('ix_trail_visit_id', table_name='trail')
    # The program before knows none of these acts.
    op.execute(
        "DELETE FROM trail WHERE act NOT IN ('invited', 'rescheduled', 'resent', 'withdrawn', 'arrived', 'vouched', "
        "'id_seen', 'refused', 'departed', 'badge_reprinted', 'badge_seen', 'badge_by_hand', 'badge_moved', "
        "'agent_paired', 'agent_revoked', 'printer_added', 'printer_retired', 'kiosk_paired', 'kiosk_revoked', "
        "'kiosk_released', 'forgotten')"
    )
    for name in ('subject_id', 'items', 'purpose', 'reader'):
        op.drop_column('trail', name)

    for table in ('trailseal', 'suppression', 'hold', 'erasureasked', 'restriction', 'rightsrequest', 'inquiry',
                  'keycheck', 'purge', 'tally', 'siteperiod'):
        op.drop_table(table)
    with op.batch_alter_table('member') as batch_op:
        batch_op.drop_column('key_day')
    op.drop_column('visit', 'notice')
    op.drop_column('envelope', 'furthest_day')
    with op.batch_alter_table('site') as batch_op:
        batch_op.drop_column('private_badges')
