"""Limits in the lobby: guessing stays hopeless, and nobody uses up another guest's way in."""

from datetime import timedelta

import pytest

from tests.cast import (
    EMAIL,
    Cast,
    Invite,
    SettableClock,
    check_in,
    confirm,
    go_away,
    sent_digits,
    stage,
    step,
    waits,
)
from visits.lobby import check_in as reception
from visits.lobby import encounters, kiosks, verification
from visits.lobby.encounters import Step
from visits.store.database import Database
from visits.store.lobby import Encounter
from visits.store.sites import Kiosk
from visits.visit_state import Stage
from visits.vocabulary.refusals import KioskLocked, NoMoreTries, WrongCode
from visits.vocabulary.visits import WaitReason


def type_in(database: Database, kiosk: Kiosk, address: str) -> Encounter:
    with database.transaction() as store:
        there = kiosks.paired(store, kiosk.id)
        return reception.announce_address(store, there, "email", address)


def wrong(database: Database, kiosk: Kiosk, encounter: Encounter, times: int) -> None:
    for _ in range(times):
        with database.transaction() as store:
            verification.note_wrong(
                store, kiosk, encounters.of(store, kiosk, encounter.public_id)
            )


def _now(database: Database, cast: Cast) -> Kiosk:
    with database.reading() as store:
        return kiosks.paired(store, cast.kiosk.id)


def lock(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        for _ in range(kiosks.WRONG_LOCKS):
            kiosks.note_wrong(store, cast.kiosk.id)


def test_a_tablet_locks_at_the_tenth_wrong_code(
    database: Database, cast: Cast, invite: Invite
) -> None:
    invite(email=EMAIL)
    with database.transaction() as store:
        for _ in range(8):
            kiosks.note_wrong(store, cast.kiosk.id)
    typed = type_in(database, cast.kiosk, EMAIL)
    wrong(database, cast.kiosk, typed, times=2)

    with pytest.raises(KioskLocked):
        confirm(database, _now(database, cast), typed, sent_digits(database, typed))
    with pytest.raises(KioskLocked):
        type_in(database, cast.kiosk, EMAIL)
    assert WaitReason.KIOSK_LOCKED in waits(database, cast.senopati)


def test_whoever_has_a_code_gets_in_at_a_locked_tablet(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    lock(database, cast)

    check_in(database, _now(database, cast), visit)

    clock.forward(minutes=9, seconds=59)
    with pytest.raises(KioskLocked):
        type_in(database, cast.kiosk, EMAIL)
    clock.forward(seconds=1)
    type_in(database, cast.kiosk, EMAIL)


def test_each_lock_of_a_day_comes_sooner_and_lasts_longer(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    minutes, guesses = [], 0
    while clock.now < SettableClock().now + timedelta(days=1):
        with database.transaction() as store:
            kiosks.note_wrong(store, cast.kiosk.id)
            kiosk = store.get_one(Kiosk, cast.kiosk.id)
            guesses += 1
            if kiosks.is_locked(store, kiosk) and kiosk.locked_until:
                minutes.append((kiosk.locked_until - store.now).total_seconds() / 60)
                clock.now = kiosk.locked_until

    assert minutes[:4] == [10, 20, 40, 60]
    assert guesses < 100


def test_an_address_that_a_stranger_types_stays_open_at_another_tablet(
    database: Database, cast: Cast, invite: Invite
) -> None:
    invite(email=EMAIL)
    with database.transaction() as store:
        other = Kiosk(**cast.kiosk.model_dump(exclude={"id"}) | {"public_id": "0" * 26})
        store.add(other)
    for _ in range(3):
        go_away(database, type_in(database, cast.kiosk, EMAIL))
    with pytest.raises(NoMoreTries):
        type_in(database, cast.kiosk, EMAIL)

    encounter = type_in(database, other, EMAIL)
    confirm(database, other, encounter, sent_digits(database, encounter))

    assert step(database, encounter) is Step.ARRIVED


def test_an_address_that_a_stranger_types_costs_its_owner_no_sending_of_the_code(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite(email=EMAIL)
    for _ in range(3):
        go_away(database, type_in(database, cast.kiosk, EMAIL))

    check_in(database, cast.kiosk, visit)

    assert stage(database, visit) is Stage.ON_SITE


def test_one_mailbox_gets_no_more_than_twenty_codes_a_day_from_all_tablets(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    invite(email=EMAIL)
    for _ in range(verification.MOST_SENDINGS):
        type_in(database, cast.kiosk, EMAIL)
        clock.forward(minutes=15)

    with pytest.raises(NoMoreTries):
        type_in(database, cast.kiosk, EMAIL)


def test_at_a_locked_tablet_a_host_vouches_for_a_code_in_hand_only(
    database: Database, cast: Cast, invite: Invite
) -> None:
    invite(email=EMAIL)
    typed = type_in(database, cast.kiosk, EMAIL)
    lock(database, cast)

    with database.reading() as store:
        digits = verification.vouch_digits(store, typed)
    with pytest.raises(WrongCode), database.transaction() as store:
        verification.vouch(store, cast.hana.id, digits)
    there = _now(database, cast)
    with pytest.raises(KioskLocked), database.transaction() as store:
        verification.send_code(store, there, typed)
