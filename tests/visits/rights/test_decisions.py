"""Deciding: whatever a face asks for, only visits that a request is about are touched, and once."""

from collections.abc import Callable
from datetime import date

import pytest

from tests import cast as casting
from tests.cast import EMAIL, Cast, Invite, SettableClock
from visits.erasure import legal_holds
from visits.lobby import departures
from visits.rights import decisions as deciding
from visits.rights import requests, restricting
from visits.rights.decisions import Decision
from visits.store.database import Database, Store
from visits.store.visits import Visit
from visits.vocabulary import actors
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.rights import RequestOutcome, Right
from visits.vocabulary.visits import Lookup

Decide = Callable[..., Decision]

ACTS: list[Callable[[Store, Decision], object]] = [
    deciding.erase,
    deciding.restrict,
    deciding.lift,
    lambda store, made: deciding.correct(store, made, {"name": "Somebody Else"}),
    lambda store, made: deciding.copies(store, made, as_file=True),
]


@pytest.fixture
def decide(database: Database, cast: Cast) -> Decide:
    """Dewi decides about a request by Gita's address, and about these visits."""

    def make(*visits: Visit, kind: Right = Right.ERASE) -> Decision:
        with database.transaction() as store:
            about = (Lookup.EMAIL, EMAIL)
            request = requests.record_at_desk(
                store, cast.senopati.id, kind, cast.dewi.id, about
            )
        return Decision(
            site_id=cast.senopati.id,
            member_id=cast.dewi.id,
            public_id=request.public_id,
            visits=frozenset(visit.public_id for visit in visits),
        )

    return make


@pytest.mark.parametrize("act", ACTS)
def test_a_visit_that_the_request_is_not_about_is_not_touched(
    database: Database,
    cast: Cast,
    invite: Invite,
    decide: Decide,
    act: Callable[[Store, Decision], object],
) -> None:
    for other in (invite(email="other@example.org"), invite(site=cast.mitte)):
        made = decide(other)
        with pytest.raises(NotFound), database.transaction() as store:
            act(store, made)
        with database.reading() as store:
            assert store.get(Visit, other.id)
            assert not restricting.is_restricted(store, other.id)


def test_the_gravest_outcome_is_the_requests(
    database: Database, cast: Cast, invite: Invite, decide: Decide
) -> None:
    gone, inside, held = invite(), invite(), invite()
    casting.check_in(database, cast.kiosk, inside)
    with database.transaction() as store:
        legal_holds.place(
            store, held.id, HoldReason.AUTHORITY, date(2026, 12, 20), actors.OPERATOR
        )
    outcomes = []
    for visits in ((gone,), (inside,), (inside, held)):
        # What is asked again before it is settled is the same request.
        made = decide(*visits)
        with database.transaction() as store:
            outcomes.append(deciding.erase(store, made))
    assert outcomes == [
        RequestOutcome.DONE,
        RequestOutcome.DEFERRED,
        RequestOutcome.REFUSED_HELD,
    ]


def test_an_address_that_is_gone_cannot_be_put_right_and_that_is_said(
    database: Database, cast: Cast, invite: Invite, decide: Decide, clock: SettableClock
) -> None:
    visit = invite()
    casting.check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)
    clock.forward(hours=25)
    address = decide(visit, kind=Right.CORRECT)
    with database.transaction() as store:
        outcome = deciding.correct(store, address, {"email": "gita.p@example.org"})
        assert outcome is RequestOutcome.NOTHING_KEPT
    name = decide(visit, kind=Right.CORRECT)
    with database.transaction() as store:
        assert (
            deciding.correct(store, name, {"name": casting.NAME}) is RequestOutcome.DONE
        )


def test_names_are_told_though_they_are_restricted_since_it_is_their_own_request(
    database: Database, cast: Cast, invite: Invite, decide: Decide
) -> None:
    visit = invite()
    wish, made = decide(visit, kind=Right.RESTRICT), decide(visit)
    with database.transaction() as store:
        deciding.restrict(store, wish)
    with database.reading() as store:
        (about,) = deciding.details(
            store, cast.senopati.id, made.public_id, cast.dewi.id
        ).visits
        assert (about.guest.name.reveal(), about.is_restricted) == (casting.NAME, True)
