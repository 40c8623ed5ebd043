"""What is printed on a badge: the only personal data that leaves the store for a printer."""

from collections.abc import Callable
from typing import Any

from babel.dates import format_date
from sqlalchemy import bindparam, select
from sqlmodel import col

from printers.badge import BadgeContent as PrintedBadge
from printers.badge import BadgeLabels
from visits import sites
from visits.languages import OWN_NAMES, SOURCE, domain
from visits.people import profiles
from visits.people.profiles import SealedProfile
from visits.printing import badges
from visits.store.database import Store
from visits.store.people import Member
from visits.store.printing import Badge
from visits.store.sites import Company, Site
from visits.store.visits import Arrival, Invitation, Visit
from visits.vault import envelopes
from visits.vault.personal import Guest
from visits.visit_state import VisitState
from visits.vocabulary.actors import as_printing
from visits.vocabulary.refusals import NotFound

NUMBER_IN_PREVIEW = "A1-001"


def content(store: Store, badge_id: int, agent_id: int | None = None) -> PrintedBadge:
    """Return all that is printed on this badge; recorded as read by the agent, or by this server.

    Refuses `NotFound`, also once the guest's data is erased.
    """
    row = _row(store, badge_id)
    name = _name(store, row.visit_id, agent_id)
    # The row has the columns of a site's clock, and of a visit's day.
    day = sites.day_of(row, row.starts_at)
    # When they are checked out by themselves at the latest, on the lobby's clock.
    until = sites.inside_until(row, row.at, row)
    # The site's language, not the guest's: the badge is read by those who work there.
    gettext = words(row.language)
    return PrintedBadge(
        word=gettext("Guest"),
        name=name,
        host=profiles.profile(store, SealedProfile(*row[:4])).name,
        company=row.company,
        site=row.site,
        day=format_date(day, "d MMM y", locale=row.language.replace("-", "_")),
        valid_until=until.astimezone(sites.zone(row)).strftime("%H:%M"),
        number=row.number,
        code=badges.code_of(store, row.badge),
        day_number=day.toordinal(),
        copy=row.copy_number,
        labels=_labels(gettext),
        language=row.language,
        private=row.private_badges,
    )


def preview(visit: VisitState, guest: Guest, host: str, company: str) -> PrintedBadge:
    """Return what the upper part of the guest's badge will say: whose it is, and whom they visit.

    `guest` has been read by whoever is shown it.
    """
    site = visit.site
    gettext = words(site.language)
    return PrintedBadge(
        word=gettext("Guest"),
        name=guest.display_name().reveal(),
        host=host,
        company=company,
        site=site.name,
        labels=_labels(gettext),
        language=site.language,
        private=site.private_badges,
        # The foot, which no preview has; a private badge shows its number large.
        day="",
        valid_until="",
        number=NUMBER_IN_PREVIEW,
        code="",
        day_number=0,
    )


def words(language: str) -> Callable[[str], str]:
    """Return what says the fixed words of badges and rolls in the site's language."""
    primary = language[:2]
    return domain(primary if primary in OWN_NAMES else SOURCE).gettext


def _labels(gettext: Callable[[str], str]) -> BadgeLabels:
    return BadgeLabels(
        host=gettext("Host"), valid_until=gettext("Valid until"), copy=gettext("Copy")
    )


def _name(store: Store, visit_id: int, agent_id: int | None) -> str:
    guest = envelopes.read_one(
        store, visit_id, ["badge_name", "name"], as_printing(agent_id)
    )
    # Erased, or restricted meanwhile: a badge without a name is none.
    if not guest.display_name():
        raise NotFound
    return guest.display_name().reveal()


def _row(store: Store, badge_id: int) -> Any:  # noqa: ANN401 - a row of the question below
    row = store.prepared(_ABOUT, badge=badge_id).first()
    if row is None:
        raise NotFound
    return row


# One query for everything but the name, which only the vault opens.
_ABOUT: Any = (
    select(
        # The host's sealed profile first.
        *(col(getattr(Member, name)) for name in SealedProfile._fields),
        col(Badge.visit_id),
        col(Badge.public_id).label("badge"),
        col(Badge.number),
        col(Badge.copy_number),
        col(Arrival.at),
        col(Invitation.starts_at),
        col(Invitation.ends_at),
        col(Invitation.day_ends_at),
        col(Site.name).label("site"),
        col(Site.language),
        col(Site.time_zone),
        col(Site.closes_at),
        col(Site.private_badges),
        col(Company.name).label("company"),
    )
    .join(Arrival, col(Arrival.visit_id) == col(Badge.visit_id))
    .join(Visit, col(Visit.id) == col(Badge.visit_id))
    .join(Invitation, col(Invitation.visit_id) == col(Badge.visit_id))
    .join(Site, col(Site.id) == col(Visit.site_id))
    .join(Company, col(Company.id) == col(Visit.company_id))
    .join(Member, col(Member.id) == col(Visit.host_id))
    # One whose check-in was undone is printed no more, whoever has come since.
    .where(col(Badge.id) == bindparam("badge"), col(Badge.copy_number).is_not(None))
)
