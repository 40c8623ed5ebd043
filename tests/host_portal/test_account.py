"""One's own account.

What is kept of a member, taken along as a file, and closed with the password.
"""

import html
import json

import pytest
from flask import Flask
from sqlmodel import col, select

from tests import cast as casting
from tests.cast import Cast, Invite
from tests.web.cast import Browser, signed_in
from visits.people import passwords
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.people import Account, Member
from visits.visit_state import Stage
from visits.vocabulary.audit import Act

PASSWORD, ANOTHER = "three quiet lamps", "four loud kettles"


@pytest.fixture(autouse=True)
def _everybody_has_a_password(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        for member in (cast.hana, cast.dewi):
            store.get_one(Account, member.id).password = passwords.hashed(PASSWORD)


def shown(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.get_data(as_text=True))


def is_closed(database: Database, member: Member) -> bool:
    with database.reading() as store:
        return store.get_one(Member, member.id).closed_at is not None


def acts(database: Database) -> list[tuple[Act, int | None]]:
    of_accounts = {Act.ACCOUNT_EXPORTED, Act.ACCOUNT_CLOSED}
    with database.reading() as store:
        found = store.exec(
            select(AuditEntry).where(col(AuditEntry.act).in_(of_accounts))
        )
        return [(entry.act, entry.actor_id) for entry in found]


def test_a_host_sees_everything_that_is_kept_of_them(
    hana: Browser, invite: Invite
) -> None:
    invite()
    page = shown(hana, "/account")
    for word in (
        "Hana Wijaya",
        "hana@example.com",
        "Langit Studio",
        "Senopati",
        "Host portal",
        "Mon, 23 Nov",
    ):
        assert word in page
    assert "Raka" not in page


def test_the_name_in_the_header_leads_there(hana: Browser) -> None:
    assert 'href="/account"' in shown(hana, "/")


def test_it_is_taken_along_as_a_file_and_the_audit_log_says_so(
    hana: Browser, cast: Cast, invite: Invite, database: Database
) -> None:
    invite()
    hana.get("/account")
    answer = hana.post("/account/exports")

    document = json.loads(answer.get_data())
    assert (document["name"], document["email"]) == ("Hana Wijaya", "hana@example.com")
    assert (document["roles"], document["visits_remembered"]) == (["host"], 1)
    assert document["visits_co_hosted"] == 0
    assert document["watch_list_entries"] == 0
    assert len(document["sessions"]) == 1
    assert (
        answer.headers["Content-Disposition"]
        == 'attachment; filename="lencana-account.json"'
    )
    assert "argon2" not in answer.get_data(as_text=True)
    assert acts(database) == [(Act.ACCOUNT_EXPORTED, cast.hana.id)]


def test_looking_writes_nothing(hana: Browser, database: Database) -> None:
    before = database.commits
    hana.get("/account")
    hana.get("/account/closure")
    assert acts(database) == []
    assert database.commits - before <= 1  # The session's own token.


def test_pages_and_letters_speak_another_language_from_now_on(
    hana: Browser, cast: Cast, database: Database
) -> None:
    hana.get("/account")
    hana.post("/account/language", language="id")
    assert "Akun Anda" in shown(hana, "/account")
    with database.reading() as store:
        assert store.get_one(Member, cast.hana.id).language == "id"
    hana.post("/account/language", language="xx")
    with database.reading() as store:
        assert store.get_one(Member, cast.hana.id).language == "id"


def test_what_closing_means_is_said_before(hana: Browser, invite: Invite) -> None:
    invite()
    page = shown(hana, "/account/closure")
    assert "One guest who has not come" in page
    assert "until Wed, 23 Dec" in page
    assert "the last one" not in page


def test_the_password_closes_the_account_and_says_so(
    hana: Browser, cast: Cast, invite: Invite, database: Database
) -> None:
    visit = invite()
    hana.get("/account/closure")
    answer = hana.post("/account/closure", password=PASSWORD)

    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "Your account is closed" in shown(hana, "/sign-in")
    assert is_closed(database, cast.hana)
    assert casting.stage(database, visit) is Stage.WITHDRAWN
    assert hana.get("/account").status_code == 303
    assert acts(database) == [(Act.ACCOUNT_CLOSED, cast.hana.id)]


@pytest.mark.parametrize("typed", ["", "three quiet lamp", "x" * 300])
def test_another_password_closes_nothing(
    hana: Browser, cast: Cast, database: Database, typed: str
) -> None:
    hana.get("/account/closure")
    assert hana.post("/account/closure", password=typed).status_code == 422
    assert not is_closed(database, cast.hana)
    assert hana.get("/account").status_code == 200


def test_the_password_cannot_be_guessed_there_faster_than_at_the_door(
    hana: Browser, cast: Cast, database: Database
) -> None:
    hana.get("/account/closure")
    for _ in range(5):
        hana.post("/account/closure", password="another one of theirs")
    answer = hana.post("/account/closure", password=PASSWORD)
    assert "too often" in html.unescape(answer.get_data(as_text=True))
    assert not is_closed(database, cast.hana)


def test_each_password_that_is_looked_at_for_a_change_is_a_guess(
    hana: Browser,
) -> None:
    hana.get("/account/password")
    for number in range(3):
        guesses = {
            "present": f"one of theirs {number}",
            "password": f"or it is this {number}",
        }
        hana.post("/account/password", **guesses)
    answer = hana.post("/account/password", present=PASSWORD, password=ANOTHER)
    assert "too often" in html.unescape(answer.get_data(as_text=True))


def test_a_member_changes_their_password_and_is_signed_out_elsewhere(
    portal: Flask, hana: Browser, cast: Cast
) -> None:
    elsewhere = signed_in(portal, cast.hana.id)
    assert "Change it" in shown(hana, "/account")
    shown(hana, "/account/password")
    answer = hana.post("/account/password", present=PASSWORD, password=ANOTHER)
    assert (answer.status_code, answer.location) == (303, "/account")
    assert "Your new password counts from now on" in shown(hana, "/account")
    assert elsewhere.get("/account").status_code == 303

    for password, status in ((PASSWORD, 422), (ANOTHER, 303)):
        stranger = Browser(portal)
        stranger.get("/sign-in")
        answer = stranger.post("/sign-in", email="hana@example.com", password=password)
        assert answer.status_code == status


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("present", "password", "at"),
    [
        ("three quiet lamp", ANOTHER, "That is not your password"),
        ("", ANOTHER, "Please fill this in"),
        (PASSWORD, "short", "At least 12 characters"),
        (PASSWORD, "password1234", "too easy to guess"),
        (PASSWORD, "Wijaya likes lamps", "too easy to guess"),
    ],
)
def test_a_password_that_is_not_changed_says_why_at_its_field(
    hana: Browser, database: Database, cast: Cast, present: str, password: str, at: str
) -> None:
    shown(hana, "/account/password")
    answer = hana.post("/account/password", present=present, password=password)
    assert answer.status_code == 422
    assert at in html.unescape(answer.get_data(as_text=True))
    with database.reading() as store:
        kept = store.get_one(Account, cast.hana.id).password
    assert passwords.matches(PASSWORD, kept)


def test_nobody_closes_it_without_the_forms_token(
    hana: Browser, cast: Cast, database: Database
) -> None:
    hana.get("/account/closure")
    hana.token = "made up"
    assert hana.post("/account/closure", password=PASSWORD).status_code == 400
    assert not is_closed(database, cast.hana)


def test_a_stranger_is_asked_to_sign_in(portal: Flask) -> None:
    stranger = Browser(portal)
    for path in ("/account", "/account/closure", "/account/password"):
        assert stranger.get(path).status_code == 303
