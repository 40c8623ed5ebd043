"""Sites: days of 23, 24 and 25 hours, and closing times in them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.cast import BERLIN, JAKARTA, Cast
from visits import sites
from visits.store.database import Database
from visits.store.sites import Site
from visits.vocabulary.refusals import NotFound, TimeDoesNotExist


def site(zone: str, closes_at: int = 1200) -> Site:
    return Site(time_zone=zone, closes_at=closes_at)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        (JAKARTA, date(2026, 10, 25), 24),
        (BERLIN, date(2026, 10, 25), 25),
        (BERLIN, date(2027, 3, 28), 23),
        ("America/Havana", date(2026, 3, 8), 23),
    ],
)
def test_a_day_is_as_long_as_the_sites_clock_makes_it(
    zone: str, day: date, hours: int
) -> None:
    here = site(zone)

    assert sites.day_end(here, day) - sites.day_start(here, day) == timedelta(
        hours=hours
    )


def test_the_day_is_the_date_in_the_lobby() -> None:
    late = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)

    assert sites.day_of(site(JAKARTA), late) == date(2026, 11, 24)
    assert sites.day_of(site(BERLIN), late) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("zone", "day", "skipped", "nearest"),
    [
        (BERLIN, date(2027, 3, 28), time(2, 30), [time(1, 59), time(3)]),
        (BERLIN, date(2027, 3, 28), time(2), [time(1, 59), time(3)]),
        # The clock goes from midnight to one: the minute before is of another day.
        ("America/Havana", date(2026, 3, 8), time(0, 30), [time(1)]),
        (
            "Australia/Lord_Howe",
            date(2026, 10, 4),
            time(2, 15),
            [time(1, 59), time(2, 30)],
        ),
        # Samoa went over the date line, and had no such day.
        ("Pacific/Apia", date(2011, 12, 30), time(10), []),
    ],
)
def test_a_skipped_time_is_refused_with_the_nearest_that_there_are(
    zone: str, day: date, skipped: time, nearest: list[time]
) -> None:
    with pytest.raises(TimeDoesNotExist) as refused:
        sites.at(site(zone), day, skipped)

    assert refused.value.nearest == nearest


def test_a_time_shown_twice_is_its_first() -> None:
    first = sites.at(site(BERLIN), date(2026, 10, 25), time(2, 30))

    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert sites.is_shown_twice(site(BERLIN), first)
    assert not sites.is_shown_twice(site(BERLIN), first - timedelta(hours=1))
    assert not sites.is_shown_twice(site(BERLIN), first + timedelta(hours=2))


@pytest.mark.parametrize(
    "day", [date(2026, 10, 25), date(2027, 3, 28), date(2026, 11, 23)]
)
def test_a_site_closes_when_its_clock_says_so(day: date) -> None:
    here = site(BERLIN, closes_at=20 * 60)

    assert sites.closing(here, day) == sites.at(here, day, time(20))


def test_a_site_may_close_at_midnight() -> None:
    here, day = site(BERLIN, closes_at=24 * 60), date(2026, 10, 25)

    assert sites.closing(here, day) == sites.day_end(here, day)


def test_every_change_is_another_version(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        before = sites.version(store, cast.senopati.id)
        sites.changed(store, cast.senopati.id)

    with database.reading() as store:
        assert sites.version(store, cast.senopati.id) == before + 1


def test_a_site_that_is_not_there_is_not_found(database: Database) -> None:
    with database.reading() as store, pytest.raises(NotFound):
        sites.of(store, 99)
