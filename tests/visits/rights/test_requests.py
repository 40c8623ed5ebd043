"""Requests: what people ask of their own data waits for a person, with a clock, and names nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from tests.cast import EMAIL, PHONE, Cast, Invite, SettableClock
from tests.query_plans import plans
from visits import visit_state
from visits.rights import requests
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.rights import RightsRequest
from visits.store.visits import Visit
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.rights import RequestChannel, RequestOutcome, Right
from visits.vocabulary.visits import Lookup


def note(
    database: Database, cast: Cast, kind: Right, about: Visit | tuple[Lookup, str]
) -> RightsRequest:
    with database.transaction() as store:
        return requests.record_at_desk(
            store, cast.senopati.id, kind, cast.dewi.id, about
        )


def own_page(
    database: Database, visit: Visit, kind: Right, outcome: RequestOutcome | None
) -> RightsRequest | None:
    with database.transaction() as store:
        return requests.record_by_guest(
            store,
            visit_state.of(store, visit.id),
            kind,
            outcome,
            actors.GUEST_BY_LINK,
        )


def acts(database: Database) -> list[Act]:
    with database.reading() as store:
        mine = select(col(AuditEntry.act)).where(
            col(AuditEntry.act).in_({Act.REQUEST_NOTED, Act.REQUEST_SETTLED})
        )
        return list(store.exec(mine.order_by(col(AuditEntry.id))))


@pytest.mark.parametrize(
    "outcome", [None, RequestOutcome.DEFERRED, RequestOutcome.REFUSED_HELD]
)
def test_asked_again_while_the_answer_is_the_same_it_is_noted_once(
    database: Database, invite: Invite, outcome: RequestOutcome | None
) -> None:
    visit = invite()

    noted = [own_page(database, visit, Right.ERASE, outcome) for _ in range(3)]

    assert [request is not None for request in noted] == [True, False, False]
    assert len(acts(database)) == 1


@pytest.mark.embedded
def test_the_visits_of_an_address_are_found_without_looking_at_the_sites_others(
    database: Database, cast: Cast, invite: Invite
) -> None:
    invite()
    asked = note(database, cast, Right.ERASE, (Lookup.EMAIL, EMAIL))

    of_visits = [
        plan
        for plan in plans(database, lambda store: requests.visits_of(store, asked))
        if "visit" in plan
    ]

    assert [plan for plan in of_visits if "ix_visit_site_id (site_id=?)" in plan] == []
    assert any("visit USING INTEGER PRIMARY KEY" in plan for plan in of_visits)


def test_what_is_asked_at_the_desk_waits_and_what_is_due_first_stands_first(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    visit = invite()
    first = note(database, cast, Right.ERASE, visit)
    clock.forward(hours=1)
    second = note(database, cast, Right.ACCESS, visit)
    clock.forward(hours=1)
    third = note(database, cast, Right.RESTRICT, visit)

    with database.reading() as store:
        waiting = requests.waiting(store, cast.senopati.id)
        assert [one.request.id for one in waiting] == [second.id, third.id, first.id]
        assert requests.how_many(store, cast.senopati.id) == 3
    assert (first.channel, first.noted_by) == (RequestChannel.IN_PERSON, cast.dewi.id)


@pytest.mark.parametrize("kind", [Right.ACCESS, Right.RESTRICT])
def test_access_and_restriction_have_72_hours(
    database: Database, cast: Cast, clock: SettableClock, kind: Right
) -> None:
    note(database, cast, kind, (Lookup.EMAIL, EMAIL))
    clock.forward(hours=72)
    with database.reading() as store:
        assert not requests.waiting(store, cast.senopati.id)[0].is_late
    clock.forward(seconds=1)
    with database.reading() as store:
        assert requests.waiting(store, cast.senopati.id)[0].is_late


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-23 09:30", datetime(2026, 12, 23, 2, 30, tzinfo=UTC)),
        ("2026-12-31 09:30", datetime(2027, 1, 31, 2, 30, tzinfo=UTC)),
        ("2027-01-31 09:30", datetime(2027, 2, 28, 2, 30, tzinfo=UTC)),
        ("2026-11-01 03:00", datetime(2026, 11, 30, 20, 0, tzinfo=UTC)),
    ],
)
def test_everything_else_has_a_month_of_the_sites_calendar(
    database: Database, cast: Cast, clock: SettableClock, asked: str, due: datetime
) -> None:
    clock.at(asked)
    note(database, cast, Right.ERASE, (Lookup.EMAIL, EMAIL))
    with database.reading() as store:
        assert requests.waiting(store, cast.senopati.id)[0].due_at == due


@pytest.mark.parametrize(
    ("item", "said"),
    [(Lookup.EMAIL, " GITA@example.org"), (Lookup.PHONE, "0812 3456 7890")],
)
def test_an_address_finds_its_visits_to_this_site_and_no_others(
    database: Database, cast: Cast, invite: Invite, item: Lookup, said: str
) -> None:
    mine = invite(phone=PHONE)
    invite(site=cast.mitte, phone=PHONE)
    invite(email="other@example.org")
    request = note(database, cast, Right.ERASE, (item, said))

    with database.reading() as store:
        assert [found.id for found in requests.visits_of(store, request)] == [mine.id]


def test_what_was_said_at_the_desk_stands_in_no_row(
    database: Database, cast: Cast
) -> None:
    request = note(database, cast, Right.ERASE, (Lookup.EMAIL, EMAIL))
    assert EMAIL not in str(request.model_dump())
    assert request.visit_id is None


def test_a_request_about_one_visit_finds_the_others_once_that_one_is_erased(
    database: Database, cast: Cast, invite: Invite
) -> None:
    first, second = invite(), invite()
    request = note(database, cast, Right.ERASE, first)
    with database.transaction() as store:
        assert [found.id for found in requests.visits_of(store, request)] == [
            first.id,
            second.id,
        ]
        store.delete(store.get_one(Visit, first.id))
    with database.reading() as store:
        assert [found.id for found in requests.visits_of(store, request)] == [second.id]


def test_a_right_used_on_ones_own_page_is_settled_at_once(
    database: Database, cast: Cast, invite: Invite
) -> None:
    request = own_page(database, invite(), Right.EXPORT, RequestOutcome.DONE)

    assert request
    assert (request.channel, request.outcome) == (
        RequestChannel.OWN_PAGE,
        RequestOutcome.DONE,
    )
    with database.reading() as store:
        assert requests.waiting(store, cast.senopati.id) == []
        assert [one.id for one in requests.settled_lately(store, cast.senopati.id)] == [
            request.id
        ]
    assert acts(database) == [Act.REQUEST_SETTLED]


def test_an_objection_waits_once_however_often_it_is_made(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    assert own_page(database, visit, Right.OBJECT, None)
    assert own_page(database, visit, Right.OBJECT, None) is None

    with database.reading() as store:
        assert requests.how_many(store, cast.senopati.id) == 1
    assert acts(database) == [Act.REQUEST_NOTED]


def test_a_settled_request_waits_no_more_and_stays_as_it_was_settled(
    database: Database, cast: Cast
) -> None:
    request = note(database, cast, Right.ERASE, (Lookup.EMAIL, EMAIL))
    for outcome in (RequestOutcome.NOTHING_KEPT, RequestOutcome.DONE):
        with database.transaction() as store:
            requests.settle(
                store, cast.senopati.id, request.public_id, outcome, cast.dewi.id
            )
    with database.reading() as store:
        settled = requests.of_site(store, cast.senopati.id, request.public_id)
        assert (settled.outcome, settled.settled_by) == (
            RequestOutcome.NOTHING_KEPT,
            cast.dewi.id,
        )
        assert requests.waiting(store, cast.senopati.id) == []
    assert acts(database) == [Act.REQUEST_NOTED, Act.REQUEST_SETTLED]


def test_another_sites_desk_has_no_part_in_it(database: Database, cast: Cast) -> None:
    request = note(database, cast, Right.ERASE, (Lookup.EMAIL, EMAIL))
    with database.transaction() as store:
        assert requests.waiting(store, cast.mitte.id) == []
        with pytest.raises(NotFound):
            requests.of_site(store, cast.mitte.id, request.public_id)
        with pytest.raises(NotFound):
            requests.settle(
                store,
                cast.mitte.id,
                request.public_id,
                RequestOutcome.DONE,
                cast.dieter.id,
            )


def test_a_request_outlives_the_visit(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    visit = invite()
    note(database, cast, Right.ERASE, visit)
    with database.transaction() as store:
        store.delete(store.get_one(Visit, visit.id))
    clock.now += timedelta(days=2)
    with database.reading() as store:
        (one,) = requests.waiting(store, cast.senopati.id)
        assert requests.visits_of(store, one.request) == []
