"""Without the link: an address, six digits, and the same answer for strangers."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlmodel import col, select

from lencana.mail.delivery import deliver_due
from lencana.mail.mail_settings import MailSettings
from lencana.mail.mailbox import MemoryMailbox
from tests.cast import EMAIL, TODAY, Cast, Invite, SettableClock, check_in, watch
from tests.guest_page.own_browser import send, token, words
from tests.kiosk.tablet import statements
from tests.lencana.mail.sample_emails import LINKS
from visits.rights import inquiries
from visits.store.database import Database
from visits.store.lobby import WatchEntry
from visits.store.outbox import Email
from visits.store.people import FaceSession
from visits.store.rights import Inquiry
from visits.store.visits import Visit
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.visits import CODE_DIGITS

STRANGER = "nobody@example.org"
Post = Callable[[], MemoryMailbox]


@pytest.fixture
def post(database: Database, clock: SettableClock) -> Post:
    """The post's next round, and what it carried."""
    office = MailSettings(links=LINKS, sender="Lobby <lobby@example.org>")

    def go() -> MemoryMailbox:
        # Codes wait for some seconds.
        clock.forward(seconds=3)
        carried = MemoryMailbox()
        deliver_due(database, carried, office)
        return carried

    return go


def ask(browser: FlaskClient, address: str) -> str:
    """The page that asks for the digits."""
    answer = send(browser, "/", "/inquiries", address=address)
    assert answer.status_code == 303, words(answer)
    return answer.headers["Location"]


def digits(database: Database) -> str:
    with database.reading() as store:
        newest = store.exec(select(Inquiry).order_by(col(Inquiry.id).desc())).first()
        assert newest
        return inquiries.digits(store, newest)


def link_by_digits(visit: Visit) -> str:
    """How the link to a visit begins that whoever typed the digits is shown."""
    return f"/{visit.public_id}-"


def without_ids(page: str) -> str:
    return re.sub(
        r'value="[0-9a-f]{64}"', "", re.sub(r"/inquiries/\w{26}", "/inquiries/-", page)
    )


def confirm(browser: FlaskClient, page: str, typed: str) -> str:
    answer = send(browser, page, f"{page}/confirmation", code=typed)
    assert answer.status_code == 303, words(answer)
    return words(browser.get(answer.headers["Location"]))


def test_who_reads_the_mail_of_an_address_finds_their_visits(
    anybody: FlaskClient,
    database: Database,
    invite: Invite,
    post: Post,
) -> None:
    first, second = invite(), invite(day=TODAY + timedelta(days=2))
    others = invite(email="budi@example.org")
    post()
    page = ask(anybody, " Gita@Example.org ")
    [mail] = post().mails()
    assert (mail.to, digits(database) in mail.text) == (EMAIL, True)
    found = confirm(anybody, page, digits(database))
    assert link_by_digits(first) in found
    assert link_by_digits(second) in found
    assert link_by_digits(others) not in found


def test_who_is_on_a_watch_list_is_told_though_nothing_else_is_kept(
    anybody: FlaskClient, database: Database, cast: Cast, post: Post
) -> None:
    watch(database, cast)

    page = ask(anybody, EMAIL)
    [mail] = post().mails()
    found = confirm(anybody, page, digits(database))

    assert mail.to == EMAIL
    assert "Senopati</bdi>: watch list" in found
    assert "kept as a digest: Barred from the site. Until Sunday, 21 February" in found
    assert "You may object, or ask why: write to privacy@example.org." in found
    assert "Nothing is kept" not in found


def test_a_proposal_for_a_watch_list_is_told_as_one_that_does_not_count(
    anybody: FlaskClient, database: Database, cast: Cast, post: Post
) -> None:
    watch(database, cast)
    with database.transaction() as store:
        store.execute(update(WatchEntry).values(confirmed_at=None))

    page = ask(anybody, EMAIL)
    post()
    found = confirm(anybody, page, digits(database))

    assert "Proposed for this address, kept as a digest: Barred from the site." in found
    assert "the front desk decides" not in found


