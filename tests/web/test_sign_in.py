"""Signing in: by password, by the first link, and what is said to those who try."""

import re

import pytest
from flask import Flask
from sqlmodel import col, select

from tests.web.cast import Browser, Stage
from tests.web.page_rules import check_page
from visits.audit.access_log import AccessLog
from visits.people import passwords, welcome_links
from visits.store.audit import AuditEntry
from visits.store.people import Account
from visits.vocabulary.audit import Act, ActorKind

PASSWORD = "three quiet lamps"
KNOWN = "__Host-lencana-hosts-known"


def without_token(page: str) -> str:
    return re.sub(r'name="csrf_token"[^>]*>', "", page)


@pytest.fixture
def browser(app: Flask, stage: Stage) -> Browser:
    with stage.database.transaction() as store:
        store.get_one(Account, stage.id_of("Hana")).password = passwords.hashed(
            PASSWORD
        )
    browser = Browser(app)
    browser.get("/sign-in")
    return browser


@pytest.fixture
def link(stage: Stage) -> str:
    with stage.database.transaction() as store:
        welcome_links.send(store, stage.id_of("Hana"))
        return "/welcome/" + welcome_links.welcome_link(store, stage.id_of("Hana"))


def test_a_member_signs_in_and_lands_where_they_wanted(browser: Browser) -> None:
    answer = browser.post(
        "/sign-in", email=" HANA@example.com", password=PASSWORD, next="/guest"
    )
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/guest"
    assert browser.get("/").status_code == 200


def test_signing_in_again_gives_another_cookie(browser: Browser) -> None:
    cookies = []
    for _ in range(2):
        browser.get("/guest")
        browser.post("/sign-in", email="hana@example.com", password=PASSWORD)
        cookies.append(browser.client.get_cookie("__Host-lencana-hosts"))
    assert None not in cookies
    assert cookies[0] != cookies[1]


def test_whoever_is_in_is_not_asked_again(browser: Browser) -> None:
    browser.post("/sign-in", email="hana@example.com", password=PASSWORD)
    for asked, onward in (("/guest", "/guest"), ("//evil.example", "/")):
        answer = browser.get(f"/sign-in?next={asked}")
        assert (answer.status_code, answer.location) == (303, onward)


def test_nobody_is_sent_elsewhere_after_signing_in(browser: Browser) -> None:
    answer = browser.post(
        "/sign-in",
        email="hana@example.com",
        password=PASSWORD,
        next="https://evil.example",
    )
    assert answer.headers["Location"] == "/"


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(
    browser: Browser,
) -> None:
    wrong = browser.post("/sign-in", email="hana@example.com", password="not it at all")
    unknown = browser.post(
        "/sign-in", email="nina@example.com", password="not it at all"
    )
    assert wrong.status_code == unknown.status_code == 422
    assert without_token(wrong.text).replace("hana@", "nina@") == without_token(
        unknown.text
    )


def test_what_was_typed_is_kept_except_the_password(browser: Browser) -> None:
    answer = browser.post(
        "/sign-in", email="hana@example.com", password="not it at all"
    )
    check_page(answer.text)
    assert 'value="hana@example.com"' in answer.text
    assert "not it at all" not in answer.text


def test_the_sixth_try_has_to_wait(browser: Browser) -> None:
    for _ in range(5):
        browser.post("/sign-in", email="hana@example.com", password="not it at all")
    answer = browser.post("/sign-in", email="hana@example.com", password=PASSWORD)
    assert answer.status_code == 422
    assert "too often" in answer.text


def test_a_browser_that_signed_in_before_has_tries_of_its_own(
    app: Flask, browser: Browser
) -> None:
    browser.post("/sign-in", email="hana@example.com", password=PASSWORD)
    browser.get("/guest")
    browser.post("/sign-out")
    stranger = Browser(app)
    stranger.get("/sign-in")
    answers = [
        stranger.post("/sign-in", email="hana@example.com", password="no").text
        for _ in range(6)
    ]
    assert "too often" in answers[-1]

    browser.get("/sign-in")
    answer = browser.post("/sign-in", email="HANA@example.com", password=PASSWORD)
    assert answer.status_code == 303


def test_the_sign_of_a_known_browser_opens_nothing_and_is_no_other_members(
    app: Flask, browser: Browser
) -> None:
    browser.post("/sign-in", email="hana@example.com", password=PASSWORD)
    known = browser.client.get_cookie(KNOWN)
    assert known is not None
    other = Browser(app)
    other.client.set_cookie(KNOWN, known.value)
    assert other.get("/").status_code == 303

    other.get("/sign-in")
    answers = [
        other.post("/sign-in", email="raka@example.com", password="no").text
        for _ in range(6)
    ]
    assert "too often" in answers[-1]
    third = Browser(app)
    third.get("/sign-in")
    answer = third.post("/sign-in", email="raka@example.com", password="no")
    assert "too often" in answer.text


def test_the_link_is_used_up_by_a_password_and_not_by_a_look(
    app: Flask, link: str
) -> None:
    browser = Browser(app)
    for _ in range(3):
        check_page(browser.get(link).text)
    assert browser.post(link, password=PASSWORD).status_code == 303
    assert browser.get("/").status_code == 200
    assert Browser(app).get(link).status_code == 422


@pytest.mark.parametrize(
    "weak", ["short", "password1234", "Hana Wijaya", "hana@example.com"]
)
def test_a_weak_password_does_not_use_the_link_up(
    app: Flask, link: str, weak: str
) -> None:
    browser = Browser(app)
    browser.get(link)
    assert browser.post(link, password=weak).status_code == 422
    assert browser.post(link, password=PASSWORD).status_code == 303


def test_a_link_that_never_was_has_a_calm_page(app: Flask) -> None:
    answer = Browser(app).get("/welcome/nothing")
    assert answer.status_code == 422
    check_page(answer.text)


def logged(stage: Stage) -> list[tuple[Act, ActorKind, int | None]]:
    """What the audit log says of signing in."""
    of_sign_in = (Act.SIGNED_IN, Act.SIGNED_OUT, Act.SIGN_IN_FAILED)
    with stage.database.reading() as store:
        rows = store.exec(select(AuditEntry).where(col(AuditEntry.act).in_(of_sign_in)))
        return [(row.act, row.actor, row.subject_id) for row in rows]


def test_the_audit_log_says_who_signed_in_and_out(
    browser: Browser, stage: Stage
) -> None:
    browser.post("/sign-in", email="hana@example.com", password=PASSWORD)
    browser.get("/guest")
    browser.post("/sign-out")
    hana = stage.id_of("Hana")
    assert logged(stage) == [
        (Act.SIGNED_IN, ActorKind.MEMBER, hana),
        (Act.SIGNED_OUT, ActorKind.MEMBER, hana),
    ]


def test_the_audit_log_counts_failures_and_holds_nothing_that_was_typed(
    browser: Browser, stage: Stage, access_log: AccessLog
) -> None:
    for number in range(20):
        browser.post("/sign-in", email="hana@example.com", password="not it at all")
        browser.post("/sign-in", email=f"n{number}@example.com", password="not it")
        access_log.write(stage.database)
    failed = (Act.SIGN_IN_FAILED, ActorKind.ANYBODY)
    assert sorted(logged(stage), key=str) == sorted(
        [(*failed, stage.id_of("Hana")), (*failed, None)], key=str
    )
    stage.clock.forward(minutes=1)
    browser.post("/sign-in", email="hana@example.com", password="not it at all")
    access_log.write(stage.database)
    assert len(logged(stage)) == 3
