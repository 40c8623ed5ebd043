"""The trials: what the settings name is called, and its answer told."""

import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from functools import partial
from threading import Thread
from time import monotonic
from typing import TypeVar

from lencana.doctor.finding import Finding, note, ok, wrong
from lencana.mail import advice
from lencana.mail.smtp import (
    MailServer,
    NotSent,
    SmtpUrlUnusable,
    mail_server,
    signed_in,
)
from lencana.settings import Settings
from printers.agent import certificates
from printers.agent.certificates import Server
from printers.agent.configuration import ConfigurationWrong
from printers.agent.http_client import HttpClient
from printers.agent.queue import QueueAway, QueueRefuses
from visits.vocabulary.mail import MailProblem

# Longer than every single deadline within: it is for whatever has none, such as a name server.
LONGEST = 25.0
TRUST = "let this machine trust it, or give the server another certificate"
HANGS_UP = "the mail server hangs up: is it the right port?"
RENAME = "name it in LENCANA_SMTP_URL as its certificate does"
Answer = TypeVar("Answer")


def try_settings(settings: Settings) -> Iterator[Finding]:
    """Yield how the pages' address and the mail server answer."""
    calls = [partial(_pages, settings)]
    with suppress(SmtpUrlUnusable):
        # What cannot be read is a finding of the examination.
        if settings.smtp_url is not None:
            server = mail_server(settings.smtp_url.get_secret_value())
            calls.append(partial(_mail, server))
    silent = ("LENCANA_BASE_URL", "LENCANA_SMTP_URL")
    for name, finding in zip(silent, within(LONGEST, calls), strict=False):
        yield finding or wrong(
            f"{name}: there is no answer within {LONGEST:.0f} seconds."
        )


def _pages(settings: Settings) -> Finding:
    url = settings.base_url
    try:
        with closing(HttpClient(url)) as client:
            document = client.ask("GET", "/openapi.json").document
    except (QueueRefuses, ConfigurationWrong) as refusal:
        return wrong(f"LENCANA_BASE_URL, {url}: {refusal}.")
    except QueueAway as away:
        return note(
            f"LENCANA_BASE_URL, {url}, cannot be called from here: {away}. Is `lencana serve` "
            "running, and does the name lead to it?"
        )
    if not isinstance(document, dict) or "openapi" not in document:
        return wrong(f"LENCANA_BASE_URL: what answers at {url} is no Lencana.")
    return ok(f"Lencana answers at {url}.")


def _mail(server: MailServer) -> Finding:
    place = f"{server.host}, port {server.port}"
    try:
        with signed_in(server, ssl.create_default_context()) as connection:
            connection.noop()
    except NotSent as refusal:
        return wrong(f"LENCANA_SMTP_URL, {place}: {_why(server, refusal)}.")
    except (smtplib.SMTPException, OSError):
        return wrong(f"LENCANA_SMTP_URL, {place}: {HANGS_UP}.")
    login = " and takes the login" if server.user else ""
    return ok(f"The mail server at {place} answers{login} ({server.safety.value}).")


def _why(server: MailServer, refusal: NotSent) -> str:
    # Nothing was to be sent, so that nothing may have gone out.
    if refusal.problem is MailProblem.CONNECTION_LOST:
        return HANGS_UP
    if refusal.distrust is None:
        return advice.of_refusal(refusal)
    called_server = Server("the mail server's", server.host, TRUST, RENAME)
    content, now = _certificate(server), datetime.now(UTC)
    return certificates.reason(refusal.distrust, called_server, content, now)


def _certificate(server: MailServer) -> certificates.Content | None:
    context = certificates.unverified_context()
    anonymous = MailServer(host=server.host, port=server.port, safety=server.safety)
    with suppress(NotSent), signed_in(anonymous, context):
        pass
    return context.content


def within(
    seconds: float, calls: Sequence[Callable[[], Answer]]
) -> list[Answer | None]:
    """Make all calls at once; return their answers, None where it took too long."""
    answers: list[Answer | None] = [None] * len(calls)

    def make(place: int) -> None:
        answers[place] = calls[place]()

    # As daemons: a look-up of a name cannot be broken off, and must not keep the program alive.
    threads = [Thread(target=make, args=[n], daemon=True) for n in range(len(calls))]
    for thread in threads:
        thread.start()
    end = monotonic() + seconds
    for thread in threads:
        thread.join(max(end - monotonic(), 0))
    return list(answers)
