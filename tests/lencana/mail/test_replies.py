"""Whose fault a refusal is: replies that mail servers in use send, as they send them."""

import pytest

from lencana.mail import replies
from visits.vocabulary.mail import MailProblem

FINAL, NOT_NOW = MailProblem.NO_SUCH_RECIPIENT, MailProblem.RECIPIENT_NOT_NOW
REFUSED, SENDER = MailProblem.REFUSED, MailProblem.SENDER
BUSY, LOGIN = MailProblem.BUSY, MailProblem.LOGIN

TO_RECIPIENT = [
    # Postfix
    (
        550,
        "5.1.1 <g@x.example>: Recipient address rejected: User unknown in table",
        FINAL,
    ),
    (550, "5.1.2 <g@x.example>: Recipient address rejected: Domain not found", FINAL),
    (556, "5.1.10 <g@x.example>: Domain does not accept mail (nullMX)", FINAL),
    (
        550,
        "5.1.6 <g@x.example>: Recipient address rejected: User has moved to y",
        FINAL,
    ),
    (
        450,
        "4.1.2 <g@x.example>: Recipient address rejected: Domain not found",
        NOT_NOW,
    ),
    (450, "4.2.0 <g@x.example>: Recipient address rejected: Greylisted", NOT_NOW),
    (452, "4.2.2 The email account that you tried to reach is over quota", NOT_NOW),
    (554, "5.7.1 <g@x.example>: Relay access denied", REFUSED),
    (454, "4.7.1 <g@x.example>: Relay access denied", BUSY),
    (550, "5.1.0 <l@x.example>: Sender address rejected: User unknown", REFUSED),
    (550, "5.1.8 <l@x.example>: Sender address rejected: Domain not found", SENDER),
    (550, "5.1.7 <l@x>: Sender address rejected: undeliverable address", SENDER),
    (550, "5.7.27 <l@x.example>: Sender address rejected: nullMX", SENDER),
    (504, "5.5.2 <l>: Sender address rejected: need fully-qualified address", REFUSED),
    (530, "5.7.0 Must issue a STARTTLS command first", LOGIN),
    # Exim, which writes no enhanced codes: the same three digits for both
    (550, "Unrouteable address", REFUSED),
    (550, "relay not permitted", REFUSED),
    (550, "User unknown", REFUSED),
    (553, "Mailbox name not allowed", REFUSED),
    # The one code that needs no other to be about the recipient (RFC 7504)
    (556, "Domain does not accept mail", FINAL),
    (556, "5.7.1 Relay access denied", REFUSED),
    # qmail
    (550, "sorry, no mailbox here by that name. (#5.1.1)", FINAL),
    (553, "sorry, that domain isn't in my list of rcpthosts (#5.7.1)", REFUSED),
    # Exchange
    (550, "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", FINAL),
    (550, "5.4.1 Recipient address rejected: Access denied. AS(201806281)", REFUSED),
    (550, "5.7.54 SMTP; Unable to relay recipient in non-accepted domain", REFUSED),
    (530, "5.7.57 SMTP; Client was not authenticated to send anonymous mail", LOGIN),
    (550, "5.7.60 SMTP; Client does not have permissions to send as", SENDER),
    # Gmail: several lines, as smtplib joins them
    (
        550,
        "5.1.1 The email account that you tried to reach does\n5.1.1 not exist",
        FINAL,
    ),
    (553, "5.1.3 The recipient address is not a valid RFC 5321 address", FINAL),
    (550, "5.2.1 The email account that you tried to reach is inactive", NOT_NOW),
    (552, "5.2.2 The email account that you tried to reach is over quota", NOT_NOW),
    (550, "5.7.1 Our system has detected an unusual rate of mail", REFUSED),
    # Cisco
    (550, "#5.1.0 Address rejected.", REFUSED),
    (550, "#5.7.1 Your access to submit messages has been rejected", REFUSED),
    # No enhanced code, one of another class, and one that is part of an address or a version
    (551, "User not local", REFUSED),
    (550, "4.1.1 which does not fit", REFUSED),
    (550, "5.1.1.example.org does not like you", REFUSED),
    (550, "<5.1.1@x.example> no", REFUSED),
    (550, "5.1.1x", REFUSED),
    (421, "4.3.2 Service shutting down", BUSY),
    (550, "", REFUSED),
    (-1, "HTTP/1.1 400 Bad Request", REFUSED),
]


@pytest.mark.parametrize(("code", "text", "meaning"), TO_RECIPIENT)
def test_only_what_is_about_the_address_for_good_gives_a_recipient_up(
    code: int, text: str, meaning: MailProblem
) -> None:
    assert replies.to_recipient(replies.parse(code, text.encode())) is meaning


@pytest.mark.parametrize(
    ("code", "text", "meaning"),
    [
        (550, "5.1.1 sender unknown", SENDER),
        (550, "5.1.0 sender rejected", SENDER),
        (553, "5.7.1 <l@x.example>: not owned by user", SENDER),
        (550, "no", SENDER),
        (530, "5.7.0 Authentication required", LOGIN),
        (552, "5.3.4 Message size exceeds fixed limit", REFUSED),
        (503, "5.5.1 nested MAIL command", REFUSED),
        (451, "4.1.8 <l@x.example>: Domain not found", BUSY),
        (421, "4.7.0 too many connections", BUSY),
    ],
)
def test_a_refusal_of_the_sender_is_never_the_recipients(
    code: int, text: str, meaning: MailProblem
) -> None:
    assert replies.to_sender(replies.parse(code, text.encode())) is meaning


@pytest.mark.parametrize(
    ("code", "text", "meaning"),
    [
        (550, "5.1.1 user unknown", NOT_NOW),
        (554, "5.7.1 looks like spam", REFUSED),
        (552, "5.3.4 message too big", REFUSED),
        (554, "5.2.252 SendAsDenied", SENDER),
        (452, "4.3.1 insufficient system storage", BUSY),
    ],
)
def test_a_refusal_of_the_message_is_never_final(
    code: int, text: str, meaning: MailProblem
) -> None:
    assert replies.to_message(replies.parse(code, text.encode())) is meaning


def test_codes_are_all_that_is_kept_of_a_reply() -> None:
    assert str(replies.parse(550, b"5.1.1 <gita@example.org> unknown")) == "550 5.1.1"
    assert str(replies.parse(550, b"gita@example.org unknown")) == "550"
    assert str(replies.parse(-1, b"gita@example.org")) == ""
