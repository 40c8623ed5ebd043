"""Every page of a host is sound in every language, and a guest's data goes nowhere else."""

import re

import pytest
from sqlalchemy import text

from host_portal.app import FLASH_MESSAGES
from tests.cast import NAME, Cast, Invite
from tests.host_portal.invitation_form import send, shown
from tests.web.cast import Browser
from tests.web.page_rules import check_page
from visits.store.database import Database
from visits.vocabulary.sessions import FlashMessage

GUEST = ["", "/confirmation", "/schedule", "/badge-name", "/withdrawal", "/again"]


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_page_is_sound(hana: Browser, invite: Invite, language: str) -> None:
    guest = f"/invitations/{invite(name='محمد <b>عبد').public_id}"
    phone = f"/invitations/{invite(email='', phone='+6281234567890').public_id}"
    hana.get("/")
    hana.post("/language", language=language)
    pages = [f"{one}{page}" for one in (guest, phone) for page in GUEST]
    for path in ["/", "/past-guests", "/invitations/new", "/vouching/new", *pages]:
        check_page(hana.get(path).get_data(as_text=True))


def test_optional_is_said_of_what_may_be_left_out_and_of_no_contact(
    hana: Browser,
) -> None:
    labels = re.findall(
        r'<label class="form-label"[^>]*>([^<]+)(<span[^>]*>optional)?',
        shown(hana.get("/invitations/new")),
    )

    assert {name.strip() for name, mark in labels if mark} == {
        "Last day",
        "Name on the badge",
    }
    assert {"E\N{NON-BREAKING HYPHEN}mail", "Phone", "Name"} <= {
        name.strip() for name, _ in labels
    }


def test_a_page_full_of_mistakes_is_sound(hana: Browser, cast: Cast) -> None:
    answer = send(
        hana, cast, name="", email="x", phone="y", day="", starts="", least_level="9"
    )
    check_page(answer.get_data(as_text=True))


def test_a_guests_words_stand_in_no_log_and_no_address(
    hana: Browser, cast: Cast, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    answers = [send(hana, cast, nonce="one"), send(hana, cast, nonce="two", phone="x")]
    with database.transaction() as store:
        store.execute(text("DROP TABLE auditentry"))
    answers.append(send(hana, cast, nonce="three"))
    assert [answer.status_code for answer in answers] == [303, 422, 500]
    assert "Gita" not in answers[0].location
    assert "Gita" not in shown(answers[2])
    assert not any(word in caplog.text for word in (NAME, "Gita", "gita@example.org"))


def test_every_notice_of_the_portal_is_a_word_that_a_session_may_hold() -> None:
    assert set(FLASH_MESSAGES) <= set(FlashMessage)
