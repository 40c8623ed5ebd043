"""The notice: what is remembered of a guest who arrives now, in words, before they confirm anything."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_date, get_locale

from visits import sites
from visits.policy import notice
from visits.policy.notice import NoticeContext, NoticeRow
from visits.retention import deadlines
from visits.store.database import Store
from visits.store.sites import Site
from visits.vocabulary.policy import Period, Way
from web.face import links


@dataclass(frozen=True)
class ArrivalNotice:
    """All that the guest is told; the same for everybody who comes at this hour."""

    heading: str
    rows: list[NoticeRow]


def of_arrival(store: Store, site_id: int) -> ArrivalNotice:
    """The notice for somebody who arrives at the site now, in the language of the request."""
    site, told = sites.of(store, site_id), notice.of(str(get_locale()))
    ends = deadlines.inside_until(site, store.now)
    about = NoticeContext(
        site=site.name,
        region=site.region,
        contact=site.privacy_contact,
        log_goes=_day(site, ends + deadlines.site_period(store, site.id, Period.LOG)),
        contact_goes=_day(
            site, ends + deadlines.site_period(store, site.id, Period.CONTACT)
        ),
        way=Way.ADDRESS,
        page=links().guest,
    )
    return ArrivalNotice(told.heading, told.brief(about))


def _day(site: Site, moment: datetime) -> str:
    return str(
        format_date(moment.astimezone(sites.zone(site)), "d MMMM y", rebase=False)
    )
