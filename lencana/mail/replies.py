"""Replies of a mail server: whose fault a refusal is, by its codes (RFC 5321, RFC 3463).

The three digits alone do not tell an unknown mailbox from a relay that does not want us: Exim
answers both with a bare 550, qmail refuses to relay with 553, and RFC 5321 (3.6.2, 4.2.3) has 550
for unknown mailboxes, for relaying and for any policy. Its "permanent" is about the command and
not about the address. So the recipient is given up only for a code that is about their address
for good: otherwise one wrong setting of a relay would lose every guest's e-mail, and tell hosts
that the addresses are bad. Everything else is tried again, ever more seldom, while it is of use.
"""

import re
from dataclasses import dataclass

from visits.vocabulary.mail import MailProblem

DIGITS = range(200, 600)
LATER = range(400, 500)
"""Replies that ask to come again (RFC 5321, 4.2.1)."""
LOGIN_NEEDED = 530
NO_MAIL_THERE = 556
"""The recipient's domain takes no e-mail at all (RFC 7504, 5): the one code that says so alone."""
NO_SUCH_RECIPIENT = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10"})
"""RFC 3463, 3.2 and RFC 7505; 5.1.0 is not among them: Postfix says it of senders."""
SENDER = frozenset({"5.1.7", "5.1.8", "5.7.27", "5.7.60", "5.2.252"})
"""Also said to RCPT and DATA: Postfix waits so long. The last two are Exchange's (SendAs)."""
MESSAGE = frozenset({"3", "5", "6"})
"""Subjects of enhanced codes that are about the message or the protocol, not about us."""
# The code begins the text (RFC 2034), with a # at some; qmail writes it at the end.
_STATUS = re.compile(
    rb"\s*#?([245]\.\d{1,3}\.\d{1,3})(?!\S)|.*\(#([245]\.\d{1,3}\.\d{1,3})\)\s*\Z",
    re.DOTALL,
)


@dataclass(frozen=True)
class Reply:
    """The codes of a reply; its text may quote a guest's address, and is left out."""

    code: int
    """Three digits; 0 of an answer that is no SMTP."""
    status: str = ""
    """The enhanced code, such as `5.1.1`."""

    def __str__(self) -> str:
        return f"{self.code or ''} {self.status}".strip()


def parse(code: int, text: bytes) -> Reply:
    """Return the codes of a reply; an enhanced code of another class does not count (RFC 2034)."""
    match = _STATUS.match(text)
    status = (match[1] or match[2]).decode() if match else ""
    is_of_its_class = status.startswith(str(code)[:1])
    return Reply(code if code in DIGITS else 0, status if is_of_its_class else "")


def to_recipient(reply: Reply) -> MailProblem:
    """Return what a refusal of RCPT means."""
    is_bare_no = reply.code == NO_MAIL_THERE and not reply.status
    if reply.status in NO_SUCH_RECIPIENT or is_bare_no:
        return MailProblem.NO_SUCH_RECIPIENT
    return to_message(reply)


def to_sender(reply: Reply) -> MailProblem:
    """Return what a refusal of MAIL means."""
    problem = to_message(reply)
    is_ours = problem is MailProblem.REFUSED and _subject(reply) not in MESSAGE
    # The address is ours there, so that a code about addresses is never about the recipient.
    about_address = problem is MailProblem.RECIPIENT_NOT_NOW
    if is_ours or about_address:
        return to_us(reply, MailProblem.SENDER)
    return problem


def to_message(reply: Reply) -> MailProblem:
    """Return what a refusal of DATA means: it is never final, as it may be about the text."""
    if reply.code == LOGIN_NEEDED:
        return MailProblem.LOGIN
    if reply.status in SENDER:
        return MailProblem.SENDER
    # 5.1.0 may be about either address: the operator is told.
    if _subject(reply) in {"1", "2"} and reply.status != "5.1.0":
        return MailProblem.RECIPIENT_NOT_NOW
    return to_us(reply, MailProblem.REFUSED)


def to_us(reply: Reply, refusal: MailProblem) -> MailProblem:
    """Return `refusal`, unless the server asks us to come later."""
    return MailProblem.BUSY if reply.code in LATER else refusal


def _subject(reply: Reply) -> str:
    return reply.status.split(".")[1] if reply.status else ""
