"""Who was sealed for an earlier day than before and forgotten then is not back from a copy made before."""

from datetime import timedelta

import pytest
from sqlmodel import select

from lencana import installation
from lencana.backups import restoring
from lencana.backups.restoring import RestoreRequest
from lencana.settings import Settings
from tests.cast import TODAY, Cast, Invite, SettableClock, announcement, check_in
from tests.lencana.backups.conftest import BackUp
from visits import invitations
from visits.erasure import backup_copies, legal_holds, purge
from visits.keys.decision_log import LoggedErasure, digest_of
from visits.lobby import departures
from visits.retention import periods
from visits.store.database import Database
from visits.store.visits import Envelope
from visits.vocabulary import actors
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.policy import Period, RetentionClass

FAR = TODAY + timedelta(days=80)


def put_back(
    database: Database, settings: Settings, back_up: BackUp, clock: SettableClock
) -> set[tuple[int, RetentionClass]]:
    """What of whom is there when the backup named `copy.db` is back on the machine itself."""
    del back_up
    database.close()
    wish = RestoreRequest(
        settings.data / "copies" / "copy.db",
        replace=True,
        today=clock().date(),
    )
    restoring.restore(settings, wish, clock)
    with installation.open_database(settings, clock) as again, again.reading() as store:
        return {
            (one.visit_id, one.retention_class) for one in store.exec(select(Envelope))
        }


def days_go_by(database: Database, clock: SettableClock, days: int) -> None:
    for _ in range(days):
        clock.forward(days=1)
        purge.purge(database)


def test_a_far_invitation_that_was_withdrawn_is_not_back(
    database: Database,
    cast: Cast,
    invite: Invite,
    back_up: BackUp,
    settings: Settings,
    clock: SettableClock,
) -> None:
    visit = invite(day=FAR)
    back_up("copy.db")
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, visit.public_id)
    days_go_by(database, clock, 3)

    assert put_back(database, settings, back_up, clock) == set()


def test_a_visit_that_was_moved_earlier_is_not_back_and_its_contact_neither(
    database: Database,
    cast: Cast,
    invite: Invite,
    back_up: BackUp,
    settings: Settings,
    clock: SettableClock,
) -> None:
    visit = invite(day=FAR)
    back_up("copy.db")
    with database.transaction() as store:
        invitations.reschedule(
            store, cast.hana.id, visit.public_id, announcement().window
        )
    check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)
    days_go_by(database, clock, 3)

    assert put_back(database, settings, back_up, clock) == {
        (visit.id, RetentionClass.LOG)
    }


def test_a_visit_whose_time_was_shortened_is_not_back(
    database: Database,
    cast: Cast,
    invite: Invite,
    back_up: BackUp,
    settings: Settings,
    clock: SettableClock,
) -> None:
    check_in(database, cast.kiosk, invite())
    back_up("copy.db")
    with database.transaction() as store:
        periods.keep(store, cast.senopati.id, Period.LOG, 1, actors.OPERATOR)
    days_go_by(database, clock, 3)

    assert put_back(database, settings, back_up, clock) == set()


def test_a_visit_whose_hold_was_released_is_not_back(
    database: Database,
    cast: Cast,
    invite: Invite,
    back_up: BackUp,
    settings: Settings,
    clock: SettableClock,
) -> None:
    visit = invite()
    with database.transaction() as store:
        hold = legal_holds.place(
            store, visit.id, HoldReason.INCIDENT, FAR, actors.OPERATOR
        )
    back_up("copy.db")
    with database.transaction() as store:
        legal_holds.release(store, hold.public_id, actors.member(cast.dewi.id))
    days_go_by(database, clock, 3)

    assert put_back(database, settings, back_up, clock) == set()


def test_the_log_names_a_visit_until_the_furthest_day_it_was_sealed_for(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    visit = invite(day=FAR)
    with database.transaction() as store:
        furthest = max(one.furthest_day for one in store.exec(select(Envelope)))
        invitations.withdraw(store, cast.hana.id, visit.public_id)
    days_go_by(database, clock, 3)

    assert [
        entry.model_copy(update={"number": 0})
        for entry in database.keys.decisions.entries()
    ] == [LoggedErasure(last_day=furthest, visit=digest_of(visit.public_id))]
    assert furthest > FAR


def test_a_visit_whose_every_key_is_gone_needs_no_line_in_the_log(
    database: Database, invite: Invite, clock: SettableClock
) -> None:
    invite()
    clock.forward(days=2)

    assert purge.purge(database).visits == 1
    assert database.keys.decisions.entries() == []


@pytest.mark.parametrize("further", [False, True])
def test_a_store_that_was_put_back_knows_no_furthest_day_but_the_last_there_is(
    database: Database, invite: Invite, *, further: bool
) -> None:
    invite()
    with database.transaction() as store:
        if further:
            store.keys.keyring.day_key(FAR)
        backup_copies.assume_everywhere(store)

    with database.reading() as store:
        days = {one.furthest_day for one in store.exec(select(Envelope))}
        assert (days == {FAR}) is further
