"""Invitations: a host announces a guest, reschedules, sends again or withdraws."""

from dataclasses import astuple, dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from sqlmodel import col, select

from visits import codes, outbox, sites, visit_state, visit_times
from visits.audit import entries
from visits.people import guest_email_limits, rate_limits
from visits.policy.register import register
from visits.retention import deadlines
from visits.store import locks
from visits.store.database import Store
from visits.store.people import Member
from visits.store.sites import Site
from visits.store.visits import Invitation, Visit, Withdrawal
from visits.vault import blind_index, email_addresses, envelopes, phone_numbers
from visits.visit_state import Stage, VisitState
from visits.visit_times import VisitTimes, Window
from visits.vocabulary import actors
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.people import RateLimited
from visits.vocabulary.refusals import (
    AlreadyArrived,
    AlreadyRefused,
    AlreadyWithdrawn,
    ContactMissing,
    DayIsPast,
    LevelTooLow,
    SentTooOften,
    TooManyTries,
    VisitRefused,
)
from visits.vocabulary.visits import Level, Lookup, VisitPurpose

# A guest's mailbox is not the host's to fill.
RESENDINGS, RESENDINGS_WITHIN = 3, timedelta(minutes=15)
NOT_EXPECTED: dict[Stage, type[VisitRefused]] = {
    Stage.WITHDRAWN: AlreadyWithdrawn,
    Stage.ASKING: AlreadyArrived,
    Stage.ON_SITE: AlreadyArrived,
    Stage.LEFT: AlreadyArrived,
    Stage.REFUSED: AlreadyRefused,
}


@dataclass(frozen=True, kw_only=True)
class NewInvitation:
    """What a host says of a guest; personal data is left out of its `repr`."""

    name: str = field(repr=False)
    badge_name: str = field(repr=False, default="")
    email: str = field(repr=False, default="")
    phone: str = field(repr=False, default="")
    window: Window
    purpose: VisitPurpose
    language: str
    least_level: Level

    def items(self) -> list[str]:
        """Return the names of the register's items that were given."""
        return [item for item in register().items if getattr(self, item)]


def invite(
    store: Store, host_id: int, site_id: int, announcement: NewInvitation, nonce: str
) -> Visit:
    """Invite a guest and queue their e-mail.

    A second call with the same words and the same nonce, which must be random, returns the
    same visit, unless it was withdrawn; with other words it is another invitation.

    Refuses `ContactMissing`, `GuestWrittenTooOften`, `LevelTooLow`, `NotFound` for an
    unknown site, and every impossible time.
    """
    locks.site(store, site_id)
    form = (host_id, nonce, site_id, *astuple(announcement))
    digest, earlier = _made_by(store, form)
    if earlier:
        return earlier
    site, host = sites.of(store, site_id), actors.member(host_id)
    times = _checked_times(store, site, announcement)
    visit = add_visit(store, host_id, site_id, announcement.language, digest)
    plan = announcement.purpose, announcement.least_level
    add_invitation(store, visit, times, *plan)
    _seal_items(store, visit.id, site, announcement, times)
    _write_to_guest(store, visit, EmailKind.INVITATION, times.day_ends_at)
    entries.record(store, host, Act.INVITED, visit.id, announcement.items())
    sites.changed(store, site_id)
    return visit


def add_visit(
    store: Store, host_id: int, site_id: int, language: str, nonce: bytes
) -> Visit:
    """Add a visit to the host; the nonce is unique, so that a form that is sent twice adds one."""
    visit = Visit(
        public_id=codes.public_id(),
        site_id=site_id,
        company_id=store.get_one(Member, host_id).company_id,
        host_id=host_id,
        language=language,
        notice=register().version,
        nonce=nonce,
    )
    store.add(visit)
    store.flush()
    return visit


def add_invitation(
    store: Store, visit: Visit, times: VisitTimes, purpose: VisitPurpose, least: Level
) -> None:
    """Add when the visit is and what for, with its code."""
    invitation = Invitation(
        visit_id=visit.id,
        site_id=visit.site_id,
        host_id=visit.host_id,
        starts_at=times.starts_at,
        ends_at=times.ends_at,
        day_ends_at=times.day_ends_at,
        purpose=purpose,
        least_level=least,
        generation=codes.generation(),
        # Both are derived from the generation, and only their digests are stored.
        code=b"",
        link=b"",
    )
    invitation.code = codes.digest(code(store, invitation))
    invitation.link = codes.digest(shared_link(store, invitation))
    store.add(invitation)


def reschedule(
    store: Store, host_id: int, public_id: str, window: Window
) -> VisitState:
    """Change the time of an invitation and queue an e-mail; the code stays valid.

    The same time again changes nothing. Refuses a visit that is under way, over or
    cancelled, every impossible time, and `GuestWrittenTooOften`.
    """
    visit = _still_expected(store, host_id, public_id)
    invitation = visit.invitation
    times = visit_times.of(store, visit.site, window)
    if (invitation.starts_at, invitation.ends_at) == (times.starts_at, times.ends_at):
        return visit
    visit_times.move(store, invitation, times)
    # A calendar takes the event with the higher number for the newer one (RFC 5545).
    invitation.sequence += 1
    deadlines.apply(store, visit)
    return _done(
        store, visit, actors.member(host_id), Act.RESCHEDULED, EmailKind.RESCHEDULED
    )


