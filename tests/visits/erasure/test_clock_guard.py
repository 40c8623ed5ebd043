"""The clock watch: a clock that leapt forgets nobody until a person says that it is right."""

from datetime import UTC, date, datetime, timedelta
from itertools import chain, repeat

import pytest
from sqlmodel import col, select

from tests.cast import NAME, Cast, Invite, SettableClock, check_in
from tests.visits.erasure.kept_envelopes import kept
from visits import sites, visit_state
from visits.erasure import clock_guard, erasing, legal_holds, purge
from visits.lobby import departures
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.visits import Visit
from visits.vault import envelopes
from visits.vocabulary import actors
from visits.vocabulary.actors import as_host
from visits.vocabulary.audit import Act
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.policy import RetentionClass
from visits.vocabulary.refusals import ClockIsBehind, DateIsAnother

NEXT_YEAR = date(2027, 11, 24)


def watched(database: Database) -> list[Act]:
    """What the audit log says of the clock."""
    with database.reading() as store:
        acts = [
            entry.act
            for entry in store.exec(select(AuditEntry).order_by(col(AuditEntry.id)))
        ]
    return [act for act in acts if act in {Act.CLOCK_DOUBTED, Act.CLOCK_CONFIRMED}]


def left(database: Database) -> int:
    with database.reading() as store:
        return len(store.exec(select(Visit)).all())


def confirm(database: Database, today: date) -> None:
    with database.transaction() as store:
        clock_guard.confirm(store, today, actors.OPERATOR)


def test_forty_eight_hours_are_a_long_night_and_more_is_a_leap(
    database: Database, clock: SettableClock, invite: Invite
) -> None:
    invite(day=date(2026, 12, 24))
    purge.purge(database)
    clock.forward(hours=48)
    assert not purge.purge(database).is_doubted

    clock.forward(hours=48, seconds=1)

    assert purge.purge(database).is_doubted


def test_a_clock_that_leapt_a_year_forgets_nobody_and_destroys_no_key(
    database: Database, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    purge.purge(database)
    keys = database.keys.keyring.days()
    clock.forward(days=366)

    assert [purge.purge(database).is_doubted for _ in range(2)] == [True, True]
    clock.forward(days=-366)

    with database.reading() as store:
        assert (
            envelopes.read_one(store, visit.id, ["name"], as_host(1)).name.reveal()
            == NAME
        )
    assert (database.keys.keyring.days(), watched(database)) == (
        keys,
        [Act.CLOCK_DOUBTED],
    )


def test_a_clock_that_is_put_right_is_believed_again_without_a_person(
    database: Database, clock: SettableClock, invite: Invite
) -> None:
    invite()
    purge.purge(database)
    clock.forward(days=366)
    purge.purge(database)
    clock.forward(days=-364)

    assert not purge.purge(database).is_doubted
    assert watched(database) == [Act.CLOCK_DOUBTED, Act.CLOCK_CONFIRMED]


def test_a_clock_that_oscillates_leaps_from_where_it_was_last(
    database: Database, clock: SettableClock, invite: Invite
) -> None:
    invite(day=date(2026, 11, 25))
    for hours in (0, 47, -47):
        clock.forward(hours=hours)
        assert not purge.purge(database).is_doubted

    clock.forward(hours=94)

    assert (purge.purge(database).is_doubted, left(database)) == (True, 1)


def test_a_person_who_says_todays_date_lets_forgetting_go_on(
    database: Database, clock: SettableClock, invite: Invite
) -> None:
    invite()
    purge.purge(database)
    clock.forward(days=366)
    purge.purge(database)

    confirm(database, NEXT_YEAR)

    assert purge.purge(database).visits == 1
    assert watched(database) == [Act.CLOCK_DOUBTED, Act.CLOCK_CONFIRMED]


def test_another_date_than_the_clocks_confirms_nothing(
    database: Database, clock: SettableClock, invite: Invite
) -> None:
    invite()
    purge.purge(database)
    clock.forward(days=366)
    purge.purge(database)

    with pytest.raises(DateIsAnother):
        confirm(database, NEXT_YEAR + timedelta(days=1))

    assert (purge.purge(database).is_doubted, left(database)) == (True, 1)


def test_a_store_that_keeps_nothing_of_anybody_asks_nobody(
    database: Database, clock: SettableClock
) -> None:
    purge.purge(database)
    clock.forward(days=9000)

    assert not purge.purge(database).is_doubted
    assert database.keys.keyring.destroyed_through() == date.min


def test_every_board_learns_that_the_clock_is_doubted(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    invite()
    purge.purge(database)
    clock.forward(days=3)
    with database.reading() as store:
        before = sites.version(store, cast.mitte.id)

    purge.purge(database)

    with database.reading() as store:
        assert (clock_guard.is_doubted(store), sites.version(store, cast.mitte.id)) == (
            True,
            before + 1,
        )


@pytest.mark.parametrize(
    "is_known", [True, False], ids=["doubted", "not yet looked at"]
)
def test_a_hold_released_by_a_clock_that_leapt_forgets_nobody(
    database: Database, clock: SettableClock, invite: Invite, *, is_known: bool
) -> None:
    visit = invite(day=date(2026, 12, 24))
    with database.transaction() as store:
        held = legal_holds.place(
            store, visit.id, HoldReason.INCIDENT, date(2027, 1, 22), actors.OPERATOR
        )
    purge.purge(database)
    clock.forward(days=40)
    if is_known:
        purge.purge(database)
    with database.transaction() as store:
        legal_holds.release(store, held.public_id, actors.OPERATOR)
    clock.forward(days=-40)

    purge.purge(database)

    with database.reading() as store:
        assert (
            envelopes.read_one(store, visit.id, ["name"], as_host(1)).name.reveal()
            == NAME
        )
    assert kept(database, visit)[RetentionClass.LOG] == datetime(
        2026, 12, 25, 4, tzinfo=UTC
    )


@pytest.mark.parametrize("calm", [1, 12])
def test_a_clock_that_leaps_while_forgetting_goes_on_ends_it(
    database: Database, clock: SettableClock, invite: Invite, calm: int
) -> None:
    invite()
    purge.purge(database)
    keys = database.keys.keyring.days()
    moments = chain(repeat(clock.now, calm), repeat(clock.now + timedelta(days=366)))
    database.clock = lambda: next(moments)

    assert purge.purge(database).is_doubted

    database.clock = clock
    assert (left(database), database.keys.keyring.days()) == (1, keys)


def test_who_asked_to_be_forgotten_is_not_while_only_a_clock_that_leapt_says_that_they_left(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    purge.purge(database)
    with database.transaction() as store:
        erasing.erase(store, visit_state.of(store, visit.id), actors.GUEST)
    clock.forward(days=3)
    with database.transaction() as store:
        departures.check_out_at_closing_time(store, [visit.id])
    assert left(database) == 1

    confirm(database, date(2026, 11, 26))
    purge.purge(database)

    assert left(database) == 0


def test_with_the_clock_behind_a_guest_still_leaves_and_nobody_is_announced(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    database.keys.keyring.destroy_through(date(2026, 11, 25))

    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)

    with pytest.raises(ClockIsBehind):
        invite()
    with database.reading() as store:
        assert (
            envelopes.read_one(store, visit.id, ["name"], as_host(1)).name.reveal()
            == NAME
        )
