"""The guest log: the desk finds its own past guests, says why, and only who is shown was read."""

from datetime import time, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from tests.cast import TODAY, Cast, Invite, SettableClock, check_in
from tests.query_plans import plans
from visits import guest_log, visit_state
from visits.audit.access_log import AccessLog
from visits.erasure import legal_holds
from visits.guest_log import GuestLog, LogQuery
from visits.rights import restricting
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.rights import ErasureAsked
from visits.store.visits import Visit
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.policy import Purpose

NEXT_MORNING = "2026-11-24 08:00"


def query(cast: Cast, **changes: Any) -> LogQuery:
    asked: dict[str, Any] = {
        "site_id": cast.senopati.id,
        "member_id": cast.dewi.id,
        "reason": Purpose.IDENTIFY,
        "first": TODAY,
        "last": TODAY,
    }
    return LogQuery(**asked | changes)


def search(
    database: Database, cast: Cast, most: int = guest_log.MOST_SHOWN, **changes: Any
) -> GuestLog:
    with database.reading() as store:
        return guest_log.search(store, query(cast, **changes), most)


def names(log: GuestLog) -> list[str]:
    return [one.guest.name.reveal() for one in log.visits if one.guest.name]


@pytest.fixture
def guests(invite: Invite) -> list[Visit]:
    """Gita at nine, Rina at half past nine, Zoë at ten."""
    return [
        invite(
            name=name,
            email=f"guest{number}@example.org",
            starts=time(9, 30 * number) if number < 2 else time(10),
        )
        for number, name in enumerate(("Gita Pramesti", "Rina Hartono", "Zoë Sørensen"))
    ]


def test_guests_of_the_days_are_found_by_a_part_of_the_name_the_newest_first(
    database: Database, cast: Cast, guests: list[Visit], clock: SettableClock
) -> None:
    del guests
    clock.at(NEXT_MORNING)
    assert names(search(database, cast)) == [
        "Zoë Sørensen",
        "Rina Hartono",
        "Gita Pramesti",
    ]
    assert names(search(database, cast, words="zoe sor")) == ["Zoë Sørensen"]
    assert names(search(database, cast, words="hart")) == ["Rina Hartono"]
    yesterday = TODAY - timedelta(days=1)
    assert names(search(database, cast, first=yesterday, last=yesterday)) == []
    assert names(search(database, cast, site_id=cast.mitte.id)) == []


def test_whoever_is_still_expected_is_no_entry_of_the_log(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    early = invite(starts=time(9, 40))
    invite(name="Budi Santoso", email="budi@example.org", day=TODAY + timedelta(days=2))
    later: dict[str, Any] = {"last": TODAY + timedelta(days=7)}
    assert names(search(database, cast, **later)) == []
    check_in(database, cast.kiosk, early)
    assert names(search(database, cast, **later)) == ["Gita Pramesti"]
    clock.at("2026-11-26 08:00")
    assert len(search(database, cast, **later).visits) == 2


def test_only_who_is_shown_was_read_and_for_the_reason_that_was_given(
    database: Database,
    cast: Cast,
    guests: list[Visit],
    clock: SettableClock,
    access_log: AccessLog,
) -> None:
    clock.at(NEXT_MORNING)
    access_log.waiting.clear()
    log = search(database, cast, most=1, reason=Purpose.PROTECT)
    assert (names(log), log.is_cut) == (["Zoë Sørensen"], True)
    search(database, cast, words="nobody at all", reason=Purpose.PROTECT)
    (told,) = [disclosure for _, disclosure in access_log.waiting]
    assert told.visit_ids == (guests[2].id,)
    assert told.items == ("name",)
    assert told.asking == actors.as_desk(cast.dewi.id, Purpose.PROTECT)


def test_a_search_is_recorded_with_its_reason_and_without_what_was_looked_for(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        guest_log.record(
            store, query(cast, words="Gita", reason=Purpose.COMPLY), Act.LOG_EXPORTED
        )
    with database.reading() as store:
        entry = store.exec(
            select(AuditEntry).order_by(col(AuditEntry.id).desc())
        ).first()
    assert entry
    assert (
        entry.act,
        entry.actor_id,
        entry.subject_id,
        entry.purpose,
        entry.items,
    ) == (
        Act.LOG_EXPORTED,
        cast.dewi.id,
        cast.senopati.id,
        Purpose.COMPLY,
        None,
    )


@pytest.mark.parametrize(
    ("reason", "found"),
    [
        (Purpose.IDENTIFY, []),
        (Purpose.PROTECT, ["Gita Pramesti"]),
        (Purpose.COMPLY, ["Zoë Sørensen", "Rina Hartono", "Gita Pramesti"]),
    ],
)
def test_what_is_closed_to_a_reason_is_not_found_for_it(
    database: Database,
    cast: Cast,
    guests: list[Visit],
    clock: SettableClock,
    reason: Purpose,
    found: list[str],
) -> None:
    restricted, held, to_be_erased = guests
    clock.at(NEXT_MORNING)
    with database.transaction() as store:
        restricting.restrict(
            store, visit_state.of(store, restricted.id), actors.GUEST_BY_LINK
        )
        legal_holds.place(
            store,
            held.id,
            HoldReason.LEGAL_CLAIM,
            TODAY + timedelta(days=10),
            actors.OPERATOR,
        )
        store.add(ErasureAsked(visit_id=to_be_erased.id, at=store.now))

    assert names(search(database, cast, reason=reason)) == found


@pytest.mark.embedded
def test_the_log_reads_no_whole_table(
    database: Database, cast: Cast, guests: list[Visit]
) -> None:
    del guests
    found = plans(database, lambda store: guest_log.search(store, query(cast)))
    assert not [
        plan for plan in found if "SCAN invitation" in plan or "SCAN visit" in plan
    ]
