"""The pages of a forgotten password: one answer for all, and a link that leads back in."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlmodel import select

from tests.kiosk.tablet import statements
from tests.web import sample_face
from tests.web.cast import Browser, Stage
from tests.web.page_rules import check_page
from visits.people import password_resets, passwords
from visits.store.outbox import Email
from visits.store.people import Account, PasswordReset

PASSWORD = "three quiet lamps"
HANA, STRANGER = "hana@example.com", "nobody@example.org"
PATH = "/forgotten-password"


@pytest.fixture
def browser(app: Flask, stage: Stage) -> Browser:
    with stage.database.transaction() as store:
        store.get_one(Account, stage.id_of("Hana")).password = passwords.hashed(
            PASSWORD
        )
    browser = Browser(app)
    browser.get(PATH)
    return browser


def link(stage: Stage) -> str:
    with stage.database.reading() as store:
        reset = store.exec(select(PasswordReset)).one()
        return f"/welcome/{password_resets.link(store, reset.digest)}"


def without_tokens(page: str) -> str:
    return re.sub(r'name="(csrf_token|nonce)"[^>]*>', "", page)


def test_the_sign_in_page_leads_there(browser: Browser) -> None:
    assert f'href="{PATH}"' in browser.get("/sign-in").text
    check_page(browser.get(PATH).text)


def test_every_address_is_answered_with_the_same_page_after_the_same_statements(
    browser: Browser, stage: Stage
) -> None:
    answers = []
    for email in (STRANGER, HANA):
        browser.get(PATH)
        with statements(stage.database) as asked:
            answer = browser.post(PATH, email=email)
        sent = browser.get(answer.location or "")
        check_page(sent.text)
        answers.append(
            (answer.status_code, answer.text, without_tokens(sent.text), asked)
        )
    assert answers[0] == answers[1]
    assert answers[0][0] == 303
    assert len(answers[0][3]) > 3


def test_too_many_are_told_alike_and_what_was_typed_is_kept(browser: Browser) -> None:
    pages = []
    for email in (STRANGER, HANA):
        for _ in range(3):
            browser.get(PATH)
            browser.post(PATH, email=email)
        browser.get(PATH)
        answer = browser.post(PATH, email=email)
        assert answer.status_code == 422
        assert f'value="{email}"' in answer.text
        pages.append(without_tokens(answer.text).replace(email, ""))
    assert pages[0] == pages[1]
    assert "too often" in pages[0]


def test_what_is_no_address_is_refused_at_its_field(browser: Browser) -> None:
    answer = browser.post(PATH, email="hana")
    assert answer.status_code == 422
    check_page(answer.text)
    assert 'id="email-error"' in answer.text


def test_the_link_sets_another_password_and_lets_its_owner_in(
    browser: Browser, stage: Stage
) -> None:
    browser.post(PATH, email=HANA)
    to_password = link(stage)
    browser.get(to_password)

    weak = browser.post(to_password, password="hana wijaya 1")
    assert weak.status_code == 422
    assert 'id="password-error"' in weak.text
    assert "too easy to guess" in weak.text
    assert "hana wijaya 1" not in weak.text

    assert browser.post(to_password, password="four loud kettles").status_code == 303
    assert browser.get("/").status_code == 200
    assert browser.get(to_password).status_code == 422


def test_where_no_mail_server_is_set_the_page_says_whom_to_ask(stage: Stage) -> None:
    settings = replace(stage.settings, sends_emails=False)
    browser = Browser(sample_face.create_app(settings, stage.database))
    page = browser.get(PATH).text
    check_page(page)
    assert "Ask whoever looks after your space" in page
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]

    browser.get("/sign-in")
    assert browser.post(PATH, email=HANA).location == PATH
    with stage.database.reading() as store:
        assert store.exec(select(Email)).all() == []
