"""Repeats: a scanner reads twice, a tablet asks again after a lost answer; once is what counts."""

from collections.abc import Callable

import pytest
from sqlmodel import func, select

from tests.cast import (
    EMAIL,
    Cast,
    Invite,
    SettableClock,
    check_in,
    confirm,
    go_away,
    scan,
    sent_digits,
    stage,
    step,
    waits,
)
from visits import invitations
from visits.lobby import check_in as reception
from visits.lobby import desk_queue, encounters, kiosks, one_time_codes, verification
from visits.lobby.encounters import Step
from visits.store.database import Database
from visits.store.lobby import Encounter
from visits.store.outbox import Email
from visits.store.sites import Site
from visits.visit_state import Stage
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.refusals import NotExpectedNow
from visits.vocabulary.visits import Level, WaitReason

STRANGER = "nobody@example.org"


def codes_sent(database: Database) -> int:
    of_codes = select(func.count()).where(Email.kind == EmailKind.ONE_TIME_CODE)
    with database.reading() as store:
        return store.exec(of_codes).one()


def type_in(database: Database, cast: Cast, address: str) -> Encounter:
    with database.transaction() as store:
        return reception.announce_address(store, cast.kiosk, "email", address)


def test_a_code_read_four_times_sends_one_mail_whose_digits_stay_good(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    first = scan(database, cast.kiosk, visit)
    digits = sent_digits(database, first)

    again = [scan(database, cast.kiosk, visit) for _ in range(3)]

    assert {encounter.id for encounter in again} == {first.id}
    assert codes_sent(database) == 1
    assert waits(database, cast.senopati) == []
    confirm(database, cast.kiosk, first, digits)
    assert stage(database, visit) is Stage.ON_SITE


def test_a_code_read_again_while_its_guest_is_welcomed_is_no_alarm(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    first = check_in(database, cast.kiosk, visit)

    again = scan(database, cast.kiosk, visit)

    assert (again.id, step(database, again)) == (first.id, Step.ARRIVED)
    assert waits(database, cast.senopati) == []


@pytest.mark.parametrize("level", [Level.INVITED, Level.ID_SEEN])
def test_a_step_that_needs_no_mail_is_begun_once_too(
    database: Database, cast: Cast, invite: Invite, level: Level
) -> None:
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).least_level = Level.INVITED
    visit = invite(least_level=level)

    first, again = (scan(database, cast.kiosk, visit) for _ in range(2))

    assert first.id == again.id
    assert len(waits(database, cast.senopati)) == (level is Level.ID_SEEN)


def test_whoever_must_show_an_id_rings_again_once_the_desk_has_settled_the_first(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite(least_level=Level.ID_SEEN)
    scan(database, cast.kiosk, visit)
    with database.transaction() as store:
        [wait] = desk_queue.at_desk(store, cast.senopati.id)
        desk_queue.settle(store, cast.senopati.id, wait.public_id)

    scan(database, cast.kiosk, visit)

    assert waits(database, cast.senopati) == [WaitReason.ID_CHECK]


def done(database: Database, clock: SettableClock, encounter: Encounter) -> None:
    del clock
    go_away(database, encounter)


def tries_used_up(
    database: Database, clock: SettableClock, encounter: Encounter
) -> None:
    del clock
    for _ in range(one_time_codes.TRIES):
        with database.transaction() as store:
            verification.count_attempt(store, encounter.kiosk_id, encounter.public_id)


def code_too_old(
    database: Database, clock: SettableClock, encounter: Encounter
) -> None:
    for _ in range(6):
        clock.forward(minutes=2)
        with database.transaction() as store:
            encounters.touch(store, store.get_one(Encounter, encounter.id))


def left_alone(database: Database, clock: SettableClock, encounter: Encounter) -> None:
    del database, encounter
    clock.forward(minutes=3, seconds=1)


@pytest.mark.parametrize("end", [done, tries_used_up, code_too_old, left_alone])
def test_once_it_is_over_the_same_code_begins_anew(
    database: Database,
    cast: Cast,
    clock: SettableClock,
    invite: Invite,
    end: Callable[[Database, SettableClock, Encounter], None],
) -> None:
    visit = invite()
    first = scan(database, cast.kiosk, visit)
    end(database, clock, first)

    again = scan(database, cast.kiosk, visit)

    assert again.id != first.id
    assert codes_sent(database) == 2


def test_an_invitation_withdrawn_meanwhile_is_refused_at_the_next_read(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    scan(database, cast.kiosk, visit)
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, visit.public_id)

    with pytest.raises(NotExpectedNow) as refused:
        scan(database, cast.kiosk, visit)

    assert refused.value.reason is WaitReason.WITHDRAWN


def test_the_guest_of_another_code_is_another(
    database: Database, cast: Cast, invite: Invite
) -> None:
    first = scan(database, cast.kiosk, invite())

    other = scan(database, cast.kiosk, invite(email="budi@example.org"))

    assert first.id != other.id
    assert codes_sent(database) == 2


@pytest.mark.parametrize("address", [EMAIL, STRANGER])
def test_an_address_sent_twice_is_answered_once_for_guests_and_strangers_alike(
    database: Database, cast: Cast, invite: Invite, address: str
) -> None:
    invite()

    first, again = (type_in(database, cast, address) for _ in range(2))

    assert first.id == again.id
    assert codes_sent(database) == 1


def test_whoever_types_the_address_of_a_guest_who_has_come_in_sees_nothing_of_it(
    database: Database, cast: Cast, invite: Invite
) -> None:
    invite()
    first = type_in(database, cast, EMAIL)
    confirm(database, cast.kiosk, first, sent_digits(database, first))

    assert step(database, type_in(database, cast, EMAIL)) is Step.ENTER_CODE


def test_at_another_tablet_the_code_begins_anew_and_spoils_nothing_at_the_first(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    first = scan(database, cast.kiosk, visit)
    with database.transaction() as store:
        offered = kiosks.offer_pairing(store, cast.senopati.id, "Garden door")
        second = kiosks.pair(store, offered)

    assert scan(database, second, visit).id != first.id
    confirm(database, cast.kiosk, first, sent_digits(database, first))
    assert stage(database, visit) is Stage.ON_SITE


@pytest.mark.parametrize(("after", "sent"), [(1, 2), (0, 1), (None, 2)])
def test_sending_again_is_done_once_for_each_form_that_asks(
    database: Database, cast: Cast, invite: Invite, after: int | None, sent: int
) -> None:
    encounter = scan(database, cast.kiosk, invite())

    with database.transaction() as store:
        verification.send_again(
            store, cast.kiosk, store.get_one(Encounter, encounter.id), after
        )

    assert codes_sent(database) == sent


def test_a_guest_who_is_in_is_sent_no_more_codes(
    database: Database, cast: Cast, invite: Invite
) -> None:
    encounter = check_in(database, cast.kiosk, invite())

    with database.transaction() as store:
        verification.send_again(
            store, cast.kiosk, store.get_one(Encounter, encounter.id), None
        )

    assert codes_sent(database) == 1
