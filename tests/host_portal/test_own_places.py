"""A person's several places in the portal: where they are is always said, and they switch there."""

import re

import pytest
from flask import Flask
from sqlmodel import select

from tests.cast import EMAIL, NAME, Cast, Invite
from tests.visits.people.test_memberships import at_mitte
from tests.web.cast import Browser, signed_in
from visits.erasure import account_closure
from visits.people import accounts, passwords
from visits.store.database import Database
from visits.store.people import Account, FaceSession, Member
from visits.vocabulary.actors import OPERATOR
from visits.vocabulary.people import Role

PASSWORD, SWITCH = "three quiet lamps", "/account/membership"
COOKIE = "__Host-lencana-hosts"
HERE, THERE = "Senopati · Langit Studio", "Mitte · Awan Works"


@pytest.fixture
def elsewhere(database: Database, cast: Cast) -> Member:
    with database.transaction() as store:
        store.get_one(Account, cast.hana.id).password = passwords.hashed(PASSWORD)
        return accounts.enrol(store, at_mitte(cast))


def words(browser: Browser, path: str = "/") -> str:
    page = re.sub(r"</?(bdi|span)[^>]*>", "", browser.get(path).get_data(as_text=True))
    return " ".join(page.split())


def header(browser: Browser, path: str = "/") -> str:
    return words(browser, path).partition("<header")[2].partition("</header>")[0]


def test_with_one_place_it_is_said_and_there_is_nothing_to_choose(
    hana: Browser, raka: Browser
) -> None:
    for browser, place in ((hana, HERE), (raka, "Senopati · Awan Works")):
        for path in ("/", "/invitations/new", "/account", "/nowhere"):
            assert place in header(browser, path)
            assert SWITCH not in words(browser, path)


def test_one_switches_and_sees_the_guests_of_the_other_place_only(
    database: Database, hana: Browser, elsewhere: Member, invite: Invite
) -> None:
    invite()
    invite(host=elsewhere, name="Budi Santoso", email="budi@example.org")
    before = words(hana)
    assert NAME in before
    assert "Budi" not in before
    assert f"You are at: {HERE}" in header(hana)
    assert f"Switch to: {THERE}" in header(hana)

    answer = hana.post(SWITCH, membership=elsewhere.public_id)

    assert (answer.status_code, answer.location) == (303, "/")
    after = words(hana)
    assert f"You are at: {THERE}" in header(hana)
    assert "Budi" in after
    assert NAME not in after
    with database.reading() as store:
        [session] = store.exec(select(FaceSession)).all()
    assert session.member_id == elsewhere.id


def test_the_cookie_is_another_and_a_form_of_the_place_before_is_void(
    portal: Flask, hana: Browser, elsewhere: Member
) -> None:
    hana.get("/invitations/new")
    token, cookie = hana.token, hana.client.get_cookie(COOKIE)
    hana.post(SWITCH, membership=elsewhere.public_id)
    renewed = hana.client.get_cookie(COOKIE)
    assert cookie
    assert renewed
    assert cookie.value != renewed.value

    hana.token = token
    assert hana.post("/account/exports").status_code == 400
    planted = Browser(portal)
    planted.client.set_cookie(COOKIE, cookie.value)
    assert planted.get("/").location == "/sign-in?next=/"


@pytest.mark.parametrize("whose", ["raka", "dieter", "closed", "desk", "nobody"])
def test_what_is_no_place_of_theirs_in_this_face_is_not_found(
    database: Database, cast: Cast, hana: Browser, whose: str
) -> None:
    with database.transaction() as store:
        new = at_mitte(cast, Role.DESK) if whose == "desk" else at_mitte(cast)
        own = accounts.enrol(store, new)
        if whose == "closed":
            account_closure.close(store, own.id, OPERATOR)
    ids = {
        "raka": cast.raka.public_id,
        "dieter": cast.dieter.public_id,
        "nobody": "0" * 26,
    }
    hana.get("/account")
    answers = [
        hana.post(SWITCH, membership=ids.get(whose, own.public_id)),
        hana.post(SWITCH, membership="x" * 99),
        hana.post(SWITCH),
    ]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert HERE in header(hana)
    if whose == "desk":
        assert SWITCH not in words(hana)


def test_a_page_of_the_other_place_offers_to_switch_and_says_nothing_of_it(
    cast: Cast, hana: Browser, elsewhere: Member, invite: Invite
) -> None:
    visit = invite(host=elsewhere, site=cast.mitte)
    path = f"/invitations/{visit.public_id}"
    shown, unknown = words(hana, path), words(hana, f"/invitations/{'0' * 26}")
    hidden = re.compile(r'value="[^"]*"|nonce="[^"]*"')
    assert hidden.sub("", shown) == hidden.sub("", unknown)
    assert NAME not in shown
    assert "Or it is at another place of yours:" in shown
    assert f'name="next" value="{path}"' in shown

    answer = hana.post(SWITCH, membership=elsewhere.public_id, next=path)

    assert answer.location == path
    assert NAME in words(hana, path)


@pytest.mark.usefixtures("elsewhere")
def test_a_page_that_is_closed_here_offers_the_other_place_too(hana: Browser) -> None:
    shown = words(hana, "/company")

    assert hana.get("/company").status_code == 403
    assert "Or it is at another place of yours:" in shown
    assert 'name="next" value="/company"' in shown
    assert f"Switch to: {THERE}" in shown.partition("<main")[2]


@pytest.mark.parametrize("path", [f"/invitations/{'0' * 26}", "/company"])
def test_a_stranger_of_that_page_is_offered_nothing(hana: Browser, path: str) -> None:
    assert "another place of yours" not in words(hana, path)


def test_leaving_one_place_keeps_the_account(
    database: Database, cast: Cast, hana: Browser, elsewhere: Member
) -> None:
    assert "Leave this place" in words(hana, "/account")
    page = words(hana, "/account/closure")
    assert "Leave this place?" in page
    assert "Your account stays, with your other places and your password." in page
    answer = hana.post("/account/closure", password=PASSWORD)
    assert answer.status_code == 303
    assert "You have left that place." in words(hana, "/sign-in")

    hana.post("/sign-in", email="hana@example.com", password=PASSWORD)

    assert THERE in header(hana)
    assert "Close your account" in words(hana, "/account")
    with database.reading() as store:
        assert accounts.signed_in(store, cast.hana.id) is None
        assert accounts.signed_in(store, elsewhere.id)


def test_a_copy_of_what_is_kept_is_of_this_place_and_names_the_others(
    hana: Browser, elsewhere: Member, invite: Invite
) -> None:
    invite(host=elsewhere)
    hana.get("/account")
    copy = hana.post("/account/exports").get_json()
    assert (copy["site"], copy["company"]) == ("Senopati", "Langit Studio")
    assert copy["visits_remembered"] == 0
    assert copy["other_places"] == [{"company": "Awan Works", "site": "Mitte"}]
    assert EMAIL not in str(copy)


def test_signing_in_finds_the_place_chosen_last(
    portal: Flask, cast: Cast, elsewhere: Member
) -> None:
    first = signed_in(portal, cast.hana.id)
    first.get("/")
    first.post(SWITCH, membership=elsewhere.public_id)
    again = Browser(portal)
    again.get("/sign-in")
    again.post("/sign-in", email="hana@example.com", password=PASSWORD)
    assert THERE in header(again)
