"""The demo's mailbox: what would have been sent, for a page to show."""

import threading
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from lencana.mail import headers, mailbox
from lencana.mail.mailbox import MemoryMailbox
from lencana.mail.rendering import render
from tests.lencana.mail.sample_emails import (
    ADDRESS,
    CODE,
    NAME,
    NOW,
    OFFICE,
    about_visit,
)
from visits.vocabulary.mail import EmailKind


def post(box: MemoryMailbox, kind: EmailKind = EmailKind.INVITATION) -> None:
    message = render(about_visit(), kind, OFFICE, NOW)
    headers.stamp(message, "lobby@example.org", "0123456789", NOW)
    box.send(message)


@pytest.fixture
def box() -> MemoryMailbox:
    return MemoryMailbox()


def test_a_mail_is_shown_as_its_recipient_would_have_it(box: MemoryMailbox) -> None:
    post(box)
    [mail] = box.mails()
    assert (mail.number, mail.to) == (1, ADDRESS)
    assert mail.subject == "Your visit to Senopati on Monday, 23 November 2026"
    assert mail.date == "Fri, 20 Nov 2026 01:02:03 +0000"
    assert mail.text.startswith(f"Hello {NAME},\n\nHana Wijaya")
    assert [(one.name, one.kind) for one in mail.attachments] == [
        ("visit.ics", "text/calendar")
    ]
    assert mail.attachments[0].content.startswith(b"BEGIN:VCALENDAR\r\n")


def test_its_picture_is_found_at_an_address_of_the_page(box: MemoryMailbox) -> None:
    post(box)
    [mail] = box.mails()
    page = mail.html(lambda index: f"/mails/{mail.number}/pictures/{index}")
    [found] = zxingcpp.read_barcodes(Image.open(BytesIO(mail.pictures[0].content)))
    assert 'src="/mails/1/pictures/0"' in page
    assert "cid:" not in page
    assert (found.text, mail.pictures[0].kind) == (CODE, "image/png")


def test_the_newest_is_first_and_the_oldest_are_gone(box: MemoryMailbox) -> None:
    for _ in range(mailbox.NEWEST + 2):
        post(box, EmailKind.ONE_TIME_CODE)
    assert [mail.number for mail in box.mails()] == list(range(52, 2, -1))
    assert box.mail(2) is None
    assert box.mail(52) is box.mails()[0]


def test_many_carry_at_once_and_none_is_lost(box: MemoryMailbox) -> None:
    threads = [
        threading.Thread(target=post, args=(box, EmailKind.ONE_TIME_CODE))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(mail.number for mail in box.mails()) == list(range(1, 21))


def test_a_mail_shows_none_of_its_words_by_accident(box: MemoryMailbox) -> None:
    post(box)
    shown = repr(box.mails())
    assert not {word for word in (*NAME.split(), ADDRESS, CODE) if word in shown}
