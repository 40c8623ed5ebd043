"""Where many write, what one transaction has read stays true until it has written."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlmodel import select

from printers.vocabulary import JobLost
from tests.cast import Cast, Invite, check_in
from tests.visits.printing.manual_agent import claimed, states
from tests.visits.store.test_postgresql import any_waiting
from visits import visit_state
from visits.printing import badge_recovery, print_jobs
from visits.store.database import Database, Store
from visits.store.printing import PrintJob
from visits.vocabulary.printing import PrintState

pytestmark = pytest.mark.parametrize("kind_of_store", ["postgresql"], indirect=True)
Work = Callable[[Store], object]


def beside(database: Database, first: Work, second: Work, then: Work) -> list[str]:
    """How the second fails that begins between what another does first and what it does then."""
    failed: list[str] = []

    def run() -> None:
        try:
            database.run(second)
        except JobLost as lost:
            failed.append(type(lost).__name__)

    other = threading.Thread(target=run)
    with database.transaction() as store:
        # Kept, as a row that nobody has is read anew.
        seen = first(store)
        other.start()
        while other.is_alive() and not any_waiting(database):
            pass
        then(store)
        del seen
    other.join()
    return failed


def test_a_badge_that_the_desk_writes_by_hand_at_that_moment_is_not_started(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    at_desk: dict[str, Any] = {
        "site_id": cast.senopati.id,
        "public_id": visit.public_id,
    }

    def look(store: Store) -> object:
        visit_state.at_site(store, **at_desk)
        return store.exec(select(PrintJob)).one()

    failed = beside(
        database,
        look,
        partial(print_jobs.started, attempt=claimed(database)),
        partial(badge_recovery.by_hand, **at_desk, member_id=cast.dewi.id),
    )

    assert failed == ["JobLost"]
    assert states(database) == [PrintState.CANCELLED]
