"""A host finds a guest of the last weeks again, and invites them once more."""

import html
import re
from datetime import date, time
from http import HTTPStatus

import pytest
from flask import Flask

from tests.cast import EMAIL, NAME, PHONE, Cast, Invite, SettableClock
from tests.host_portal.invitation_form import filled, shown
from tests.web.cast import Browser, signed_in
from tests.web.page_rules import check_page
from visits import past_guests, visit_state
from visits.audit.access_log import AccessLog
from visits.erasure import legal_holds
from visits.rights import restricting
from visits.store.database import Database
from visits.store.rights import ErasureAsked
from visits.store.visits import Visit
from visits.vocabulary import actors
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.visits import Level, VisitPurpose

PAGE = "/past-guests"


@pytest.fixture
def past(invite: Invite) -> Visit:
    """Gita, who was expected at ten."""
    return invite(badge_name="Gigi")


@pytest.fixture
def tomorrow(portal: Flask, cast: Cast, past: Visit, clock: SettableClock) -> Browser:
    """Hana, on the morning after."""
    del past
    clock.at("2026-11-24 08:00")
    return signed_in(portal, cast.hana.id)


@pytest.fixture
def two_of_a_name(invite: Invite) -> Visit:
    """Another Gita before her."""
    return invite(starts=time(9, 45))


def search(browser: Browser, **typed: str) -> str:
    browser.get(PAGE)
    answer = browser.post(PAGE, **{"search": "", "ending": ""} | typed)
    return shown(browser.get(answer.location) if answer.location else answer)


def test_past_guests_are_a_link_away_from_the_guests(hana: Browser) -> None:
    assert f'href="{PAGE}"' in shown(hana.get("/"))


def test_a_past_guest_is_shown_with_what_became_of_the_visit(tomorrow: Browser) -> None:
    page = shown(tomorrow.get(PAGE))
    assert NAME in page
    assert "Monday, 23 November" in page
    assert '<span class="state">Did not come</span>' in page


def test_without_past_guests_the_page_says_what_to_do(hana: Browser) -> None:
    page = shown(hana.get(PAGE))
    assert "your guests stand here from the day after their visit" in page
    assert 'href="/invitations/new"' in page.split('class="empty"')[1]


def test_the_page_says_until_when_a_guest_can_be_found(hana: Browser) -> None:
    page = shown(hana.get(PAGE))
    assert "erased 30 days after the visit ended" in page
    assert "24 hours after the visit was to end" in page


def test_nobody_elses_past_guests_are_shown(
    portal: Flask, cast: Cast, tomorrow: Browser
) -> None:
    del tomorrow
    for other in (cast.raka, cast.dieter):
        assert NAME not in shown(signed_in(portal, other.id).get(PAGE))


def test_who_restricted_their_data_is_shown_by_no_page(
    tomorrow: Browser, past: Visit, database: Database
) -> None:
    with database.transaction() as store:
        restricting.restrict(store, visit_state.of(store, past.id), actors.GUEST)
    page = shown(tomorrow.get(PAGE))
    assert past.public_id not in page
    assert NAME not in page


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ({"search": "mesti"}, True),
        ({"search": "gigi", "ending": "did_not_come"}, True),
        ({"search": "mesti", "ending": "came"}, False),
        ({"ending": "withdrawn"}, False),
        ({"ending": "did_not_come"}, True),
        ({"search": "budi"}, False),
    ],
)
def test_a_search_takes_a_part_of_the_name_and_what_became_of_it(
    tomorrow: Browser, typed: dict[str, str], *, is_found: bool
) -> None:
    page = search(tomorrow, **typed)
    assert (NAME in page) is is_found
    assert ("Nobody is found here." in page) is not is_found


def test_what_is_searched_for_stands_in_no_address_and_no_log(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    two_of_a_name: Visit,
    tomorrow: Browser,
) -> None:
    del two_of_a_name
    monkeypatch.setattr(past_guests, "PAGE", 1)
    tomorrow.get(PAGE)
    answer = tomorrow.post(PAGE, search="Pramesti", ending="")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    links = re.findall(r'(?:href|action)="([^"]*)"', answer.text)
    assert not [link for link in links if "pramesti" in html.unescape(link).lower()]
    [*searches] = re.findall(r"<form[^>]*/past-guests[^>]*>", answer.text)
    assert ['method="post"' in form for form in searches] == [True, True]
    assert "Pramesti" not in caplog.text


