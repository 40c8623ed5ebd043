"""An administrator adds hosts of their company in the portal, and closes their accounts."""

import re

import pytest
from flask import Flask
from sqlmodel import select

from tests import cast as casting
from tests.cast import Cast, Invite
from tests.visits.people.test_channel_fields import SLACK
from tests.web.cast import Browser, signed_in
from visits import channel_outbox, host_channels
from visits.people import channels, passwords
from visits.people.channels import ChannelOwner
from visits.store.audit import AuditEntry
from visits.store.channels import Channel
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.people import Account, Member
from visits.vocabulary.audit import Act
from visits.vocabulary.channels import ChannelKind, ChannelProblem
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.people import Role

PASSWORD = "three quiet lamps"
NEW = {"name": "Tono Wirawan", "email": "tono@example.com", "language": "en"}


@pytest.fixture
def admin(portal: Flask, database: Database, wulan: Member) -> Browser:
    """Wulan's browser; she has a password."""
    with database.transaction() as store:
        row = store.get_one(Account, wulan.id)
        row.password = passwords.hashed(PASSWORD)
    return signed_in(portal, wulan.id)


def text(browser: Browser, path: str) -> str:
    return browser.get(path).get_data(as_text=True)


def visible(page: str) -> str:
    """The page without the tokens of its forms."""
    return re.sub(r'value="[^"]*"', "", page)


def test_an_administrator_adds_a_colleague_who_stands_in_the_list(
    admin: Browser,
) -> None:
    assert "Wulan Sari" in text(admin, "/company")
    assert "Add a colleague" in text(admin, "/company/hosts/new")

    answer = admin.post("/company/hosts", **NEW)

    assert (answer.status_code, answer.location) == (303, "/company")
    shown = text(admin, "/company")
    assert "Tono Wirawan" in shown
    assert "tono@example.com" in shown
    assert "No password yet" in shown


def test_a_colleague_who_is_there_already_is_said_to_be_and_gets_no_e_mail(
    admin: Browser, database: Database
) -> None:
    admin.get("/company/hosts/new")
    admin.post("/company/hosts", **NEW)
    assert "gets an e\u2011mail with a link" in text(admin, "/company")

    admin.post("/company/hosts", **NEW | {"name": "Tono W."})

    shown = text(admin, "/company")
    assert "a colleague with this e\u2011mail address is here already" in shown
    assert "Tono W." not in shown
    with database.reading() as store:
        welcomes = select(Email).where(Email.kind == EmailKind.WELCOME)
        assert len(store.exec(welcomes).all()) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "raka@example.com"}, "has an account already"),
        ({"email": "nobody"}, "Give an e"),
        ({"name": ""}, "Write their name"),
    ],
)
def test_what_cannot_be_added_is_said_at_its_field(
    admin: Browser, wrong: dict[str, str], said: str
) -> None:
    admin.get("/company/hosts/new")

    answer = admin.post("/company/hosts", **NEW | wrong)

    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)


def test_closing_says_what_it_means_and_asks_for_the_administrators_password(
    admin: Browser, database: Database, cast: Cast, wulan: Member, invite: Invite
) -> None:
    invite()
    page = f"/company/hosts/{cast.hana.public_id}/closure"
    assert "One guest who has not come" in text(admin, page)

    assert admin.post(page, password="not it").status_code == 422
    with database.reading() as store:
        assert store.get_one(Member, cast.hana.id).closed_at is None
    answer = admin.post(page, password=PASSWORD)

    assert (answer.status_code, answer.location) == (303, "/company")
    with database.reading() as store:
        assert store.get_one(Member, cast.hana.id).closed_at
        acts = select(AuditEntry.act).where(AuditEntry.actor_id == wulan.id)
        assert {Act.WITHDRAWN, Act.ACCOUNT_CLOSED} <= set(store.exec(acts))
    assert "Hana" not in text(admin, "/company")


def test_nobody_learns_that_a_colleague_has_another_place(
    admin: Browser, database: Database, cast: Cast
) -> None:
    page = f"/company/hosts/{cast.hana.public_id}/closure"
    alone = visible(text(admin, page))
    with database.transaction() as store:
        place = cast.mitte, cast.awan
        casting.add_member(store, "Hana Wijaya", *place, frozenset({Role.HOST}))

    assert visible(text(admin, page)) == alone
    assert "Awan Works" not in text(admin, "/company")


@pytest.mark.parametrize("name", ["raka", "dieter", "dewi"])
def test_no_page_about_somebody_else_exists(
    admin: Browser, cast: Cast, name: str
) -> None:
    theirs = f"/company/hosts/{getattr(cast, name).public_id}"
    admin.get("/company")

    assert admin.get(f"{theirs}/closure").status_code == 404
    assert admin.post(f"{theirs}/closure", password=PASSWORD).status_code == 404
    assert admin.post(f"{theirs}/welcome").status_code == 404


