"""The languages of letters: words compiled in memory, moments as the site's clock shows them."""

from datetime import datetime
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, get_timezone_name

from web.languages import OWN_NAMES, SOURCE, catalogue


def spoken(language: str) -> str:
    """The language of ours that serves somebody who asked for `language`."""
    primary = language.partition("-")[0]
    return primary if primary in OWN_NAMES else SOURCE


@cache
def translations(language: str) -> NullTranslations:
    """The words of letters in one of our languages; the English ones stand in the templates."""
    return catalogue(language, [Path(__file__).parent / "translations"])


def day(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """`Tuesday, 22 December 2026`."""
    return format_date(
        moment.astimezone(zone).date(), "EEEE, d MMMM y", locale=language
    )


def clock(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """`09:00`, `09.00` in Indonesian."""
    return format_skeleton("Hm", moment.astimezone(zone), locale=language)


def zone_name(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """`Western Indonesia Time`."""
    return get_timezone_name(moment.astimezone(zone), locale=language)
