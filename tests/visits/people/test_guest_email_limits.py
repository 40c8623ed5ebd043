"""How often hosts may write to one guest: each host so often, and all of a site together."""

from datetime import time, timedelta
from itertools import count

import pytest

from tests.cast import EMAIL, TODAY, Cast, Invite, SettableClock
from visits import invitations, outbox
from visits.people import guest_email_limits as limits
from visits.people.guest_email_limits import SentToGuest
from visits.store.database import Database
from visits.store.people import Member
from visits.store.visits import Visit
from visits.visit_times import Window
from visits.vocabulary.refusals import GuestWrittenTooOften

IN_THE_HOUR = limits.OF_HOST[limits.HOUR]
DAYS = count(1)


def reschedule(database: Database, visit: Visit) -> None:
    """Move the visit to a time that it never had."""
    day = TODAY + timedelta(days=1 + next(DAYS) % 80)
    window = Window(day=day, starts=time(9), ends=time(10))
    with database.transaction() as store:
        invitations.reschedule(store, visit.host_id, visit.public_id, window)


def sent(database: Database, host: Member, visit: Visit) -> SentToGuest:
    with database.reading() as store:
        return limits.sent(store, host.id, visit.id)


def test_a_host_writes_to_one_guest_so_often_within_the_hour_whatever_the_e_mails_are(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    invite(email=EMAIL.upper())
    for _ in range(IN_THE_HOUR - 2):
        reschedule(database, visit)

    for again in (lambda: reschedule(database, visit), invite):
        with pytest.raises(GuestWrittenTooOften):
            again()

    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, visit.public_id)
    assert sent(database, cast.hana, visit) == SentToGuest(
        IN_THE_HOUR, clock.now + limits.HOUR, is_full=True
    )
    clock.forward(hours=1)
    assert invite().id


def test_a_host_does_not_fill_a_mailbox_hour_after_hour(
    database: Database, clock: SettableClock, invite: Invite
) -> None:
    clock.at("2026-11-23 00:01")
    visit = invite()
    for number in range(1, limits.OF_HOST[limits.DAY]):
        clock.forward(minutes=61 if number % IN_THE_HOUR == 0 else 0)
        reschedule(database, visit)
    clock.forward(hours=2)

    with pytest.raises(GuestWrittenTooOften):
        reschedule(database, visit)


def test_a_host_at_the_limit_writes_to_other_guests_and_other_hosts_to_this_one(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    for _ in range(IN_THE_HOUR - 1):
        reschedule(database, visit)

    assert invite(email="other@example.org").id
    others = invite(host=cast.raka)
    assert sent(database, cast.raka, others).times == 1


def test_a_guest_without_an_e_mail_address_can_be_moved_at_will(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite(email="", phone="+6281234567890")
    for _ in range(IN_THE_HOUR + 1):
        reschedule(database, visit)
    assert sent(database, cast.hana, visit).times == 0


def test_nobody_uses_up_what_another_host_may_send(
    database: Database,
    cast: Cast,
    clock: SettableClock,
    invite: Invite,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "OF_SITE", 4)
    flood = invite(host=cast.raka)
    for _ in range(5):
        reschedule(database, flood)
    mine = invite(host=cast.hana)

    with database.transaction() as store:
        due = []
        while (email := outbox.claim(store)) is not None:
            due.append(email.visit_id)
    assert due == [flood.id] * 4 + [mine.id]

    clock.forward(hours=1)
    with database.reading() as store:
        assert outbox.any_due(store)


def test_a_site_does_not_count_what_another_does(
    cast: Cast, invite: Invite, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "OF_SITE", 1)
    invite()
    invite(site=cast.mitte)

    with database.transaction() as store:
        assert [outbox.claim(store) is not None for _ in range(3)] == [
            True,
            True,
            False,
        ]
