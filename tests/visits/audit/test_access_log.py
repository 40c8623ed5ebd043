"""Readings: whoever was told something of a guest stands in the audit log, once an hour, whatever happens."""

from contextlib import suppress

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from tests.cast import Cast, Invite, SettableClock, url_of
from tests.visits.audit.tampering import tamper
from visits import board
from visits.audit import access_log as access_log_module
from visits.audit.access_log import AccessLog, AccessLogEntry, RecentReads
from visits.store.audit import AuditEntry
from visits.store.database import Database, UnloggedAccessError
from visits.store.visits import Visit
from visits.vault import envelopes
from visits.vocabulary.actors import (
    AccessContext,
    FailedSignIn,
    as_desk,
    as_guest,
    as_host,
    as_mailer,
)
from visits.vocabulary.audit import Act, ActorKind
from visits.vocabulary.policy import Purpose, Reader


def tell(database: Database, asking: AccessContext, *visits: Visit) -> None:
    with database.reading() as store:
        envelopes.read(store, [visit.id for visit in visits], ["name"], asking)


def told(database: Database) -> list[AuditEntry]:
    with database.reading() as store:
        found = store.exec(
            select(AuditEntry)
            .where(AuditEntry.act == Act.DISCLOSED)
            .order_by(col(AuditEntry.id))
        )
        return list(found)


def of(database: Database, visit: Visit) -> list[AccessLogEntry]:
    with database.reading() as store:
        return access_log_module.of_visit(store, visit.id)


def test_an_entry_says_who_was_told_what_of_whom_and_what_for(
    database: Database, cast: Cast, invite: Invite, access_log: AccessLog
) -> None:
    visit = invite()
    tell(database, as_desk(cast.dewi.id), visit)

    assert access_log.write(database) == 1
    (entry,) = told(database)
    assert (entry.actor, entry.actor_id) == (ActorKind.MEMBER, cast.dewi.id)
    assert (entry.reader, entry.purpose, entry.items) == (
        Reader.DESK,
        Purpose.IDENTIFY,
        "name",
    )
    assert (entry.visit_id, entry.at) == (visit.id, database.clock())


def test_nobody_was_told_what_is_not_kept(
    database: Database, cast: Cast, invite: Invite, access_log: AccessLog
) -> None:
    visits = [invite(), invite(badge_name="Gita")]
    with database.reading() as store:
        envelopes.read(
            store,
            [visit.id for visit in visits],
            ["name", "badge_name"],
            as_desk(cast.dewi.id),
        )
    access_log.write(database)

    assert [entry.items for entry in told(database)] == ["name", "badge_name+name"]


def test_a_board_tells_of_everybody_on_it(
    database: Database, cast: Cast, invite: Invite, access_log: AccessLog
) -> None:
    visits = [invite(), invite()]
    with database.reading() as store:
        board.of_site(store, cast.senopati.id, cast.dewi.id)
    access_log.write(database)

    assert {entry.visit_id for entry in told(database)} == {
        visit.id for visit in visits
    }


def test_the_same_is_said_once_an_hour(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    access_log: AccessLog,
) -> None:
    visit = invite()
    for minutes, entries in ((0, 1), (59, 0), (1, 1), (5, 0)):
        clock.forward(minutes=minutes)
        tell(database, as_desk(cast.dewi.id), visit)
        tell(database, as_desk(cast.dewi.id), visit)
        assert access_log.write(database) == entries


def test_whoever_is_another_or_asks_for_something_else_is_said_too(
    database: Database, cast: Cast, invite: Invite, access_log: AccessLog
) -> None:
    visit = invite()
    for asking in (
        as_desk(cast.dewi.id),
        as_desk(cast.dieter.id),
        as_host(cast.dewi.id),
        as_desk(cast.dewi.id, Purpose.PROTECT),
        as_guest(),
    ):
        tell(database, asking, visit)

    assert access_log.write(database) == 5


def test_what_is_said_already_opens_no_transaction(
    database: Database, cast: Cast, invite: Invite, access_log: AccessLog
) -> None:
    visit = invite()
    tell(database, as_desk(cast.dewi.id), visit)
    access_log.write(database)
    tell(database, as_desk(cast.dewi.id), visit)
    commits = database.commits

    assert access_log.write(database) == 0
    assert database.commits == commits


def test_a_house_that_was_started_again_asks_the_store_what_it_said(
    database: Database, cast: Cast, invite: Invite, access_log: AccessLog
) -> None:
    visits = [invite(), invite()]
    tell(database, as_desk(cast.dewi.id), visits[0])
    access_log.write(database)
    access_log.recent = RecentReads()
    tell(database, as_desk(cast.dewi.id), *visits)

    assert access_log.write(database) == 1


