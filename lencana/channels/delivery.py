"""Delivery: each message that is due is claimed, put in words, sent and reported on."""

import logging
from dataclasses import dataclass
from functools import partial

from lencana.channels import http, shapes, sms, texts, web_push
from lencana.channels.guard import Addresses
from lencana.channels.http import NotTaken
from lencana.channels.web_push import PushSender
from visits import channel_outbox, host_channels, messages
from visits.messages import MessageNotSendable
from visits.people import push_key
from visits.store.channels import Message
from visits.store.database import Database, Store
from visits.vocabulary.channels import ChannelKind, ChannelProblem
from web.face import Links

AT_ONCE = 8
"""Jobs that deliver: a server that answers slowly keeps one of them, and no other's message."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ChannelSettings:
    """What all messages share: the URLs of the faces, and which private addresses are allowed."""

    links: Links
    allowed: Addresses = frozenset()
    mailbox: str = "lencana@localhost"
    """Whom a browser's push service may write to."""


def deliver_due(database: Database, settings: ChannelSettings) -> int:
    """Try to send the message that is due for longest; return how many were tried.

    After a crash one may be sent twice, to webhooks under the same id; none is lost. With
    nothing due it only reads.
    """
    with database.reading() as store:
        if not channel_outbox.any_due(store):
            return 0
    claimed = database.run(partial(channel_outbox.claim, most=1))
    for message in claimed:
        _try(database, settings, message)
    return len(claimed)


def _try(database: Database, settings: ChannelSettings, message: Message) -> None:
    problem = None
    try:
        _deliver(database, settings, message)
    except (MessageNotSendable, NotTaken) as refusal:
        problem = refusal.problem
    except Exception as error:  # noqa: BLE001 - one message must not keep back the others
        # Only the kind of the problem: its text may quote what is sent.
        kind = type(error).__name__
        logger.error("message %s could not be sent: %s", message.id, kind)  # noqa: TRY400 - no words
        problem = ChannelProblem.FAILED
    if problem:
        logger.warning("message %s was not sent: %s", message.id, problem.value)
    database.run(partial(_report, message.id, problem))


def _deliver(database: Database, settings: ChannelSettings, message: Message) -> None:
    # The transaction ends before anybody is spoken to, which may take seconds.
    with database.reading() as store:
        contents, now = messages.contents(store, message), store.now
    words = texts.words(contents, settings.links)
    kind, fields, allowed = contents.kind, contents.fields, settings.allowed
    if kind in sms.PROVIDERS:
        sms.send(kind, fields, words.plain, allowed)
    elif kind is ChannelKind.WEBHOOK:
        http.send(shapes.webhook(fields, words, contents.id, now), allowed)
    elif kind is ChannelKind.WEB_PUSH:
        key = push_key.private(database.keys.secrets)
        sender = PushSender(key, settings.mailbox)
        http.send(web_push.post(fields, words, sender, now), allowed)
    else:
        http.send(shapes.BY_HTTP[kind](fields, words), allowed)


def _report(message_id: int, problem: ChannelProblem | None, store: Store) -> None:
    host_channels.settle(store, message_id, problem)
