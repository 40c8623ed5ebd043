"""A host invites a guest."""

from typing import Any

import pytest
from sqlmodel import select
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.faces.cast import Browser
from visits.store.database import Database
from visits.store.visits import Invitation, Visit
from visits.words import Level, VisitReason


def send(browser: Browser, cast: Cast, **changes: Any) -> TestResponse:
    """The form of a new invitation, filled in as usual but for `changes`."""
    browser.get("/invitations/new")
    usual = {
        "nonce": "tap", "name": "Gita Pramesti", "badge_name": "", "email": "gita@example.org", "phone": "",
        "site": str(cast.senopati.id), "day": "2026-11-23", "starts": "14:00", "ends": "15:00",
        "reason": "meeting", "language": "en", "least_level": "usual",
    }  # fmt: skip
    return browser.post("/invitations", **usual | changes)


def test_the_form_comes_with_the_next_full_hour(hana: Browser) -> None:
    page = hana.get("/invitations/new").get_data(as_text=True)
    assert 'value="2026-11-23"' in page
    assert 'value="10:00"' in page
    assert 'value="11:00"' in page


def test_a_guest_is_invited(hana: Browser, cast: Cast, database: Database) -> None:
    answer = send(hana, cast, reason="interview", least_level="3")
    assert answer.status_code == 303
    with database.reading() as store:
        invitation = store.exec(select(Invitation)).one()
    assert (invitation.reason, invitation.least_level) == (VisitReason.INTERVIEW, Level.ID_SEEN)
    page = hana.get(answer.location).get_data(as_text=True)
    assert "Gita Pramesti" in page
    assert "14:00–15:00" in page


def test_two_taps_are_one_invitation(hana: Browser, cast: Cast, database: Database) -> None:
    first, second = send(hana, cast), send(hana, cast)
    assert first.location == second.location
    with database.reading() as store:
        assert len(store.exec(select(Visit)).all()) == 1
