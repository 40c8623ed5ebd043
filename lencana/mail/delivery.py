"""The post's round: each letter that is due is claimed, written, carried and reported on."""

import logging
from dataclasses import dataclass
from email.message import EmailMessage

from lencana.mail import decoy, headers
from lencana.mail.headers import AddressUnusable
from lencana.mail.rendering import render
from lencana.mail.smtp import Carrier, NotCarried
from visits import codes, emails, outbox
from visits.emails import NotSendable
from visits.people import accounts
from visits.store.database import Database
from visits.store.outbox import Email
from visits.vocabulary.visits import Role, UndeliveredReason
from web.face import Links

MOST_A_ROUND = 20

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class MailRoom:
    """What all letters have in common: where their links lead, and who sends them."""

    links: Links
    sender: str

    def __post_init__(self) -> None:
        """Refuse a sender that no mail can come from (`AddressUnusable`)."""
        headers.sender(self.sender)


def deliver_due(database: Database, carrier: Carrier, office: MailRoom) -> int:
    """Letters that were due have been tried, `MOST_A_ROUND` at most; says how many. Idle, it writes nothing.

    A letter that cannot be sent steps aside for the next. After a crash one may be sent twice, under the same
    Message-ID; none is lost.
    """
    for tried in range(MOST_A_ROUND):
        letter = _claim(database)
        if letter is None:
            return tried
        _try(database, carrier, office, letter)
    return MOST_A_ROUND


def _claim(database: Database) -> Email | None:
    with database.reading() as store:
        if not outbox.any_due(store):
            return None
    with database.transaction() as store:
        return outbox.claim(store)


def _try(database: Database, carrier: Carrier, office: MailRoom, letter: Email) -> None:
    try:
        carrier.carry(_written(database, office, letter))
    except NotSendable as refusal:
        if letter.kind in decoy.KINDS:
            _write_to_nobody(office, letter)
        _give_back(database, letter, refusal.why)
    except AddressUnusable:
        _give_back(database, letter, UndeliveredReason.NO_ADDRESS)
    except NotCarried as problem:
        logger.warning("letter %s was not carried: %s", letter.id, problem)
        _give_back(
            database, letter, UndeliveredReason.REJECTED if problem.permanent else None
        )
    except Exception as problem:  # noqa: BLE001 - one letter must not keep the others in the house
        # Only the kind of the problem: its text may hold the words of the letter.
        logger.error("letter %s was not written: %s", letter.id, type(problem).__name__)  # noqa: TRY400 - no traceback
        _give_back(database, letter, None)
    else:
        with database.transaction() as store:
            outbox.delivered(store, letter.id)


def _written(database: Database, office: MailRoom, letter: Email) -> EmailMessage:
    with database.reading() as store:
        contents = emails.contents(store, letter)
        roles = (
            accounts.roles(store, letter.member_id)
            if letter.member_id
            else frozenset[Role]()
        )
        # A number may be given again once its letter is forgotten; never with the same moment.
        name = codes.symbols(
            store.keys.secrets.digest("message", letter.id, letter.queued_at)
        ).lower()
        at = store.now
    message = render(contents, letter.kind, office.links, at, roles)
    headers.stamp(message, office.sender, name, at)
    return message


def _write_to_nobody(office: MailRoom, letter: Email) -> None:
    at = letter.queued_at
    message = render(decoy.contents(letter.kind, at), letter.kind, office.links, at)
    headers.stamp(message, office.sender, decoy.NAME, at)
    message.as_bytes()


def _give_back(
    database: Database, letter: Email, why: UndeliveredReason | None
) -> None:
    with database.transaction() as store:
        outbox.not_delivered(store, letter.id, why)
