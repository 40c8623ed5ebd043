"""Reasons: whoever has proven who they are hears why they cannot go on, and nobody else does."""

from collections.abc import Callable
from datetime import time

import pytest
from sqlmodel import select

from kiosk import reasons
from tests.cast import (
    EMAIL,
    TODAY,
    Cast,
    Invite,
    SettableClock,
    check_in,
    invitation_code,
    waits,
)
from tests.kiosk.tablet import Tablet, sent_digits, statements
from tests.kiosk.test_neutral_answers import UNKNOWN, without_ids
from visits import confirmed_codes, invitations, visit_state
from visits.lobby import arrivals
from visits.store.database import Database
from visits.store.lobby import Wait
from visits.store.visits import Visit
from visits.vocabulary.visits import CODE_DIGITS, Level, RefusalReason, WaitReason

KNOWN_HERE = "The front desk knows you are here."
TOMORROW = TODAY.replace(day=TODAY.day + 1)


def test_every_reason_is_said_or_kept_on_purpose() -> None:
    assert reasons.HEADINGS.keys() | reasons.UNPROVEN == set(WaitReason)
    assert not reasons.HEADINGS.keys() & reasons.UNPROVEN
    neutral = [
        reason for reason, said in reasons.HEADINGS.items() if said == reasons.SEE_DESK
    ]
    assert neutral == [WaitReason.REFUSED]


def prove(tablet: Tablet, database: Database, code: str) -> str:
    """The guest of this code asks why it opens nothing, and types what was sent to them."""
    tablet.post("/explanations", code=code)
    assert tablet.step == "enter_code"
    answer = tablet.do("confirmation", code=sent_digits(database))
    assert (answer.status_code, tablet.step) == (422, "reason")
    return answer.text


def test_a_guest_of_this_evening_hears_when(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    visit = invite(starts=time(22), ends=time(23))
    tablet.post("/encounters", address=EMAIL)
    answer = tablet.do("confirmation", code=sent_digits(database))
    assert "You are expected at 22:00" in answer.text
    assert KNOWN_HERE in answer.text
    with database.reading() as store:
        told = [
            (wait.reason, wait.visit_id)
            for wait in store.exec(select(Wait))
            if not wait.settled_at
        ]
    assert told == [(WaitReason.TOO_EARLY, visit.id)]


@pytest.fixture
def dead(
    database: Database, invite: Invite, cast: Cast, clock: SettableClock
) -> dict[WaitReason, Callable[[], Visit]]:
    """How a visit comes to be one that its guest cannot make now."""

    def refused() -> Visit:
        visit = invite()
        with database.transaction() as store:
            arrivals.refuse(
                store,
                cast.senopati.id,
                visit.public_id,
                RefusalReason.SAFETY,
                cast.dewi.id,
            )
        return visit

    def withdrawn() -> Visit:
        visit = invite()
        with database.transaction() as store:
            invitations.withdraw(store, cast.hana.id, visit.public_id)
        return visit

    def used() -> Visit:
        visit = invite()
        check_in(database, cast.kiosk, visit)
        # Long enough for the tablet to have forgotten them.
        clock.forward(minutes=4)
        return visit

    def late() -> Visit:
        visit = invite()
        clock.at("2026-11-24 09:00")
        return visit

    return {
        WaitReason.TOO_EARLY: lambda: invite(day=TOMORROW),
        WaitReason.TOO_LATE: late,
        WaitReason.ANOTHER_SITE: lambda: invite(host=cast.dieter, site=cast.mitte),
        WaitReason.REFUSED: refused,
        WaitReason.WITHDRAWN: withdrawn,
        WaitReason.USED_AGAIN: used,
    }


HEARD = {
    WaitReason.TOO_EARLY: "You are expected at 10:00 (Tue, 24 Nov)",
    WaitReason.TOO_LATE: "You were expected on Monday, 23 November",
    WaitReason.ANOTHER_SITE: "You are expected at Mitte",
    WaitReason.REFUSED: "Please see the front desk",
    WaitReason.WITHDRAWN: "This visit was cancelled",
    WaitReason.USED_AGAIN: "This code was used already",
}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("reason", HEARD)
def test_who_proves_that_a_code_is_theirs_hears_why_it_opens_nothing(
    tablet: Tablet,
    database: Database,
    cast: Cast,
    dead: dict[WaitReason, Callable[[], Visit]],
    reason: WaitReason,
) -> None:
    code = invitation_code(database, dead[reason]())
    neutral = tablet.scan(code)
    assert neutral.data == tablet.scan(UNKNOWN).data

    heard = prove(tablet, database, code)

    assert HEARD[reason] in heard
    assert KNOWN_HERE in heard
    assert reason in waits(database, cast.senopati)
    assert 'data-title="Please see the front desk"' in heard


def test_who_needs_an_id_hears_it_once_they_are_known(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    invite(least_level=Level.ID_SEEN)
    tablet.post("/encounters", address=EMAIL)
    tablet.do("confirmation", code=sent_digits(database))
    assert "Please show your photo ID" in tablet.shown
    assert KNOWN_HERE in tablet.shown


def test_a_code_of_nobody_is_asked_for_digits_alike(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    known = invitation_code(database, invite(day=TOMORROW))
    answers, asked = [], []
    for code in (known, UNKNOWN, "LB1:" + "7" * 26):
        with statements(database) as heard:
            tablet.post("/explanations", code=code)
        wrong = tablet.do("confirmation", code="0" * CODE_DIGITS)
        answers.append((without_ids(tablet.shown), wrong.status_code))
        asked.append(len(heard))
    assert answers[0] == answers[1] == answers[2]
    assert asked[0] == asked[1]


def test_why_digits_come_before_the_reason_is_said(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    for code in (UNKNOWN, invitation_code(database, invite(day=TOMORROW))):
        tablet.post("/explanations", code=code)
        assert "Only the guest hears why" in tablet.shown
        assert ">Tell me why</button>" in tablet.shown
        assert ">Check in</button>" not in tablet.shown
    tablet.post("/encounters", address=EMAIL)
    assert "Only the guest hears why" not in tablet.shown
    assert ">Check in</button>" in tablet.shown


def test_whoever_has_proven_it_hears_why_in_the_language_of_their_visit(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    code = invitation_code(database, invite(day=TOMORROW, language="id"))
    tablet.post("/explanations", code=code)
    # A code that opens nothing is answered alike, whoever's it is.
    assert 'lang="en"' in tablet.shown

    tablet.do("confirmation", code=sent_digits(database))

    assert tablet.step == "reason"
    assert 'lang="id"' in tablet.shown


def test_only_the_digits_prove_anything(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    tablet.post("/explanations", code=invitation_code(database, invite(day=TOMORROW)))
    place = tablet.place
    for deed, fields in (
        ("agreement", {}),
        ("family-name", {"family_name": "Pramesti"}),
    ):
        tablet.post(f"{place}/{deed}", **fields)
        assert "expected at 10:00" not in tablet.shown


def test_a_page_that_was_confirmed_proves_it_at_once(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    visit = invite(day=TOMORROW)
    with database.reading() as store:
        code = confirmed_codes.scannable(store, visit_state.of(store, visit.id))
    answer = tablet.scan(code)
    assert (answer.status_code, tablet.step) == (422, "reason")
    assert HEARD[WaitReason.TOO_EARLY] in answer.text
