"""Decisions: staff do what was asked having seen an ID, or say why not, and that settles it."""

import html
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests import cast as casting
from tests.cast import EMAIL, Cast, Invite
from tests.web.cast import Browser
from visits import visit_state
from visits.erasure import legal_holds
from visits.rights import requests, restricting
from visits.store.database import Database
from visits.store.rights import ErasureAsked, RightsRequest
from visits.store.visits import Visit
from visits.vault import envelopes
from visits.vault.personal import Guest
from visits.vocabulary import actors
from visits.vocabulary.actors import as_guest
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.rights import RequestOutcome, Right
from visits.vocabulary.visits import Lookup

Asked = Callable[[Right], RightsRequest]


@pytest.fixture
def asked(database: Database, cast: Cast) -> Asked:
    """Somebody before Dewi asks about the address of Gita's invitation."""

    def ask(kind: Right) -> RightsRequest:
        with database.transaction() as store:
            about = (Lookup.EMAIL, EMAIL)
            return requests.record_at_desk(
                store, cast.senopati.id, kind, cast.dewi.id, about
            )

    return ask


def act(
    browser: Browser, request: RightsRequest, noun: str, *visits: Visit, **fields: Any
) -> str:
    """What the page says to it."""
    browser.get(f"/requests/{request.public_id}")
    chosen = {"visits": [visit.public_id for visit in visits], "id_seen": "y"}
    answer = browser.post(f"/requests/{request.public_id}/{noun}", **chosen | fields)
    if answer.status_code == 303:
        answer = browser.get(answer.location)
    return html.unescape(answer.get_data(as_text=True))


def outcome(database: Database, request: RightsRequest) -> RequestOutcome | None:
    with database.reading() as store:
        return store.get_one(RightsRequest, request.id).outcome


def kept(database: Database, visit: Visit) -> Guest:
    with database.reading() as store:
        return envelopes.read_one(
            store, visit.id, ["name", "badge_name", "email", "phone"], as_guest()
        )


def is_there(database: Database, visit: Visit) -> bool:
    with database.reading() as store:
        return store.get(Visit, visit.id) is not None


def test_who_asks_to_be_forgotten_is_erased_and_only_they(
    dewi: Browser, asked: Asked, invite: Invite, database: Database
) -> None:
    mine, second, other = invite(), invite(), invite(email="other@example.org")
    request = asked(Right.ERASE)
    page = act(dewi, request, "erasure", mine, second)

    assert "Done, and settled" in page
    assert "Nothing is kept of them at this site" in page
    assert [is_there(database, visit) for visit in (mine, second, other)] == [
        False,
        False,
        True,
    ]
    assert outcome(database, request) is RequestOutcome.DONE


def test_a_visit_that_was_not_chosen_stays(
    dewi: Browser, asked: Asked, invite: Invite, database: Database
) -> None:
    mine, anothers = invite(), invite()
    act(dewi, asked(Right.ERASE), "erasure", mine)
    assert [is_there(database, visit) for visit in (mine, anothers)] == [False, True]


def test_who_is_inside_is_forgotten_when_they_leave(
    dewi: Browser, asked: Asked, invite: Invite, database: Database, cast: Cast
) -> None:
    visit = invite()
    casting.check_in(database, cast.kiosk, visit)
    request = asked(Right.ERASE)
    assert "as soon as they leave" in act(dewi, request, "erasure", visit)
    with database.reading() as store:
        assert store.get(ErasureAsked, visit.id)
    assert outcome(database, request) is RequestOutcome.DEFERRED


def test_a_hold_keeps_the_visit_and_the_page_says_why(
    dewi: Browser, asked: Asked, invite: Invite, database: Database
) -> None:
    visit = invite()
    with database.transaction() as store:
        legal_holds.place(
            store, visit.id, HoldReason.LEGAL_CLAIM, date(2026, 12, 20), actors.OPERATOR
        )
    request = asked(Right.ERASE)
    assert "held for a legal claim" in html.unescape(
        dewi.get(f"/requests/{request.public_id}").get_data(as_text=True)
    )
    assert "A legal hold keeps the visit" in act(dewi, request, "erasure", visit)
    assert is_there(database, visit)
    assert outcome(database, request) is RequestOutcome.REFUSED_HELD


@pytest.mark.parametrize(
    ("kind", "noun"),
    [
        (Right.ERASE, "erasure"),
        (Right.RESTRICT, "restriction"),
        (Right.CORRECT, "correction"),
    ],
)
def test_nothing_is_done_before_an_id_was_seen(
    dewi: Browser,
    asked: Asked,
    invite: Invite,
    database: Database,
    kind: Right,
    noun: str,
) -> None:
    visit = invite()
    request = asked(kind)
    page = act(dewi, request, noun, visit, id_seen="", name="Somebody Else")

    assert "Look at a photo ID first" in page
    assert outcome(database, request) is None
    assert kept(database, visit).name.reveal() == casting.NAME
    with database.reading() as store:
        assert not restricting.is_restricted(store, visit.id)


def test_nothing_is_done_to_no_visit(
    dewi: Browser, asked: Asked, invite: Invite, database: Database
) -> None:
    invite()
    request = asked(Right.ERASE)
    assert "Choose at least one visit" in act(dewi, request, "erasure")
    assert outcome(database, request) is None


