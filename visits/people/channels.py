"""Channels: the ways beside e-mail in which a member, a front desk or a company is told of guests.

What opens a channel lies sealed under a key derived from the root secret, so that a copy of
the database can write to nobody, and is shown to nobody again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_
from sqlmodel import col, select

from visits import channel_outbox, codes
from visits.audit import entries
from visits.people import channel_fields, rate_limits
from visits.store import locks
from visits.store.channels import Channel, Message
from visits.store.database import Store
from visits.vault.sealing import seal, unseal
from visits.vocabulary import actors
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.channels import ChannelKind, ChannelProblem, MessageKind
from visits.vocabulary.people import RateLimited
from visits.vocabulary.refusals import NotFound, TooManyChannels

MOST = 5
"""Channels of one owner."""
TESTS, WITHIN = 10, timedelta(hours=1)
"""Each writes to somebody else's machine, and an SMS costs money."""
OF_EMAIL = 0
"""E-mail's place in the order: what comes before it is below."""


@dataclass(frozen=True)
class ChannelOwner:
    """Whose channels they are: a member's, a site's for its front desk, or a company's there."""

    member_id: int | None = None
    site_id: int | None = None
    company_id: int | None = None
    """With its site: of other companies' guests, and of other sites', it hears nothing."""
    changed_by: int | None = None
    """Who of the front desk, or of the company, changes them; None for the operator."""

    @property
    def actor(self) -> Actor:
        member_id = self.member_id or self.changed_by
        return actors.member(member_id) if member_id else actors.OPERATOR


@dataclass(frozen=True, kw_only=True)
class ChannelTest:
    """The last test of a channel."""

    at: datetime
    is_under_way: bool
    problem: ChannelProblem | None


@dataclass(frozen=True, kw_only=True)
class OwnChannel:
    """What its owner sees of a channel."""

    public_id: str
    kind: ChannelKind
    hint: str = field(repr=False)
    place: int
    added_at: datetime
    broken_since: datetime | None
    problem: ChannelProblem | None
    test: ChannelTest | None


def of(store: Store, owner: ChannelOwner) -> list[Channel]:
    """Return the owner's channels in their order."""
    mine = select(Channel).where(*_of(owner))
    return list(store.exec(mine.order_by(col(Channel.place), col(Channel.id))))


def beside_host(store: Store, site_id: int, company_id: int) -> list[Channel]:
    """Return those that are told, beside the host, of a guest of the company at the site."""
    of_company = col(Channel.company_id)
    is_told = or_(of_company.is_(None), of_company == company_id)
    here = select(Channel).where(col(Channel.site_id) == site_id, is_told)
    return list(store.exec(here.order_by(col(Channel.place), col(Channel.id))))


def shown(store: Store, owner: ChannelOwner) -> list[OwnChannel]:
    """Return what the owner sees of their channels, in their order."""
    channels = of(store, owner)
    tests = channel_outbox.newest_tests(store, [channel.id for channel in channels])
    return [
        OwnChannel(
            public_id=channel.public_id,
            kind=channel.kind,
            hint=channel_fields.hint(opened(store, channel)),
            place=channel.place,
            added_at=channel.added_at,
            broken_since=channel.broken_since,
            problem=channel.problem,
            test=_test(store, tests.get(channel.id)),
        )
        for channel in channels
    ]


def add(
    store: Store, owner: ChannelOwner, kind: ChannelKind, typed: Mapping[str, str]
) -> str:
    """Add a channel after the owner's others, and return its public id.

    The same once more is the same channel. Refuses `ChannelFieldWrong`, and
    `TooManyChannels` beyond five.
    """
    fields = channel_fields.read(kind, typed)
    _lock(store, owner)
    channels = of(store, owner)
    for channel in channels:
        if channel.kind is kind and opened(store, channel) == fields:
            return channel.public_id
    if len(channels) >= MOST:
        raise TooManyChannels
    public_id = codes.public_id()
    row = Channel(
        public_id=public_id,
        member_id=owner.member_id,
        site_id=owner.site_id,
        company_id=owner.company_id,
        kind=kind,
        fields=seal(_key(store), _belongs_to(public_id), fields),
        place=max([OF_EMAIL, *(channel.place for channel in channels)]) + 1,
        added_at=store.now,
    )
    store.add(row)
    _record(store, owner, Act.CHANNEL_ADDED)
    return public_id


