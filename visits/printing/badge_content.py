"""What is printed on a badge: the only personal data that leaves the store for a printer."""

from typing import Any

from babel.dates import format_date
from sqlalchemy import bindparam, select
from sqlmodel import col

from printers.badge import BadgeContent as PrintedBadge
from printers.badge import BadgeLabels
from visits import sites
from visits.people import profiles
from visits.printing import badges
from visits.retention import deadlines
from visits.store.database import Store
from visits.store.people import Member
from visits.store.printing import Badge
from visits.store.sites import Company, Site
from visits.store.visits import Arrival, Visit
from visits.vault import envelopes
from visits.vocabulary.actors import as_printing
from visits.vocabulary.refusals import NotFound

GUEST = {"en": "Guest", "id": "Tamu"}
LABELS = {
    "en": BadgeLabels(),
    "id": BadgeLabels(host="Tuan rumah", valid_until="Berlaku sampai", copy="Salinan"),
}


def content(store: Store, badge_id: int, agent_id: int | None = None) -> PrintedBadge:
    """Return all that is printed on this badge; recorded as read by the agent, or by this server.

    Refuses `NotFound`, also once the guest's data is erased.
    """
    about = _found(store, badge_id)
    site: Site = about.Site
    name = _name(store, about.visit_id, agent_id)
    day = sites.today(site, about.at)
    until = deadlines.inside_until(site, about.at).astimezone(sites.zone(site))
    spoken = site.language[:2]
    return PrintedBadge(
        word=GUEST.get(spoken, GUEST["en"]),
        name=name,
        host=profiles.profile(store, about.Member).name,
        company=about.company,
        site=site.name,
        day=format_date(day, "d MMM y", locale=site.language.replace("-", "_")),
        valid_until=until.strftime("%H:%M"),
        number=about.number,
        code=badges.code(store, about),
        day_number=day.toordinal(),
        copy=about.copy_number,
        labels=LABELS.get(spoken, LABELS["en"]),
        language=site.language,
        private=site.private_badges,
    )


def _name(store: Store, visit_id: int, agent_id: int | None) -> str:
    guest = envelopes.read_one(
        store, visit_id, ["badge_name", "name"], as_printing(agent_id)
    )
    if not guest.called():
        raise NotFound
    return guest.called().reveal()


def _found(store: Store, badge_id: int) -> Any:  # noqa: ANN401 - a row of the question below
    found = store.execute(_ABOUT, {"badge": badge_id}).first()
    if found is None:
        raise NotFound
    return found


_ABOUT: Any = (
    select(
        col(Badge.visit_id),
        col(Badge.public_id),
        col(Badge.number),
        col(Badge.copy_number),
        col(Arrival.at),
        Site,
        col(Company.name).label("company"),
        Member,
    )
    .join(Arrival, col(Arrival.visit_id) == col(Badge.visit_id))
    .join(Visit, col(Visit.id) == col(Badge.visit_id))
    .join(Site, col(Site.id) == col(Visit.site_id))
    .join(Company, col(Company.id) == col(Visit.company_id))
    .join(Member, col(Member.id) == col(Visit.host_id))
    .where(col(Badge.id) == bindparam("badge"))
)
