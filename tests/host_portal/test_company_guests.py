"""The pages on which an administrator sees the company's guests, and stands in for a host."""

import pytest
from flask import Flask

from tests.cast import EMAIL, TODAY, Cast, Invite, announcement, ask_for, stage
from tests.web.cast import Browser, signed_in
from visits import party_invitations, sites
from visits.party_invitations import NewParty
from visits.store.database import Database
from visits.store.people import Member
from visits.store.sites import Company, MembershipPlan
from visits.store.visits import Visit
from visits.visit_state import Stage

LATER = {"day": "2026-11-23", "starts": "15:00", "ends": "16:00"}


@pytest.fixture
def admin(portal: Flask, wulan: Member) -> Browser:
    return signed_in(portal, wulan.id)


@pytest.fixture
def guest(invite: Invite) -> Visit:
    return invite()


def text(browser: Browser, path: str) -> str:
    return browser.get(path).get_data(as_text=True)


def place(visit: Visit, noun: str = "") -> str:
    return f"/company/guests/{visit.public_id}{noun}"


def test_without_a_guest_it_is_said_what_to_do(admin: Browser) -> None:
    said = text(admin, "/company/guests")

    assert "No host of your company expects a guest" in said
    assert "See the hosts" in said


def test_guests_stand_by_day_with_their_host_and_without_contact(
    admin: Browser, database: Database, invite: Invite, cast: Cast
) -> None:
    visit = invite(phone="+6281234567890", badge_name="Gigi")
    invite(name="Budi", email="budi@example.org", day=TODAY + 3 * sites.DAY)
    ask_for(database, cast.kiosk, cast.hana, name="Sekar")

    for path in ("/company/guests", place(visit)):
        said = text(admin, path)
        assert "Gita Pramesti" in said
        assert "Hana Wijaya" in said
        assert not any(word in said for word in (EMAIL, "81234567890", "Gigi"))
    assert "Budi" in text(admin, "/company/guests")
    assert "Asks for" in text(admin, "/company/guests")


def test_an_administrator_moves_a_colleagues_guest(
    admin: Browser, hana: Browser, guest: Visit
) -> None:
    admin.get(place(guest))

    answer = admin.post(place(guest, "/schedule"), **LATER)

    assert (answer.status_code, answer.location) == (303, place(guest))
    assert "15:00" in text(admin, place(guest))
    assert "15:00" in text(hana, f"/invitations/{guest.public_id}")


def test_of_several_days_or_guests_it_is_said_that_one_is_taken(
    admin: Browser, guest: Visit, invite: Invite, database: Database, cast: Cast
) -> None:
    days = invite(name="Budi", email="b@example.org", more_days=(TODAY + sites.DAY,))
    with database.transaction() as store:
        guests = [
            announcement(name=name, email=f"{name}@example.org")
            for name in ("citra", "dewi")
        ]
        party = NewParty(guests, "nonce")
        first = party_invitations.invite(
            store, cast.hana.id, cast.senopati.id, party
        ).public_id

    assert "becomes yours" not in text(admin, place(guest))
    assert "Only this day becomes yours: the other days stay" in text(
        admin, place(days)
    )
    assert "Only this guest becomes yours" in text(admin, f"/company/guests/{first}")


def test_an_impossible_time_is_said_at_its_field(admin: Browser, guest: Visit) -> None:
    admin.get(place(guest))

    answer = admin.post(place(guest, "/schedule"), **LATER | {"day": "2026-11-22"})

    assert answer.status_code == 422
    said = answer.get_data(as_text=True)
    assert "That is over already" in said
    assert '<details class="part more" open>' in said


def test_an_administrator_withdraws_a_colleagues_invitation(
    admin: Browser, database: Database, guest: Visit
) -> None:
    admin.get(place(guest))

    assert admin.post(place(guest, "/withdrawal")).location == place(guest)

    assert stage(database, guest) is Stage.WITHDRAWN
    assert "Withdrawn" in text(admin, place(guest))
    again = admin.post(place(guest, "/withdrawal"))
    assert again.status_code == 422
    assert "was withdrawn before" in again.get_data(as_text=True)


def test_an_administrator_takes_a_guest_over_who_is_theirs_then(
    admin: Browser, hana: Browser, guest: Visit
) -> None:
    assert "I take this visit" in text(admin, place(guest))

    answer = admin.post(place(guest, "/takeover"))

    own = f"/invitations/{guest.public_id}"
    assert (answer.status_code, answer.location) == (303, own)
    assert EMAIL in text(admin, own)
    assert "I take this visit" not in text(admin, place(guest))
    assert "Wulan Sari" in text(hana, own)
    assert "Gita" not in text(hana, "/")


def test_an_administrator_who_is_no_host_is_not_offered_to_take_over(
    portal: Flask, invite: Invite, cast: Cast, yusuf: Member
) -> None:
    visit = invite(cast.raka)
    browser = signed_in(portal, yusuf.id)

    assert "I take this visit" not in text(browser, place(visit))
    assert browser.post(place(visit, "/takeover")).status_code == 404


@pytest.mark.parametrize("who", ["yusuf", "marlene"])
def test_no_page_about_a_guest_of_another_company_or_site_exists(
    portal: Flask, guest: Visit, who: str, request: pytest.FixtureRequest
) -> None:
    stranger = signed_in(portal, request.getfixturevalue(who).id)

    assert "Gita" not in text(stranger, "/company/guests")
    assert stranger.get(place(guest)).status_code == 404
    for noun, typed in (("schedule", LATER), ("withdrawal", {}), ("takeover", {})):
        answer = stranger.post(place(guest, f"/{noun}"), **typed)
        assert answer.status_code == 404, noun


def test_hosts_see_no_page_of_a_company(hana: Browser, guest: Visit) -> None:
    for path in ("/company/guests", place(guest)):
        assert hana.get(path).status_code == 403
    hana.get("/")
    for noun in ("schedule", "withdrawal", "takeover"):
        assert hana.post(place(guest, f"/{noun}")).status_code == 403


def test_closing_an_account_leads_to_the_guests_it_is_about(
    admin: Browser, guest: Visit, cast: Cast
) -> None:
    said = text(admin, f"/company/hosts/{cast.hana.public_id}/closure")

    assert "you may take visits over before" in said
    del guest


def test_what_the_company_has_used_of_its_quota_is_said_in_numbers(
    admin: Browser, database: Database, cast: Cast, invite: Invite
) -> None:
    with database.transaction() as store:
        plan = MembershipPlan(name="small", company_month=20)
        store.add(plan)
        store.flush()
        store.get_one(Company, cast.langit.id).plan_id = plan.id
    invite()

    said = text(admin, "/company/guests")

    assert "<dt>Today</dt><dd>1</dd>" in said
    assert "<dt>This month</dt><dd>1 of 20</dd>" in said
