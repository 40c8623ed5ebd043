"""Scanning: the code in the guest's hand, every reason for which it opens no door, and what comes next."""

from collections.abc import Callable
from datetime import date, time

import pytest
from sqlmodel import select

from tests.cast import (
    BERLIN,
    JAKARTA,
    Cast,
    Invite,
    SettableClock,
    check_in,
    confirm,
    go_away,
    invitation_code,
    scan,
    sent_digits,
    stage,
    step,
    waits,
)
from visits import codes, invitations
from visits.lobby import arrivals, encounters
from visits.lobby import check_in as reception
from visits.lobby.encounters import Step
from visits.store.database import Database
from visits.store.lobby import Encounter
from visits.store.sites import Kiosk, Site
from visits.store.visits import Arrival, Visit
from visits.visit_state import Stage
from visits.vocabulary.refusals import EncounterOver, NoMoreTries, NotExpectedNow
from visits.vocabulary.visits import Level, RefusalReason, WaitReason


def refusal_of(database: Database, kiosk: Kiosk, visit: Visit) -> NotExpectedNow:
    with pytest.raises(NotExpectedNow) as refused:
        scan(database, kiosk, visit)
    return refused.value


def ask_less(database: Database, site: Site, level: Level) -> None:
    with database.transaction() as store:
        store.get_one(Site, site.id).least_level = level


@pytest.fixture(params=[JAKARTA, BERLIN])
def scan_at(
    request: pytest.FixtureRequest,
    database: Database,
    cast: Cast,
    clock: SettableClock,
    invite: Invite,
) -> Callable[[str], Encounter]:
    """Gita scans her code when the clocks of one of the two sites show the moment."""
    here = request.param == JAKARTA
    visit = invite(site=cast.senopati if here else cast.mitte)

    def go(moment: str) -> Encounter:
        clock.at(moment, request.param)
        return scan(database, cast.kiosk if here else cast.kiosk_in_mitte, visit)

    return go


def test_a_scanned_code_asks_for_the_digits_that_were_sent(
    database: Database, cast: Cast, invite: Invite
) -> None:
    encounter = scan(database, cast.kiosk, invite())

    assert step(database, encounter) is Step.ENTER_CODE


