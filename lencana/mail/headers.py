"""The headers of e-mails: one sender, one recipient, and a Message-ID without personal data."""

import re
from datetime import datetime
from email.header import Header
from email.headerregistry import (
    Address,
    AddressHeader,
    BaseHeader,
    HeaderRegistry,
    UnstructuredHeader,
)
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import parseaddr
from typing import Any, ClassVar, Literal

from visits.store.sites import Site
from visits.vault.email_addresses import NoEmailAddressError, canonical

# One unquoted mailbox (RFC 5322 dot-atom): no comma, bracket, quote or blank can make it two.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_PLAIN = re.compile(rf"{_ATOM}(\.{_ATOM})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


class WholeHeader(UnstructuredHeader, BaseHeader):
    """A header on one line, as it is.

    Python would cut a long URL or id into encoded words (RFC 2047), which no mail program
    reads there: one-click unsubscription was dead at hosts of 27 characters or more.
    """

    def fold(self, *, policy: "Policy[Any]") -> str:
        return f"{self.name}: {self}{policy.linesep}"


class SubjectHeader(UnstructuredHeader, BaseHeader):
    """A subject in encoded words as RFC 2047 has them.

    Python folds a long one at a blank between two encoded words, where by 6.2 a reader drops
    it: two words of a site's name became one.
    """

    max_count: ClassVar[Literal[1]] = 1

    def fold(self, *, policy: "Policy[Any]") -> str:
        return f"{self.name}: {_encoded(self, self.name, policy)}{policy.linesep}"


class SenderHeader(AddressHeader, BaseHeader):
    """The mailbox of the sender, whose name is encoded like a subject."""

    max_count: ClassVar[Literal[1]] = 1

    def init(self, *words: Any, **parts: Any) -> None:  # noqa: ANN401 - as both bases say
        super().init(*words, **parts)

    def fold(self, *, policy: "Policy[Any]") -> str:
        mailbox, end = self.addresses[0], policy.linesep
        if mailbox.display_name.isascii():
            return f"From: {mailbox}{end}"
        name = _encoded(mailbox.display_name, "From", policy)
        return f"From: {name}{end} <{mailbox.addr_spec}>{end}"


def _encoded(text: str, header: str, policy: "Policy[Any]") -> str:
    charset = "us-ascii" if text.isascii() else "utf-8"
    words = Header(text, charset, policy.max_line_length, header)
    return words.encode(linesep=policy.linesep)


def _policy() -> "EmailPolicy[EmailMessage]":
    registry = HeaderRegistry()
    for name in ("list-unsubscribe", "message-id", "content-id"):
        registry.map_to_type(name, WholeHeader)
    registry.map_to_type("subject", SubjectHeader)
    registry.map_to_type("from", SenderHeader)
    return SMTP.clone(header_factory=registry, cte_type="7bit")


POLICY = _policy()
"""How our e-mails are written: in seven bits, as not every mail server takes eight (RFC 6152)."""


class AddressUnusable(Exception):
    """No mail can be sent to or from this address, which the text does not repeat."""


def recipient(address: str) -> Address:
    """Return the one mailbox to send to, without a display name; raises AddressUnusable."""
    try:
        plain = canonical(address)
    except NoEmailAddressError:
        raise AddressUnusable from None
    if not _PLAIN.fullmatch(plain):
        raise AddressUnusable
    local, _, domain = plain.rpartition("@")
    return Address(username=local, domain=domain)


def sender(setting: str) -> Address:
    """Return the mailbox in a setting like `Lobby <lobby@example.org>`; raises AddressUnusable."""
    display, address = parseaddr(setting)
    mailbox = recipient(address)
    return Address(display, mailbox.username, mailbox.domain)


def unsubscribable(message: EmailMessage, address: str) -> None:
    """Let mail programs offer to unsubscribe by one click (RFC 8058)."""
    message["List-Unsubscribe"] = f"<{address}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def stamp(
    message: EmailMessage,
    setting: str,
    name: str,
    at: datetime,
    site: Site | None = None,
) -> None:
    """Add sender, date, a Message-ID of `name`, and that a program sent it (RFC 3834).

    Of the `site` that it is about, if there is one, it has the name, the mailbox and where answers
    go, as far as that chose them.
    """
    mailbox = sender((site and site.mail_sender) or setting)
    display = site.name if site else mailbox.display_name
    message["From"] = Address(display, mailbox.username, mailbox.domain)
    if site and site.reply_to:
        message["Reply-To"] = recipient(site.reply_to)
    message["Date"] = at
    # The same at each try: mail programs drop the second of two that a crash made us send.
    message["Message-ID"] = f"<{name}@{mailbox.domain}>"
    # Keeps out-of-office programs from answering.
    message["Auto-Submitted"] = "auto-generated"
