"""How members are told that a guest is here: by e-mail and their channels, in their order.

What is sent is queued with the transaction that causes it, for nobody twice.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlalchemy import delete, update
from sqlmodel import col, select

from visits import channel_outbox, co_hosts, mail_health, outbox, visit_state
from visits.people import channels, delegates
from visits.people.channels import OF_EMAIL, ChannelOwner
from visits.store.channels import Channel, Message
from visits.store.database import Store
from visits.store.outbox import Email
from visits.store.people import Member
from visits.visit_state import Stage, VisitState
from visits.vocabulary.channels import (
    OF_MESSAGE,
    ChannelKind,
    ChannelProblem,
    MessageKind,
)
from visits.vocabulary.mail import ASKS_FOR_ANSWER, EmailKind

Sent = TypeVar("Sent", Email, Message)
AS_EMAIL = {
    MessageKind.TAKEN_OVER: EmailKind.TAKEN_OVER,
    MessageKind.ARRIVAL_UNDONE: EmailKind.ARRIVAL_UNDONE,
}
"""What tells a member the same as each message that is about no guest who is here."""
Tell = Callable[[Store, VisitState, int], bool]
"""Tells the member of this number, who may be another than the visit's host; False if it has."""


def of(store: Store, member_id: int) -> Sequence[Tell]:
    """Return how the member is told, first what is tried first; none if they want none."""
    return _in_order(store, member_id) if delegates.is_told(store, member_id) else ()


def tell_hosts(store: Store, visit: VisitState) -> None:
    """Tell host and co-hosts, each by their first way, that the guest is here or asks for them."""
    _tell_host(store, visit)
    for member_id in co_hosts.of(store, visit):
        for tell in of(store, member_id)[:1]:
            tell(store, visit, member_id)


def write_to_hosts(
    store: Store,
    kind: EmailKind,
    visit: VisitState,
    until: datetime,
    not_before: datetime | None = None,
) -> None:
    """Queue this e-mail for the host and for each co-host who wants to be told of guests."""
    outbox.about_visit(store, kind, visit.id, until)
    for member_id in co_hosts.told(store, visit):
        outbox.about_visit_to(store, kind, visit.id, member_id, until)
    if not_before:
        queued = col(Email.visit_id) == visit.id, col(Email.kind) == kind
        waits = update(Email).where(*queued, col(Email.settled_at).is_(None))
        store.flush()
        store.execute(waits.values(not_before=not_before))


def take_back_arrival(store: Store, visit: VisitState, arrived_at: datetime) -> None:
    """Tell nobody of this arrival, which is undone; whoever was told hears that it was a mistake.

    By the way by which they may have heard of it, an attempt that failed included.
    """
    until = visit.invitation.day_ends_at
    said_before = (
        col(Message.visit_id) == visit.id,
        col(Message.kind) == MessageKind.ARRIVAL_UNDONE,
        col(Message.settled_at).is_not(None),
    )
    store.execute(delete(Message).where(*said_before))
    emails = _may_have_left(store, Email, visit.id, arrived_at)
    # One that was rejected stays: it says that nothing reaches the member.
    left = [email for email in emails if email.undelivered is None]
    for email in left:
        told = EmailKind.ARRIVAL_UNDONE, visit.id, email.member_id
        outbox.about_visit_to(store, *told, until)
    messages = _may_have_left(store, Message, visit.id, arrived_at)
    for message in messages:
        if message.problem is None:
            undone = message.channel_id, visit.id, until, MessageKind.ARRIVAL_UNDONE
            channel_outbox.about_guest(store, *undone)
    # What says so comes first: whoever sends the other now must not report on a row of its number.
    store.flush()
    for row in (*left, *messages):
        store.delete(row)


def tell_former(store: Store, visit: VisitState, member_id: int) -> None:
    """Tell the visit's former host, by their first way, that a colleague has taken it over."""
    own = channels.of(store, ChannelOwner(member_id=member_id))
    works = [one for one in own if one.broken_since is None and one.place < OF_EMAIL]
    kind, until = MessageKind.TAKEN_OVER, visit.invitation.day_ends_at
    is_told = any(
        channel_outbox.about_guest(store, one.id, visit.id, until, kind)
        for one in works[:1]
    )
    if not is_told:
        _all_by_email(store, [(visit.id, kind)], member_id)


def tell_next(store: Store, visit: VisitState, member_id: int) -> bool:
    """Tell the member by their first way that has not told them of the guest, if one is left."""
    return any(tell(store, visit, member_id) for tell in of(store, member_id))


def tell_beside_host(store: Store, visit: VisitState) -> None:
    """Tell the channels of the front desk and of the company that the guest has arrived."""
    if not visit.has_channels:
        return
    here = visit.site.id, visit.visit.company_id
    for channel in channels.beside_host(store, *here):
        _by_channel(channel, store, visit)


def reaches(store: Store, member_id: int) -> bool:
    """Return whether one of the member's ways works, as far as is known."""
    own = channels.of(store, ChannelOwner(member_id=member_id))
    works = any(channel.broken_since is None for channel in own)
    return works or mail_health.reaches(store, member_id)


