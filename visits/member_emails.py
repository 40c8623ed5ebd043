"""E-mails to members about their own account: the contents of each, at the moment of sending."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from visits import outbox
from visits.email_use import NotSendable, known, refuse
from visits.people import (
    accounts,
    channels,
    memberships,
    password_resets,
    profiles,
    welcome_links,
)
from visits.store.audit import AuditEntry
from visits.store.database import Store
from visits.store.outbox import Email
from visits.store.people import Member
from visits.store.sites import Company, Site
from visits.vocabulary.audit import Act, ActorKind
from visits.vocabulary.channels import ChannelKind
from visits.vocabulary.mail import EmailKind, UndeliveredReason
from visits.vocabulary.refusals import LinkExpired
from visits.vocabulary.sessions import FaceName

NOBODY = 0
"""The number of no member."""


@dataclass(frozen=True, kw_only=True)
class AboutMember:
    """The values that an e-mail to a member may use."""

    to: str = field(repr=False)
    name: str = field(repr=False)
    language: str
    member_id: int = NOBODY
    link: str = field(repr=False, default="")
    face: FaceName | None = None
    """Where a password was asked for, or set."""
    is_first: bool = False
    """True if they have no password yet."""
    at: datetime | None = None
    """When the password was set, by the clock of their site."""
    site: Site | None = None
    company: str = ""
    """Of the membership that was added."""
    added_by: str = field(repr=False, default="")
    """The member who added it; empty for the operator, or somebody who is gone."""
    broken: Sequence[ChannelKind] = ()


def to_member(store: Store, email: Email, member_id: int) -> AboutMember:
    """Return what an e-mail to this member says. Refuses `NotSendable`."""
    refuse(UndeliveredReason.OVERTAKEN if outbox.is_overtaken(store, email) else None)
    member = store.get_one(Member, member_id)
    told: dict[str, Any] = {}
    if email.kind is EmailKind.PASSWORD_CHANGED:
        site = store.get_one(Site, member.site_id)
        told = {"at": email.queued_at, "face": email.face, "site": site}
    if email.kind is EmailKind.MEMBERSHIP_ADDED and member.account_id:
        told = _added(store, member)
    if email.kind is EmailKind.CHANNEL_BROKEN:
        told = {"broken": channels.broken_of(store, member_id)}
    with suppress(LinkExpired):
        if email.kind is EmailKind.WELCOME:
            account_id = memberships.account_id(store, member_id)
            link = welcome_links.welcome_link(store, account_id)
            told = {"link": link, **_added(store, member)}
    if not any(told.values()):
        raise NotSendable(UndeliveredReason.OVER)
    return _about_member(store, member, **told)


def _added(store: Store, member: Member) -> dict[str, Any]:
    return {
        "site": store.get_one(Site, member.site_id),
        "company": store.get_one(Company, member.company_id).name,
        "is_first": memberships.account(store, member.id).password is None,
        "added_by": _added_by(store, member),
    }


def _added_by(store: Store, member: Member) -> str:
    """Return the name of the member who added this one."""
    # The entry is of the moment at which they joined, by which the audit log is searched.
    entry = select(AuditEntry.actor_id).where(
        col(AuditEntry.at) == member.joined_at,
        col(AuditEntry.act) == Act.MEMBER_ADDED,
        col(AuditEntry.subject_id) == member.id,
        col(AuditEntry.actor) == ActorKind.MEMBER,
    )
    admin_id = store.exec(entry).first()
    return profiles.names(store, {admin_id}).get(admin_id, "") if admin_id else ""


def password_reset(store: Store, email: Email, digest: bytes) -> AboutMember:
    """Return the same of the link known by this digest. Refuses `NotSendable` for a stranger's."""
    try:
        link = password_resets.link(store, digest)
    except LinkExpired:
        raise NotSendable(UndeliveredReason.OVER) from None
    # Looked up here and not while somebody waits, so that no time tells who is a member.
    found = password_resets.whose(store, digest, email.face or FaceName.HOSTS)
    if found is None:
        # What is asked of a member when their e-mail is rendered.
        accounts.roles(store, NOBODY)
        raise NotSendable(UndeliveredReason.NO_ADDRESS)
    account, member = found
    is_first = account.password is None
    return _about_member(store, member, link=link, face=email.face, is_first=is_first)


def _about_member(
    store: Store,
    member: Member,
    **told: Any,  # noqa: ANN401 - fields of any type
) -> AboutMember:
    own = profiles.profile(store, member)
    return AboutMember(
        to=known(own.email),
        name=own.name,
        language=member.language,
        member_id=member.id,
        **told,
    )
