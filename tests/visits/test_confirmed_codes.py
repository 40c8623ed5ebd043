"""Confirmed codes: what a confirmed guest's page shows is level 2, for a minute, for one visit."""

from contextlib import nullcontext
from datetime import time, timedelta

import pytest
from sqlmodel import select

from tests.cast import (
    EMAIL,
    TODAY,
    Cast,
    Invite,
    SettableClock,
    go_away,
    scan,
    stage,
    step,
    waits,
)
from visits import codes, confirmed_codes, invitations, visit_state
from visits.lobby import check_in, encounters
from visits.lobby.encounters import Step
from visits.rights import corrections, proofs
from visits.store.database import Database
from visits.store.lobby import Encounter
from visits.store.outbox import Email
from visits.store.visits import Arrival, Visit
from visits.visit_state import Stage
from visits.visit_times import Window
from visits.vocabulary import actors
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.visits import Level, WaitReason


def shown(database: Database, visit: Visit) -> str:
    """What the QR code of the confirmed page holds now."""
    with database.reading() as store:
        return confirmed_codes.scannable(store, visit_state.of(store, visit.id))


def hold_up(database: Database, cast: Cast, content: str) -> Encounter:
    code = codes.read(content)
    assert code
    with database.transaction() as store:
        return check_in.scan(store, cast.kiosk, code.digest, code.confirmation)


def agree(database: Database, cast: Cast, encounter: Encounter) -> None:
    with database.transaction() as store:
        same = encounters.of(store, cast.kiosk, encounter.public_id)
        check_in.agree(store, cast.kiosk, same)


def codes_queued(database: Database) -> int:
    with database.reading() as store:
        kinds = store.exec(select(Email.kind)).all()
    return kinds.count(EmailKind.ONE_TIME_CODE)


@pytest.mark.parametrize("seconds", [0, 45, -1])
def test_it_checks_in_at_level_2_without_digits(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite, seconds: int
) -> None:
    visit = invite()
    content = shown(database, visit)
    clock.forward(seconds=seconds)

    encounter = hold_up(database, cast, content)

    assert step(database, encounter) is Step.AGREE
    assert codes_queued(database) == 0
    agree(database, cast, encounter)
    assert step(database, encounter) is Step.ARRIVED
    with database.reading() as store:
        assert store.get_one(Arrival, visit.id).level is Level.ADDRESS_CONFIRMED


def test_a_picture_of_it_that_is_passed_on_is_an_invitation_code_and_no_more(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    content = shown(database, visit)
    clock.forward(seconds=90)

    encounter = hold_up(database, cast, content)

    assert step(database, encounter) is Step.ENTER_CODE
    assert codes_queued(database) == 1


@pytest.mark.parametrize("whose", ["another guest's", "an older address's", "nobody's"])
def test_the_proof_is_of_one_visit_and_one_address(
    database: Database, cast: Cast, invite: Invite, whose: str
) -> None:
    visit, other = invite(), invite(name="Budi", email="budi@example.org")
    own = shown(database, visit)
    proofs = {
        "another guest's": shown(database, other)[30:],
        "an older address's": own[30:],
        "nobody's": "0" * 26,
    }
    if whose == "an older address's":
        with database.transaction() as store:
            state = visit_state.of(store, visit.id)
            corrections.correct(store, state, {"email": f"n{EMAIL}"}, actors.CLOCK)

    encounter = hold_up(database, cast, own[:30] + proofs[whose])

    assert step(database, encounter) is Step.ENTER_CODE


@pytest.mark.parametrize(("days", "is_good"), [(0, True), (1, False)])
def test_a_visit_that_moves_to_another_day_is_confirmed_anew(
    database: Database,
    cast: Cast,
    clock: SettableClock,
    invite: Invite,
    days: int,
    *,
    is_good: bool,
) -> None:
    visit = invite(starts=time(11), ends=time(12))
    with database.reading() as store:
        state = visit_state.of(store, visit.id)
        link = proofs.confirmed_link(store, state, visit.public_id)
    window = Window(day=TODAY + timedelta(days), starts=time(10), ends=time(11))
    with database.transaction() as store:
        invitations.reschedule(store, cast.hana.id, visit.public_id, window)
    clock.forward(days=days)

    with (
        database.reading() as store,
        nullcontext() if is_good else pytest.raises(NotFound),
    ):
        assert proofs.proven(store, link).is_confirmed


def test_a_guest_without_an_address_has_confirmed_none(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite(email="", phone="+628123456789")

    encounter = hold_up(database, cast, shown(database, visit))

    assert step(database, encounter) is Step.ENTER_CODE


def test_who_confirms_while_the_kiosk_waits_for_digits_needs_none(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    waiting = scan(database, cast.kiosk, visit)

    encounter = hold_up(database, cast, shown(database, visit))

    assert encounter.id == waiting.id
    assert step(database, encounter) is Step.AGREE


def test_a_visit_that_asks_for_an_id_asks_a_confirmed_guest_too(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite(least_level=Level.ID_SEEN)

    encounter = hold_up(database, cast, shown(database, visit))

    assert step(database, encounter) is Step.SEE_DESK
    assert waits(database, cast.senopati) == [WaitReason.ID_CHECK]
    assert stage(database, visit) is Stage.EXPECTED


def test_it_opens_once(database: Database, cast: Cast, invite: Invite) -> None:
    visit = invite()
    content = shown(database, visit)
    encounter = hold_up(database, cast, content)
    agree(database, cast, encounter)
    go_away(database, encounter)

    with pytest.raises(Exception, match="used_again"):
        hold_up(database, cast, content)
