"""E-mails: the contents and the recipient of each, put together at the moment of sending."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from visits import (
    asked_members,
    co_hosted_plans,
    co_hosts,
    email_use,
    host_answers,
    member_emails,
    outbox,
    planned_visits,
    series,
    sites,
    visit_state,
)
from visits.audit import anchor
from visits.audit.anchor import AuditHead
from visits.email_use import NotSendable, known, refuse
from visits.lobby import one_time_codes
from visits.lobby.admission import level_for
from visits.member_emails import AboutMember
from visits.people import profiles
from visits.retention import deadlines
from visits.rights import inquiries, proofs
from visits.series import PlannedDay
from visits.store.database import Store
from visits.store.lobby import Encounter
from visits.store.outbox import Email
from visits.store.people import Member
from visits.store.rights import Inquiry
from visits.store.sites import Company, Site
from visits.vault import blind_index, envelopes
from visits.vault.personal import Guest
from visits.visit_state import VisitState
from visits.vocabulary.actors import as_mailer
from visits.vocabulary.mail import (
    ABOUT_INVITATION,
    ASKS_FOR_ANSWER,
    TELLS_CO_HOSTED,
    TELLS_DAYS,
    TO_HOST,
    EmailKind,
    UndeliveredReason,
)
from visits.vocabulary.policy import Period
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.visits import Level, Lookup

NO_ID = 0
"""The number of no visit, member or company."""


@dataclass(frozen=True, kw_only=True)
class AboutVisit:
    """The values that an e-mail about a visit may use."""

    to: str = field(repr=False)
    language: str
    guest: Guest = field(repr=False)
    host_name: str = field(repr=False)
    company: Company
    site: Site
    address: str = ""
    """The site's, in an e-mail about the plan; in the language of its recipient."""
    floor: str = ""
    """The company's, likewise."""
    visit_state: VisitState = field(repr=False)
    code: str = field(repr=False)
    link: str = field(repr=False)
    """It proves whose the address is, so that an e-mail to the host has none."""
    answer_link: str = field(repr=False, default="")
    """At which its recipient answers that the guest is here."""
    place: str = ""
    """Where the guest is, in an e-mail that says so."""
    is_in_place_of_host: bool = False
    """True if it goes to a colleague of the host."""
    is_to_co_host: bool = False
    """True if that colleague is told of every such thing, beside the host."""
    days: Sequence[PlannedDay] = ()
    """The days of its series that are to come, if the e-mail says how they stand."""
    co_hosted: Sequence[tuple[VisitState, Guest]] = field(repr=False, default=())
    """The same for a co-host: the days or the guests of a party that are theirs."""
    digits: str = field(repr=False, default="")
    asks_for_code: bool
    is_today: bool = True
    """False if the visit is not of the site's day on which this is sent."""
    goes: Mapping[Period, datetime]


@dataclass(frozen=True, kw_only=True)
class RightsCode:
    """The values of an e-mail with a one-time code for a guest's rights: it names no visit."""

    to: str = field(repr=False)
    language: str
    digits: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class AuditHeadNote:
    """What the weekly e-mail to a site's privacy contact says: counts and a digest, of nobody."""

    to: str
    language: str
    site: Site
    head: AuditHead


Contents = AboutVisit | AboutMember | RightsCode | AuditHeadNote


def contents(store: Store, email: Email) -> Contents:
    """Return the contents at this moment.

    Refuses `NotSendable`: expired, outdated, unwanted, or to nobody.
    """
    # Judged when it is sent: between the queue and now, much can have changed.
    if email.expires_at <= store.now:
        raise NotSendable(UndeliveredReason.OVER)
    if email.member_id is not None and email.visit_id is None:
        return member_emails.to_member(store, email, email.member_id)
    if email.reset is not None:
        return member_emails.password_reset(store, email, email.reset)
    if email.site_id is not None:
        return _audit_head(store, store.get_one(Site, email.site_id))
    if email.kind is EmailKind.RIGHTS_CODE:
        return _rights_code(store, store.get_one(Inquiry, email.inquiry_id))
    visit_id, digits = _visit_and_digits(store, email)
    visit = _visit_of_use(store, email.kind, visit_id)
    refuse(UndeliveredReason.OVERTAKEN if outbox.is_overtaken(store, email) else None)
    if email.kind in TELLS_CO_HOSTED:
        visit = _last_co_hosted(store, visit, email.member_id or NO_ID)
    is_withdrawal = email.kind is EmailKind.WITHDRAWN
    if is_withdrawal and not outbox.is_announced(store, visit.id, email.id):
        raise NotSendable(UndeliveredReason.UNANNOUNCED)
    return _about_visit(store, email, visit, digits)


def _audit_head(store: Store, site: Site) -> AuditHeadNote:
    head = anchor.head(store)
    if head is None:
        raise NotSendable(UndeliveredReason.OVER)
    return AuditHeadNote(
        to=site.privacy_contact, language=site.language, site=site, head=head
    )


def _rights_code(store: Store, inquiry: Inquiry) -> RightsCode:
    to = inquiries.address(store, inquiry)
    if not to:
        raise NotSendable(UndeliveredReason.OVER)
    # Looked up here and not while the person waits, so that no time tells who was a guest.
    if not inquiries.is_of_somebody(store, inquiry):
        raise NotSendable(UndeliveredReason.NO_ADDRESS)
    return RightsCode(
        to=to.reveal(),
        language=inquiry.language,
        digits=inquiries.digits(store, inquiry),
    )