def test_no_other_visit_can_be_chosen(
    dewi: Browser, asked: Asked, invite: Invite, database: Database, cast: Cast
) -> None:
    invite()
    other, elsewhere = invite(email="other@example.org"), invite(site=cast.mitte)
    for visit in (other, elsewhere):
        act(dewi, asked(Right.ERASE), "erasure", visit)
        assert is_there(database, visit)


def test_what_is_wrong_is_put_right_and_what_is_left_empty_stays(
    dewi: Browser, asked: Asked, invite: Invite, database: Database
) -> None:
    visit = invite()
    request = asked(Right.CORRECT)
    page = act(
        dewi,
        request,
        "correction",
        visit,
        name="Gita Pramesti Ayu",
        phone="0812 3456 7890",
    )

    assert "Done, and settled" in page
    now = kept(database, visit)
    told = (now.name.reveal(), now.email.reveal(), now.phone.reveal())
    assert told == ("Gita Pramesti Ayu", EMAIL, "+6281234567890")
    assert outcome(database, request) is RequestOutcome.DONE


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Type what is right"),
        ({"name": "  "}, "Type what is right"),
        ({"badge_name": "  "}, "Type what is right"),
        ({"name": "\u202e\u200b"}, "Give a name"),
        ({"name": "-2+3+cmd|' /C calc'!A0"}, "A name cannot begin with"),
        ({"email": "gita"}, "Give an e\N{NON-BREAKING HYPHEN}mail address"),
        ({"phone": "12"}, "Give a phone number"),
    ],
)
def test_a_correction_that_cannot_be_is_said_at_its_field(
    dewi: Browser,
    asked: Asked,
    invite: Invite,
    database: Database,
    fields: dict[str, str],
    told: str,
) -> None:
    visit = invite()
    request = asked(Right.CORRECT)
    assert told in act(dewi, request, "correction", visit, **fields)
    assert outcome(database, request) is None


def test_only_a_request_for_it_corrects(
    dewi: Browser, asked: Asked, invite: Invite, database: Database
) -> None:
    visit = invite()
    act(dewi, asked(Right.ERASE), "correction", visit, name="Somebody Else")
    assert kept(database, visit).name.reveal() == casting.NAME


def test_a_visit_is_restricted_and_the_restriction_is_lifted_in_person(
    dewi: Browser, asked: Asked, invite: Invite, database: Database
) -> None:
    visit = invite()
    first = asked(Right.RESTRICT)
    assert "Done, and settled" in act(dewi, first, "restriction", visit)
    with database.reading() as store:
        assert restricting.is_restricted(store, visit.id)
    again = asked(Right.RESTRICT)
    assert "Nothing restricts" in act(dewi, again, "lifting", visit)
    with database.reading() as store:
        assert not restricting.is_restricted(store, visit.id)
    assert outcome(database, again) is RequestOutcome.DONE


@pytest.fixture
def objection(database: Database, invite: Invite) -> tuple[Visit, RightsRequest]:
    """Gita objected on her own page."""
    visit = invite()
    with database.transaction() as store:
        restricting.object_to(
            store, visit_state.of(store, visit.id), actors.GUEST_BY_LINK
        )
    with database.reading() as store:
        return visit, requests.waiting(store, visit.site_id)[0].request


def test_an_objection_that_is_granted_erases_and_asks_for_no_id(
    dewi: Browser, objection: tuple[Visit, RightsRequest], database: Database
) -> None:
    visit, request = objection
    assert "id_seen" not in dewi.get(f"/requests/{request.public_id}").get_data(
        as_text=True
    )
    act(dewi, request, "erasure", visit, id_seen="")
    assert not is_there(database, visit)
    assert outcome(database, request) is RequestOutcome.DONE


def test_an_objection_that_is_declined_leaves_the_restriction_to_be_lifted(
    dewi: Browser, objection: tuple[Visit, RightsRequest], database: Database
) -> None:
    visit, request = objection
    assert "Declined" in act(dewi, request, "refusal", reason="refused_legal_duty")
    with database.reading() as store:
        assert restricting.is_restricted(store, visit.id)
    act(dewi, request, "lifting", visit)
    with database.reading() as store:
        assert not restricting.is_restricted(store, visit.id)
    assert outcome(database, request) is RequestOutcome.REFUSED_LEGAL_DUTY


@pytest.mark.parametrize("reason", ["", "done", "deferred", "because"])
def test_nothing_is_declined_without_a_reason_from_the_list(
    dewi: Browser, asked: Asked, database: Database, reason: str
) -> None:
    request = asked(Right.ERASE)
    assert "Choose one from the list" in act(dewi, request, "refusal", reason=reason)
    assert outcome(database, request) is None


def test_a_settled_request_does_nothing_twice(
    dewi: Browser, asked: Asked, invite: Invite, database: Database
) -> None:
    visit = invite()
    request = asked(Right.ERASE)
    act(dewi, request, "refusal", reason="refused_not_proven")
    act(dewi, request, "erasure", visit)
    assert is_there(database, visit)
    assert outcome(database, request) is RequestOutcome.REFUSED_NOT_PROVEN


def test_a_stranger_is_told_that_nothing_is_kept(
    dewi: Browser, asked: Asked, database: Database
) -> None:
    request = asked(Right.ACCESS)
    assert "Nothing is kept of them" in act(
        dewi, request, "refusal", reason="nothing_kept"
    )
    assert outcome(database, request) is RequestOutcome.NOTHING_KEPT
