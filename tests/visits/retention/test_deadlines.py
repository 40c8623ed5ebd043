"""Retention: each retention class goes after its own time, counted from how the visit ended."""

from datetime import UTC, datetime, timedelta

from tests.cast import TODAY, Cast, Invite, SettableClock, check_in
from tests.visits.erasure.kept_envelopes import kept, leaves, stands
from visits import invitations
from visits.erasure import legal_holds, purge
from visits.lobby import arrivals, departures
from visits.retention import deadlines, periods
from visits.store.database import Database
from visits.store.sites import Site
from visits.vocabulary import actors
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.policy import Period, RetentionClass
from visits.vocabulary.visits import RefusalReason

PLANNED_END = datetime(2026, 11, 23, 4, tzinfo=UTC)
CLOSING = datetime(2026, 11, 23, 13, tzinfo=UTC)
DAY = timedelta(days=1)


def everything(until: datetime) -> dict[RetentionClass, datetime]:
    return dict.fromkeys(RetentionClass, until)


def shortened(database: Database, site: Site, period: Period, hours: int) -> bool:
    with database.transaction() as store:
        return periods.keep(store, site.id, period, hours, actors.OPERATOR)


def test_whoever_does_not_come_goes_a_day_after_the_planned_end(
    database: Database, invite: Invite
) -> None:
    assert kept(database, invite()) == everything(PLANNED_END + DAY)


def test_whoever_is_inside_is_kept_as_if_the_clock_signed_them_out(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)

    assert kept(database, visit) == {
        RetentionClass.CONTACT: CLOSING + DAY,
        RetentionClass.LOG: CLOSING + 30 * DAY,
    }


def test_whoever_leaves_is_kept_from_then(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    clock.forward(hours=2)
    leaves(database, cast, visit)

    assert kept(database, visit) == {
        RetentionClass.CONTACT: clock.now + DAY,
        RetentionClass.LOG: clock.now + 30 * DAY,
    }


def test_whoever_is_signed_out_late_is_kept_from_closing_time_all_the_same(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    clock.forward(hours=30)
    with database.transaction() as store:
        departures.check_out_at_closing_time(store, departures.past_closing(store))

    assert kept(database, visit)[RetentionClass.LOG] == CLOSING + 30 * DAY


def test_a_withdrawn_invitation_goes_a_day_after_it_was(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite(day=clock.now.date() + 9 * DAY)
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, visit.public_id)

    assert kept(database, visit) == everything(clock.now + DAY)


def test_whoever_is_turned_away_goes_a_day_later_and_never_after_who_did_not_come(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    early, late = invite(), invite()
    for visit, moment in ((early, "2026-11-23 09:30"), (late, "2026-11-23 18:00")):
        clock.at(moment)
        with database.transaction() as store:
            reason = RefusalReason.SAFETY
            arrivals.refuse(
                store, cast.senopati.id, visit.public_id, reason, cast.dewi.id
            )

    assert kept(database, early) == everything(
        datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
    )
    assert kept(database, late) == everything(PLANNED_END + DAY)


def test_what_lies_is_what_the_one_function_says(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    leaves(database, cast, visit)

    with database.reading() as store:
        assert deadlines.deadlines(store, stands(database, visit)) == kept(
            database, visit
        )


def test_a_shorter_time_applies_to_everybody_who_is_kept_already(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    leaves(database, cast, visit)

    assert shortened(database, cast.senopati, Period.LOG, 48)
    purge.reseal(database)

    assert kept(database, visit) == {
        RetentionClass.CONTACT: clock.now + DAY,
        RetentionClass.LOG: clock.now + 2 * DAY,
    }


def test_a_shorter_time_that_is_over_already_erases_with_the_next_purge(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    leaves(database, cast, visit)
    clock.forward(hours=30)
    shortened(database, cast.senopati, Period.LOG, 24)

    assert purge.purge(database).visits == 1


def test_a_longer_time_is_not_for_those_to_whom_a_shorter_was_promised(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    promised = invite()
    assert not shortened(database, cast.senopati, Period.LOG, 90 * 24)
    invited_later = invite(email="ani@example.org")
    for visit in (promised, invited_later):
        check_in(database, cast.kiosk, visit)
        leaves(database, cast, visit)

    assert kept(database, promised)[RetentionClass.LOG] == clock.now + 30 * DAY
    assert kept(database, invited_later)[RetentionClass.LOG] == clock.now + 90 * DAY


def test_shorter_and_longer_again_gives_nobody_back_what_was_taken(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    shortened(database, cast.senopati, Period.LOG, 48)
    invite(email="ani@example.org")
    shortened(database, cast.senopati, Period.LOG, 90 * 24)
    check_in(database, cast.kiosk, visit)

    assert kept(database, visit)[RetentionClass.LOG] == CLOSING + 2 * DAY


def test_another_sites_time_changes_nothing_here(
    database: Database, cast: Cast, invite: Invite
) -> None:
    shortened(database, cast.mitte, Period.NO_SHOW, 1)

    assert kept(database, invite()) == everything(PLANNED_END + DAY)


def test_what_is_promised_reckons_with_the_promise_and_with_a_hold(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    shortened(database, cast.senopati, Period.LOG, 90 * 24)
    with database.reading() as store:
        assert (
            deadlines.promised(store, stands(database, visit))[Period.LOG]
            == CLOSING + 30 * DAY
        )
    with database.transaction() as store:
        review = legal_holds.place(
            store, visit.id, HoldReason.INCIDENT, TODAY + 60 * DAY, actors.OPERATOR
        )
    with database.reading() as store:
        promised = deadlines.promised(store, stands(database, visit))
        assert set(promised.values()) == {review.review_at}
