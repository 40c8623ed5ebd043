"""What a kiosk shows while everybody has to leave: where to go, in every language at once."""

from collections.abc import Iterator
from typing import Any

from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from visits import alarms, place_texts
from visits.languages import OWN_NAMES
from visits.lobby import kiosks
from visits.store.alarms import Alarm
from visits.store.database import Store
from visits.store.sites import Kiosk, Site
from visits.vocabulary.places import PlaceTextKind
from visits.vocabulary.visits import AlarmKind


def state_of(store: Store, kiosk: Kiosk) -> str:
    """What the first screen is: open to guests, locked for what is typed, or an alarm's."""
    if alarm := alarms.current(store, kiosk.site_id):
        return _state(alarm)
    return "locked" if kiosks.is_locked(store, kiosk) else "open"


def context(store: Store, site: Site) -> dict[str, Any] | None:
    """The context of the screen of the site's alarm; None while none is raised."""
    alarm = alarms.current(store, site.id)
    if alarm is None:
        return None
    said = list(_texts(store, site, alarm))
    shown = {"said": said, "state": _state(alarm)}
    return {"first": "alarm.html", "site": site, "language": "", **shown}


def _state(alarm: Alarm) -> str:
    return f"alarm-{alarm.kind}"


def _texts(
    store: Store, site: Site, alarm: Alarm
) -> Iterator[tuple[str, str, str, str]]:
    """The site's own language first: language, direction, heading, assembly point."""
    places = place_texts.every(store, site, PlaceTextKind.ASSEMBLY_POINT)
    usual = places.get(site.language)
    for code in sorted(OWN_NAMES, key=lambda code: code != site.language):
        with force_locale(code):
            direction, words = get_locale().text_direction, places.get(code, usual)
            place = _("Assembly point: %(place)s", place=words) if words else ""
            yield code, direction, _heading(alarm.kind), place


def _heading(kind: AlarmKind) -> str:
    if kind is AlarmKind.DRILL:
        return str(_("Drill: please leave the building"))
    return str(_("Alarm: please leave the building"))