def test_what_is_remembered_has_its_bounds(
    database: Database,
    cast: Cast,
    invite: Invite,
    monkeypatch: pytest.MonkeyPatch,
    access_log: AccessLog,
) -> None:
    monkeypatch.setattr(access_log_module, "MOST_REMEMBERED", 1)
    visits = [invite(), invite()]
    for _ in range(2):
        tell(database, as_desk(cast.dewi.id), *visits)
        access_log.write(database)

    assert len(access_log.recent) == 1
    assert len(told(database)) == 2


def test_many_are_written_in_small_batches(
    database: Database,
    cast: Cast,
    invite: Invite,
    monkeypatch: pytest.MonkeyPatch,
    access_log: AccessLog,
) -> None:
    monkeypatch.setattr(access_log_module, "BATCH", 2)
    visits = [invite() for _ in range(5)]
    tell(database, as_desk(cast.dewi.id), *visits)
    commits = database.commits

    assert access_log.write(database) == 5
    assert database.commits - commits == 3


def test_a_clock_that_was_set_back_breaks_nothing(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    access_log: AccessLog,
) -> None:
    visit = invite()
    for days in (0, -2):
        clock.forward(days=days)
        tell(database, as_desk(cast.dewi.id), visit)
        assert access_log.write(database) == 1


def test_whoever_was_told_before_everything_was_undone_is_said(
    database: Database, cast: Cast, invite: Invite, access_log: AccessLog
) -> None:
    visit = invite()
    with suppress(ZeroDivisionError), database.transaction() as store:
        envelopes.read(store, [visit.id], ["name"], as_desk(cast.dewi.id))
        raise ZeroDivisionError
    with suppress(ZeroDivisionError), database.reading() as store:
        envelopes.read(store, [visit.id], ["name"], as_mailer())
        raise ZeroDivisionError

    assert access_log.write(database) == 2


def test_who_is_forgotten_is_told_to_nobody(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    access_log: AccessLog,
) -> None:
    visit = invite()
    clock.forward(days=90)
    tell(database, as_desk(cast.dewi.id), visit)

    assert access_log.write(database) == 0


def test_what_the_store_does_not_take_is_not_lost(
    database: Database, cast: Cast, invite: Invite, access_log: AccessLog
) -> None:
    visits = [invite(), invite()]
    tell(database, as_desk(cast.dewi.id), *visits)
    tamper(database, "ALTER TABLE auditentry RENAME TO gone")
    for _ in range(3):
        with pytest.raises(DBAPIError):
            access_log.write(database)
    tamper(database, "ALTER TABLE gone RENAME TO auditentry")

    assert len(access_log.waiting) == 2
    assert access_log.write(database) == 2


def test_the_guest_sees_who_read_what_newest_first(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    access_log: AccessLog,
) -> None:
    visit, other = invite(), invite()
    first = clock()
    tell(database, as_host(cast.hana.id), visit, other)
    clock.forward(minutes=5)
    with database.reading() as store:
        envelopes.read(store, [visit.id], ["name", "email"], as_mailer())
    access_log.write(database)

    assert of(database, visit) == [
        AccessLogEntry(
            ActorKind.MAILER,
            Reader.MAILER,
            Purpose.IDENTIFY,
            ("email", "name"),
            clock(),
        ),
        AccessLogEntry(
            ActorKind.MEMBER, Reader.HOST, Purpose.IDENTIFY, ("name",), first
        ),
    ]


def test_where_nobody_logs_reads_no_guest_is_read(
    database: Database, invite: Invite
) -> None:
    visit = invite()
    unlogged = Database(url_of(database), database.keys, database.clock)
    with pytest.raises(UnloggedAccessError):
        tell(unlogged, as_guest(), visit)
    unlogged.close()


def test_failed_sign_ins_are_written_once_a_minute_and_kept_while_the_store_refuses(
    database: Database, clock: SettableClock, cast: Cast, access_log: AccessLog
) -> None:
    def fail(*members: int | None) -> None:
        with database.reading() as store:
            store.later.extend(FailedSignIn(member_id) for member_id in members)

    fail(cast.hana.id, None, cast.hana.id, None)
    tamper(database, "ALTER TABLE auditentry RENAME TO gone")
    with pytest.raises(DBAPIError):
        access_log.write(database)
    tamper(database, "ALTER TABLE gone RENAME TO auditentry")
    assert access_log.write(database) == 2
    clock.forward(seconds=59)
    fail(cast.hana.id, cast.dewi.id)
    assert access_log.write(database) == 1
    clock.forward(seconds=1)
    fail(cast.hana.id, None)
    assert access_log.write(database) == 2
    assert access_log.write(database) == 0