def test_the_right_digits_let_the_guest_in(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()

    encounter = check_in(database, cast.kiosk, visit)

    assert step(database, encounter) is Step.ARRIVED
    assert stage(database, visit) is Stage.ON_SITE


@pytest.mark.parametrize(
    "scanned",
    [
        "LC1:0",
        "' OR 1=1",
        "",
        "LC1:" + "I" * 26,
        "lc1:" + "0" * 26,
        "------",
        "LC2:" + "0" * 26,
        "LC1:" + "0" * 52,
        "LB2:" + "0" * 52,
        "LC2:" + "0" * 53,
    ],
)
def test_only_the_exact_shape_is_read(scanned: str) -> None:
    assert codes.read(scanned) is None


def test_a_code_of_the_right_shape_is_read_as_what_it_is(
    database: Database, invite: Invite
) -> None:
    code = codes.read(invitation_code(database, invite()))

    assert code
    assert code.kind is codes.CodeKind.INVITATION
    assert len(code.digest) == 32


def test_a_code_nobody_was_given_is_unknown(database: Database, cast: Cast) -> None:
    with database.transaction() as store, pytest.raises(NotExpectedNow) as refused:
        reception.scan(store, cast.kiosk, codes.digest("LC1:" + "0" * 26))

    assert (refused.value.reason, refused.value.visit_id) == (
        WaitReason.UNKNOWN_CODE,
        None,
    )


def test_a_guest_of_another_site_is_not_named_to_this_ones_desk(
    database: Database, cast: Cast, invite: Invite
) -> None:
    refusal = refusal_of(database, cast.kiosk_in_mitte, invite())

    assert (refusal.reason, refusal.visit_id) == (WaitReason.ANOTHER_SITE, None)


def test_a_withdrawn_invitation_opens_no_door(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, visit.public_id)

    assert refusal_of(database, cast.kiosk, visit).reason is WaitReason.WITHDRAWN


def test_a_guest_who_was_turned_away_stays_out(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    with database.transaction() as store:
        arrivals.refuse(
            store, cast.senopati.id, visit.public_id, RefusalReason.SAFETY, cast.dewi.id
        )

    assert refusal_of(database, cast.kiosk, visit).reason is WaitReason.REFUSED


def test_a_code_used_again_rings_the_desk(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    go_away(database, check_in(database, cast.kiosk, visit))

    refusal = refusal_of(database, cast.kiosk, visit)

    assert (refusal.reason, refusal.visit_id) == (WaitReason.USED_AGAIN, visit.id)


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        ("2026-11-23 08:59:59", WaitReason.TOO_EARLY),
        ("2026-11-24 00:00:00", WaitReason.TOO_LATE),
    ],
)
def test_outside_the_window_the_code_opens_no_door(
    scan_at: Callable[[str], Encounter], moment: str, reason: WaitReason
) -> None:
    with pytest.raises(NotExpectedNow) as refused:
        scan_at(moment)

    assert refused.value.reason is reason


@pytest.mark.parametrize("moment", ["2026-11-23 09:00:00", "2026-11-23 23:59:59"])
def test_the_window_is_open_from_an_hour_before_until_the_day_ends(
    database: Database, scan_at: Callable[[str], Encounter], moment: str
) -> None:
    assert step(database, scan_at(moment)) is Step.ENTER_CODE


def test_the_last_hour_of_a_day_of_25_hours_is_still_the_day(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    clock.at("2026-10-20 09:00", BERLIN)
    visit = invite(
        site=cast.mitte, day=date(2026, 10, 25), starts=time(20), ends=time(21)
    )
    clock.at("2026-10-25 23:30", BERLIN)

    assert scan(database, cast.kiosk_in_mitte, visit).visit_id == visit.id


@pytest.mark.parametrize("level", [Level.NAME_ONLY, Level.INVITED])
def test_where_the_code_in_the_hand_is_enough_the_guest_only_agrees(
    database: Database, cast: Cast, invite: Invite, level: Level
) -> None:
    ask_less(database, cast.senopati, level)
    visit = invite(least_level=level)

    encounter = scan(database, cast.kiosk, visit)

    assert step(database, encounter) is Step.AGREE


def test_a_guest_who_agrees_is_in_once(
    database: Database, cast: Cast, invite: Invite
) -> None:
    ask_less(database, cast.senopati, Level.INVITED)
    encounter = scan(database, cast.kiosk, invite(least_level=Level.INVITED))

    for _ in range(2):
        with database.transaction() as store:
            found = encounters.of(store, cast.kiosk, encounter.public_id)
            reception.agree(store, cast.kiosk, found)

    with database.reading() as store:
        assert [arrival.level for arrival in store.exec(select(Arrival))] == [
            Level.INVITED
        ]


def test_agreeing_is_not_enough_where_a_code_was_sent(
    database: Database, cast: Cast, invite: Invite
) -> None:
    encounter = scan(database, cast.kiosk, invite())

    with database.transaction() as store, pytest.raises(NotExpectedNow):
        reception.agree(store, cast.kiosk, encounter)


def test_a_host_may_ask_for_more_than_the_site(
    database: Database, cast: Cast, invite: Invite
) -> None:
    ask_less(database, cast.senopati, Level.INVITED)

    encounter = scan(database, cast.kiosk, invite(least_level=Level.ADDRESS_CONFIRMED))

    assert step(database, encounter) is Step.ENTER_CODE


def test_a_guest_whose_id_must_be_seen_is_sent_to_the_desk(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite(least_level=Level.ID_SEEN)

    encounter = scan(database, cast.kiosk, visit)

    assert step(database, encounter) is Step.SEE_DESK
    assert waits(database, cast.senopati) == [WaitReason.ID_CHECK]
    assert stage(database, visit) is Stage.EXPECTED


def test_a_site_that_asks_for_more_later_is_obeyed(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    ask_less(database, cast.senopati, Level.ID_SEEN)

    assert step(database, scan(database, cast.kiosk, visit)) is Step.SEE_DESK


def test_nobody_touches_the_tablet_for_three_minutes_and_the_encounter_is_over(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    encounter = scan(database, cast.kiosk, invite())
    clock.forward(minutes=3, seconds=1)

    with pytest.raises(EncounterOver):
        confirm(database, cast.kiosk, encounter, sent_digits(database, encounter))


def test_a_touch_keeps_the_encounter_alive(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    encounter = scan(database, cast.kiosk, invite())
    for _ in range(2):
        clock.forward(minutes=2)
        with database.transaction() as store:
            encounters.touch(
                store, encounters.of(store, cast.kiosk, encounter.public_id)
            )

    confirm(database, cast.kiosk, encounter, sent_digits(database, encounter))


def test_the_next_guest_ends_the_encounter_before(
    database: Database, cast: Cast, invite: Invite
) -> None:
    first = scan(database, cast.kiosk, invite())
    scan(database, cast.kiosk, invite())

    with pytest.raises(EncounterOver):
        confirm(database, cast.kiosk, first, "000000")


def test_an_encounter_belongs_to_its_kiosk(
    database: Database, cast: Cast, invite: Invite
) -> None:
    encounter = scan(database, cast.kiosk, invite())

    with pytest.raises(EncounterOver):
        confirm(
            database, cast.kiosk_in_mitte, encounter, sent_digits(database, encounter)
        )


def test_who_is_done_is_done(database: Database, cast: Cast, invite: Invite) -> None:
    encounter = scan(database, cast.kiosk, invite())
    with database.transaction() as store:
        encounters.end(store, cast.kiosk, encounter.public_id)

    with pytest.raises(EncounterOver):
        confirm(database, cast.kiosk, encounter, sent_digits(database, encounter))


def test_a_code_scanned_four_times_in_a_quarter_of_an_hour_is_the_desks(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    for _ in range(3):
        go_away(database, scan(database, cast.kiosk, visit))

    refusal = refusal_of(database, cast.kiosk, visit)

    assert isinstance(refusal, NoMoreTries)
    assert (refusal.reason, refusal.visit_id) == (
        WaitReason.TOO_MANY_SENDINGS,
        visit.id,
    )
    clock.forward(minutes=15, seconds=1)
    assert scan(database, cast.kiosk, visit).visit_id == visit.id
