"""The desk's own verbs: let in by hand, turn away, and see to who waits."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from tests.cast import (
    TODAY,
    Cast,
    Invite,
    SettableClock,
    check_in,
    go_away,
    scan,
    stage,
    waits,
)
from visits import invitations
from visits.lobby import arrivals, desk_queue
from visits.store.database import Database
from visits.store.visits import Arrival, Visit
from visits.visit_state import Stage
from visits.vocabulary.refusals import (
    AlreadyArrived,
    AlreadyRefused,
    AlreadyWithdrawn,
    DayIsPast,
    NotExpectedNow,
    NotFound,
    NotToday,
)
from visits.vocabulary.visits import Level, RefusalReason, WaitReason


def let_in(database: Database, cast: Cast, visit: Visit) -> None:
    with database.transaction() as store:
        arrivals.check_in_at_desk(
            store, cast.senopati.id, visit.public_id, cast.dewi.id
        )


def turn_away(database: Database, cast: Cast, visit: Visit) -> None:
    with database.transaction() as store:
        arrivals.refuse(
            store, cast.senopati.id, visit.public_id, RefusalReason.SAFETY, cast.dewi.id
        )


def ring(
    database: Database, cast: Cast, reason: WaitReason, visit: Visit | None = None
) -> None:
    with database.transaction() as store:
        desk_queue.note(store, cast.kiosk, reason, visit.id if visit else None)


def test_a_guest_whose_id_was_seen_is_in(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite(least_level=Level.ID_SEEN)

    let_in(database, cast, visit)

    with database.reading() as store:
        arrival = store.exec(select(Arrival)).one()
    assert (arrival.level, arrival.member_id) == (Level.ID_SEEN, cast.dewi.id)


def test_a_guest_who_is_in_is_not_let_in_again(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)

    with pytest.raises(AlreadyArrived):
        let_in(database, cast, visit)


def test_the_desk_lets_in_nobody_whose_host_thought_again(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, visit.public_id)

    with pytest.raises(AlreadyWithdrawn):
        let_in(database, cast, visit)


def test_the_desk_lets_in_nobody_it_turned_away(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    turn_away(database, cast, visit)

    with pytest.raises(AlreadyRefused):
        let_in(database, cast, visit)


@pytest.mark.parametrize("days", [1, 60])
def test_the_desk_lets_in_nobody_before_their_day(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite, days: int
) -> None:
    visit = invite(day=TODAY + timedelta(days=days))

    with pytest.raises(NotToday):
        let_in(database, cast, visit)
    clock.forward(days=days, hours=-9)
    let_in(database, cast, visit)


def test_the_desk_lets_in_nobody_of_yesterday(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    clock.at("2026-11-24 00:00")

    with pytest.raises(DayIsPast):
        let_in(database, cast, visit)


def test_another_sites_desk_lets_nobody_in_nor_turns_them_away(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()

    with database.transaction() as store:
        with pytest.raises(NotFound):
            arrivals.check_in_at_desk(
                store, cast.mitte.id, visit.public_id, cast.dieter.id
            )
        with pytest.raises(NotFound):
            arrivals.refuse(
                store,
                cast.mitte.id,
                visit.public_id,
                RefusalReason.SAFETY,
                cast.dieter.id,
            )


def test_turning_away_twice_is_turning_away_once(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()

    for _ in range(2):
        turn_away(database, cast, visit)

    assert stage(database, visit) is Stage.REFUSED


def test_a_guest_who_is_in_cannot_be_turned_away(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)

    with pytest.raises(AlreadyArrived):
        turn_away(database, cast, visit)


@pytest.mark.parametrize("end", [let_in, turn_away])
def test_nobody_waits_any_more_once_they_are_in_or_turned_away(
    database: Database,
    cast: Cast,
    invite: Invite,
    end: Callable[[Database, Cast, Visit], None],
) -> None:
    visit = invite(least_level=Level.ID_SEEN)
    scan(database, cast.kiosk, visit)
    assert waits(database, cast.senopati) == [WaitReason.ID_CHECK]

    end(database, cast, visit)

    assert waits(database, cast.senopati) == []


def test_a_code_used_again_waits_until_somebody_sees_to_it(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    go_away(database, check_in(database, cast.kiosk, visit))
    with pytest.raises(NotExpectedNow) as refused:
        scan(database, cast.kiosk, visit)

    ring(database, cast, refused.value.reason, visit)

    assert waits(database, cast.senopati) == [WaitReason.USED_AGAIN]


def test_the_same_bell_is_not_rung_twice(database: Database, cast: Cast) -> None:
    for reason in (WaitReason.HELP, WaitReason.HELP, WaitReason.UNKNOWN_CODE):
        ring(database, cast, reason)

    assert waits(database, cast.senopati) == [WaitReason.HELP, WaitReason.UNKNOWN_CODE]
    assert waits(database, cast.mitte) == []


def test_who_was_seen_to_waits_no_more_and_may_ring_again(
    database: Database, cast: Cast
) -> None:
    ring(database, cast, WaitReason.HELP)
    with database.transaction() as store:
        wait = desk_queue.at_desk(store, cast.senopati.id)[0]
        desk_queue.settle(store, cast.senopati.id, wait.public_id)
    assert waits(database, cast.senopati) == []

    ring(database, cast, WaitReason.HELP)

    assert waits(database, cast.senopati) == [WaitReason.HELP]


def test_another_site_settles_nothing_here(database: Database, cast: Cast) -> None:
    ring(database, cast, WaitReason.HELP)

    with database.transaction() as store:
        wait = desk_queue.at_desk(store, cast.senopati.id)[0]
        with pytest.raises(NotFound):
            desk_queue.settle(store, cast.mitte.id, wait.public_id)
