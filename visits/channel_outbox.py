"""The outbox of the channels beside e-mail: messages are rows, and are sent afterwards.

As with e-mails (`visits.outbox`) a row is leased before it is sent. Whoever sends it and dies
leaves it to another, which may send it again: at least once, and never lost.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import col, select

from visits.store.channels import Channel, Message
from visits.store.database import Store
from visits.vocabulary.channels import FINAL, ChannelProblem, MessageKind

LEASE = timedelta(minutes=2)
"""Many times what an attempt may take."""
PAUSES = (timedelta(seconds=5), timedelta(seconds=30))
"""Then e-mail takes over: somebody stands in the lobby and waits."""
TEST_LASTS = timedelta(minutes=2)


def about_guest(
    store: Store,
    channel_id: int,
    visit_id: int,
    until: datetime,
    kind: MessageKind = MessageKind.ARRIVED,
) -> bool:
    """Queue this about the guest, unless it was; it is not sent after `until`."""
    of_both = (col(Message.channel_id) == channel_id, col(Message.visit_id) == visit_id)
    same = select(Message.id).where(*of_both, col(Message.kind) == kind)
    is_new = store.exec(same).first() is None
    if is_new:
        _queue(store, kind, channel_id, visit_id, until)
    return is_new


def test(store: Store, channel_id: int) -> None:
    """Queue a test of the channel."""
    _queue(store, MessageKind.TEST, channel_id, None, store.now + TEST_LASTS)


def any_due(store: Store) -> bool:
    """Return whether there is something to claim, without becoming a writer."""
    query = select(Message.id).where(*_due(store)).limit(1)
    return store.exec(query).first() is not None


def claim(store: Store, most: int) -> list[Message]:
    """Lease up to `most` messages that are due to the caller, those that waited longest first."""
    due = select(Message).where(*_due(store)).order_by(col(Message.not_before))
    # What another process is about to claim is no more due to this one.
    messages = store.exec(due.limit(most).with_for_update(skip_locked=True)).all()
    for message in messages:
        message.leased_until = store.now + LEASE
        message.attempts += 1
    return list(messages)


def settle(
    store: Store, message_id: int, problem: ChannelProblem | None = None
) -> Message | None:
    """Note that the message is taken, or what was the problem, which may be tried again.

    Return the message if it is settled by that.
    """
    message = store.get(Message, message_id)
    if message is None or message.settled_at:
        return None
    if problem and (again_at := _again_at(store, message, problem)):
        message.not_before, message.leased_until = again_at, None
        return None
    message.settled_at, message.problem = store.now, problem
    message.leased_until = None
    return message


def was_delivered(store: Store, visit_id: int, but_for: Collection[int]) -> bool:
    """Return whether a channel of another member than these has taken that the guest is here."""
    taken = (col(Message.settled_at).is_not(None), col(Message.problem).is_(None))
    # That of a front desk, which is nobody's, is none of them either.
    to_member = (
        col(Message.visit_id) == visit_id,
        col(Message.kind) == MessageKind.ARRIVED,
        col(Channel.member_id).not_in([*but_for, 0]),
    )
    query = select(Message.id).join(Channel).where(*to_member, *taken).limit(1)
    return store.exec(query).first() is not None


def untold(store: Store, channel_id: int) -> list[tuple[int, MessageKind]]:
    """Return what still waits to go out by the channel, and the visits that it is about."""
    waits = (col(Message.channel_id) == channel_id, col(Message.settled_at).is_(None))
    messages = store.exec(select(Message).where(*waits))
    return [(one.visit_id, one.kind) for one in messages if one.visit_id is not None]


def newest_tests(store: Store, channel_ids: Iterable[int]) -> dict[int, Message]:
    """Return the newest test of each channel that had one lately."""
    newest = (
        select(func.max(col(Message.id)))
        .where(
            col(Message.channel_id).in_(list(channel_ids)),
            col(Message.kind) == MessageKind.TEST,
        )
        .group_by(col(Message.channel_id))
    )
    tests = store.exec(select(Message).where(col(Message.id).in_(newest)))
    return {message.channel_id: message for message in tests}


def _queue(
    store: Store,
    kind: MessageKind,
    channel_id: int,
    visit_id: int | None,
    until: datetime,
) -> None:
    message = Message(
        channel_id=channel_id,
        visit_id=visit_id,
        kind=kind,
        queued_at=store.now,
        not_before=store.now,
        expires_at=until,
    )
    store.add(message)


def _due(store: Store) -> tuple[Any, ...]:
    return (
        col(Message.settled_at).is_(None),
        col(Message.not_before) <= store.now,
        or_(
            col(Message.leased_until).is_(None), col(Message.leased_until) <= store.now
        ),
    )


def _again_at(
    store: Store, message: Message, problem: ChannelProblem
) -> datetime | None:
    """Return when to try again; None if that is of no use, or nobody waits for it."""
    is_test = message.kind is MessageKind.TEST
    if problem in FINAL or is_test or message.attempts > len(PAUSES):
        return None
    again_at = store.now + PAUSES[message.attempts - 1]
    return again_at if again_at < message.expires_at else None
