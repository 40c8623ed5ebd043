"""Departures: by the badge, by the desk, or because the site closed."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from tests.cast import Cast, Invite, SettableClock, check_in, stage
from visits import codes
from visits.erasure import purge
from visits.lobby import departures
from visits.printing import badges
from visits.printing.badges import Reprint
from visits.store.database import Database
from visits.store.sites import Kiosk
from visits.store.visits import Departure, Visit
from visits.visit_state import Stage
from visits.vocabulary.printing import ReprintReason
from visits.vocabulary.refusals import NotExpectedNow, NotFound, NotInside
from visits.vocabulary.visits import LeftBy, WaitReason


def badge_code(database: Database, visit: Visit) -> bytes:
    with database.reading() as store:
        badge, _ = badges.newest(store, [visit.id])[visit.id]
        return codes.digest(badges.code(store, badge))


def leave(database: Database, kiosk: Kiosk, code: bytes) -> None:
    with database.transaction() as store:
        departures.leave(store, kiosk, code)


def refusal_of(database: Database, kiosk: Kiosk, code: bytes) -> NotExpectedNow:
    with pytest.raises(NotExpectedNow) as refused:
        leave(database, kiosk, code)
    return refused.value


def close(database: Database) -> int:
    with database.transaction() as store:
        return departures.check_out_at_closing_time(
            store, departures.past_closing(store)
        )


def the_departure(database: Database) -> Departure:
    with database.reading() as store:
        return store.exec(select(Departure)).one()


def test_a_badge_shown_to_the_kiosk_is_a_departure(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)

    leave(database, cast.kiosk, badge_code(database, visit))

    assert stage(database, visit) is Stage.LEFT
    assert the_departure(database).by is LeftBy.BADGE


@pytest.mark.embedded
def test_one_who_left_at_that_very_moment_keeps_nobody_inside(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    gone, others = invite(), [invite(), invite()]
    for visit in (gone, *others):
        check_in(database, cast.kiosk, visit)
    with database.engine.begin() as connection:
        # As if another transaction had written the same key first.
        connection.exec_driver_sql(
            "CREATE TRIGGER raced BEFORE INSERT ON departure "
            f"WHEN NEW.visit_id = {gone.id} BEGIN SELECT RAISE(ABORT, 'raced'); END"
        )
    clock.at("2026-11-23 20:00")

    assert close(database) == 2
    assert {stage(database, visit) for visit in others} == {Stage.LEFT}


def test_a_badge_leaves_once(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    leave(database, cast.kiosk, badge_code(database, visit))
    clock.forward(minutes=1, seconds=1)

    assert (
        refusal_of(database, cast.kiosk, badge_code(database, visit)).reason
        is WaitReason.USED_AGAIN
    )


def test_a_replaced_badge_does_not_leave(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    old = badge_code(database, visit)
    with database.transaction() as store:
        badges.reprint(
            store,
            cast.senopati.id,
            visit.public_id,
            Reprint(ReprintReason.LOST, cast.dewi.id),
        )

    refusal = refusal_of(database, cast.kiosk, old)

    assert (refusal.reason, refusal.visit_id) == (WaitReason.REPLACED, visit.id)
    leave(database, cast.kiosk, badge_code(database, visit))


def test_a_badge_of_another_site_is_no_business_of_this_ones_desk(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)

    refusal = refusal_of(database, cast.kiosk_in_mitte, badge_code(database, visit))

    assert (refusal.reason, refusal.visit_id) == (WaitReason.ANOTHER_SITE, None)


def test_a_badge_nobody_was_given_is_unknown(database: Database, cast: Cast) -> None:
    refusal = refusal_of(database, cast.kiosk, codes.digest("LB1:" + "0" * 26))

    assert refusal.reason is WaitReason.UNKNOWN_CODE


def test_the_desk_checks_a_guest_out_once(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)

    with database.transaction() as store, pytest.raises(NotInside):
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)
    assert the_departure(database).member_id == cast.dewi.id


def test_another_sites_desk_checks_nobody_out(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)

    with database.transaction() as store, pytest.raises(NotFound):
        departures.check_out(store, cast.mitte.id, visit.public_id, cast.dieter.id)


def test_who_is_still_inside_at_closing_time_is_signed_out_then(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    check_in(database, cast.kiosk, invite())
    clock.at("2026-11-23 19:59")
    assert close(database) == 0

    clock.at("2026-11-23 20:07")

    assert [close(database), close(database)] == [1, 0]
    departure = the_departure(database)
    assert (departure.by, departure.at) == (
        LeftBy.CLOSING_TIME,
        datetime(2026, 11, 23, 13, tzinfo=UTC),
    )


def test_who_comes_after_closing_time_may_stay_until_midnight(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    clock.at("2026-11-23 20:00")
    check_in(database, cast.kiosk, visit)
    clock.at("2026-11-23 23:59")
    assert close(database) == 0

    clock.at("2026-11-24 00:00")

    assert close(database) == 1


def test_a_machine_that_slept_over_the_purge_still_signs_guests_out(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    check_in(database, cast.kiosk, invite())
    clock.forward(days=5)
    purge.purge(database)

    assert close(database) == 1
    assert the_departure(database).at == datetime(2026, 11, 23, 13, tzinfo=UTC)
