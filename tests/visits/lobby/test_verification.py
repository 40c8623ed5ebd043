"""Verification: six digits sent to the guest, four read out to the host, and how often both may be wrong."""

import pytest
from sqlmodel import select

from tests.cast import (
    Cast,
    Invite,
    SettableClock,
    check_in,
    confirm,
    scan,
    sent_digits,
    stage,
    step,
    waits,
)
from visits.lobby import encounters, kiosks, verification
from visits.lobby.encounters import Step
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.lobby import Encounter
from visits.store.people import Member
from visits.store.printing import Badge
from visits.store.sites import Kiosk
from visits.store.visits import Arrival
from visits.visit_state import Stage
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.refusals import NoMoreTries, NotFound, TooManyTries, WrongCode
from visits.vocabulary.visits import Level, WaitReason


def knock(database: Database, encounter: Encounter) -> None:
    """A try counts before it is judged."""
    with database.transaction() as store:
        verification.count_attempt(store, encounter.kiosk_id, encounter.public_id)


def wrong(
    database: Database, kiosk: Kiosk, encounter: Encounter, times: int = 1
) -> None:
    """The guest types wrong digits, and the face remembers each try."""
    for _ in range(times):
        knock(database, encounter)
        with pytest.raises(WrongCode):
            confirm(database, kiosk, encounter, "12345x")
        with database.transaction() as store:
            verification.note_wrong(
                store, kiosk, encounters.of(store, kiosk, encounter.public_id)
            )


def send_again(database: Database, kiosk: Kiosk, encounter: Encounter) -> None:
    with database.transaction() as store:
        verification.send_code(
            store, kiosk, encounters.of(store, kiosk, encounter.public_id)
        )


def vouch(database: Database, host: Member, typed: str) -> None:
    with database.transaction() as store:
        verification.vouch(store, host.id, typed)


def shown_digits(database: Database, encounter: Encounter) -> str:
    with database.reading() as store:
        return verification.vouch_digits(store, encounter)


@pytest.mark.parametrize(
    "typed", ["", "000000x", "\uff11\uff12\uff13", "a\x00b", "12345", "1" * 10_000]
)
def test_other_digits_are_wrong_whatever_they_are(
    database: Database, cast: Cast, invite: Invite, typed: str
) -> None:
    encounter = scan(database, cast.kiosk, invite())

    with pytest.raises(WrongCode):
        confirm(database, cast.kiosk, encounter, typed)


def test_the_right_digits_twice_let_the_guest_in_once(
    database: Database, cast: Cast, invite: Invite
) -> None:
    encounter = check_in(database, cast.kiosk, invite())

    confirm(database, cast.kiosk, encounter, sent_digits(database, encounter))

    with database.reading() as store:
        assert [arrival.level for arrival in store.exec(select(Arrival))] == [
            Level.ADDRESS_CONFIRMED
        ]