def test_it_works_though_the_address_is_gone(
    anybody: FlaskClient,
    database: Database,
    cast: Cast,
    invite: Invite,
    post: Post,
    clock: SettableClock,
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    clock.forward(days=20)
    page = ask(anybody, EMAIL)
    assert EMAIL in [mail.to for mail in post().mails()]
    assert link_by_digits(visit) in confirm(anybody, page, digits(database))


def test_strangers_and_guests_get_the_same_answers_by_the_same_path(
    anybody: FlaskClient, database: Database, invite: Invite
) -> None:
    invite()
    # The first of a day makes the day's key, whoever it is.
    ask(anybody, "first@example.org")
    pages, asked = [], []
    for address in (EMAIL, STRANGER):
        with statements(database) as heard:
            page = ask(anybody, address)
            pages.append(without_ids(words(anybody.get(page))))
            pages.append(
                without_ids(
                    words(
                        send(
                            anybody,
                            page,
                            f"{page}/confirmation",
                            code="0" * CODE_DIGITS,
                        )
                    )
                )
            )
        asked.append(heard)
    assert pages[:2] == pages[2:]
    assert asked[0] == asked[1]


def test_a_strangers_row_and_letter_differ_by_nothing_and_no_mail_goes_out(
    anybody: FlaskClient, database: Database, invite: Invite, post: Post
) -> None:
    invite()
    post()
    ask(anybody, STRANGER)
    with database.reading() as store:
        kept = store.exec(select(Inquiry)).one()
    assert kept.address
    assert STRANGER.encode() not in kept.address
    assert post().mails() == []
    with database.reading() as store:
        assert store.exec(select(Inquiry.address)).one() is None
        letter = store.exec(
            select(Email).where(col(Email.kind) == EmailKind.RIGHTS_CODE)
        ).one()
        assert letter.settled_at


def test_the_address_is_gone_once_the_digits_went(
    anybody: FlaskClient, database: Database, invite: Invite, post: Post
) -> None:
    invite()
    ask(anybody, EMAIL)
    post()
    with database.reading() as store:
        assert store.exec(select(Inquiry.address)).one() is None


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "typed",
    [
        "0" * CODE_DIGITS,
        "",
        "x" * 30,
        "é\u0660",
        "1" * (CODE_DIGITS - 1),
        "0" * (CODE_DIGITS + 1),
    ],
)
def test_wrong_digits_show_nothing(
    anybody: FlaskClient, invite: Invite, typed: str
) -> None:
    visit = invite()
    page = ask(anybody, EMAIL)
    answer = send(anybody, page, f"{page}/confirmation", code=typed)
    assert answer.status_code == 422
    assert link_by_digits(visit) not in words(anybody.get(page))


def test_digits_of_another_script_are_digits(
    anybody: FlaskClient, database: Database, invite: Invite
) -> None:
    invite()
    page = ask(anybody, EMAIL)
    typed = "".join(chr(0x0660 + int(one)) for one in digits(database))
    assert "Senopati" in confirm(anybody, page, f" {typed[:3]} {typed[3:]} ")


def test_who_began_an_inquiry_for_another_sees_nothing_of_theirs(
    anybody: FlaskClient,
    guest_app: Flask,
    database: Database,
    invite: Invite,
) -> None:
    visit, eve = invite(), guest_app.test_client()
    page = ask(eve, EMAIL)
    form = {"csrf_token": token(eve, page, f"{page}/confirmation")}
    answer = send(anybody, page, f"{page}/confirmation", code=digits(database))
    own = answer.headers["Location"]
    assert link_by_digits(visit) in words(anybody.get(own))
    for old in (eve.get(page), eve.post(f"{page}/confirmation", data=form)):
        assert (old.status_code, "begin again" in words(old)) == (404, True)
        assert own not in words(old)


def test_who_sends_the_digits_twice_is_led_to_the_same_place(
    anybody: FlaskClient, database: Database, invite: Invite
) -> None:
    invite()
    page = ask(anybody, EMAIL)
    form = {
        "csrf_token": token(anybody, page, f"{page}/confirmation"),
        "code": digits(database),
    }
    once, again = (anybody.post(f"{page}/confirmation", data=form) for _ in range(2))
    assert (once.status_code, again.status_code) == (303, 303)
    assert once.headers["Location"] == again.headers["Location"] != page


def test_five_wrong_tries_are_the_end_of_it(
    anybody: FlaskClient, database: Database, invite: Invite
) -> None:
    invite()
    page = ask(anybody, EMAIL)
    wrong = [
        send(anybody, page, f"{page}/confirmation", code="0" * CODE_DIGITS).status_code
        for _ in range(6)
    ]
    assert wrong == [422] * 5 + [429]
    assert (
        send(anybody, page, f"{page}/confirmation", code=digits(database)).status_code
        == 429
    )


def test_digits_of_half_an_hour_ago_open_nothing(
    anybody: FlaskClient, database: Database, invite: Invite, clock: SettableClock
) -> None:
    invite()
    page = ask(anybody, EMAIL)
    form = token(anybody, page, f"{page}/confirmation")
    clock.forward(minutes=30)
    typed = {"csrf_token": form, "code": digits(database)}
    answer = anybody.post(f"{page}/confirmation", data=typed)
    assert (answer.status_code, "ask for new digits" in words(answer)) == (404, True)


