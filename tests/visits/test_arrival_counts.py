"""Arrivals in numbers: whoever comes is counted once, and no number is of few people."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from tests.cast import TODAY, Cast, Invite, SettableClock
from visits import arrival_counts, visit_state
from visits.arrival_counts import ArrivalCounts
from visits.erasure import erasing
from visits.lobby import arrivals, departures
from visits.store.database import Database
from visits.store.sites import Site
from visits.vocabulary import actors

A_WEEK = timedelta(weeks=1)
Come = Callable[..., list[int]]


@pytest.fixture
def come(invite: Invite, cast: Cast, database: Database, clock: SettableClock) -> Come:
    """So many guests come in that hour of that day; their numbers."""

    def arrive(count: int, day: date = TODAY, hour: int = 9) -> list[int]:
        clock.at(f"{day} {hour:02}:30")
        times = {"day": day, "starts": time(hour), "ends": time(hour + 1)}
        guests = [
            invite(email=f"guest{number}@example.org", **times)
            for number in range(count)
        ]
        with database.transaction() as store:
            for guest in guests:
                arrivals.check_in_at_desk(
                    store, cast.senopati.id, guest.public_id, cast.dewi.id
                )
        return [guest.id for guest in guests]

    return arrive


def counts(database: Database, site_id: int) -> ArrivalCounts:
    with database.reading() as store:
        return arrival_counts.of_site(store, site_id)


def hours(counted: ArrivalCounts) -> dict[int, tuple[int | None, int | None]]:
    """Today's arrivals and the usual ones of the hours in which there are any."""
    return {
        one.hour.hour: (one.today, one.usual)
        for one in counted.hours
        if one.today or one.usual
    }


def days(counted: ArrivalCounts) -> dict[date, int]:
    return {one.day: one.count for one in counted.days if one.count}


def test_an_hour_or_a_day_of_fewer_than_five_is_not_told(
    database: Database, cast: Cast, come: Come
) -> None:
    yesterday = TODAY - timedelta(days=1)
    come(4, yesterday, 9)
    come(4, TODAY, 9)
    assert counts(database, cast.senopati.id).is_empty
    come(1, yesterday, 15)
    come(5, TODAY, 10)

    counted = counts(database, cast.senopati.id)

    assert not counted.is_empty
    assert hours(counted) == {10: (5, None)}
    assert days(counted) == {yesterday: 5}
    assert counts(database, cast.mitte.id).is_empty


def test_no_number_of_few_is_left_when_the_hours_are_taken_from_the_day(
    database: Database, cast: Cast, come: Come, clock: SettableClock
) -> None:
    come(6, TODAY, 9)
    come(1, TODAY, 14)
    assert hours(counts(database, cast.senopati.id)) == {9: (6, None)}
    clock.forward(days=1)
    assert days(counts(database, cast.senopati.id)) == {TODAY: 6}


def test_whoever_is_erased_in_time_stays_counted_and_whoever_asked_for_it_does_not(
    database: Database, cast: Cast, come: Come
) -> None:
    last_week = TODAY - A_WEEK
    guests = come(8, last_week, 9)
    come(5, TODAY, 9)
    before = counts(database, cast.senopati.id)
    assert (hours(before), days(before)) == ({9: (5, 8)}, {last_week: 8})

    with database.transaction() as store:
        erasing.rows_of(store, guests[:6])
    assert counts(database, cast.senopati.id) == before

    with database.transaction() as store:
        asked = visit_state.of(store, guests[7])
        departures.check_out(
            store, cast.senopati.id, asked.visit.public_id, cast.dewi.id
        )
        asked = visit_state.of(store, guests[7])
        erasing.erase(store, asked, actors.GUEST_BY_LINK)
    assert days(counts(database, cast.senopati.id)) == {last_week: 7}


def test_usual_is_the_mean_of_the_same_weekdays_on_which_anybody_came(
    database: Database, cast: Cast, come: Come
) -> None:
    come(9, TODAY - 4 * A_WEEK, 9)
    come(2, TODAY - 2 * A_WEEK, 9)
    come(3, TODAY - 2 * A_WEEK, 14)
    come(7, TODAY - timedelta(days=2), 9)
    come(1, TODAY, 11)

    shown = counts(database, cast.senopati.id)

    assert hours(shown) == {9: (None, 6)}
    to_come = [one.hour.hour for one in shown.hours if one.is_to_come]
    assert to_come == [12, 13, 14, 15, 16, 17]


def test_the_site_s_own_clock_says_which_day_and_hour_it_is(
    database: Database, cast: Cast, come: Come, clock: SettableClock
) -> None:
    come(5, TODAY, 6)
    assert hours(counts(database, cast.senopati.id)) == {6: (5, None)}
    clock.at("2026-11-24 00:30")
    assert days(counts(database, cast.senopati.id)) == {TODAY: 5}


def test_in_the_night_the_day_goes_on_and_its_last_hours_come_last(
    database: Database, cast: Cast, come: Come, clock: SettableClock
) -> None:
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).closes_at = 150
    come(5, TODAY, 9)
    come(5, TODAY, 22)
    come(5, TODAY + timedelta(days=1), 1)

    clock.at(f"{TODAY} 21:59")
    evening = counts(database, cast.senopati.id)
    clock.at("2026-11-24 02:10")
    night = counts(database, cast.senopati.id)

    assert [one.hour.hour for one in evening.hours if one.is_to_come] == [22, 1]
    assert not any(one.is_to_come for one in night.hours)
    assert [one.hour.hour for one in night.hours if one.today] == [9, 22, 1]
