"""Everything that is kept of a member, without the digests of cookies and password."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import col, select

from visits import sites
from visits.audit import entries
from visits.people import (
    accounts,
    channels,
    delegates,
    memberships,
    profiles,
    remembered_devices,
    second_factors,
    sessions,
)
from visits.people.channels import ChannelOwner, OwnChannel
from visits.people.delegates import NamedDelegate
from visits.people.memberships import Membership
from visits.people.remembered_devices import OwnDevice
from visits.people.sessions import SignedInBrowser
from visits.policy.register import register
from visits.store.audit import AuditEntry
from visits.store.database import Store
from visits.store.lobby import WatchEntry
from visits.store.people import Member, QuotaDay
from visits.store.sites import Company, MembershipPlan
from visits.store.visits import CoHost, Visit
from visits.vocabulary import actors
from visits.vocabulary.audit import Act, ActorKind
from visits.vocabulary.people import Role
from visits.vocabulary.policy import Period


@dataclass(frozen=True, kw_only=True)
class MemberData:
    """Everything that is kept of a member.

    Of their cookies and password only digests, which say nothing.
    """

    name: str = field(repr=False)
    email: str = field(repr=False)
    language: str
    company: str
    site: str
    other_places: list[Membership]
    """Where else they belong; what is kept of them there is shown there, and in their copy."""
    privacy_contact: str
    roles: list[Role]
    joined_at: datetime
    has_password: bool
    second_factor: bool
    is_told: bool
    """Whether they want to be told of their guests."""
    takes_walk_ins: bool
    """Whether guests without an invitation may ask for them."""
    delegate: NamedDelegate | None
    channels: list[OwnChannel]
    """By what else than e-mail they are told of guests."""
    sessions: list[SignedInBrowser]
    devices: list[OwnDevice]
    """On which their second factor is not asked for."""
    guests: int
    """The number of their visits that are still kept."""
    co_hosted: int
    """The number of colleagues' visits of which they are a co-host."""
    audit_entries: int
    """The number of audit entries about what they did."""


def of_member(store: Store, member_id: int) -> MemberData:
    """Return all of it (`NotFound` once the account is closed)."""
    member = accounts.by_id(store, member_id)
    profile, site = profiles.profile(store, member), sites.of(store, member.site_id)
    return MemberData(
        name=profile.name,
        email=profile.email,
        language=member.language,
        company=store.get_one(Company, member.company_id).name,
        site=site.name,
        other_places=[
            one for one in memberships.own(store, member_id) if not one.is_in_use
        ],
        privacy_contact=site.privacy_contact,
        roles=sorted(accounts.roles(store, member_id)),
        joined_at=member.joined_at,
        has_password=memberships.account(store, member_id).password is not None,
        second_factor=second_factors.is_on(store, member_id),
        is_told=member.quiet_since is None,
        takes_walk_ins=member.no_walk_ins_since is None,
        delegate=delegates.of(store, member_id),
        channels=channels.shown(store, ChannelOwner(member_id=member_id)),
        sessions=sessions.of_member(store, member_id),
        devices=remembered_devices.of_member(store, member_id),
        **_counts(store, member_id),
    )


def _counts(store: Store, member_id: int) -> dict[str, int]:
    """Count alone: the guests' data is theirs, and a member's copy must not carry it away."""
    own_entries = (
        col(AuditEntry.actor) == ActorKind.MEMBER,
        col(AuditEntry.actor_id) == member_id,
    )
    return {
        "guests": _count(store, Visit, col(Visit.host_id) == member_id),
        "co_hosted": _count(store, CoHost, col(CoHost.member_id) == member_id),
        "audit_entries": _count(store, AuditEntry, *own_entries),
    }