def test_digits_of_ten_minutes_ago_are_wrong(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    encounter = scan(database, cast.kiosk, invite())
    for _ in range(4):
        clock.forward(minutes=2.5)
        with database.transaction() as store:
            encounters.touch(
                store, encounters.of(store, cast.kiosk, encounter.public_id)
            )

    with pytest.raises(WrongCode):
        confirm(database, cast.kiosk, encounter, sent_digits(database, encounter))


def keep_touching(
    database: Database, clock: SettableClock, encounter: Encounter, minutes: int
) -> None:
    """The guest stands there, and the tablet says so each minute."""
    for _ in range(minutes):
        clock.forward(minutes=1)
        with database.transaction() as store:
            encounters.touch(store, store.get_one(Encounter, encounter.id))


@pytest.mark.parametrize("age", [0, 1, 2])
def test_the_digits_of_the_last_three_sendings_are_right_and_no_older_ones(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite, age: int
) -> None:
    visit = invite()
    encounter = scan(database, cast.kiosk, visit)
    sent = [sent_digits(database, encounter)]
    for minutes in (0, 0, 5):
        keep_touching(database, clock, encounter, minutes)
        send_again(database, cast.kiosk, encounter)
        sent.append(sent_digits(database, encounter))
    with pytest.raises(WrongCode):
        confirm(database, cast.kiosk, encounter, sent[0])

    confirm(database, cast.kiosk, encounter, sent[-1 - age])

    assert stage(database, visit) is Stage.ON_SITE


def test_each_of_several_codes_ends_by_itself_after_ten_minutes(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    encounter = scan(database, cast.kiosk, invite())
    first = sent_digits(database, encounter)
    keep_touching(database, clock, encounter, 9)
    send_again(database, cast.kiosk, encounter)
    keep_touching(database, clock, encounter, 1)
    with pytest.raises(WrongCode):
        confirm(database, cast.kiosk, encounter, first)

    confirm(database, cast.kiosk, encounter, sent_digits(database, encounter))


def test_a_code_that_was_guessed_at_five_times_ends_though_another_was_sent(
    database: Database, cast: Cast, invite: Invite
) -> None:
    encounter = scan(database, cast.kiosk, invite())
    first = sent_digits(database, encounter)
    wrong(database, cast.kiosk, encounter, times=4)
    send_again(database, cast.kiosk, encounter)
    wrong(database, cast.kiosk, encounter)
    knock(database, encounter)
    with pytest.raises(WrongCode):
        confirm(database, cast.kiosk, encounter, first)

    confirm(database, cast.kiosk, encounter, sent_digits(database, encounter))


def test_one_code_lets_in_and_the_others_do_nothing_more(
    database: Database, cast: Cast, invite: Invite
) -> None:
    encounter = scan(database, cast.kiosk, invite())
    sent = [sent_digits(database, encounter)]
    send_again(database, cast.kiosk, encounter)
    sent.append(sent_digits(database, encounter))

    for digits in (*sent, *sent):
        confirm(database, cast.kiosk, encounter, digits)

    with database.reading() as store:
        assert len(store.exec(select(Arrival)).all()) == 1
        assert len(store.exec(select(Badge)).all()) == 1


def test_after_five_wrong_codes_even_the_right_one_is_the_desks(
    database: Database, cast: Cast, invite: Invite
) -> None:
    encounter = scan(database, cast.kiosk, invite())
    wrong(database, cast.kiosk, encounter, times=5)

    with pytest.raises(NoMoreTries):
        knock(database, encounter)
    assert waits(database, cast.senopati) == [WaitReason.WRONG_CODE]


def test_four_wrong_codes_are_forgiven(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    encounter = scan(database, cast.kiosk, visit)
    wrong(database, cast.kiosk, encounter, times=4)

    confirm(database, cast.kiosk, encounter, sent_digits(database, encounter))

    assert stage(database, visit) is Stage.ON_SITE


def test_new_digits_bring_new_tries(
    database: Database, cast: Cast, invite: Invite
) -> None:
    encounter = scan(database, cast.kiosk, invite())
    wrong(database, cast.kiosk, encounter, times=4)
    send_again(database, cast.kiosk, encounter)

    wrong(database, cast.kiosk, encounter, times=4)

    confirm(database, cast.kiosk, encounter, sent_digits(database, encounter))


def test_a_fourth_sending_within_a_quarter_of_an_hour_is_refused(
    database: Database, cast: Cast, invite: Invite
) -> None:
    encounter = scan(database, cast.kiosk, invite())
    for _ in range(2):
        send_again(database, cast.kiosk, encounter)

    with pytest.raises(NoMoreTries) as refused:
        send_again(database, cast.kiosk, encounter)
    assert refused.value.reason is WaitReason.TOO_MANY_SENDINGS


def test_nine_wrong_codes_in_ten_minutes_lock_nothing(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    for minutes in (0, *[1] * 8, 3):
        clock.forward(minutes=minutes)
        with database.transaction() as store:
            kiosks.note_wrong(store, cast.kiosk.id)

    with database.reading() as store:
        assert kiosks.paired(store, cast.kiosk.id).locked_until is None


def test_staff_release_a_locked_tablet(
    database: Database, cast: Cast, invite: Invite
) -> None:
    for _ in range(10):
        with database.transaction() as store:
            kiosks.note_wrong(store, cast.kiosk.id)
    with database.transaction() as store:
        kiosks.release(store, cast.senopati.id, cast.kiosk.public_id, cast.dewi.id)

    check_in(database, cast.kiosk, invite())


def test_the_desk_of_another_site_releases_nothing(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store, pytest.raises(NotFound):
        kiosks.release(store, cast.mitte.id, cast.kiosk.public_id, cast.dieter.id)


def test_a_host_beside_their_guest_lets_them_in(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    encounter = scan(database, cast.kiosk, visit)

    vouch(database, cast.hana, shown_digits(database, encounter))

    assert stage(database, visit) is Stage.ON_SITE
    assert step(database, encounter) is Step.ARRIVED


def test_the_audit_log_says_who_vouched(
    database: Database, cast: Cast, invite: Invite
) -> None:
    encounter = scan(database, cast.kiosk, invite())
    vouch(database, cast.hana, shown_digits(database, encounter))

    with database.reading() as store:
        entries = store.exec(
            select(AuditEntry).where(AuditEntry.act == Act.VOUCHED)
        ).all()
    assert [entry.actor_id for entry in entries] == [cast.hana.id]
    assert actors.member(cast.hana.id).kind is entries[0].actor


def test_vouching_twice_lets_in_once(
    database: Database, cast: Cast, invite: Invite
) -> None:
    encounter = scan(database, cast.kiosk, invite())

    for _ in range(2):
        vouch(database, cast.hana, shown_digits(database, encounter))

    assert step(database, encounter) is Step.ARRIVED


def test_raka_cannot_vouch_for_hanas_guest(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    encounter = scan(database, cast.kiosk, visit)

    with pytest.raises(WrongCode):
        vouch(database, cast.raka, shown_digits(database, encounter))
    assert stage(database, visit) is Stage.EXPECTED


def test_nobody_vouches_for_a_guest_who_went_away(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    encounter = scan(database, cast.kiosk, invite())
    clock.forward(minutes=3, seconds=1)

    with pytest.raises(WrongCode):
        vouch(database, cast.hana, shown_digits(database, encounter))


def test_nobody_vouches_at_a_tablet_that_was_revoked(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    encounter = scan(database, cast.kiosk, visit)
    with database.transaction() as store:
        store.get_one(Kiosk, cast.kiosk.id).revoked_at = store.now

    with pytest.raises(WrongCode):
        vouch(database, cast.hana, shown_digits(database, encounter))
    assert stage(database, visit) is Stage.EXPECTED


def test_vouching_does_not_replace_a_look_at_the_id(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite(least_level=Level.ID_SEEN)
    encounter = scan(database, cast.kiosk, visit)

    vouch(database, cast.hana, shown_digits(database, encounter))

    assert stage(database, visit) is Stage.EXPECTED
    assert step(database, encounter) is Step.SEE_DESK


def test_after_five_wrong_vouchings_a_host_waits(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    for _ in range(5):
        with database.transaction() as store:
            verification.count_vouch_attempt(store, cast.hana.id)

    with pytest.raises(TooManyTries), database.transaction() as store:
        verification.count_vouch_attempt(store, cast.hana.id)
    clock.forward(minutes=10)
    with database.transaction() as store:
        verification.count_vouch_attempt(store, cast.hana.id)
    vouch(
        database,
        cast.hana,
        shown_digits(database, scan(database, cast.kiosk, invite())),
    )


def test_a_good_vouching_does_not_count(
    database: Database, cast: Cast, invite: Invite
) -> None:
    for _ in range(6):
        with database.transaction() as store:
            verification.count_vouch_attempt(store, cast.hana.id)
        vouch(
            database,
            cast.hana,
            shown_digits(database, scan(database, cast.kiosk, invite())),
        )


def test_who_is_in_may_tap_as_often_as_they_like(
    database: Database, cast: Cast, invite: Invite
) -> None:
    encounter = check_in(database, cast.kiosk, invite())

    for _ in range(7):
        knock(database, encounter)
        confirm(database, cast.kiosk, encounter, sent_digits(database, encounter))


def test_no_two_encounters_are_sent_the_same_digits_by_their_number(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    seen = {sent_digits(database, scan(database, cast.kiosk, visit))}
    with database.transaction() as store:
        for encounter in store.exec(select(Encounter)).all():
            store.delete(encounter)

    again = scan(database, cast.kiosk, visit)

    assert sent_digits(database, again) not in seen
