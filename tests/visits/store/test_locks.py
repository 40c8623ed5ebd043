"""Where many write, what one transaction has read stays true until it has written."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlmodel import select

from printers.vocabulary import JobLost
from tests.cast import Cast, Invite, SettableClock, check_in
from tests.visits.audit.tampering import seal
from tests.visits.printing.manual_agent import claimed, states
from tests.visits.store.test_postgresql import any_waiting
from visits import audit_heads, visit_state
from visits.erasure import account_closure
from visits.people import profiles
from visits.printing import badge_recovery, print_jobs
from visits.store.database import Database, Store
from visits.store.outbox import Email
from visits.store.people import Member
from visits.store.printing import PrintJob
from visits.vocabulary import actors
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.printing import PrintState

pytestmark = pytest.mark.parametrize("kind_of_store", ["postgresql"], indirect=True)
Work = Callable[[Store], object]


def nothing(_store: Store) -> None:
    pass


def beside(
    database: Database, first: Work, second: Work, then: Work = nothing
) -> list[str]:
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


def test_a_profile_that_is_sealed_until_its_last_day_at_that_moment_is_not_resealed(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    clock.forward(days=20)

    beside(
        database,
        lambda store: account_closure.close(store, cast.hana.id, actors.OPERATOR),
        profiles.rekey_members,
    )

    with database.reading() as store:
        hana = store.get_one(Member, cast.hana.id)
        assert profiles.profile(store, hana).name == "Hana Wijaya"


def test_a_site_whose_audit_head_is_queued_at_that_moment_is_sent_one(
    database: Database, cast: Cast
) -> None:
    del cast
    seal(database)

    beside(database, audit_heads.queue, audit_heads.queue)

    with database.reading() as store:
        kind = select(Email.site_id).where(Email.kind == EmailKind.AUDIT_HEAD)
        sites = store.exec(kind).all()
    assert len(sites) == len(set(sites)) > 0
