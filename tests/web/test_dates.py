"""Zones by the name and the offset of the moment, and clocks beside another day."""

from datetime import UTC, date, datetime
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

import pytest
from babel.dates import get_timezone_name

from web.dates import SiteDates

WINTER, SUMMER = datetime(2027, 1, 15, tzinfo=UTC), datetime(2027, 7, 15, tzinfo=UTC)
Season = Literal["standard", "daylight"]
RAMADAN = datetime(2027, 2, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "language", "moment", "name"),
    [
        ("Europe/Dublin", "en", SUMMER, "Irish Standard Time (GMT+01:00)"),
        ("Europe/Dublin", "en", WINTER, "Greenwich Mean Time (GMT+00:00)"),
        ("Europe/Dublin", "id", SUMMER, "Waktu Standar Irlandia (GMT+01:00)"),
        ("Europe/Dublin", "en", None, "Ireland Time"),
        ("Europe/London", "en", SUMMER, "British Summer Time (GMT+01:00)"),
        ("Europe/Berlin", "en", WINTER, "Central European Standard Time (GMT+01:00)"),
        ("Asia/Jakarta", "id", SUMMER, "Waktu Indonesia Barat (GMT+07:00)"),
        ("Africa/Casablanca", "en", RAMADAN, "GMT+00:00"),
        ("Africa/Casablanca", "en", SUMMER, "GMT+01:00"),
        ("Australia/Lord_Howe", "en", WINTER, "Lord Howe Daylight Time (GMT+11:00)"),
        ("UTC", "en", SUMMER, "Coordinated Universal Time (GMT+00:00)"),
        ("UTC", "en", None, "Coordinated Universal Time (GMT+00:00)"),
        ("Asia/Jakarta", "en", None, "Western Indonesia Time (GMT+07:00)"),
        ("Africa/Casablanca", "en", None, "Morocco Time"),
    ],
)
def test_a_zone_is_called_as_at_that_moment(
    zone: str, language: str, moment: datetime | None, name: str
) -> None:
    assert SiteDates(ZoneInfo(zone), language).zone_name(moment) == name


def test_the_later_clock_of_every_zone_has_the_name_of_its_summer() -> None:
    # CLDR's names are for positive summers, whatever the tz database calls standard.
    wrong = []
    for key in sorted(name for name in available_timezones() if "/" in name):
        zone = ZoneInfo(key)
        first, last = sorted(
            at.astimezone(zone).replace(tzinfo=None) - at.replace(tzinfo=None)
            for at in (WINTER, SUMMER)
        )
        for at in (WINTER, SUMMER) if first != last else ():
            local = at.astimezone(zone)
            season: Season = "daylight" if local.utcoffset() == last else "standard"
            name = get_timezone_name(local, locale="en", zone_variant=season)
            if not SiteDates(zone, "en").zone_name(at).startswith(name):
                wrong.append(key)

    assert wrong == []


def test_a_day_in_arabic_has_latin_digits_and_an_arabic_comma() -> None:
    dates = SiteDates(ZoneInfo("Asia/Dubai"), "ar")
    moment = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)

    assert dates.long_day(moment) == "الاثنين، 23 نوفمبر 2026"
    assert dates.clock(moment) == "11:05"
    assert dates.zone_name(moment) == "توقيت الخليج (غرينتش+04:00)"


def test_a_clock_beside_another_day_names_its_own() -> None:
    dates = SiteDates(ZoneInfo("Asia/Jakarta"), "en")
    midnight = datetime(2026, 11, 23, 17, tzinfo=UTC)

    assert dates.clock_beside(midnight, date(2026, 11, 24)) == "00:00"
    assert dates.clock_beside(midnight, date(2026, 11, 23)) == "00:00 (Tue, 24 Nov)"
    assert dates.clock_beside(midnight, WINTER) == "00:00 (Tue, 24 Nov)"