def unreached(store: Store, site_id: int) -> Sequence[Member]:
    """Return the site's hosts whose mailbox rejects e-mails and who have no channel that works."""
    rejecting = mail_health.unreached(store, site_id)
    return [host for host in rejecting if not reaches(store, host.id)]


def remove(store: Store, owner: ChannelOwner, public_id: str) -> None:
    """Remove the channel; e-mail tells what it has not told yet. A second call changes nothing."""
    untold = channels.remove(store, owner, public_id)
    if owner.member_id:
        _all_by_email(store, untold, owner.member_id)


def by_email(store: Store, visit: VisitState, member_id: int) -> bool:
    """Queue the e-mail that the guest is here, or asks for a host, for the member, once."""
    # Who was asked about a walk-in is not written to again when they are in.
    recipient = _recipient(visit, member_id)
    if outbox.is_told(store, ASKS_FOR_ANSWER, visit.id, recipient):
        return False
    _write(store, visit, member_id)
    return True


def settle(store: Store, message_id: int, problem: ChannelProblem | None) -> None:
    """Note that a message was sent, or what was the problem.

    After the last try the channel is broken: its member is told so, and e-mail takes over.
    """
    message = channel_outbox.settle(store, message_id, problem)
    if message is None or problem in OF_MESSAGE:
        return
    channel = store.get_one(Channel, message.channel_id)
    if problem is None:
        channel.broken_since = channel.problem = None
        return
    # A browser that wants no more: it has a new address when it is asked again.
    is_over = problem is ChannelProblem.GONE and channel.kind is ChannelKind.WEB_PUSH
    is_news = channel.broken_since is None and not is_over
    channel.broken_since = channel.broken_since or store.now
    channel.problem = problem
    if channel.member_id and message.kind is not MessageKind.TEST:
        _take_over(store, message, channel.member_id, is_news=is_news)
    if is_over and channel.member_id:
        untold = channel_outbox.untold(store, channel.id)
        store.delete(channel)
        _all_by_email(store, untold, channel.member_id)


def _may_have_left(
    store: Store, rows: type[Sent], visit_id: int, since: datetime
) -> Sequence[Sent]:
    """Return what was tried to be sent of an arrival, and delete what was not."""
    same = (
        col(rows.visit_id) == visit_id,
        col(rows.kind) == EmailKind.ARRIVED.value,
        col(rows.queued_at) >= since,
    )
    # First: what is claimed at this moment is waited for, and is then one that may have left.
    store.execute(delete(rows).where(*same, col(rows.attempts) == 0))
    return store.exec(select(rows).where(*same)).all()


def _tell_host(store: Store, visit: VisitState) -> None:
    host_id = visit.visit.host_id
    # Whether the host wants to be told is asked when it is sent.
    first = _in_order(store, host_id)[0] if visit.has_channels else by_email
    if first is by_email:
        # Nobody has told them before.
        _write(store, visit, host_id)
    else:
        first(store, visit, host_id)


def _write(store: Store, visit: VisitState, member_id: int) -> None:
    # News of yesterday's guest helps nobody.
    until, is_asking = visit.invitation.day_ends_at, visit.stage is Stage.ASKING
    kind = EmailKind.WALK_IN if is_asking else EmailKind.ARRIVED
    recipient = _recipient(visit, member_id)
    outbox.about_visit_to(store, kind, visit.id, recipient, until)


def _recipient(visit: VisitState, member_id: int) -> int | None:
    # Without a member it is the host's, who may have become another when it is sent.
    return None if member_id == visit.visit.host_id else member_id


def _in_order(store: Store, member_id: int) -> Sequence[Tell]:
    """Return all ways; e-mail goes beside a channel that is broken, and not once more after.

    An e-mail that would not arrive now is the last of them.
    """
    own = channels.of(store, ChannelOwner(member_id=member_id))
    before = [partial(_tell, one) for one in own if one.place < OF_EMAIL]
    after = [partial(_tell, one) for one in own if one.place > OF_EMAIL]
    if after and not mail_health.reaches(store, member_id):
        return [*before, *after, by_email]
    return [*before, by_email, *after]


def _tell(channel: Channel, store: Store, visit: VisitState, member_id: int) -> bool:
    is_news = _by_channel(channel, store, visit)
    # Tried all the same, so that it is known when it works again.
    if channel.broken_since:
        return by_email(store, visit, member_id) or is_news
    return is_news


def _by_channel(channel: Channel, store: Store, visit: VisitState) -> bool:
    until = visit.invitation.day_ends_at
    return channel_outbox.about_guest(store, channel.id, visit.id, until)


def _all_by_email(
    store: Store, untold: Iterable[tuple[int, MessageKind]], member_id: int
) -> None:
    for visit_id, kind in untold:
        visit = visit_state.of(store, visit_id)
        if kind in AS_EMAIL:
            until = visit.invitation.day_ends_at
            outbox.about_visit_to(store, AS_EMAIL[kind], visit.id, member_id, until)
        else:
            by_email(store, visit, member_id)


def _take_over(
    store: Store, message: Message, member_id: int, *, is_news: bool
) -> None:
    if is_news:
        outbox.to_member(store, EmailKind.CHANNEL_BROKEN, member_id, message.expires_at)
    if message.visit_id:
        _all_by_email(store, [(message.visit_id, message.kind)], member_id)
