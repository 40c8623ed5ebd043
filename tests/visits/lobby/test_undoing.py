"""Undoing: what somebody at the desk did to the wrong guest, taken back within half a minute."""

from contextlib import suppress
from datetime import datetime

import pytest
from sqlmodel import select

from tests.cast import Cast, Invite, SettableClock, check_in, stage
from visits import codes, emails, outbox, visit_state
from visits.email_use import NotSendable
from visits.lobby import arrivals, departures, undoing
from visits.printing import badges
from visits.rights import erasing_by_guest
from visits.store.database import Database, Store
from visits.store.people import Member
from visits.store.sites import Kiosk
from visits.store.visits import Envelope, Visit
from visits.visit_state import Stage
from visits.vocabulary import actors
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.policy import RetentionClass
from visits.vocabulary.refusals import NotFound, TooLateToUndo
from visits.vocabulary.visits import RefusalReason


def leave(database: Database, kiosk: Kiosk, visit: Visit) -> None:
    """By the badge."""
    with database.transaction() as store:
        badge, _ = badges.newest(store, [visit.id])[visit.id]
        departures.leave(store, kiosk, codes.digest(badges.code(store, badge)))


def undo(database: Database, cast: Cast, visit: Visit, member: Member) -> None:
    """By the button that stands there since Dewi has checked the guest out, or refused them."""
    with database.transaction() as store:
        here = visit_state.of(store, visit.id)
        done = here.departure or here.refusal
        assert done
        press(store, cast, visit, member, undoing.mark(done))


def press(store: Store, cast: Cast, visit: Visit, member: Member, mark: str) -> None:
    undoing.undo(store, cast.senopati.id, visit.public_id, member.id, mark)


def kept_until(database: Database) -> dict[RetentionClass, datetime]:
    with database.reading() as store:
        return {
            one.retention_class: one.expires_at for one in store.exec(select(Envelope))
        }


@pytest.fixture
def checked_out(database: Database, cast: Cast, invite: Invite) -> Visit:
    """Gita, whom Dewi has just checked out."""
    visit = invite()
    check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)
    return visit


def test_a_check_out_is_undone_within_thirty_seconds_and_nothing_is_left_of_it(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    before = kept_until(database)
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)
    assert kept_until(database) != before
    with database.reading() as store:
        departure = visit_state.of(store, visit.id).departure
        assert departure
    clock.forward(seconds=30)

    for _ in range(2):
        with database.transaction() as store:
            press(store, cast, visit, cast.dewi, undoing.mark(departure))

    assert stage(database, visit) is Stage.ON_SITE
    assert kept_until(database) == before
    leave(database, cast.kiosk, visit)
    assert stage(database, visit) is Stage.LEFT


def test_whoever_was_checked_out_by_mistake_still_leaves_when_the_site_closes(
    database: Database, cast: Cast, checked_out: Visit, clock: SettableClock
) -> None:
    undo(database, cast, checked_out, cast.dewi)
    clock.at("2026-11-23 23:59")
    with database.transaction() as store:
        left = departures.past_closing(store)
        assert departures.check_out_at_closing_time(store, left) == 1


def test_a_check_out_is_undone_in_time_and_by_whoever_made_it_alone(
    database: Database, cast: Cast, checked_out: Visit, clock: SettableClock
) -> None:
    with pytest.raises(TooLateToUndo):
        undo(database, cast, checked_out, cast.dieter)
    elsewhere = cast.mitte.id, checked_out.public_id
    with pytest.raises(NotFound), database.transaction() as store:
        undoing.undo(store, *elsewhere, cast.dewi.id, "departure")
    clock.forward(seconds=31)
    with pytest.raises(TooLateToUndo):
        undo(database, cast, checked_out, cast.dewi)
    assert stage(database, checked_out) is Stage.LEFT


def test_who_left_by_their_badge_has_left(
    database: Database, cast: Cast, invite: Invite
) -> None:
    gone = invite()
    check_in(database, cast.kiosk, gone)
    leave(database, cast.kiosk, gone)
    with pytest.raises(TooLateToUndo):
        undo(database, cast, gone, cast.dewi)


def refuse(database: Database, cast: Cast, visit: Visit) -> None:
    place, why = (cast.senopati.id, visit.public_id), RefusalReason.SAFETY
    with database.transaction() as store:
        arrivals.refuse(store, *place, why, cast.dewi.id)


def times_told(database: Database) -> int:
    """How many e-mails about a refusal go out, of those that are due."""
    times = 0
    with database.transaction() as store:
        while (email := outbox.claim(store)) is not None:
            with suppress(NotSendable):
                emails.contents(store, email)
                times += email.kind is EmailKind.GUEST_REFUSED
            outbox.delivered(store, email.id)
    return times


def test_of_a_refusal_that_is_undone_no_host_hears_and_the_code_opens_again(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    visit = invite()
    before = kept_until(database)
    refuse(database, cast, visit)
    assert times_told(database) == 0
    clock.forward(seconds=29)

    undo(database, cast, visit, cast.dewi)

    assert stage(database, visit) is Stage.EXPECTED
    assert kept_until(database) == before
    clock.forward(seconds=2)
    assert times_told(database) == 0
    check_in(database, cast.kiosk, visit)
    assert stage(database, visit) is Stage.ON_SITE


def test_of_a_refusal_that_stands_the_host_hears_half_a_minute_later(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    visit = invite()
    refuse(database, cast, visit)
    clock.forward(seconds=5)
    undo(database, cast, visit, cast.dewi)
    refuse(database, cast, visit)
    clock.forward(seconds=31)

    with pytest.raises(TooLateToUndo):
        undo(database, cast, visit, cast.dewi)
    assert times_told(database) == 1


def test_whose_data_went_as_they_left_is_not_brought_back(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        erasing_by_guest.erase(store, visit_state.of(store, visit.id), actors.GUEST)
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)
    with pytest.raises(NotFound), database.transaction() as store:
        press(store, cast, visit, cast.dewi, "departure")
