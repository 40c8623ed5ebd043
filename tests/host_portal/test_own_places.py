"""A person's several places in the portal: where they are is always said, and they switch there."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlmodel import select
from wtforms import PasswordField

from tests.cast import EMAIL, NAME, Cast, Invite, stage
from tests.host_portal.invitation_form import filled
from tests.visits.people.test_memberships import at_mitte
from tests.web.cast import Browser, signed_in
from visits.erasure import account_closure
from visits.people import accounts, passwords
from visits.store.database import Database
from visits.store.people import Account, FaceSession, Member
from visits.store.visits import Visit
from visits.visit_state import Stage
from visits.vocabulary.actors import OPERATOR
from visits.vocabulary.people import Role
from web.forms import FaceForm
from web.own_places import PASSWORDS

PASSWORD, SWITCH = "three quiet lamps", "/account/membership"
COOKIE = "__Host-lencana-hosts"
HERE, THERE = "Senopati · Langit Studio", "Mitte · Awan Works"


@pytest.fixture
def elsewhere(database: Database, cast: Cast) -> Member:
    with database.transaction() as store:
        store.get_one(Account, cast.hana.id).password = passwords.hashed(PASSWORD)
        return accounts.enrol(store, at_mitte(cast))


def words(browser: Browser, path: str = "/") -> str:
    return plain(browser.get(path).text)


def plain(page: str) -> str:
    return " ".join(re.sub(r"</?(bdi|span)[^>]*>", "", page).split())


def mitte(browser: Browser) -> str:
    """What the button that switches there sends."""
    [place] = re.findall(r'name="membership" value="(\w+)"', browser.get("/").text)
    return str(place)


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


def test_the_cookie_is_another_and_a_form_of_the_place_before_does_nothing_here(
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


@pytest.fixture
def left_behind(hana: Browser, elsewhere: Member) -> str:
    """The token of a tab that is open at Senopati, while another has switched to Mitte."""
    hana.get("/invitations/new")
    token = hana.token
    hana.post(SWITCH, membership=elsewhere.public_id)
    return token


def visits(database: Database) -> list[Visit]:
    with database.reading() as store:
        return list(store.exec(select(Visit)))


def test_a_form_of_a_tab_left_behind_is_kept_and_sent_at_its_own_place_only(
    database: Database, cast: Cast, hana: Browser, left_behind: str
) -> None:
    typed = filled(cast, csrf_token=left_behind)
    sent = hana.post("/invitations", **typed)
    page = plain(sent.text)
    assert sent.status_code == 400
    assert f"It is now at {THERE}." in page
    assert f"is from a page of {HERE}, so nothing was done." in page
    assert f'name="name" value="{NAME}"' in page
    assert THERE in header(hana)

    back = hana.post("/invitations", **typed, back="yes")
    assert (back.status_code, back.location) == (307, "/invitations")
    again = hana.post("/invitations", **typed, back="yes")
    assert again.status_code == 422
    assert "You are back." in again.text
    assert f'value="{NAME}"' in again.text
    assert HERE in header(hana)
    assert visits(database) == []

    assert hana.post("/invitations", **typed).status_code == 303
    assert [one.host_id for one in visits(database)] == [cast.hana.id]


def test_a_button_of_a_tab_left_behind_does_nothing_and_leads_back(
    database: Database, hana: Browser, invite: Invite, left_behind: str
) -> None:
    visit = invite()
    path = f"/invitations/{visit.public_id}/withdrawal"
    for fields in ({}, {"back": "yes"}):
        answer = hana.post(path, csrf_token=left_behind, **fields)
        assert answer.status_code == 400
        assert "Go back there and repeat your last step." in plain(answer.text)
        assert f'name="next" value="{path}"' in answer.text
    assert stage(database, visit) is Stage.EXPECTED


@pytest.mark.parametrize(
    ("came_from", "leads_to"),
    [
        ("http://localhost/invitations/new", "/invitations/new"),
        ("http://localhost/nowhere", "/"),
        ("https://elsewhere.example//", "/"),
        ("https://elsewhere.example//account", "/"),
    ],
)
def test_a_button_without_a_page_of_its_own_leads_to_the_page_it_stood_on(
    hana: Browser, left_behind: str, came_from: str, leads_to: str
) -> None:
    path, data = f"/invitations/{'0' * 26}/emails", {"csrf_token": left_behind}
    answer = hana.client.post(path, data=data, headers={"Referer": came_from})
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    assert re.findall(r'name="next" value="([^"]*)"', main) == [leads_to]


def test_what_was_typed_is_no_part_of_the_page(hana: Browser, left_behind: str) -> None:
    name = '"><script>alert(1)</script>'
    answer = hana.post("/invitations", csrf_token=left_behind, name=name)
    assert "What you typed is kept" in answer.text
    assert name not in answer.text
    assert "&#34;&gt;&lt;script&gt;" in answer.text


def test_a_page_of_another_place_holds_no_password(
    hana: Browser, left_behind: str
) -> None:
    answer = hana.post(
        "/account/password",
        csrf_token=left_behind,
        present=PASSWORD,
        password="four loud kettles",
    )
    assert "What you typed is kept" in answer.text
    assert PASSWORD not in answer.text
    assert "kettles" not in answer.text


def every_form(form: type[FaceForm]) -> Iterator[type[FaceForm]]:
    yield form
    for one in form.__subclasses__():
        yield from every_form(one)


def test_every_field_for_a_password_is_known_by_its_name(portal: Flask) -> None:
    names = {
        name
        for form in every_form(FaceForm)
        for name, field in vars(form).items()
        if getattr(field, "field_class", None) is PasswordField
    }
    assert names == PASSWORDS
    del portal


def test_in_a_tab_left_behind_one_still_switches_and_signs_out(
    cast: Cast, hana: Browser, left_behind: str
) -> None:
    answer = hana.post(
        SWITCH, csrf_token=left_behind, membership=cast.hana.public_id, next="/account"
    )
    assert (answer.status_code, answer.location) == (303, "/account")
    assert HERE in header(hana)
    token = hana.token
    hana.post(SWITCH, membership=mitte(hana))
    assert hana.post("/sign-out", csrf_token=token).status_code == 303
    assert hana.get("/").location == "/sign-in?next=/"


def test_from_a_tab_left_behind_nobody_switches_to_what_is_no_place_of_theirs(
    cast: Cast, hana: Browser, left_behind: str
) -> None:
    for place in (cast.raka.public_id, "0" * 26, "x" * 99, ""):
        answer = hana.post(SWITCH, csrf_token=left_behind, membership=place)
        assert answer.status_code == 404
        assert "There is nothing here" in answer.text
    assert THERE in header(hana)


def test_only_a_form_of_the_same_session_is_shown_again(
    portal: Flask, cast: Cast, hana: Browser, left_behind: str
) -> None:
    del left_behind
    stranger = signed_in(portal, cast.hana.id)
    for token in (stranger.token, "", "planted", f"{stranger.token}x"):
        answer = hana.post("/invitations", name="Mallory", csrf_token=token)
        assert answer.status_code == 400
        assert "This page was open too long" in answer.text
        assert "Mallory" not in answer.text


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
    main = shown.partition("<main")[2].partition("</main>")[0]
    assert f"Switch to: {THERE}" in main


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


def test_a_copy_of_what_is_kept_is_of_all_places(
    hana: Browser, elsewhere: Member, invite: Invite
) -> None:
    invite(host=elsewhere)
    hana.get("/account")
    copy = hana.post("/account/exports").get_json()
    assert (copy["site"], copy["company"]) == ("Senopati", "Langit Studio")
    assert copy["visits_remembered"] == 0
    [there] = copy["other_places"]
    assert (there["site"], there["company"]) == ("Mitte", "Awan Works")
    assert (there["visits_remembered"], "host" in there["roles"]) == (1, True)
    assert there["guests_invited"]
    assert EMAIL not in str(copy)
    assert "at your other places, too" in words(hana, "/account")


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