def test_after_an_hour_it_begins_again(
    anybody: FlaskClient, database: Database, invite: Invite, clock: SettableClock
) -> None:
    invite()
    page = ask(anybody, EMAIL)
    own = send(anybody, page, f"{page}/confirmation", code=digits(database)).headers[
        "Location"
    ]
    clock.forward(minutes=61)
    for over in (page, own):
        assert anybody.get(over).status_code == 404
        assert "begin again" in words(anybody.get(over))


def asking(anybody: FlaskClient, network: str, email: str) -> int:
    anybody.environ_base["REMOTE_ADDR"] = network
    return send(anybody, "/", "/inquiries", address=email).status_code


def test_a_stranger_keeps_no_guest_from_their_page(
    anybody: FlaskClient, clock: SettableClock, database: Database, invite: Invite
) -> None:
    invite()
    for _ in range(8):
        clock.forward(minutes=2)
        asking(anybody, "198.51.100.1", EMAIL)
    assert asking(anybody, "198.51.100.1", EMAIL) == 429

    anybody.environ_base["REMOTE_ADDR"] = "192.0.2.1"
    page = ask(anybody, EMAIL)
    answer = send(anybody, page, f"{page}/confirmation", code=digits(database))
    assert answer.status_code == 303


def test_after_three_e_mails_each_waits_for_minutes_and_never_for_a_day(
    anybody: FlaskClient, clock: SettableClock
) -> None:
    for _ in range(3):
        ask(anybody, EMAIL)
    waits = []
    for _ in range(6):
        asked_at = clock.now
        while asking(anybody, "127.0.0.1", EMAIL) == 429:
            clock.forward(minutes=1)
        waits.append((clock.now - asked_at).total_seconds() / 60)
    assert waits == [1, 2, 4, 8, 15, 15]
    assert asking(anybody, "127.0.0.1", STRANGER) == 303


def test_one_mailbox_gets_twenty_e_mails_a_day_from_all_networks_together(
    anybody: FlaskClient, clock: SettableClock
) -> None:
    for number in range(20):
        assert asking(anybody, f"192.0.2.{number}", EMAIL) == 303
    assert asking(anybody, "198.51.100.1", EMAIL) == 429
    assert asking(anybody, "198.51.100.1", STRANGER) == 303
    clock.forward(days=1)
    assert asking(anybody, "198.51.100.1", EMAIL) == 303


@pytest.mark.parametrize(
    "line", [["198.51.100.1"], [f"2001:db8::{number:x}" for number in range(100)]]
)
def test_a_busy_network_is_slowed_for_five_seconds_and_never_shut_out(
    anybody: FlaskClient, clock: SettableClock, line: list[str]
) -> None:
    for number in range(100):
        address = f"guest{number}@example.org"
        assert asking(anybody, line[number % len(line)], address) == 303
    assert asking(anybody, line[0], EMAIL) == 429
    assert asking(anybody, "2001:db8:0:1::1", STRANGER) == 303
    clock.forward(seconds=5)
    assert asking(anybody, line[0], EMAIL) == 303


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "no",
        "+62 812 3456 7890",
        "a@b@c",
        "x" * 300 + "@example.org",
        "gita@example.org\r\nBcc: x@y.z",
    ],
)
def test_what_is_no_address_is_asked_for_again(
    anybody: FlaskClient, database: Database, typed: str
) -> None:
    assert send(anybody, "/", "/inquiries", address=typed).status_code == 422
    with database.reading() as store:
        assert store.exec(select(Inquiry)).all() == []


def test_a_file_in_place_of_the_address_is_no_address(
    anybody: FlaskClient, database: Database
) -> None:
    answer = send(
        anybody, "/", "/inquiries", address=(BytesIO(b"gita@example.com"), "x")
    )
    assert answer.status_code == 422
    with database.reading() as store:
        assert store.exec(select(Inquiry)).all() == []


def test_nobody_asks_without_the_form_or_for_another_site(anybody: FlaskClient) -> None:
    assert anybody.post("/inquiries", data={"address": EMAIL}).status_code == 400
    other = anybody.post(
        "/inquiries", data={"address": EMAIL}, headers={"Origin": "http://evil.example"}
    )
    assert other.status_code == 403
    assert anybody.get("/inquiries").status_code in {404, 405}


def test_an_inquiry_that_never_was_says_the_same_as_one_that_is_over(
    anybody: FlaskClient,
) -> None:
    assert anybody.get("/inquiries/" + "0" * 26).status_code == 404


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_pages_and_the_letter_speak_the_readers_language(
    anybody: FlaskClient, database: Database, invite: Invite, post: Post, language: str
) -> None:
    invite()
    post()
    answer = send(anybody, f"/?language={language}", "/inquiries", address=EMAIL)
    assert answer.status_code == 303
    answer = anybody.get(f"/?language={language}")
    assert f'<html lang="{language}"' in words(answer)
    with database.reading() as store:
        assert store.exec(select(FaceSession)).all() == []