def remove(
    store: Store, owner: ChannelOwner, public_id: str
) -> list[tuple[int, MessageKind]]:
    """Remove the channel, and return what waited to go out by it, and about which visits.

    A second call changes nothing.
    """
    _lock(store, owner)
    channel = _find(store, owner, public_id)
    if channel is None:
        return []
    untold = channel_outbox.untold(store, channel.id)
    store.delete(channel)
    _record(store, owner, Act.CHANNEL_REMOVED)
    return untold


def make_first(store: Store, owner: ChannelOwner, public_id: str | None) -> None:
    """Put the channel, or e-mail for None, before the owner's others (`NotFound`)."""
    _lock(store, owner)
    first = _own(store, owner, public_id) if public_id else None
    channels = of(store, owner)
    before = [channel for channel in channels if channel.place < OF_EMAIL]
    after = [channel for channel in channels if channel.place > OF_EMAIL]
    order = [first, *(one for one in [*before, None, *after] if one is not first)]
    by_email = order.index(None)
    for place, channel in enumerate(order):
        if channel:
            channel.place = place - by_email


def test(store: Store, owner: ChannelOwner, public_id: str) -> None:
    """Queue a test of the channel, unless one is under way.

    Refuses `NotFound`, and `TooManyTries` beyond ten an hour.
    """
    _lock(store, owner)
    channel = _own(store, owner, public_id)
    newest = _test(
        store, channel_outbox.newest_tests(store, [channel.id]).get(channel.id)
    )
    if newest and newest.is_under_way:
        return
    whose = owner.member_id, owner.site_id, owner.company_id
    limit, subject = RateLimited.CHANNEL_TEST, f"{whose}"
    rate_limits.refuse_above(store, limit, subject, TESTS, WITHIN)
    rate_limits.count(store, limit, subject)
    channel_outbox.test(store, channel.id)


def opened(store: Store, channel: Channel) -> dict[str, str]:
    """Return the channel's fields, to send something by it."""
    return unseal(_key(store), _belongs_to(channel.public_id), channel.fields)


def broken(store: Store) -> list[Channel]:
    """Return the channels that do not work, those that broke first before the others."""
    is_broken = col(Channel.broken_since).is_not(None)
    by_age = select(Channel).where(is_broken).order_by(col(Channel.broken_since))
    return list(store.exec(by_age))


def broken_of(store: Store, member_id: int) -> list[ChannelKind]:
    """Return the kinds of the member's channels that do not work."""
    return [one.kind for one in broken(store) if one.member_id == member_id]


def forget(store: Store, member_id: int) -> None:
    """Delete the channels of this member, whose account is being closed."""
    store.execute(delete(Channel).where(col(Channel.member_id) == member_id))


def _test(store: Store, message: Message | None) -> ChannelTest | None:
    if message is None:
        return None
    return ChannelTest(
        at=message.settled_at or message.queued_at,
        is_under_way=message.settled_at is None and message.expires_at > store.now,
        problem=message.problem if message.settled_at else ChannelProblem.OVER,
    )


def _find(store: Store, owner: ChannelOwner, public_id: str) -> Channel | None:
    own = select(Channel).where(*_of(owner), col(Channel.public_id) == public_id)
    return store.exec(own).first()


def _own(store: Store, owner: ChannelOwner, public_id: str) -> Channel:
    channel = _find(store, owner, public_id)
    if channel is None:
        raise NotFound
    return channel


def _of(owner: ChannelOwner) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Channel.member_id) == owner.member_id,
        col(Channel.site_id) == owner.site_id,
        col(Channel.company_id) == owner.company_id,
    )


def _lock(store: Store, owner: ChannelOwner) -> None:
    if owner.site_id:
        locks.site(store, owner.site_id)
    if owner.member_id:
        locks.member(store, owner.member_id)


def _record(store: Store, owner: ChannelOwner, act: Act) -> None:
    about = owner.member_id
    if owner.site_id:
        act, about = Act.SITE_CHANGED, owner.site_id
    if owner.company_id:
        act, about = Act.COMPANY_CHANGED, owner.company_id
    entries.record_about(store, owner.actor, act, about)


def _key(store: Store) -> bytes:
    return store.keys.secrets.key("channels")


def _belongs_to(public_id: str) -> str:
    # Bound to its row: copied to another's, it does not open.
    return f"channel {public_id}"