def resend(
    store: Store, host_id: int, public_id: str, after: int | None = None
) -> VisitState:
    """Queue the invitation's e-mail again, after so many e-mails to the guest.

    A request that was made before the last of them queues none; None for one that does
    not say. Refuses a guest who cannot come now, `SentTooOften` and `GuestWrittenTooOften`.
    """
    visit = _still_expected(store, host_id, public_id)
    if after is not None and after != len(outbox.to_guest(store, visit.id)):
        return visit
    try:
        rate_limits.refuse_above(
            store, RateLimited.RESENDING, public_id, RESENDINGS, RESENDINGS_WITHIN
        )
    except TooManyTries:
        raise SentTooOften from None
    rate_limits.count(store, RateLimited.RESENDING, public_id)
    return _done(store, visit, actors.member(host_id), Act.RESENT, EmailKind.INVITATION)


def withdraw(
    store: Store, host_id: int, public_id: str, actor: Actor | None = None
) -> VisitState:
    """Withdraw an invitation: its code is void, and an e-mail says so.

    The host does it, unless an `actor` is named. Refuses a visit that is under way,
    over or cancelled.
    """
    visit = _still_expected(store, host_id, public_id)
    visit.invitation.sequence += 1
    withdrawal = Withdrawal(visit_id=visit.id, at=store.now, member_id=host_id)
    # The primary key of the row refuses whoever withdraws at the same moment.
    visit_state.record(store, withdrawal, AlreadyWithdrawn)
    deadlines.apply(store, replace(visit, withdrawal=withdrawal))
    withdrawn_by = actor or actors.member(host_id)
    return _done(store, visit, withdrawn_by, Act.WITHDRAWN, EmailKind.WITHDRAWN)


def refuse_unexpected(store: Store, visit: VisitState) -> None:
    """Refuse a visit that is under way, over or cancelled, each by its own refusal."""
    if visit.stage in NOT_EXPECTED:
        raise NOT_EXPECTED[visit.stage]
    if visit.invitation.day_ends_at <= store.now:
        raise DayIsPast


def code(store: Store, invitation: Invitation) -> str:
    """Return the valid invitation code, as the QR code holds it."""
    parts = (invitation.visit_id, invitation.generation)
    return codes.derive(store.keys.secrets, codes.CodeKind.INVITATION, *parts)


def shared_link(store: Store, invitation: Invitation) -> str:
    """Return the link that a host may pass on: it shows the plan and the QR code, and no more."""
    parts = (invitation.visit_id, invitation.generation)
    return codes.link(store.keys.secrets, "guest link", *parts)


def link_to_pass_on(store: Store, visit: VisitState) -> str:
    """Return the shared link for the host of a guest without an e-mail address; else empty.

    Empty too once the guest has restricted their data.
    """
    is_written_to = blind_index.stored(store, visit.id, Lookup.EMAIL) is not None
    if is_written_to or visit.restriction:
        return ""
    return shared_link(store, visit.invitation)


def _made_by(store: Store, form: tuple[object, ...]) -> tuple[bytes, Visit | None]:
    """Return the digest of the form as it was sent, and the visit that it has made already."""
    for turn in count():
        # Beside a random nonce, which is kept nowhere, it tells nobody any of the words.
        digest = store.keys.secrets.digest("nonce", *form, turn)
        visit = store.exec(select(Visit).where(col(Visit.nonce) == digest)).first()
        # Sent again after a withdrawal it is meant: the next turn has a digest of its own.
        if visit is None or store.get(Withdrawal, visit.id) is None:
            return digest, visit
    raise AssertionError


def _checked_times(store: Store, site: Site, announcement: NewInvitation) -> VisitTimes:
    if not (announcement.email or announcement.phone):
        raise ContactMissing
    if announcement.least_level < site.least_level:
        raise LevelTooLow
    return visit_times.of(store, site, announcement.window)


def _seal_items(
    store: Store,
    visit_id: int,
    site: Site,
    announcement: NewInvitation,
    times: VisitTimes,
) -> None:
    # Until they come, a guest is kept like one who does not.
    until = deadlines.until_absent(store, site.id, times.ends_at)
    # Hosts leave the country out; the kiosk looks the whole number up.
    phone = announcement.phone and phone_numbers.kept(announcement.phone, site.region)
    items = {
        "name": announcement.name,
        "badge_name": announcement.badge_name,
        "email": email_addresses.kept(announcement.email),
        "phone": phone,
    }
    envelopes.keep(store, visit_id, items, until)


def _done(
    store: Store, visit: VisitState, actor: Actor, act: Act, kind: EmailKind
) -> VisitState:
    # News of a day that is over helps nobody.
    _write_to_guest(store, visit.visit, kind, visit.invitation.day_ends_at)
    entries.record(store, actor, act, visit.id)
    sites.changed(store, visit.visit.site_id)
    return visit


def _write_to_guest(
    store: Store, visit: Visit, kind: EmailKind, until: datetime
) -> None:
    not_before = store.now
    # Whoever was invited may always hear that they are not any more, and at once.
    if kind is not EmailKind.WITHDRAWN:
        not_before = guest_email_limits.count(
            store, visit.host_id, visit.site_id, visit.id
        )
    # To whom nothing went out yet, another time is no news.
    is_rescheduled = kind is EmailKind.RESCHEDULED
    if is_rescheduled and not outbox.is_announced(store, visit.id):
        kind = EmailKind.INVITATION
    outbox.about_visit(store, kind, visit.id, until, not_before)


def _still_expected(store: Store, host_id: int, public_id: str) -> VisitState:
    visit = visit_state.of_host(store, host_id, public_id)
    refuse_unexpected(store, visit)
    return visit
