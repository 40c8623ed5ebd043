"""Hostile words: a letter stays one message to one person, whatever a guest is called."""

import pytest

from lencana.mail import headers
from lencana.mail.headers import AddressUnusable
from lencana.mail.rendering import render
from tests.lencana.mail.sample_emails import (
    ADDRESS,
    NOW,
    OFFICE,
    about_visit,
    html,
    text,
    written,
)
from visits.vocabulary.mail import EmailKind

HOSTILE = [
    '"a@b, evil@x"',
    "Gita\r\nBcc: evil@example.net",
    "Gita\nX-Evil: 1",
    "Gita <evil@example.net>, b@example.net",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }} %(site)s %s",
    '"><img src=https://evil.example.net/pixel.png>',
    "Gita\u202egnp.exe\u0000",
]
ADDRESSES = [
    "a@example.org, evil@example.net",
    '"a@example.org, evil@example.net"',
    '"a, evil"@example.org',
    "Gita <gita@example.org>",
    "a@example.org\r\nBcc: evil@example.net",
    "a@example.org\n",
    "a b@example.org",
    "gïta@example.org",
    "a@example.org;evil@example.net",
    "a@[127.0.0.1]",
    "nobody",
    "",
]


@pytest.mark.sampled(16)
@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", EmailKind)
def test_a_hostile_name_makes_no_second_recipient_and_no_header(
    kind: EmailKind, name: str
) -> None:
    harmless, message = written(kind), written(kind, name=name)
    assert [address.addr_spec for address in message["To"].addresses] == [
        harmless["To"]
    ]
    assert message.keys() == harmless.keys()
    assert message.get_all("To") == [harmless["To"]]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_words_in_the_page_and_no_element(name: str) -> None:
    page = html(written(EmailKind.INVITATION, name=name))
    assert "<script" not in page
    assert "<img src=https" not in page
    assert page.count("<img") == 1
    assert "\u202e" not in page


def test_a_hosts_name_is_words_in_the_page_and_no_element() -> None:
    page = html(
        written(EmailKind.INVITATION, host_name="<script>alert(1)</script> & Co")
    )
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "&amp;amp;" not in page


@pytest.mark.parametrize(
    "name",
    ["Visit www.evil.example now", "https://evil.example", "Win at evil.example"],
)
def test_a_name_that_would_become_a_link_is_left_out(name: str) -> None:
    message = written(EmailKind.INVITATION, name=name)
    assert "evil" not in text(message) + html(message)
    assert text(message).startswith("Hello,\n")


@pytest.mark.parametrize(
    "name", ["J.R. Santoso", "Siti Nur'aini", "St. John", "Anne-Marie D'Arc", "王小明"]
)
def test_a_name_that_is_one_is_greeted(name: str) -> None:
    assert text(written(EmailKind.INVITATION, name=name)).startswith(f"Hello {name},")


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_not_exactly_one_is_refused_without_being_repeated(
    address: str,
) -> None:
    with pytest.raises(AddressUnusable) as refused:
        render(about_visit(to=address), EmailKind.INVITATION, OFFICE, NOW)
    assert str(refused.value) == ""


def test_a_domain_in_any_script_is_written_as_mail_servers_read_it() -> None:
    assert (
        headers.recipient("gita@münchen.example").addr_spec
        == "gita@xn--mnchen-3ya.example"
    )


def test_the_postmark_says_who_sent_it_when_and_that_it_was_a_program() -> None:
    message = render(about_visit(), EmailKind.INVITATION, OFFICE, NOW)
    headers.stamp(message, "Lobby <lobby@example.com>", "0123456789", NOW)
    assert message["From"] == "Lobby <lobby@example.com>"
    assert message["Date"] == "Fri, 20 Nov 2026 01:02:03 +0000"
    assert message["Message-ID"] == "<0123456789@example.com>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["To"] == ADDRESS
