"""What a badge says: the few words that leave the store for the paper, in the site's language."""

from babel.dates import format_date
from sqlalchemy import select
from sqlmodel import col

from printers.badge import Badge as PrintedBadge
from printers.badge import Labels
from visits import retention, sites
from visits.paper import badges
from visits.people import profiles
from visits.policy.register import Purpose, Reader
from visits.refusals import NotFound
from visits.store.database import Store
from visits.store.paper import Badge
from visits.store.people import Member
from visits.store.places import Company, Site
from visits.store.visits import Arrival, Visit
from visits.vault import envelopes

GUEST = {"en": "Guest", "id": "Tamu"}
LABELS = {
    "en": Labels(),
    "id": Labels(host="Tuan rumah", valid_until="Berlaku sampai", copy="Salinan"),
}


def words(store: Store, badge_id: int) -> PrintedBadge:
    """All that is printed on this badge (`NotFound` when the guest is forgotten)."""
    badge, arrival, site, company, host = _rows(store, badge_id)
    guest = envelopes.tell_one(store, badge.visit_id, ["badge_name", "name"], Purpose.BADGE, Reader.PRESS)
    if not guest.called():
        raise NotFound
    day = sites.today(site, arrival.at)
    until = retention.inside_until(site, arrival.at).astimezone(sites.zone(site))
    spoken = site.language[:2]
    return PrintedBadge(
        word=GUEST.get(spoken, GUEST["en"]),
        name=guest.called().reveal(),
        host=profiles.profile(store, host).name,
        company=company.name,
        site=site.name,
        day=format_date(day, "d MMM y", locale=site.language.replace("-", "_")),
        valid_until=until.strftime("%H:%M"),
        number=badge.number,
        code=badges.code(store, badge),
        day_number=day.toordinal(),
        copy=badge.copy_number,
        labels=LABELS.get(spoken, LABELS["en"]),
    )


def _rows(store: Store, badge_id: int) -> tuple[Badge, Arrival, Site, Company, Member]:
    question = (
        select(Badge, Arrival, Site, Company, Member)
        .join(Arrival, col(Arrival.visit_id) == col(Badge.visit_id))
        .join(Visit, col(Visit.id) == col(Badge.visit_id))
        .join(Site, col(Site.id) == col(Visit.site_id))
        .join(Company, col(Company.id) == col(Visit.company_id))
        .join(Member, col(Member.id) == col(Visit.host_id))
    )
    found = store.execute(question.where(col(Badge.id) == badge_id)).first()
    if found is None:
        raise NotFound
    badge, arrival, site, company, host = found
    return badge, arrival, site, company, host
