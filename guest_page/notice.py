"""The notice of one visit: what is kept of its guest, and the register's words about it."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import get_locale

from guest_page.own_visit import OwnVisit, PageState
from visits.policy import notice
from visits.policy.notice import NoticeContext, NoticeRow
from visits.vocabulary.policy import RetentionClass
from web.dates import long_day

COMES_OR_CAME = {PageState.COMING, PageState.HERE, PageState.LEFT}
STAYS_AWAY = set(PageState) - {PageState.HERE, PageState.LEFT}


@dataclass(frozen=True)
class VisitNotice:
    """All that the page says about the guest's data."""

    heading: str
    rows: list[NoticeRow]


def of(visit: OwnVisit) -> VisitNotice:
    """The notice of this visit as it stands now, in the language of the page."""
    told = notice.of(str(get_locale()))
    return VisitNotice(told.heading, told.rows(_about(visit)))


def _about(visit: OwnVisit) -> NoticeContext:
    stays, leaves = visit.state in COMES_OR_CAME, visit.state in STAYS_AWAY
    return NoticeContext(
        site=visit.site.name,
        region=visit.site.region,
        contact=visit.site.privacy_contact,
        log_goes=_day(visit.goes[RetentionClass.LOG], is_told=stays),
        contact_goes=_day(visit.goes[RetentionClass.CONTACT], is_told=stays),
        absent_goes=_day(visit.goes_if_absent, is_told=leaves),
    )


def _day(moment: datetime, *, is_told: bool) -> str:
    return long_day(moment) if is_told else ""
