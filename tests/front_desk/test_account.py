"""The account of somebody of the desk: the same page, and a warning for the last one at a site."""

import html

from flask import Flask

from tests.cast import Cast, Invite
from tests.web.cast import Browser, signed_in
from visits.people import passwords
from visits.store.database import Database
from visits.store.people import Account, Member, MemberRole
from visits.vocabulary.people import Role

PASSWORD = "three quiet lamps"


def shown(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.get_data(as_text=True))


def test_staff_see_what_is_kept_of_them(dewi: Browser) -> None:
    page = shown(dewi, "/account")
    assert "dewi@example.com" in page
    assert "Front desk" in page


def test_the_last_one_at_the_desk_is_warned_and_may_go(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    with database.transaction() as store:
        store.get_one(Account, cast.dewi.id).password = passwords.hashed(PASSWORD)
    assert "the last one at the front desk" in shown(dewi, "/account/closure")
    assert dewi.post("/account/closure", password=PASSWORD).status_code == 303
    with database.reading() as store:
        assert store.get_one(Member, cast.dewi.id).closed_at


def test_one_of_two_is_not_warned(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    with database.transaction() as store:
        store.add(MemberRole(member_id=cast.hana.id, role=Role.DESK))
    assert "the last one at the front desk" not in shown(dewi, "/account/closure")


def test_a_host_at_this_face_is_told_of_no_requests(
    front_desk: Flask, dewi: Browser, cast: Cast
) -> None:
    dewi.get("/requests/new")
    dewi.post("/requests", kind="erase", contact="gita@example.org")
    assert "asked-count" in shown(dewi, "/account")
    assert "asked-count" not in shown(signed_in(front_desk, cast.hana.id), "/account")


def test_a_host_who_was_forgotten_is_called_a_former_member(
    dewi: Browser, cast: Cast, invite: Invite, database: Database
) -> None:
    visit = invite()
    with database.transaction() as store:
        store.get_one(Member, cast.hana.id).profile = b""
    assert "a former member" in shown(dewi, f"/visits/{visit.public_id}")