def export(
    store: Store, member_id: int, factor_given_at: datetime | None = None
) -> dict[str, Any]:
    """Return the same as JSON values, times in UTC, with what counts for quotas.

    What is kept of the person's other memberships is in it too, but where a second factor is
    asked for that the session, in which one was given then, has not given. The audit log
    records the export.
    """
    data = of_member(store, member_id)
    account_id = memberships.account_id(store, member_id)
    own = memberships.of_account(store, account_id)
    term = register().retention_classes[Period.HOST]
    entries.record(store, actors.member(member_id), Act.ACCOUNT_EXPORTED)
    return {
        "made_at": store.now.isoformat(),
        "name": data.name,
        "email": data.email,
        **_credentials(data),
        **_at_place(store, member_id, data),
        "other_places": [
            _elsewhere(store, one.id, factor_given_at)
            for one in own
            if one.id != member_id
        ],
        "used_for": "to sign you in, to tell you of your guests, "
        "and to say who did what at the site",
        "erased_days_after_closing": term.keeps.days,
    }


def _elsewhere(
    store: Store, member_id: int, factor_given_at: datetime | None
) -> dict[str, Any]:
    data = of_member(store, member_id)
    is_given = second_factors.is_on(store, member_id) and not second_factors.is_owed(
        store, member_id, factor_given_at
    )
    # Whoever knows the password alone reads no more here than by switching there.
    if second_factors.is_required(store, member_id) and not is_given:
        left_out = "make the copy there, with your second factor"
        return {"company": data.company, "site": data.site, "left_out": left_out}
    return _at_place(store, member_id, data)


def _at_place(store: Store, member_id: int, data: MemberData) -> dict[str, Any]:
    return {
        "company": data.company,
        "site": data.site,
        "roles": [role.value for role in data.roles],
        "language": data.language,
        "joined_at": data.joined_at.isoformat(),
        **_absence(data),
        "visits_remembered": data.guests,
        "visits_co_hosted": data.co_hosted,
        **_quota(store, member_id),
        "watch_list_entries": _count(store, WatchEntry, _put_there_by(member_id)),
        "audit_entries": data.audit_entries,
        "ask": data.privacy_contact,
    }


def _quota(store: Store, member_id: int) -> dict[str, Any]:
    own = col(QuotaDay.host_id) == member_id
    of_member = select(QuotaDay).where(own).order_by(col(QuotaDay.day))
    plan_id = store.get_one(Member, member_id).plan_id
    plan = plan_id and store.get_one(MembershipPlan, plan_id).name
    return {
        "membership_plan": plan,
        "guests_invited": [
            {"day": row.day.isoformat(), "guests": row.guests, "more": row.extra}
            for row in store.exec(of_member)
        ],
    }


def _put_there_by(member_id: int) -> ColumnElement[bool]:
    proposed = col(WatchEntry.proposed_by) == member_id
    return or_(proposed, col(WatchEntry.confirmed_by) == member_id)


def _absence(data: MemberData) -> dict[str, Any]:
    delegate = data.delegate
    return {
        "told_of_guests": data.is_told,
        "asked_for_by_walk_ins": data.takes_walk_ins,
        "channels": [
            {
                "kind": channel.kind.value,
                "known_by": channel.hint,
                "added_at": channel.added_at.isoformat(),
                "fields": "kept sealed",
            }
            for channel in data.channels
        ],
        "delegate": delegate
        and {
            "name": delegate.name,
            "first": delegate.absence.first.isoformat(),
            "last": delegate.absence.last.isoformat(),
        },
    }


def _credentials(data: MemberData) -> dict[str, Any]:
    return {
        "password": "kept as a digest" if data.has_password else "none",
        "second_factor": "an authenticator app, its secret sealed"
        if data.second_factor
        else "none",
        "sessions": [
            {
                "face": session.face,
                "since": session.since.isoformat(),
                "last_seen": session.last_seen.isoformat(),
                "until": session.until.isoformat(),
            }
            for session in data.sessions
        ],
        "remembered_devices": [_device(one) for one in data.devices],
    }


def _device(device: OwnDevice) -> dict[str, Any]:
    return {
        "face": device.face,
        "browser": device.browser,
        "system": device.system,
        "since": device.remembered_at.isoformat(),
        "last_used": device.used_at.isoformat(),
    }


def set_language(store: Store, member_id: int, language: str) -> None:
    """Set the language of the member's pages and e-mails (`NotFound`)."""
    accounts.by_id(store, member_id).language = language


def _count(store: Store, table: Any, *conditions: Any) -> int:  # noqa: ANN401 - SQL expressions of any type
    return store.exec(select(func.count()).select_from(table).where(*conditions)).one()
