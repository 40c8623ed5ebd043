"""Headers: one sender, exactly one recipient, and a name for the message that says nothing."""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr

# One unquoted mailbox: neither a comma, a bracket, a quote nor a blank can make it two.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_PLAIN = re.compile(rf"{_ATOM}(\.{_ATOM})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


class AddressUnusable(Exception):
    """No mail can go to or come from this address, which the text does not repeat."""


def recipient(address: str) -> Address:
    """The one mailbox of a letter, without a name beside it. Refuses `AddressUnusable`."""
    local, _, domain = address.rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        raise AddressUnusable from None
    if not _PLAIN.fullmatch(f"{local}@{domain}"):
        raise AddressUnusable
    return Address(username=local, domain=domain)


def sender(setting: str) -> Address:
    """The mailbox that letters come from, of `Lobby <lobby@example.org>`. Refuses `AddressUnusable`."""
    display, address = parseaddr(setting)
    mailbox = recipient(address)
    return Address(display, mailbox.username, mailbox.domain)


def unsubscribable(message: EmailMessage, address: str) -> None:
    """Mail programs may offer to send no more, by one click (RFC 8058)."""
    message["List-Unsubscribe"] = f"<{address}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def stamp(message: EmailMessage, setting: str, name: str, at: datetime) -> None:
    """The message says who sent it and when, and that no person did; its own name is `name`."""
    mailbox = sender(setting)
    message["From"] = mailbox
    message["Date"] = at
    message["Message-ID"] = f"<{name}@{mailbox.domain}>"
    message["Auto-Submitted"] = "auto-generated"
