"""Delivery: each e-mail that is due is claimed, rendered, sent and reported on."""

import logging
from email.message import EmailMessage
from functools import partial

from lencana.mail import decoy, headers
from lencana.mail.headers import AddressUnusable
from lencana.mail.mail_settings import MailSettings
from lencana.mail.rendering import render
from lencana.mail.smtp import MailTransport, NotSent
from visits import codes, emails, mail_health, outbox
from visits.email_use import NotSendable
from visits.member_emails import AboutMember
from visits.people import accounts
from visits.store.database import Database, Store
from visits.store.outbox import Email
from visits.store.sites import Site
from visits.vocabulary.mail import MailProblem, UndeliveredReason
from visits.vocabulary.people import Role

MOST_A_ROUND = 20
"""E-mails tried before the worker looks whether it is to stop."""

logger = logging.getLogger(__name__)


def deliver_due(
    database: Database, transport: MailTransport, mail: MailSettings
) -> int:
    """Try to send the e-mails that are due, at most `MOST_A_ROUND`; return how many were tried.

    One that cannot be sent does not keep back the next. After a crash one may be sent twice, under
    the same Message-ID; none is lost. With nothing due it only reads.
    """
    for tried in range(MOST_A_ROUND):
        email = _claim(database)
        if email is None:
            return tried
        _try(database, transport, mail, email)
    return MOST_A_ROUND


def _claim(database: Database) -> Email | None:
    # Read first: the worker asks each second, and writing would keep the only writer busy.
    with database.reading() as store:
        if not outbox.any_due(store):
            return None
    with database.transaction() as store:
        return outbox.claim(store)


def _try(
    database: Database, transport: MailTransport, mail: MailSettings, email: Email
) -> None:
    try:
        reason = _deliver(database, transport, mail, email)
    except NotSendable as refusal:
        _report_undelivered(database, email, refusal.why)
    except AddressUnusable:
        _report_undelivered(database, email, UndeliveredReason.NO_ADDRESS)
    except NotSent as problem:
        logger.warning("e-mail %s was not sent: %s", email.id, problem)
        _report_not_sent(database, email, problem)
    except Exception as problem:  # noqa: BLE001 - one e-mail must not keep back the others
        # Only the kind of the problem: its text may quote the e-mail.
        kind = type(problem).__name__
        logger.error("e-mail %s could not be rendered: %s", email.id, kind)  # noqa: TRY400 - no words
        _report_undelivered(database, email, None)
    else:
        # Done again where a purge was in the way: an e-mail without this would go out twice.
        database.run(partial(_note_sent, email, reason))


def _note_sent(email: Email, reason: UndeliveredReason | None, store: Store) -> None:
    outbox.delivered(store, email.id, reason)
    mail_health.accepted(store, is_rehearsed=reason is not None)


def _deliver(
    database: Database, transport: MailTransport, mail: MailSettings, email: Email
) -> UndeliveredReason | None:
    """Send the e-mail, or rehearse it: then return why nobody gets it."""
    try:
        message = _rendered(database, mail, email)
    except NotSendable as refusal:
        if email.kind not in decoy.KINDS:
            raise
        # A stranger's code is as much work, by the same steps, as a guest's: see decoy.py.
        transport.rehearse(_decoy(mail, email))
        return refusal.why
    transport.send(message)
    return None


def _rendered(database: Database, mail: MailSettings, email: Email) -> EmailMessage:
    # The transaction ends before the mail server is spoken to, which may take seconds.
    with database.reading() as store:
        contents = emails.contents(store, email)
        roles = frozenset[Role]()
        if isinstance(contents, AboutMember):
            roles = accounts.roles(store, contents.member_id)
        # SQLite may use an id again once its row is deleted, but never with the same moment.
        name = codes.symbols(
            store.keys.secrets.digest("message", email.id, email.queued_at)
        ).lower()
        at = store.now
    message = render(contents, email.kind, mail, at, roles)
    headers.stamp(message, mail.sender, name, at, _site(contents))
    return message


def _site(contents: emails.Contents) -> Site | None:
    if isinstance(contents, emails.AboutVisit | emails.AuditHeadNote):
        return contents.site
    return None


def _decoy(mail: MailSettings, email: Email) -> EmailMessage:
    at = email.queued_at
    contents = decoy.contents(email.kind, at)
    message = render(contents, email.kind, mail, at)
    headers.stamp(message, mail.sender, decoy.NAME, at, _site(contents))
    return message


def _report_not_sent(database: Database, email: Email, refusal: NotSent) -> None:
    is_final = refusal.problem is MailProblem.NO_SUCH_RECIPIENT
    reason = UndeliveredReason.REJECTED if is_final else None
    is_sure = refusal.problem is not MailProblem.CONNECTION_LOST
    with database.transaction() as store:
        outbox.not_delivered(store, email.id, reason, is_sure=is_sure)
        mail_health.failed(
            store, email.attempts, refusal.problem, str(refusal.reply or "")
        )


def _report_undelivered(
    database: Database, email: Email, reason: UndeliveredReason | None
) -> None:
    with database.transaction() as store:
        outbox.not_delivered(store, email.id, reason)
