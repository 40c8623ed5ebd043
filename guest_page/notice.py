"""The notice of one visit: what is kept of its guest, and the register's words about it."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import get_locale

from guest_page.own_visit import OwnVisit, State
from visits.policy import notice
from visits.policy.notice import About, Row
from visits.policy.register import Shelf
from web.languages import long_day

COMES_OR_CAME = {State.COMING, State.HERE, State.LEFT}
STAYS_AWAY = set(State) - {State.HERE, State.LEFT}


@dataclass(frozen=True)
class Notice:
    """All that the page says about the guest's data."""

    heading: str
    rows: list[Row]


def of(visit: OwnVisit) -> Notice:
    """The notice of this visit as it stands now, in the language of the page."""
    told = notice.of(str(get_locale()))
    return Notice(told.heading, told.rows(_about(visit)))


def _about(visit: OwnVisit) -> About:
    stays, leaves = visit.state in COMES_OR_CAME, visit.state in STAYS_AWAY
    return About(
        site=visit.site.name, region=visit.site.region, contact=visit.site.privacy_contact,
        log_goes=_day(visit.goes[Shelf.LOG], is_told=stays),
        contact_goes=_day(visit.goes[Shelf.CONTACT], is_told=stays),
        absent_goes=_day(visit.goes_if_absent, is_told=leaves),
    )  # fmt: skip


def _day(moment: datetime, *, is_told: bool) -> str:
    return long_day(moment) if is_told else ""
