"""A lobby that closes after midnight, and visits that last over it: each has one day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from tests.cast import (
    BERLIN,
    JAKARTA,
    TODAY,
    Cast,
    Invite,
    SettableClock,
    announcement,
    check_in,
    stage,
    waits,
)
from tests.visits.erasure.kept_envelopes import kept, stands
from visits import board, invitations, sites, visit_state, visit_times
from visits.erasure import purge
from visits.lobby import arrivals, departures, kiosks
from visits.lobby import check_in as reception
from visits.printing import badge_content, badges
from visits.retention import deadlines, periods
from visits.store.database import Database
from visits.store.sites import Site
from visits.store.visits import Departure, Envelope, Invitation, Visit
from visits.vault import envelopes
from visits.visit_state import Stage
from visits.vocabulary import actors
from visits.vocabulary.actors import as_desk
from visits.vocabulary.policy import Period
from visits.vocabulary.refusals import EndsBeforeItStarts, NotExpectedNow, NotToday
from visits.vocabulary.visits import EARLIEST

TOMORROW = TODAY + sites.DAY
NIGHT = {"starts": time(22), "ends": time(1)}


def closes(database: Database, cast: Cast, minutes: int) -> None:
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).closes_at = minutes


def local(moment: str, zone: str = JAKARTA) -> datetime:
    clock = SettableClock()
    clock.at(moment, zone)
    return clock.now


def signed_out_at(database: Database) -> datetime | None:
    with database.transaction() as store:
        departures.check_out_at_closing_time(store, departures.past_closing(store))
        gone = store.exec(select(Departure)).first()
        return gone.at if gone else None


def printed(database: Database, visit: Visit) -> tuple[str, str, int]:
    with database.reading() as store:
        badge, _ = badges.newest(store, [visit.id])[visit.id]
        words = badge_content.content(store, badge.id)
    return words.day, words.valid_until, words.day_number


@pytest.mark.parametrize(
    ("minutes", "closing"),
    [
        (0, "2026-11-24 00:00"),
        (2 * 60, "2026-11-24 02:00"),
        (11 * 60 + 59, "2026-11-24 11:59"),
        (12 * 60, "2026-11-23 12:00"),
        (20 * 60, "2026-11-23 20:00"),
        (24 * 60, "2026-11-24 00:00"),
    ],
)
def test_a_closing_time_before_noon_is_in_the_night_after(
    minutes: int, closing: str
) -> None:
    site = Site(time_zone=JAKARTA, closes_at=minutes)

    assert sites.closing(site, TODAY) == local(closing)


@pytest.mark.parametrize("minutes", [0, 2 * 60, 5 * 60 + 30, 12 * 60, 20 * 60, 24 * 60])
@pytest.mark.parametrize(
    ("zone", "day"),
    [
        (JAKARTA, TODAY),
        (BERLIN, date(2027, 3, 28)),
        (BERLIN, date(2026, 10, 25)),
        ("America/Havana", date(2026, 3, 8)),
    ],
)
def test_every_moment_is_of_exactly_one_day(zone: str, day: date, minutes: int) -> None:
    site = Site(time_zone=zone, closes_at=minutes)
    begins, ends = sites.day_start(site, day), sites.day_end(site, day)
    moment = timedelta.resolution

    assert sites.day_of(site, begins) == day
    assert sites.day_of(site, begins - moment) == day - sites.DAY
    assert sites.day_of(site, ends - moment) == day
    assert sites.day_of(site, ends) == day + sites.DAY
    assert sites.closing(site, day) <= ends


@pytest.mark.parametrize(
    ("arrives", "starts", "ends", "until"),
    [
        ("2026-11-23 14:00", time(14), time(15), "2026-11-24 02:00"),
        ("2026-11-23 23:30", time(22), time(1), "2026-11-24 02:00"),
        ("2026-11-24 00:40", time(22), time(1), "2026-11-24 02:00"),
        # The lobby is closed, and the visit lasts longer: until its own end.
        ("2026-11-24 02:10", time(22), time(3), "2026-11-24 03:00"),
    ],
)
def test_a_badge_is_good_until_the_lobby_closes_in_the_night(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    arrives: str,
    starts: time,
    ends: time,
    until: str,
) -> None:
    closes(database, cast, 2 * 60)
    visit = invite(starts=starts, ends=ends)
    clock.at(arrives)
    check_in(database, cast.kiosk, visit)

    assert printed(database, visit) == (
        "23 Nov 2026",
        until[-5:],
        TODAY.toordinal(),
    )
    clock.now = local(until) - timedelta(seconds=1)
    assert signed_out_at(database) is None
    clock.forward(hours=5)
    assert signed_out_at(database) == local(until)


def test_a_visit_after_midnight_is_of_the_night_that_it_is_in(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    closes(database, cast, 2 * 60)
    visit = invite(day=date(2026, 11, 24), starts=time(0, 30), ends=time(1, 30))
    clock.at("2026-11-24 00:40")
    check_in(database, cast.kiosk, visit)

    assert printed(database, visit)[1:] == ("02:00", TODAY.toordinal())
    clock.at("2026-11-24 02:00")
    assert signed_out_at(database) == local("2026-11-24 02:00")


@pytest.mark.parametrize(
    ("minutes", "until"),
    # Whether the lobby closes before they come, while they are in, or after their planned end.
    [
        (20 * 60, "2026-11-24 01:00"),
        (23 * 60, "2026-11-24 01:00"),
        (2 * 60, "2026-11-24 02:00"),
    ],
)
def test_a_visit_over_midnight_ends_at_closing_or_as_planned_whichever_is_later(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    minutes: int,
    until: str,
) -> None:
    closes(database, cast, minutes)
    visit = invite(**NIGHT)
    clock.at("2026-11-23 22:05")
    check_in(database, cast.kiosk, visit)
    clock.now = local(until) - timedelta(seconds=1)

    assert signed_out_at(database) is None

    clock.forward(hours=3)
    assert signed_out_at(database) == local(until)


def test_a_visit_over_midnight_is_expected_at_the_kiosk_and_the_desk_until_it_ends(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    visit = invite(**NIGHT)
    clock.at("2026-11-24 00:59")

    assert expected(database, cast) == [visit.id]
    with database.transaction() as store:
        here = kiosks.paired(store, cast.kiosk.id)
        met = reception.announce_address(store, here, "email", "gita@example.org")
        assert met.visit_id == visit.id
    before = turn(database, cast)
    clock.at("2026-11-24 01:00")
    assert expected(database, cast) == []
    assert turn(database, cast) > before
    with pytest.raises(NotExpectedNow):
        check_in(database, cast.kiosk, visit)


def expected(database: Database, cast: Cast) -> list[int]:
    with database.reading() as store:
        shown = board.of_site(store, cast.senopati.id, cast.dewi.id)
        return [row.visit_state.id for row in shown.expected]


def turn(database: Database, cast: Cast) -> datetime:
    with database.reading() as store:
        return board.last_timed_change(store, sites.of(store, cast.senopati.id))


@pytest.mark.parametrize("minutes", [20 * 60, 2 * 60])
def test_who_comes_in_the_hour_before_midnight_is_of_the_day_of_their_visit(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    minutes: int,
) -> None:
    closes(database, cast, minutes)
    begins = sites.day_start(
        Site(time_zone=JAKARTA, closes_at=minutes), date(2026, 11, 24)
    )
    starts = (begins + timedelta(minutes=15)).astimezone(sites.zone(cast.senopati))
    visit = invite(
        day=starts.date(),
        starts=starts.time(),
        ends=(starts + timedelta(hours=1)).time(),
    )
    clock.now = begins - timedelta(minutes=40)
    with database.transaction() as store:
        arrivals.check_in_at_desk(
            store, cast.senopati.id, visit.public_id, cast.dewi.id
        )
    clock.now = begins + timedelta(hours=1)

    assert signed_out_at(database) is None
    assert printed(database, visit)[2] == date(2026, 11, 24).toordinal()


def test_the_desk_lets_nobody_in_on_another_day(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    closes(database, cast, 2 * 60)
    visit = invite(day=date(2026, 11, 24))
    clock.at("2026-11-24 01:30")

    with database.transaction() as store, pytest.raises(NotToday):
        arrivals.check_in_at_desk(
            store, cast.senopati.id, visit.public_id, cast.dewi.id
        )


def test_nobody_is_forgotten_who_is_still_inside(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    closes(database, cast, 2 * 60)
    visit = invite(**NIGHT)
    clock.at("2026-11-23 22:05")
    check_in(database, cast.kiosk, visit)
    with database.reading() as store:
        kept = store.exec(select(Envelope.expires_at)).all()
    assert min(kept) == local("2026-11-25 02:00")

    clock.at("2026-11-24 01:59")
    purge.purge(database)

    with database.reading() as store:
        guest = envelopes.read_one(store, visit.id, ["name"], as_desk(cast.dewi.id))
        assert guest.name.reveal() == "Gita Pramesti"
    assert stage(database, visit) is Stage.ON_SITE


def test_the_notice_promises_what_holds_in_the_night(
    database: Database, cast: Cast, invite: Invite
) -> None:
    closes(database, cast, 2 * 60)
    visit = invite(**NIGHT)
    with database.reading() as store:
        promised = deadlines.promised(store, visit_state.of(store, visit.id))

    assert min(promised.values()) == local("2026-11-25 01:00")


@pytest.mark.sampled(20)
@pytest.mark.parametrize(("contact", "absent"), [(24, 24), (1, 1), (1, 24)])
@pytest.mark.parametrize("closing", [2 * 60, 12 * 60, 18 * 60, 24 * 60])
@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (time(9), time(10)),
        (time(11), time(3)),
        (time(18), time(10)),
        (time(22), time(3)),
        (time(0, 30), time(16)),
    ],
)
def test_nobody_is_kept_longer_than_kiosk_and_e_mail_say(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    starts: time,
    ends: time,
    closing: int,
    contact: int,
    absent: int,
) -> None:
    site = cast.senopati
    closes(database, cast, closing)
    with database.transaction() as store:
        for period, hours in ((Period.CONTACT, contact), (Period.NO_SHOW, absent)):
            periods.keep(store, site.id, period, hours, actors.OPERATOR)
    never, early, late = (
        invite(day=TOMORROW, starts=starts, ends=ends, email=f"{name}@example.org")
        for name in ("never", "early", "late")
    )
    plan = stands(database, never).invitation

    for visit, comes in [
        (early, plan.starts_at - EARLIEST),
        (late, plan.ends_at - timedelta(minutes=1)),
    ]:
        clock.now = comes
        with database.transaction() as store:
            said = deadlines.latest(store, sites.of(store, site.id))
            promised = deadlines.promised(store, visit_state.of(store, visit.id))
            arrivals.check_in_at_desk(store, site.id, visit.public_id, cast.dewi.id)
        for of, until in [
            *kept(database, visit).items(),
            *kept(database, never).items(),
        ]:
            assert on(until) <= on(said[Period(of)])
        for of, until in kept(database, visit).items():
            # Whoever is let in when a day is nearly over is known until it is.
            assert on(until - timedelta.resolution) <= on(promised[Period(of)])
        # And nobody goes while they are inside.
        assert min(kept(database, visit).values()) >= max(plan.ends_at, clock.now)


def on(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(JAKARTA)).date()


@pytest.mark.parametrize(
    ("starts", "ends", "planned"),
    [
        (time(22), time(1), ("2026-11-23 22:00", "2026-11-24 01:00")),
        (time(22), time(0), ("2026-11-23 22:00", "2026-11-24 00:00")),
        (time(18), time(10), ("2026-11-23 18:00", "2026-11-24 10:00")),
    ],
)
def test_an_end_before_the_start_is_on_the_next_day(
    database: Database,
    cast: Cast,
    starts: time,
    ends: time,
    planned: tuple[str, str],
) -> None:
    del cast
    with database.transaction() as store:
        invitations.invite(store, 1, 1, announcement(starts=starts, ends=ends), "tap")

    with database.reading() as store:
        row = store.exec(select(Invitation)).one()
        assert (row.starts_at, row.ends_at) == (local(planned[0]), local(planned[1]))


@pytest.mark.parametrize("ends", [time(17, 59), time(10, 1), time(18)])
def test_what_would_last_longer_than_a_night_is_a_slip(
    database: Database, cast: Cast, ends: time
) -> None:
    new = announcement(starts=time(18), ends=ends)
    with database.transaction() as store, pytest.raises(EndsBeforeItStarts):
        invitations.invite(store, cast.hana.id, cast.senopati.id, new, "tap")


def test_days_that_an_earlier_version_ended_at_midnight_are_settled(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite(**NIGHT)
    closes(database, cast, 2 * 60)
    with database.transaction() as store:
        store.get_one(Invitation, visit.id).day_ends_at = local("2026-11-24 00:00")

    with database.transaction() as store:
        visit_times.settle_days(store)

    with database.reading() as store:
        ends = store.get_one(Invitation, visit.id).day_ends_at
    assert ends.astimezone(UTC) == local("2026-11-24 02:00")
    assert waits(database, cast.senopati) == []
