"""Invitations: a host announces a guest, thinks again, or takes it back."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlmodel import col, select

from visits import codes, outbox, retention, sites, standing, trail
from visits.refusals import (
    AlreadyArrived,
    AlreadyRefused,
    AlreadyWithdrawn,
    ContactMissing,
    DayIsPast,
    EndsBeforeItStarts,
    LevelTooLow,
    NotFound,
    TooFarAhead,
)  # fmt: skip
from visits.standing import Stage, Standing
from visits.store.database import Store
from visits.store.people import Member
from visits.store.places import Site
from visits.store.visits import Invitation, Visit, Withdrawal
from visits.vault import envelopes
from visits.words import Act, LetterKind, Level, VisitReason

FURTHEST = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Window:
    """When a guest is expected, as the site's own clock shows it."""

    day: date
    starts: time
    ends: time


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What a host says of a guest; its words appear in no text of it."""

    name: str = field(repr=False)
    badge_name: str = field(repr=False, default="")
    email: str = field(repr=False, default="")
    phone: str = field(repr=False, default="")
    window: Window
    reason: VisitReason
    language: str
    least_level: Level


def invite(store: Store, host_id: int, site_id: int, announcement: Announcement, nonce: str) -> Visit:
    """The guest is expected and their letter is on its way; the same nonce again changes nothing.

    Refuses `ContactMissing`, `LevelTooLow`, `NotFound` for an unknown site, and every time that cannot be.
    """
    nonce_digest = store.keys.secrets.digest("nonce", host_id, nonce)
    earlier = store.exec(select(Visit).where(col(Visit.nonce) == nonce_digest)).first()
    if earlier is not None:
        return earlier
    site = _site(store, site_id)
    if not (announcement.email or announcement.phone):
        raise ContactMissing
    if announcement.least_level < site.least_level:
        raise LevelTooLow
    starts_at, ends_at = _instants(store, site, announcement.window)
    visit = Visit(
        public_id=codes.public_id(), site_id=site_id, company_id=store.get_one(Member, host_id).company_id,
        host_id=host_id, language=announcement.language, nonce=nonce_digest,
    )  # fmt: skip
    store.add(visit)
    store.flush()
    invitation = _announce(store, visit, announcement, (starts_at, ends_at))
    invitation.day_ends_at = sites.day_end(site, announcement.window.day)
    store.add(invitation)
    _tell(store, invitation, announcement)
    trail.record(store, trail.member(host_id), Act.INVITED, invitation.visit_id)
    sites.changed(store, site_id)
    return visit


def reschedule(store: Store, host_id: int, public_id: str, window: Window) -> Standing:
    """The guest is expected at another time; their code stays, and a letter says so. Refuses as `invite` does."""
    found = _still_expected(store, host_id, public_id)
    site = sites.of(store, found.visit.site_id)
    invitation = found.invitation
    invitation.starts_at, invitation.ends_at = _instants(store, site, window)
    invitation.day_ends_at = sites.day_end(site, window.day)
    invitation.sequence += 1
    store.add(invitation)
    retention.on_new_times(store, invitation)
    _write(store, found, LetterKind.RESCHEDULED)
    return _done(store, found, host_id, Act.RESCHEDULED)


def resend(store: Store, host_id: int, public_id: str) -> Standing:
    """The invitation's letter is on its way once more."""
    found = _still_expected(store, host_id, public_id)
    _write(store, found, LetterKind.INVITATION)
    return _done(store, found, host_id, Act.RESENT)


def withdraw(store: Store, host_id: int, public_id: str) -> Standing:
    """The code opens no door any more, and a letter says so."""
    found = _still_expected(store, host_id, public_id)
    found.invitation.sequence += 1
    store.add(Withdrawal(visit_id=found.id, at=store.now, member_id=host_id))
    _write(store, found, LetterKind.WITHDRAWN)
    return _done(store, found, host_id, Act.WITHDRAWN)


def code(store: Store, invitation: Invitation) -> str:
    """The invitation code in force, as the QR picture holds it."""
    return codes.derive(
        store.keys.secrets, codes.CodeKind.INVITATION, invitation.visit_id, invitation.generation
    )


def link(store: Store, invitation: Invitation) -> str:
    """The last part of the address of the guest's own page."""
    return codes.link(store.keys.secrets, invitation.visit_id, invitation.generation)


def _announce(
    store: Store, visit: Visit, announcement: Announcement, times: tuple[datetime, datetime]
) -> Invitation:
    invitation = Invitation(
        visit_id=visit.id, starts_at=times[0], ends_at=times[1], day_ends_at=times[1],
        reason=announcement.reason, least_level=announcement.least_level, generation=1, code=b"", link=b"",
    )  # fmt: skip
    invitation.code = codes.digest(code(store, invitation))
    invitation.link = codes.digest(link(store, invitation))
    return invitation


def _tell(store: Store, invitation: Invitation, announcement: Announcement) -> None:
    items = {item: getattr(announcement, item) for item in ("name", "badge_name", "email", "phone")}
    envelopes.keep(store, invitation.visit_id, items, retention.until_if_absent(invitation.ends_at))
    if announcement.email:
        outbox.about_visit(store, LetterKind.INVITATION, invitation.visit_id, invitation.day_ends_at)


def _write(store: Store, found: Standing, kind: LetterKind) -> None:
    outbox.about_visit(store, kind, found.id, found.invitation.day_ends_at)


def _done(store: Store, found: Standing, host_id: int, act: Act) -> Standing:
    trail.record(store, trail.member(host_id), act, found.id)
    sites.changed(store, found.visit.site_id)
    return found


def _site(store: Store, site_id: int) -> Site:
    site = store.get(Site, site_id)
    if site is None:
        raise NotFound
    return site


def _instants(store: Store, site: Site, window: Window) -> tuple[datetime, datetime]:
    if window.ends <= window.starts:
        raise EndsBeforeItStarts
    starts_at, ends_at = sites.at(site, window.day, window.starts), sites.at(site, window.day, window.ends)
    if ends_at <= store.now:
        raise DayIsPast
    if starts_at > store.now + FURTHEST:
        raise TooFarAhead
    return starts_at, ends_at


def _still_expected(store: Store, host_id: int, public_id: str) -> Standing:
    found = standing.of_host(store, host_id, public_id)
    refusals = {
        Stage.WITHDRAWN: AlreadyWithdrawn,
        Stage.ON_SITE: AlreadyArrived,
        Stage.LEFT: AlreadyArrived,
        Stage.REFUSED: AlreadyRefused,
    }
    if found.stage in refusals:
        raise refusals[found.stage]
    if found.invitation.day_ends_at <= store.now:
        raise DayIsPast
    return found
