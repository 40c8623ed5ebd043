"""Back in again: who left for lunch comes back by their code, their badge or the desk."""

from collections.abc import Callable
from datetime import UTC, datetime, time

import pytest
from sqlmodel import col, select

from tests.cast import (
    Cast,
    Invite,
    SettableClock,
    check_in,
    confirm,
    scan,
    sent_digits,
    stage,
    waits,
)
from visits import board, codes, host_answers, host_news, visit_state
from visits.lobby import arrivals, departures, desk_queue, kiosks
from visits.lobby import check_in as reception
from visits.lobby.departures import Goodbye
from visits.printing import badges
from visits.rights import facts
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.lobby import Encounter
from visits.store.outbox import Email
from visits.store.printing import Badge
from visits.store.visits import Arrival, Departure, EarlierStay, Visit
from visits.visit_state import Stage
from visits.vocabulary.audit import Act
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.refusals import (
    AlreadyArrived,
    DayIsPast,
    NotExpectedNow,
    NotInside,
    WrongCode,
)
from visits.vocabulary.visits import Answer, LeftBy, Level, WaitReason


def badge_code(database: Database, visit: Visit) -> bytes:
    with database.reading() as store:
        badge, _ = badges.newest(store, [visit.id])[visit.id]
        return codes.digest(badges.code(store, badge))


def show_badge(database: Database, cast: Cast, code: bytes) -> Encounter | None:
    with database.transaction() as store:
        kiosk = kiosks.paired(store, cast.kiosk.id)
        scanned = reception.scan_badge(store, kiosk, code)
        return None if isinstance(scanned, Goodbye) else scanned


def by_code(database: Database, cast: Cast, visit: Visit) -> Encounter | None:
    return scan(database, cast.kiosk, visit)


def by_badge(database: Database, cast: Cast, visit: Visit) -> Encounter | None:
    return show_badge(database, cast, badge_code(database, visit))


WAYS = [by_code, by_badge]
Way = Callable[[Database, Cast, Visit], Encounter | None]


@pytest.fixture
def gone(database: Database, cast: Cast, invite: Invite, clock: SettableClock) -> Visit:
    """Gita is invited from ten to eleven; she came at half past nine and left at eleven."""
    visit = invite()
    clock.at("2026-11-23 09:30")
    check_in(database, cast.kiosk, visit)
    clock.at("2026-11-23 11:00")
    assert show_badge(database, cast, badge_code(database, visit)) is None
    clock.at("2026-11-23 12:59")
    return visit


def come_back(database: Database, cast: Cast, visit: Visit, way: Way = by_code) -> None:
    encounter = way(database, cast, visit)
    assert encounter
    confirm(database, cast.kiosk, encounter, sent_digits(database, encounter))


def refusal_of(way: Way, database: Database, cast: Cast, visit: Visit) -> WaitReason:
    with pytest.raises(NotExpectedNow) as refused:
        way(database, cast, visit)
    return refused.value.reason


@pytest.mark.parametrize("way", WAYS)
def test_who_left_comes_back_and_gets_a_new_badge(
    database: Database, cast: Cast, gone: Visit, way: Way
) -> None:
    old = badge_code(database, gone)

    come_back(database, cast, gone, way)

    assert stage(database, gone) is Stage.ON_SITE
    with database.reading() as store:
        copies = store.exec(select(Badge.copy_number).order_by(col(Badge.copy_number)))
        assert list(copies) == [1, 2]
    with pytest.raises(NotExpectedNow) as refused:
        show_badge(database, cast, old)
    assert refused.value.reason is WaitReason.REPLACED
    assert show_badge(database, cast, badge_code(database, gone)) is None
    assert stage(database, gone) is Stage.LEFT


def test_the_log_and_the_guests_data_tell_both_stays_and_the_host_hears_once(
    database: Database, cast: Cast, gone: Visit
) -> None:
    come_back(database, cast, gone)

    with database.reading() as store:
        of_visit = AuditEntry.visit_id == gone.id
        acts = store.exec(select(AuditEntry.act).where(of_visit)).all()
        moved = [act for act in acts if act in {Act.ARRIVED, Act.DEPARTED}]
        told = store.exec(select(Email).where(Email.kind == EmailKind.ARRIVED)).all()
        stays = facts.of(store, visit_state.of(store, gone.id))["presence"]
    assert moved == [Act.ARRIVED, Act.DEPARTED, Act.ARRIVED]
    assert len(told) == 1
    assert [(stay["came_at"], stay["left_at"]) for stay in stays] == [
        (
            datetime(2026, 11, 23, 2, 30, tzinfo=UTC),
            datetime(2026, 11, 23, 4, tzinfo=UTC),
        ),
        (datetime(2026, 11, 23, 5, 59, tzinfo=UTC), None),
    ]


@pytest.mark.parametrize("way", WAYS)
def test_two_hours_after_the_planned_end_nobody_comes_back(
    database: Database, cast: Cast, gone: Visit, clock: SettableClock, way: Way
) -> None:
    clock.at("2026-11-23 13:00")

    assert refusal_of(way, database, cast, gone) is WaitReason.USED_AGAIN


