"""Quotas in the portal: said before they bite, and a refusal at its place."""

import pytest

from tests.cast import TODAY, Cast
from tests.host_portal.invitation_form import filled, send, shown
from tests.host_portal.test_guest_lists import guests, invite, look
from tests.web.cast import Browser
from visits.people import quotas
from visits.store.database import Database
from visits.store.sites import MembershipPlan, Site
from visits.vocabulary.people import QuotaReason

REACHED = "Your membership has 2 guests a day, and all are invited for that day."


@pytest.fixture
def two_a_day(database: Database) -> None:
    plan(database, host_day=2)


def plan(database: Database, **limits: int) -> None:
    with database.transaction() as store:
        store.add(MembershipPlan(name="default", **limits))


def form(hana: Browser, path: str = "/invitations/new") -> str:
    return shown(hana.get(path))


def test_what_is_left_stands_in_the_form_once_it_is_little(
    hana: Browser, cast: Cast, database: Database
) -> None:
    plan(database, host_month=20, company_week=16)
    for number in range(12):
        assert "invitations left" not in form(hana)
        send(hana, cast, nonce=f"{number}", email=f"guest{number}@example.org")
    own = "Your company has 4 of 16 invitations left for the week from Mon, 23 Nov."
    for path in ("/invitations/new", "/guest-lists/new"):
        assert own in form(hana, path)
        assert "of 20 invitations left" not in form(hana, path)
    for number in range(12, 15):
        send(hana, cast, nonce=f"{number}", email=f"guest{number}@example.org")
    assert "5 of 20 invitations left for November 2026." in form(hana)


@pytest.mark.usefixtures("two_a_day")
def test_the_form_that_comes_back_speaks_of_the_day_in_it(
    hana: Browser, cast: Cast
) -> None:
    assert "2 of 2 invitations left for Mon, 23 Nov." in form(hana)
    answer = send(hana, cast, day="2026-11-25", email="")
    assert "2 of 2 invitations left for Wed, 25 Nov." in shown(answer)
    assert "invitations left" not in shown(send(hana, cast, day="0001-01-01"))


@pytest.mark.usefixtures("two_a_day")
@pytest.mark.parametrize("path", ["/invitations", "/guest-lists/preview"])
def test_in_the_night_the_form_speaks_of_the_day_that_goes_on(
    hana: Browser, cast: Cast, database: Database, path: str
) -> None:
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).closes_at = 3 * 60
    evening, night = {"starts": "22:00", "ends": "23:00"}, {"day": "2026-11-24"}
    late = night | {"starts": "01:00", "ends": "02:00"}
    send(hana, cast, nonce="evening", **evening)

    shows = shown(hana.post(path, **filled(cast, email="", **late)))

    assert "1 of 2 invitations left for Mon, 23 Nov." in shows


@pytest.mark.usefixtures("two_a_day")
def test_an_invitation_too_many_is_refused_at_its_day_with_what_was_typed(
    hana: Browser, cast: Cast
) -> None:
    for number in range(2):
        sent = send(hana, cast, nonce=f"{number}", email=f"g{number}@example.org")
        assert sent.status_code == 303
    answer = send(hana, cast, nonce="third", email="third@example.org")
    assert answer.status_code == 422
    assert REACHED in shown(answer)
    assert 'id="day-error"' in answer.text
    assert 'value="third@example.org"' in answer.text
    # A second tap of one that was sent is no other.
    again = send(hana, cast, nonce="0", email="g0@example.org")
    assert again.status_code == 303
    assert send(hana, cast, nonce="4", day="2026-11-24").status_code == 303


@pytest.mark.usefixtures("two_a_day")
def test_another_day_that_is_full_is_refused_at_its_field(
    hana: Browser, cast: Cast
) -> None:
    for number in range(2):
        email = f"g{number}@example.org"
        send(hana, cast, nonce=f"{number}", email=email, day="2026-11-24")
    sent = send(hana, cast, nonce="today")
    path = str(sent.location).removesuffix("/confirmation")
    times = {"starts": "14:00", "ends": "15:00"}
    hana.get(f"{path}/schedule")
    answer = hana.post(f"{path}/schedule", day="2026-11-24", **times)
    assert answer.status_code == 422
    assert REACHED in shown(answer)


@pytest.mark.usefixtures("two_a_day")
def test_a_list_says_at_its_rows_whom_it_cannot_invite(
    hana: Browser, cast: Cast, database: Database
) -> None:
    page = look(hana, cast, guests(5))
    assert "To be invited: 2" in shown(page)
    assert "Rows to change: 3" in shown(page)
    assert shown(page).count(REACHED) == 3
    answer = invite(hana, page)
    assert "Invited now: 2." in shown(answer)
    assert shown(answer).count(REACHED) == 3
    more = 3, QuotaReason.AGREED
    with database.transaction() as store:
        quotas.allow_more(store, cast.dewi.id, cast.hana.id, TODAY, more)
    assert "To be invited: 3" in shown(look(hana, cast, guests(5)))


@pytest.mark.usefixtures("two_a_day")
def test_a_list_counts_who_comes_in_the_night_on_the_day_that_goes_on(
    hana: Browser, cast: Cast, database: Database
) -> None:
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).closes_at = 3 * 60
    evening, night = {"starts": "22:00", "ends": "23:00"}, "2026-11-24"
    invite(hana, look(hana, cast, guests(2), **evening))
    late = {"day": night, "starts": "01:00", "ends": "02:00"}
    page = look(hana, cast, guests(1, first=2), **late)
    assert shown(page).count(REACHED) == 1


@pytest.mark.usefixtures("two_a_day")
def test_a_list_that_others_overtook_says_so_when_it_is_sent(
    hana: Browser, cast: Cast
) -> None:
    page = look(hana, cast, guests(2))
    assert "To be invited: 2" in shown(page)
    send(hana, cast)
    answer = invite(hana, page)
    assert "Invited now: 1." in shown(answer)
    assert shown(answer).count(REACHED) == 1
