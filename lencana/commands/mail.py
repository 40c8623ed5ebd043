"""`lencana mail try`: send one e-mail now, and say what became of it."""

import secrets
from datetime import UTC, datetime
from email.message import EmailMessage

import click

from lencana.commands import CommandFailed
from lencana.mail import advice, headers
from lencana.mail.headers import AddressUnusable
from lencana.mail.smtp import NotSent, SmtpTransport, SmtpUrlUnusable
from lencana.settings import Settings
from visits import codes

TEXT = """\
This e-mail was sent by `lencana mail try` from {base_url}.

Whoever reads it: invitations and codes for guests can reach this mailbox.
"""


@click.group()
def mail() -> None:
    """Try whether e-mails go out."""


@mail.command("try")
@click.option("--to", required=True, help="An address whose mailbox you can look into.")
def try_out(to: str) -> None:
    """Send one e-mail now, and say what became of it; exit code 0 when it was accepted."""
    settings = Settings()
    if settings.smtp_url is None:
        raise CommandFailed("not sent: no mail server is named, set LENCANA_SMTP_URL")
    message = _message(settings, to)
    try:
        SmtpTransport(settings.smtp_url.get_secret_value()).send(message)
    except SmtpUrlUnusable as error:
        raise CommandFailed(f"not sent: LENCANA_SMTP_URL: {error}") from None
    except NotSent as refusal:
        raise CommandFailed(f"not sent: {advice.of_refusal(refusal)}") from None
    print("accepted by the mail server: now see that it is in the mailbox")


def _message(settings: Settings, to: str) -> EmailMessage:
    message = EmailMessage(policy=headers.POLICY)
    try:
        message["To"] = headers.recipient(to)
    except AddressUnusable:
        raise CommandFailed(
            "not sent: --to is no address that mail can go to"
        ) from None
    message["Subject"] = "E-mails from Lencana arrive here"
    message.set_content(TEXT.format(base_url=settings.base_url))
    name = codes.symbols(secrets.token_bytes(16)).lower()
    try:
        headers.stamp(message, settings.mail_from, name, datetime.now(UTC))
    except AddressUnusable:
        raise CommandFailed("not sent: LENCANA_MAIL_FROM is no mailbox") from None
    return message