def test_an_administrator_is_not_offered_their_own_account(
    admin: Browser, wulan: Member
) -> None:
    own = f"/company/hosts/{wulan.public_id}/closure"

    assert own not in text(admin, "/company")
    assert admin.get(own).status_code == 404


def test_hosts_are_not_offered_the_company_and_get_none_of_it(
    hana: Browser, admin: Browser
) -> None:
    assert "/company" not in text(hana, "/")
    assert hana.get("/company").status_code == 403
    assert 'href="/company"' in text(admin, "/")


def test_an_administrator_who_is_no_host_begins_with_the_company(
    portal: Flask, yusuf: Member
) -> None:
    browser = signed_in(portal, yusuf.id)

    assert browser.get("/").location == "/company"
    shown = text(browser, "/company")
    assert "Awan Works" in shown
    assert "Hana" not in shown
    assert "/invitations/new" not in shown
    assert browser.get("/invitations/new").status_code == 403


FLOORS = {"floors-0": "Level 12", "floors-1": "", "floors-2": ""}


def test_an_administrator_sees_how_guests_read_where_the_company_is_before_it_counts(
    admin: Browser,
) -> None:
    assert "Please go up to Langit Studio." in text(admin, "/company/place")

    answer = admin.post("/company/place", **FLOORS, preview="yes")

    said = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "What a guest would read" in said
    assert "Please go up: Langit Studio, Level 12." in said
    assert "Level 12" not in text(admin, "/company/place")


def test_an_administrator_writes_where_the_company_is(admin: Browser) -> None:
    admin.get("/company/place")

    answer = admin.post("/company/place", **FLOORS)

    assert (answer.status_code, answer.location) == (303, "/company/place")
    said = text(admin, "/company/place")
    assert "Please go up: Langit Studio, Level 12." in said
    # Whose language has no words reads those in the site's.
    assert said.count("Level 12") == 1 + 3
    assert "Guests of your company read them at every site." in said


@pytest.mark.parametrize("wrong", ["Level\u202e12", "x" * 61])
def test_words_that_no_tablet_can_show_are_refused_at_their_field(
    admin: Browser, wrong: str
) -> None:
    admin.get("/company/place")

    answer = admin.post("/company/place", **FLOORS | {"floors-1": wrong})

    assert answer.status_code == 422
    assert 'id="floors-1-error"' in answer.get_data(as_text=True)


def test_hosts_write_nothing_of_the_company(hana: Browser) -> None:
    hana.get("/")
    assert hana.get("/company/place").status_code == 403
    assert hana.post("/company/place", **FLOORS).status_code == 403


def of_company(database: Database, cast: Cast) -> list[Channel]:
    at = {"site_id": cast.senopati.id, "company_id": cast.langit.id}
    with database.reading() as store:
        return channels.of(store, ChannelOwner(**at))


def test_an_administrator_adds_tests_and_takes_away_a_channel_of_the_company(
    admin: Browser, database: Database, cast: Cast
) -> None:
    page = text(admin, "/company/channels")
    assert "arrived at Senopati, the host is told." in page
    for of_members in ("data-push-key", "It takes over", "link to answer"):
        assert of_members not in page
    admin.get("/company/channels/new/slack")
    answer = admin.post("/company/channels/new/slack", address=SLACK)
    assert (answer.status_code, answer.location) == (303, "/company/channels")
    page = text(admin, "/company/channels")
    assert "A test is on its way…" in page
    assert "T0AAAAAAA" in page
    assert "T0AAAAAAA" not in text(admin, "/channels")
    [channel] = of_company(database, cast)
    with database.transaction() as store:
        [message] = channel_outbox.claim(store, 8)
        host_channels.settle(store, message.id, ChannelProblem.GONE)
    assert "Does not work since" in text(admin, "/company/channels")

    admin.post(f"/company/channels/{channel.public_id}/removal")

    assert of_company(database, cast) == []


def test_what_is_a_members_own_way_is_none_of_a_company(admin: Browser) -> None:
    assert admin.get("/company/channels/new/web_push").status_code == 404
    assert admin.post("/company/channels/email/first").status_code == 404


@pytest.mark.parametrize("whose", ["member", "desk", "other company"])
def test_another_owners_channel_does_not_exist_for_an_administrator(
    admin: Browser, database: Database, cast: Cast, whose: str
) -> None:
    site = {"site_id": cast.senopati.id}
    owners = {
        "member": ChannelOwner(member_id=cast.hana.id),
        "desk": ChannelOwner(**site),
        "other company": ChannelOwner(**site, company_id=cast.awan.id),
    }
    with database.transaction() as store:
        kind, typed = ChannelKind.SLACK, {"address": SLACK}
        theirs = channels.add(store, owners[whose], kind, typed)

    assert "T0AAAAAAA" not in text(admin, "/company/channels")
    for act in ("test", "first"):
        answer = admin.post(f"/company/channels/{theirs}/{act}")
        assert answer.status_code == 404
    admin.post(f"/company/channels/{theirs}/removal")
    with database.reading() as store:
        assert len(channels.of(store, owners[whose])) == 1
