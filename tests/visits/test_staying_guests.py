"""A host is asked once whether a guest has left who did not check out, and may say so."""

import pytest
from sqlmodel import col, select

from lencana import jobs
from tests.cast import Cast, Invite, SettableClock, check_in
from tests.query_plans import plans
from tests.visits.racing import Racer, racing
from visits import co_hosts, emails, staying_guests, visit_state
from visits.email_use import NotSendable
from visits.lobby import departures
from visits.people import delegates
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.visits import Visit
from visits.visit_state import Stage
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.refusals import NotFound, NotInside
from visits.vocabulary.visits import LeftBy

BOTH_STORES = pytest.mark.parametrize(
    "kind_of_store", ["sqlite", "postgresql"], indirect=True
)
HANA, DIETER = "hana@example.com", "dieter@example.com"


@pytest.fixture
def visit(database: Database, cast: Cast, invite: Invite) -> Visit:
    """Gita is in, and expected until eleven, with Dieter as co-host."""
    visit = invite()
    with database.transaction() as store:
        named = visit.public_id, cast.dieter.public_id
        co_hosts.name(store, cast.hana.id, *named)
    check_in(database, cast.kiosk, visit)
    return visit


def asked(database: Database) -> list[str]:
    """Whom the e-mails of the queue still reach."""
    addresses = []
    with database.reading() as store:
        of_kind = select(Email).where(col(Email.kind) == EmailKind.STILL_HERE)
        for email in store.exec(of_kind.order_by(col(Email.id))):
            try:
                addresses.append(emails.contents(store, email).to)
            except NotSendable:
                continue
    return addresses


def leave(database: Database, member_id: int, visit: Visit) -> None:
    with database.transaction() as store:
        departures.say_left(store, member_id, visit.public_id)


@pytest.mark.parametrize(
    ("at", "is_asked"), [("11:29", False), ("11:30", True), ("19:59", True)]
)
def test_the_hosts_are_asked_once_half_an_hour_after_the_planned_end(
    database: Database, clock: SettableClock, visit: Visit, at: str, *, is_asked: bool
) -> None:
    assert visit.id
    clock.at(f"2026-11-23 {at}")

    for _ in range(2):
        jobs.remind(database)

    assert asked(database) == ([HANA, DIETER] if is_asked else [])


def test_nobody_is_asked_after_closing_time_or_of_a_guest_who_is_checked_out(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite, visit: Visit
) -> None:
    invite(email="absent@example.org")
    clock.at("2026-11-23 20:00")
    jobs.remind(database)
    clock.at("2026-11-23 12:00")
    leave(database, cast.hana.id, visit)
    jobs.remind(database)

    assert asked(database) == []


def test_what_was_asked_is_not_sent_once_the_guest_has_left_or_to_whom_wants_no_news(
    database: Database, cast: Cast, clock: SettableClock, visit: Visit
) -> None:
    clock.at("2026-11-23 12:00")
    jobs.remind(database)
    with database.transaction() as store:
        delegates.be_told(store, cast.hana.id, is_wanted=False)
    assert asked(database) == [DIETER]

    leave(database, cast.hana.id, visit)

    assert asked(database) == []


def test_a_guest_who_comes_back_is_not_asked_about_again(
    database: Database, cast: Cast, clock: SettableClock, visit: Visit
) -> None:
    clock.at("2026-11-23 11:30")
    jobs.remind(database)
    leave(database, cast.hana.id, visit)
    check_in(database, cast.kiosk, visit)
    clock.forward(hours=1)
    jobs.remind(database)

    with database.reading() as store:
        of_kind = select(Email).where(col(Email.kind) == EmailKind.STILL_HERE)
        assert len(store.exec(of_kind).all()) == 2


def test_whoever_comes_after_the_planned_end_is_not_asked_about_at_once(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    visit = invite()
    clock.at("2026-11-23 12:00")
    check_in(database, cast.kiosk, visit)
    jobs.remind(database)
    assert asked(database) == []

    clock.at("2026-11-23 12:30")
    jobs.remind(database)

    assert asked(database) == [HANA]


@pytest.mark.sampled(1)
@BOTH_STORES
def test_jobs_side_by_side_ask_nobody_twice(
    database: Database, clock: SettableClock, visit: Visit
) -> None:
    assert visit.id
    clock.at("2026-11-23 12:00")

    def remind(racer: Racer, _given: object) -> None:
        jobs.remind(racer.database)

    with racing(database, [remind] * 8) as race:
        assert race() == ["done"] * 8

    assert asked(database) == [HANA, DIETER]


@pytest.mark.parametrize("who", ["hana", "dieter"])
def test_host_and_co_host_say_once_that_the_guest_has_left(
    database: Database, cast: Cast, visit: Visit, who: str
) -> None:
    member = getattr(cast, who)
    leave(database, member.id, visit)

    with pytest.raises(NotInside):
        leave(database, member.id, visit)
    with database.reading() as store:
        departure = visit_state.of(store, visit.id).departure
    assert departure
    assert (departure.by, departure.member_id) == (LeftBy.HOST, member.id)


def test_nobody_else_says_that_the_guest_has_left(
    database: Database, cast: Cast, visit: Visit
) -> None:
    for member in (cast.raka, cast.dewi):
        with pytest.raises(NotFound):
            leave(database, member.id, visit)

    with database.reading() as store:
        assert visit_state.of(store, visit.id).stage is Stage.ON_SITE


@pytest.mark.embedded
def test_looking_for_staying_guests_looks_at_those_inside_only(
    database: Database, visit: Visit
) -> None:
    assert visit.id

    asked_plans = plans(database, staying_guests.unasked)

    assert any("arrival_inside" in plan for plan in asked_plans)
    assert [
        plan for plan in asked_plans if "SCAN" in plan and "arrival" not in plan
    ] == []
