"""Erasing: at once, when the guest leaves, or not at all under a hold; a count is left, and a digest."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Column, Select, literal_column, text
from sqlalchemy import select as select_columns
from sqlmodel import SQLModel, select

from tests.cast import Cast, Invite, SettableClock, check_in
from tests.visits.erasure.kept_envelopes import leaves, stands
from visits import invitations
from visits.erasure import erasing, legal_holds, purge
from visits.keys.decision_log import digest_of
from visits.lobby import departures
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.system_state import Purge, VisitStatistic
from visits.store.visits import Visit
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.erasure import HoldReason, VisitOutcome
from visits.vocabulary.rights import RequestOutcome
from visits.vocabulary.visits import VisitPurpose


def erase(database: Database, visit: Visit) -> RequestOutcome:
    found = stands(database, visit)
    with database.transaction() as store:
        return erasing.erase(store, found, actors.GUEST)


def is_there(database: Database, visit: Visit) -> bool:
    with database.reading() as store:
        return store.get(Visit, visit.id) is not None


def acts(database: Database, visit: Visit) -> list[Act]:
    with database.reading() as store:
        return [
            entry.act
            for entry in store.exec(
                select(AuditEntry).where(AuditEntry.visit_id == visit.id)
            )
        ]


def tallies(database: Database) -> list[VisitStatistic]:
    with database.reading() as store:
        return list(store.exec(select(VisitStatistic)))


def hold(database: Database, visit: Visit) -> str:
    with database.transaction() as store:
        review = date(2026, 12, 24)
        return legal_holds.place(
            store, visit.id, HoldReason.LEGAL_CLAIM, review, actors.OPERATOR
        ).public_id


def test_who_is_not_inside_is_erased_at_once_counted_and_kept_from_coming_back(
    database: Database, invite: Invite
) -> None:
    visit = invite()

    assert erase(database, visit) is RequestOutcome.DONE

    (tally,) = tallies(database)
    assert (is_there(database, visit), tally.outcome, tally.count) == (
        False,
        VisitOutcome.ERASED,
        1,
    )
    assert acts(database, visit)[-1] is Act.ERASED
    assert database.keys.decisions.erased() == {digest_of(visit.public_id)}


def test_the_decision_log_keeps_a_visit_while_any_key_could_open_a_copy_of_it(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    leaves(database, cast, visit)
    erase(database, visit)

    database.keys.keyring.destroy_through(date(2026, 12, 22))
    assert database.keys.decisions.erased()

    database.keys.keyring.destroy_through(date(2026, 12, 23))
    assert not database.keys.decisions.erased()


def test_who_is_inside_is_erased_when_they_leave(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    assert [erase(database, visit) for _ in range(2)] == [RequestOutcome.DEFERRED] * 2
    assert acts(database, visit).count(Act.ERASURE_ASKED) == 1

    leaves(database, cast, visit)

    assert (is_there(database, visit), acts(database, visit)[-2:]) == (
        False,
        [Act.DEPARTED, Act.ERASED],
    )


def test_who_is_signed_out_by_the_clock_is_erased_as_well(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit, beside = invite(), invite(email="ani@example.org")
    for one in (visit, beside):
        check_in(database, cast.kiosk, one)
    erase(database, visit)
    clock.at("2026-11-23 20:01")

    with database.transaction() as store:
        assert (
            departures.check_out_at_closing_time(store, departures.past_closing(store))
            == 2
        )

    assert (is_there(database, visit), is_there(database, beside)) == (False, True)


def test_under_a_hold_nothing_changes(database: Database, invite: Invite) -> None:
    visit = invite()
    hold(database, visit)

    assert erase(database, visit) is RequestOutcome.REFUSED_HELD

    assert (is_there(database, visit), database.keys.decisions.erased()) == (
        True,
        frozenset(),
    )


def test_who_asked_inside_and_was_held_is_erased_once_nothing_holds_them(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    released, lapsed = invite(), invite(email="ani@example.org")
    for visit in (released, lapsed):
        check_in(database, cast.kiosk, visit)
        erase(database, visit)
    first = hold(database, released)
    hold(database, lapsed)
    for visit in (released, lapsed):
        leaves(database, cast, visit)
    assert is_there(database, released)

    with database.transaction() as store:
        legal_holds.release(store, first, actors.OPERATOR)
    clock.at("2026-12-25 00:00")
    purge.purge(database)

    assert (is_there(database, released), is_there(database, lapsed)) == (False, False)


def test_a_purge_counts_by_site_local_hour_reason_and_how_it_ended(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    came, off = invite(), invite()
    invite()
    invite(host=cast.dieter, site=cast.mitte, purpose=VisitPurpose.TOUR)
    check_in(database, cast.kiosk, came)
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, off.public_id)
    clock.forward(days=31)
    purge.purge(database)

    counted = {
        (one.site_id, one.day, one.hour, one.purpose, one.outcome, one.count)
        for one in tallies(database)
    }
    day, here = date(2026, 11, 23), cast.senopati.id
    assert counted == {
        (here, day, 9, VisitPurpose.MEETING, VisitOutcome.LEFT, 1),
        (here, day, 10, VisitPurpose.MEETING, VisitOutcome.WITHDRAWN, 1),
        (here, day, 10, VisitPurpose.MEETING, VisitOutcome.NO_SHOW, 1),
        (cast.mitte.id, day, 10, VisitPurpose.TOUR, VisitOutcome.NO_SHOW, 1),
    }


def test_a_visit_that_lost_its_log_is_found_and_counted(
    database: Database, invite: Invite
) -> None:
    visit = invite()
    with database.transaction() as store:
        store.execute(text("DELETE FROM envelope WHERE retention_class = 'log'"))

    assert purge.purge(database).visits == 1

    assert not is_there(database, visit)


def test_both_watermarks_say_which_days_are_dead(
    database: Database, clock: SettableClock, invite: Invite
) -> None:
    invite()
    clock.forward(days=3)
    purge.purge(database)

    with database.reading() as store:
        assert store.get_one(Purge, 1).destroyed_through == date(2026, 11, 25)
    assert database.keys.keyring.destroyed_through() == date(2026, 11, 25)


@pytest.mark.embedded
@pytest.mark.parametrize("parent", ["visit", "badge", "encounter", "inquiry", "member"])
def test_no_row_that_goes_lets_a_table_be_read_whole(
    database: Database, parent: str
) -> None:
    tables = SQLModel.metadata.tables
    columns = [
        column
        for table in tables.values()
        for column in table.columns
        if column.references(tables[parent].c.id)
    ]
    with database.reading() as store:
        plans = [
            str(store.execute(text(f"EXPLAIN QUERY PLAN {_those(one)}")).all())
            for one in columns
        ]

    assert [plan for plan in plans if "SCAN" in plan] == []
    assert columns


def _those(column: Column[Any]) -> Select[Any]:
    return select_columns(column).where(column == literal_column("1"))