def test_older_guests_are_a_page_further_with_and_without_a_search(
    portal: Flask, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    for minute in range(past_guests.PAGE + 1):
        invite(name=f"Guest {minute:02}", email="", phone=PHONE)
    clock.at("2026-11-24 08:00")
    hana = signed_in(portal, cast.hana.id)
    first = shown(hana.get(PAGE))
    assert "Guest 00" not in first
    [older] = re.findall(r'href="(/past-guests\?[^"]+)"', first)
    assert "Guest 00" in shown(hana.get(older))
    assert "Guest 00" not in search(hana, search="guest")
    assert "Guest 00" in search(hana, search="guest", skipped="25")


@pytest.mark.parametrize("skipped", ["-1", "x", "9" * 40, ""])
def test_a_number_that_nobody_was_given_is_answered(
    tomorrow: Browser, skipped: str
) -> None:
    assert tomorrow.get(f"{PAGE}?skipped={skipped}&ending=x").status_code == 200


@pytest.mark.parametrize("language", ["en", "id", "ar"])
def test_the_pages_are_sound(tomorrow: Browser, language: str) -> None:
    tomorrow.get("/")
    tomorrow.post("/language", language=language)
    for page in (shown(tomorrow.get(PAGE)), search(tomorrow, search="nobody")):
        check_page(page)


def again(browser: Browser, visit: Visit) -> str:
    return shown(browser.get(f"/invitations/{visit.public_id}/again"))


def test_a_past_guest_is_invited_again_from_the_list_and_from_their_page(
    tomorrow: Browser, past: Visit
) -> None:
    link = f'href="/invitations/{past.public_id}/again"'
    assert link in shown(tomorrow.get(PAGE))
    assert link in shown(tomorrow.get(f"/invitations/{past.public_id}"))


def test_a_guest_who_is_expected_is_not_invited_again(
    hana: Browser, past: Visit
) -> None:
    assert "Invite again" not in shown(hana.get(f"/invitations/{past.public_id}"))


def test_the_form_says_what_the_invitation_before_said(
    portal: Flask, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    before = invite(
        badge_name="Gigi",
        purpose=VisitPurpose.INTERVIEW,
        language="id",
        least_level=Level.ID_SEEN,
        ends=time(11, 15),
    )
    clock.at("2026-11-24 10:30")
    page = again(signed_in(portal, cast.hana.id), before)
    fields = dict(re.findall(r'name="(\w+)"[^>]* value="([^"]*)"', page))
    assert (fields["name"], fields["badge_name"]) == (NAME, "Gigi")
    assert (fields["day"], fields["starts"], fields["ends"]) == (
        "2026-11-25",
        "10:00",
        "11:15",
    )
    checked = re.findall(r"<input (?=[^>]*checked)(?=[^>]*value=\"([^\"]*)\")", page)
    assert {"interview", "id", str(Level.ID_SEEN.value)} <= set(checked)


def test_hours_that_are_to_come_today_are_proposed_for_today(
    tomorrow: Browser, past: Visit
) -> None:
    assert 'value="2026-11-24"' in again(tomorrow, past)


def test_the_contact_is_asked_for_again_though_it_is_still_kept(
    tomorrow: Browser, past: Visit, access_log: AccessLog
) -> None:
    access_log.waiting.clear()
    page = again(tomorrow, past)
    assert EMAIL not in page
    assert "serves one visit only" in page
    assert {one.items for _, one in access_log.waiting} == {("name", "badge_name")}


def test_the_form_that_is_sent_invites_them_to_another_visit(
    tomorrow: Browser, cast: Cast, past: Visit
) -> None:
    again(tomorrow, past)
    answer = tomorrow.post("/invitations", **filled(cast, day="2026-11-24"))
    assert answer.status_code == 303
    assert past.public_id not in answer.location


@pytest.mark.parametrize(
    "why", ["another host's", "restricted", "held", "to be erased", "over"]
)
def test_whom_nobody_may_find_nobody_may_invite_again(
    portal: Flask,
    cast: Cast,
    past: Visit,
    database: Database,
    clock: SettableClock,
    why: str,
) -> None:
    host = cast.raka if why == "another host's" else cast.hana
    with database.transaction() as store:
        visit = visit_state.of(store, past.id)
        if why == "restricted":
            restricting.restrict(store, visit, actors.GUEST)
        if why == "held":
            day = date(2026, 12, 1)
            hold = HoldReason.INCIDENT, day, actors.OPERATOR
            legal_holds.place(store, past.id, *hold)
        if why == "to be erased":
            store.add(ErasureAsked(visit_id=past.id, at=store.now))
    if why == "over":
        clock.at("2026-11-24 11:01")
    browser = signed_in(portal, host.id)
    answer = browser.get(f"/invitations/{past.public_id}/again")
    assert answer.status_code == 404
    assert NAME not in shown(answer)


def test_who_searches_too_often_is_told_so_at_the_field(
    tomorrow: Browser,
) -> None:
    for _ in range(past_guests.SEARCHES):
        search(tomorrow, search="nobody")
    refused = tomorrow.post(PAGE, search="gita", ending="")
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "You have searched very often. Try again in a minute." in shown(refused)
