"""A host is told once that their guest is late, unless the guest has said so; and when one is refused."""

from contextlib import nullcontext
from datetime import time

import pytest
from sqlmodel import col, select

from lencana import jobs
from tests.cast import Cast, Invite, SettableClock, ask_for, check_in
from tests.query_plans import plans
from visits import emails, guest_answers, invitations, late_guests, visit_state
from visits.email_use import NotSendable
from visits.lobby import arrivals
from visits.people import delegates
from visits.store.database import Database
from visits.store.outbox import Email
from visits.visit_times import Window
from visits.vocabulary import actors
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.visits import Lateness, RefusalReason


def to_host(database: Database, kind: EmailKind) -> list[str]:
    """The addresses of the e-mails of this kind."""
    with database.reading() as store:
        queued = store.exec(select(Email).where(col(Email.kind) == kind))
        return [emails.contents(store, email).to for email in queued]


@pytest.mark.parametrize(
    ("minutes", "reminders"), [(14.9, 0), (15, 1), (44.9, 1), (45, 0), (300, 0)]
)
def test_the_host_hears_a_quarter_of_an_hour_after_the_start(
    database: Database,
    clock: SettableClock,
    invite: Invite,
    minutes: float,
    reminders: int,
) -> None:
    invite()
    clock.at("2026-11-23 10:00")
    clock.forward(minutes=minutes)

    for _ in range(2):
        jobs.remind(database)

    assert to_host(database, EmailKind.NOT_HERE_YET) == ["hana@example.com"] * reminders


def reminded(database: Database) -> int:
    """How often a host was told that a guest is late."""
    jobs.remind(database)
    with database.reading() as store:
        kinds = store.exec(select(Email.kind)).all()
    return kinds.count(EmailKind.NOT_HERE_YET)


def test_nobody_is_late_before_they_could_know_when_they_are_expected(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    clock.at("2026-11-23 10:50")
    invited = invite(starts=time(10), ends=time(15))
    moved = invite(starts=time(12), ends=time(15), email="moved@example.org")
    with database.transaction() as store:
        window = Window(day=clock.now.date(), starts=time(10), ends=time(14))
        invitations.reschedule(store, cast.hana.id, moved.public_id, window)
    assert reminded(database) == 0

    clock.at("2026-11-23 11:04")
    assert reminded(database) == 0
    # Only the end: the guest knows the start since ten to eleven.
    with database.transaction() as store:
        window = Window(day=clock.now.date(), starts=time(10), ends=time(13))
        invitations.reschedule(store, cast.hana.id, invited.public_id, window)
    clock.at("2026-11-23 11:05")

    assert reminded(database) == 2


def test_a_guest_who_was_found_late_and_has_said_so_since_is_not_told_of(
    database: Database, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    clock.at("2026-11-23 10:20")
    with database.transaction() as store:
        assert late_guests.unannounced(store) == [visit.id]
        found = visit_state.of(store, visit.id)
        by = Lateness.HALF_AN_HOUR
        guest_answers.late(store, found, actors.GUEST_BY_LINK, by)
        late_guests.remind(store, visit.id)

    assert to_host(database, EmailKind.NOT_HERE_YET) == []


def test_nobody_is_reminded_of_who_came_or_said_so_or_is_not_expected_any_more(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    here, late, withdrawn, refused = (
        invite(email=f"{name}@example.org") for name in ("a", "b", "c", "d")
    )
    check_in(database, cast.kiosk, here)
    with database.transaction() as store:
        found = visit_state.of(store, late.id)
        by = Lateness.QUARTER_OF_AN_HOUR
        guest_answers.late(store, found, actors.GUEST_BY_LINK, by)
        invitations.withdraw(store, cast.hana.id, withdrawn.public_id)
        place, why = cast.senopati.id, RefusalReason.SAFETY
        arrivals.refuse(store, place, refused.public_id, why, cast.dewi.id)
    clock.at("2026-11-23 10:20")
    jobs.remind(database)

    assert to_host(database, EmailKind.NOT_HERE_YET) == []


@pytest.mark.parametrize(("start", "is_anew"), [(14, True), (10, False)])
def test_a_host_who_moves_the_start_hears_of_lateness_anew(
    database: Database,
    cast: Cast,
    clock: SettableClock,
    invite: Invite,
    start: int,
    *,
    is_anew: bool,
) -> None:
    visit = invite()
    clock.at("2026-11-23 10:20")
    jobs.remind(database)
    window = Window(day=clock.now.date(), starts=time(start), ends=time(15))
    with database.transaction() as store:
        invitations.reschedule(store, cast.hana.id, visit.public_id, window)

    with pytest.raises(NotSendable) if is_anew else nullcontext():
        to_host(database, EmailKind.NOT_HERE_YET)
    clock.at("2026-11-23 14:20")
    jobs.remind(database)
    with database.reading() as store:
        kinds = store.exec(select(Email.kind)).all()
    assert kinds.count(EmailKind.NOT_HERE_YET) == 1 + is_anew


def test_a_guest_who_comes_meanwhile_is_not_told_of(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    clock.at("2026-11-23 10:20")
    jobs.remind(database)
    check_in(database, cast.kiosk, visit)

    with pytest.raises(NotSendable):
        to_host(database, EmailKind.NOT_HERE_YET)


def test_the_host_hears_once_that_the_desk_refused_their_guest(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    place, why = cast.senopati.id, RefusalReason.SAFETY
    for _ in range(2):
        with database.transaction() as store:
            arrivals.refuse(store, place, visit.public_id, why, cast.dewi.id)

    assert to_host(database, EmailKind.GUEST_REFUSED) == ["hana@example.com"]


def test_a_host_who_wants_no_e_mails_gets_none_about_their_guests(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    invite()
    with database.transaction() as store:
        delegates.be_told(store, cast.hana.id, is_wanted=False)
    clock.at("2026-11-23 10:20")
    jobs.remind(database)

    with pytest.raises(NotSendable):
        to_host(database, EmailKind.NOT_HERE_YET)


@pytest.mark.embedded
def test_looking_for_late_guests_looks_at_those_who_should_be_here_now(
    database: Database, invite: Invite
) -> None:
    invite()

    asked = plans(database, late_guests.unannounced)

    assert [plan for plan in asked if "SCAN" in plan] == []
    assert any("ix_invitation_awaited_since" in plan for plan in asked)


def test_a_guest_without_an_invitation_who_waits_keeps_the_job_at_nothing(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    """A job that did something is called again at once: of one found anew it would never rest."""
    ask_for(database, cast.kiosk, cast.hana)
    clock.forward(minutes=20)
    assert jobs.remind(database) == 0
