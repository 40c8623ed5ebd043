"""The outbox: one worker has a letter, it is tried again with growing patience, and at last given up."""

import pytest
from sqlmodel import select

from tests import cast as casting
from tests.cast import Cast, Invite, SettableClock
from visits import outbox
from visits.people import password_resets
from visits.people.password_resets import ResetOrigin
from visits.store.database import Database
from visits.store.outbox import Email
from visits.vocabulary.mail import EmailKind, UndeliveredReason
from visits.vocabulary.sessions import FaceName


@pytest.fixture
def letter(database: Database, invite: Invite) -> Email:
    """Gita's invitation waits to be sent."""
    invite()
    with database.reading() as store:
        return store.exec(select(Email)).one()


def claim(database: Database) -> Email | None:
    with database.transaction() as store:
        return outbox.claim(store)


def claimed(database: Database) -> Email:
    found = claim(database)
    assert found is not None
    return found


def fail(
    database: Database, letter: Email, why: UndeliveredReason | None = None
) -> None:
    with database.transaction() as store:
        outbox.not_delivered(store, letter.id, why)


def as_it_is(database: Database, letter: Email) -> Email:
    with database.reading() as store:
        return store.get_one(Email, letter.id)


@pytest.mark.usefixtures("letter")
def test_two_workers_do_not_get_the_same_letter(database: Database) -> None:
    assert [claim(database) is not None, claim(database) is not None] == [True, False]


def test_a_worker_that_died_loses_the_letter_after_two_minutes(
    database: Database, clock: SettableClock, letter: Email
) -> None:
    claimed(database)
    clock.forward(minutes=2)

    again = claimed(database)

    assert (again.id, again.attempts) == (letter.id, 2)


def test_a_delivered_letter_is_over(
    database: Database, clock: SettableClock, letter: Email
) -> None:
    with database.transaction() as store:
        outbox.delivered(store, letter.id)
    clock.forward(hours=1)

    assert claim(database) is None
    assert as_it_is(database, letter).undelivered is None


@pytest.mark.usefixtures("letter")
def test_a_letter_is_tried_again_after_growing_pauses_and_then_every_hour(
    database: Database, clock: SettableClock
) -> None:
    for seconds in (5, 30, 120, 600, 1800, 3600, 3600, 3600):
        fail(database, claimed(database))
        clock.forward(seconds=seconds - 0.001)
        assert claim(database) is None
        clock.forward(seconds=0.001)

    assert claimed(database).attempts == 9


def test_a_letter_is_given_up_when_the_next_try_would_come_too_late(
    database: Database, clock: SettableClock, letter: Email
) -> None:
    tries = 0
    while (found := claim(database)) is not None:
        tries += 1
        fail(database, found)
        clock.now = max(clock.now, as_it_is(database, letter).not_before)

    assert letter.expires_at - clock.now <= outbox.PAUSES[-1]
    assert tries > 2 * len(outbox.PAUSES)
    assert as_it_is(database, letter).undelivered is UndeliveredReason.TRIED_TOO_OFTEN


def test_the_digits_for_a_guest_at_the_kiosk_are_tried_until_they_are_too_old(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    casting.scan(database, cast.kiosk, invite())
    digits = claimed(database)
    while as_it_is(database, digits).settled_at is None:
        fail(database, digits)
        clock.now = max(clock.now, as_it_is(database, digits).not_before)
        claim(database)

    assert digits.expires_at - clock.now < 3 * outbox.LAST_PAUSE


def test_a_letter_with_a_reason_is_given_up_at_once(
    database: Database, letter: Email
) -> None:
    fail(database, claimed(database), UndeliveredReason.REJECTED)

    assert as_it_is(database, letter).undelivered is UndeliveredReason.REJECTED
    assert claim(database) is None


def test_a_late_failure_does_not_undo_a_delivery(
    database: Database, letter: Email
) -> None:
    claimed(database)
    with database.transaction() as store:
        outbox.delivered(store, letter.id)

    fail(database, letter, UndeliveredReason.REJECTED)

    assert as_it_is(database, letter).undelivered is None


def test_a_letter_that_fails_lets_the_others_pass(
    database: Database, invite: Invite, letter: Email
) -> None:
    invite()

    fail(database, claimed(database))

    assert claimed(database).id != letter.id


def test_a_report_about_a_forgotten_letter_changes_nothing(database: Database) -> None:
    with database.transaction() as store:
        outbox.delivered(store, 99)
        outbox.not_delivered(store, 99, None)
    assert claim(database) is None


@pytest.mark.usefixtures("letter")
def test_looking_tells_whether_there_is_anything_to_claim(database: Database) -> None:
    with database.reading() as store:
        assert outbox.any_due(store)
    claimed(database)
    with database.reading() as store:
        assert not outbox.any_due(store)


@pytest.mark.usefixtures("letter")
def test_digits_for_a_guest_at_the_kiosk_pass_the_invitations_that_wait(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    visit = invite(email="tono@example.org")
    clock.forward(minutes=1)
    casting.scan(database, cast.kiosk, visit)
    clock.forward(seconds=3)

    assert claimed(database).kind is EmailKind.ONE_TIME_CODE


def test_what_anybody_may_ask_for_keeps_nobody_waiting_in_the_lobby(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    visits = invite(), invite(email="tono@example.org")
    with database.transaction() as store:
        asked_from = ResetOrigin(FaceName.HOSTS, "192.0.2.1")
        password_resets.ask(store, "stranger@example.org", asked_from)
    clock.forward(minutes=1)
    casting.scan(database, cast.kiosk, visits[0])
    casting.check_in(database, cast.kiosk, visits[1])
    clock.forward(seconds=3)

    kinds = [claimed(database).kind for _ in range(6)]

    # One of them waits in the lobby for digits, the other for their host.
    assert set(kinds[:3]) == {EmailKind.ONE_TIME_CODE, EmailKind.ARRIVED}
    assert kinds[3] is EmailKind.PASSWORD_RESET
    assert set(kinds[4:]) == {EmailKind.INVITATION}


@pytest.mark.usefixtures("letter")
def test_that_a_guest_is_here_passes_the_invitations_of_a_long_list(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    visit = invite(email="tono@example.org")
    clock.forward(minutes=1)
    casting.check_in(database, cast.kiosk, visit)

    assert claimed(database).kind is EmailKind.ARRIVED
    assert claimed(database).kind is EmailKind.INVITATION
