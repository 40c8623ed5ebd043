"""What hosts see of their guests."""

from tests.cast import Cast, Invite
from tests.faces.cast import Browser


def test_an_empty_portal_says_what_to_do(hana: Browser) -> None:
    page = hana.get("/").get_data(as_text=True)
    assert "Nobody is expected today." in page
    assert "/invitations/new" in page


def test_todays_guest_is_expected(hana: Browser, invite: Invite) -> None:
    invite()
    page = hana.get("/").get_data(as_text=True)
    assert "Gita Pramesti" in page
    assert "Expected at 10:00" in page


def test_every_page_of_a_guest_opens(hana: Browser, cast: Cast, invite: Invite) -> None:
    del cast
    guest = f"/invitations/{invite().public_id}"
    pages = [guest, f"{guest}/confirmation", f"{guest}/schedule", f"{guest}/withdrawal", "/vouchers/new"]
    assert [hana.get(page).status_code for page in pages] == [200] * 5
