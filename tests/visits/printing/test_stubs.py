"""Stubs.

What may lie in a printer is ejected before whatever comes next, whoever's badge that is.
"""

import pytest
from sqlmodel import col, select

from printers.vocabulary import Outcome
from tests.cast import Cast, Invite, SettableClock, check_in
from tests.visits.printing.manual_agent import bring_out, claimed, report, start
from visits.printing import badge_recovery
from visits.store.database import Database
from visits.store.printing import PrintJob
from visits.store.visits import Visit
from visits.vocabulary.printing import PrintState


def check_in_another(database: Database, cast: Cast, invite: Invite) -> None:
    check_in(database, cast.kiosk, invite(email="raden@example.org"))


@pytest.mark.usefixtures("visit")
@pytest.mark.parametrize(
    "outcome", [Outcome.CUT_SHORT, Outcome.UNKNOWN, Outcome.IMPOSSIBLE]
)
def test_the_next_guests_badge_ejects_what_may_lie_in_the_printer(
    database: Database, cast: Cast, invite: Invite, outcome: Outcome
) -> None:
    first = bring_out(database, outcome)
    check_in_another(database, cast, invite)

    second = claimed(database)

    assert (first.eject, second.eject, second.job == first.job) == (
        False,
        True,
        False,
    )


@pytest.mark.usefixtures("visit")
def test_so_it_does_after_an_agent_was_lost(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    start(database, claimed(database))
    clock.forward(seconds=60)
    check_in_another(database, cast, invite)

    assert claimed(database).eject


@pytest.mark.usefixtures("visit")
def test_once_ejected_a_stub_binds_nobody_to_its_printer(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    first = bring_out(database, Outcome.CUT_SHORT)
    check_in_another(database, cast, invite)
    bring_out(database)
    clock.forward(seconds=1)

    again = claimed(database)

    assert (again.job, again.eject) == (first.job, False)


def test_a_badge_that_was_seen_leaves_no_stub(
    database: Database, cast: Cast, visit: Visit, invite: Invite
) -> None:
    bring_out(database, Outcome.UNKNOWN)
    with database.transaction() as store:
        badge_recovery.came_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)
    check_in_another(database, cast, invite)

    assert not claimed(database).eject


@pytest.mark.usefixtures("visit")
def test_a_stub_outlives_the_job_that_left_it(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    bring_out(database, Outcome.CUT_SHORT)
    clock.forward(minutes=40)
    check_in_another(database, cast, invite)

    second = claimed(database)
    report(database, second, Outcome.PRINTED)

    assert second.eject
    with database.reading() as store:
        left = store.exec(select(PrintJob).order_by(col(PrintJob.badge_id))).first()
    assert left is not None
    assert (left.state, left.stub_printer_id) == (PrintState.EXPIRED, None)