@pytest.mark.parametrize("way", WAYS)
def test_whom_closing_time_has_checked_out_does_not_come_back(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock, way: Way
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        store.add(Departure(visit_id=visit.id, at=store.now, by=LeftBy.CLOSING_TIME))
    clock.forward(minutes=5)

    assert refusal_of(way, database, cast, visit) is WaitReason.USED_AGAIN


def test_closing_time_ends_the_second_stay_too(
    database: Database, cast: Cast, gone: Visit, clock: SettableClock
) -> None:
    come_back(database, cast, gone)
    clock.at("2026-11-23 20:00")

    with database.transaction() as store:
        past = departures.past_closing(store)
        assert departures.check_out_at_closing_time(store, past) == 1
    assert stage(database, gone) is Stage.LEFT


def test_the_same_code_again_sends_nothing_more_while_the_guest_proves_who_they_are(
    database: Database, cast: Cast, gone: Visit
) -> None:
    first, again = by_code(database, cast, gone), by_badge(database, cast, gone)

    assert first
    assert again
    assert first.id == again.id
    assert again.sendings == 1


def test_the_digits_of_the_first_stay_let_nobody_back_in(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    visit = invite()
    encounter = check_in(database, cast.kiosk, visit)
    digits = sent_digits(database, encounter)
    show_badge(database, cast, badge_code(database, visit))
    clock.forward(minutes=2)
    confirm(database, cast.kiosk, encounter, digits)
    assert stage(database, visit) is Stage.LEFT

    back = by_code(database, cast, visit)

    assert back
    assert back.id != encounter.id
    with pytest.raises(WrongCode):
        confirm(database, cast.kiosk, back, digits)


def test_a_goodbye_that_still_stands_is_no_return(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    for _ in range(2):
        assert by_badge(database, cast, visit) is None
        clock.forward(seconds=30)

    assert stage(database, visit) is Stage.LEFT


def test_the_desk_lets_back_in_and_hears_what_is_not_possible(
    database: Database, cast: Cast, gone: Visit, clock: SettableClock, invite: Invite
) -> None:
    def let_back_in(visit: Visit) -> None:
        with database.transaction() as store:
            arrivals.let_back_in(store, cast.senopati.id, visit.public_id, cast.dewi.id)

    clock.at("2026-11-23 18:00")
    let_back_in(gone)

    with database.reading() as store:
        arrival, stay = (
            store.exec(select(Arrival)).one(),
            store.exec(select(EarlierStay)).one(),
        )
        assert (arrival.member_id, arrival.level) == (
            cast.dewi.id,
            Level.ADDRESS_CONFIRMED,
        )
        assert (stay.left_by, stay.visit_id) == (LeftBy.BADGE, gone.id)
    with pytest.raises(AlreadyArrived):
        let_back_in(gone)
    with pytest.raises(NotInside):
        let_back_in(invite(starts=time(19), ends=time(20)))
    by_badge(database, cast, gone)
    clock.at("2026-11-24 00:00")
    with pytest.raises(DayIsPast):
        let_back_in(gone)


def test_who_comes_back_and_needs_an_id_stands_in_the_desks_queue(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    visit = invite(least_level=Level.ID_SEEN)
    scan(database, cast.kiosk, visit)
    with database.transaction() as store:
        arrivals.check_in_at_desk(
            store, cast.senopati.id, visit.public_id, cast.dewi.id
        )
    assert waits(database, cast.senopati) == []
    show_badge(database, cast, badge_code(database, visit))
    clock.forward(minutes=30)

    by_badge(database, cast, visit)

    assert waits(database, cast.senopati) == [WaitReason.ID_CHECK]


def test_what_was_said_of_the_host_in_the_first_stay_is_over(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        here = visit_state.of(store, visit.id)
        desk_queue.note_guest(store, here, WaitReason.HOST_SILENT)
        asked = host_answers.of_host(store, cast.hana.id, visit.public_id)
        host_answers.answer(store, asked, Answer.FIVE_MINUTES)
    assert host_said(database, visit) == [Answer.FIVE_MINUTES] * 2
    show_badge(database, cast, badge_code(database, visit))
    clock.forward(minutes=30)

    come_back(database, cast, visit)

    assert waits(database, cast.senopati) == []
    with database.reading() as store:
        assert store.exec(select(Arrival.escalate_at)).one() is None
        assert arrivals.has_come_back(store, visit.id)
        assert host_news.of_guest(store, visit.id, "en").status is None
    assert host_said(database, visit) == [None, None]
    with database.transaction() as store:
        asked = host_answers.of_host(store, cast.hana.id, visit.public_id)
        # The same answer as before is news: it is of this stay.
        host_answers.answer(store, asked, Answer.FIVE_MINUTES)
    assert host_said(database, visit) == [Answer.FIVE_MINUTES] * 2


def host_said(database: Database, visit: Visit) -> list[Answer | None]:
    """What the guest is told, and what their host's own list shows."""
    with database.reading() as store:
        [row] = board.of_host(store, visit.host_id)
        told = host_news.of_guest(store, visit.id, "en").answer
        return [told, row.answer.answer if row.answer else None]