def _visit_and_digits(store: Store, email: Email) -> tuple[int | None, str]:
    if email.encounter_id is not None:
        encounter = store.get_one(Encounter, email.encounter_id)
        return _code_for(store, encounter, email.sending)
    if email.inquiry_id is not None:
        inquiry = store.get_one(Inquiry, email.inquiry_id)
        digits = inquiries.digits_about(store, inquiry, email.visit_id or NO_ID)
        if not digits:
            raise NotSendable(UndeliveredReason.OVER)
        return email.visit_id, digits
    return email.visit_id, ""


def _code_for(store: Store, encounter: Encounter, sending: int) -> tuple[int, str]:
    if encounter.visit_id is None:
        _ask_about_nobody(store)
        raise NotSendable(UndeliveredReason.NO_ADDRESS)
    if encounter.ended_at or not one_time_codes.is_in_force(encounter, sending):
        raise NotSendable(UndeliveredReason.OVER)
    return encounter.visit_id, one_time_codes.digits(store, encounter, sending)


def _ask_about_nobody(store: Store) -> None:
    """Make the queries of an e-mail to a guest, for strangers too: none finds anything."""
    with suppress(NotFound):
        visit_state.of(store, NO_ID)
    store.get(Member, NO_ID)
    envelopes.read_one(store, NO_ID, ["name", "email"], as_mailer())
    store.get(Company, NO_ID)
    blind_index.stored(store, NO_ID, Lookup.EMAIL)
    deadlines.terms(store, NO_ID)


def _visit_of_use(store: Store, kind: EmailKind, visit_id: int | None) -> VisitState:
    try:
        # An erased visit leaves none: number 0 is nobody's.
        visit = visit_state.of(store, visit_id or 0)
    except NotFound:
        raise NotSendable(UndeliveredReason.OVER) from None
    refuse(email_use.why_not(store, kind, visit))
    return visit


def _about_visit(
    store: Store, email: Email, visit: VisitState, digits: str
) -> AboutVisit:
    host = store.get_one(Member, _host_told_of(store, email, visit))
    # Opened when it is sent: the outbox itself holds no name and no address.
    guest = envelopes.read_one(store, visit.id, ["name", "email"], as_mailer())
    return AboutVisit(
        guest=guest,
        host_name=profiles.profile(store, host).name,
        company=store.get_one(Company, visit.visit.company_id),
        **_recipient(store, email, visit, guest),
        **_plan(store, email, visit),
        site=visit.site,
        visit_state=visit,
        code=planned_visits.code(store, visit.invitation),
        digits=digits,
        asks_for_code=level_for(visit) >= Level.ADDRESS_CONFIRMED,
        is_today=sites.day_of(visit.site, visit.invitation.starts_at)
        == sites.day_of(visit.site, store.now),
        goes=deadlines.promised(store, visit),
    )


def _host_told_of(store: Store, email: Email, visit: VisitState) -> int:
    """Return the visit's host; for a former one whoever took it from them, not who has it since."""
    if email.kind is not EmailKind.TAKEN_OVER:
        return visit.visit.host_id
    taken = asked_members.taken_from(store, visit).get(email.member_id or NO_ID)
    return taken.member_id if taken else visit.visit.host_id


def _plan(store: Store, email: Email, visit: VisitState) -> dict[str, Any]:
    """Return the days and the way where they are told: a code is no more work than a stranger's."""
    days = series.planned(store, visit) if email.kind in TELLS_DAYS else ()
    if email.kind not in ABOUT_INVITATION:
        return {"days": days}
    # Of `id-ID` the language alone: words are written in one of ours.
    way = sites.directions(store, visit.id, visit.visit.language[:2])
    return {"days": days, "address": way.address, "floor": way.floor}


def _recipient(
    store: Store, email: Email, visit: VisitState, guest: Guest
) -> dict[str, Any]:
    """Return whom the e-mail goes to, in which language, and the link that is theirs."""
    if email.kind in TO_HOST:
        return _host(store, email, visit)
    to, link = known(guest.email.reveal()), proofs.mailed_link(store, visit)
    return {"to": to, "language": visit.visit.language, "link": link}


def _host(store: Store, email: Email, visit: VisitState) -> dict[str, Any]:
    """Return the same for the host, or for whoever is told in their place or beside them."""
    host_id = visit.visit.host_id
    member = store.get_one(Member, email.member_id or host_id)
    refuse(email_use.why_not_to(store, email, visit, member))
    to = known(profiles.profile(store, member).email)
    recipient: dict[str, Any] = {"to": to, "language": member.language, "link": ""}
    if email.kind in TELLS_CO_HOSTED:
        recipient["co_hosted"] = _co_hosted(store, visit, member.id)
    if email.kind in ASKS_FOR_ANSWER:
        recipient["answer_link"] = host_answers.link(store, visit, member.id)
        recipient["place"] = host_answers.place(store, visit)
    is_to_co_host = co_hosts.is_one(store, visit, member.id)
    is_in_place = member.id != host_id and not is_to_co_host
    return recipient | {
        "is_in_place_of_host": is_in_place,
        "is_to_co_host": is_to_co_host,
    }


def _last_co_hosted(store: Store, visit: VisitState, member_id: int) -> VisitState:
    """Return the last of the visits that this is about: the member may be off the one queued."""
    plan = co_hosted_plans.of(store, visit, member_id)
    # What has begun, or is over, they were told of otherwise.
    refuse(None if plan else UndeliveredReason.OVER)
    return plan[-1]


def _co_hosted(
    store: Store, visit: VisitState, member_id: int
) -> list[tuple[VisitState, Guest]]:
    plan = co_hosted_plans.of(store, visit, member_id)
    ids = [one.id for one in plan]
    guests = envelopes.read(store, ids, ["name"], as_mailer())
    return [(one, guests[one.id]) for one in plan]
