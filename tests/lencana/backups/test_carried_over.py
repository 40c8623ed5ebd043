"""What people wished and whose time was over since the backup: putting it back forgets none of it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from sqlalchemy import delete
from sqlmodel import col, select

from lencana import installation
from lencana.backups import restoring
from lencana.backups.restoring import RestoreRequest
from lencana.settings import Settings
from tests.cast import TODAY, Cast, Invite, SettableClock, check_in
from tests.lencana.backups.conftest import BackUp
from visits import visit_state
from visits.erasure import account_closure, erasing, legal_holds, purge
from visits.lobby import departures, kiosks
from visits.people import accounts, profiles
from visits.people.accounts import NewMember
from visits.printing import agents
from visits.rights import requests, restricting
from visits.store.database import Database, Store
from visits.store.people import Member, MemberRole, WelcomeLink
from visits.store.rights import ErasureAsked, LegalHold, Restriction, RightsRequest
from visits.store.sites import Kiosk, PrintAgent
from visits.store.visits import Envelope, Visit
from visits.vocabulary import actors
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.rights import RequestOutcome, Right
from visits.vocabulary.visits import Role

OTHER = {"id": 900, "public_id": "0" * 26, "login": b"o" * 32}
PutBack = Callable[[], Database]


@pytest.fixture
def put_back(
    database: Database, settings: Settings, back_up: BackUp, clock: SettableClock
) -> Iterator[PutBack]:
    """Puts the backup that a test made first over the installation, and opens what it is then."""
    with ExitStack() as stack:

        def put() -> Database:
            database.close()
            wish = RestoreRequest(
                settings.data / "retention_class" / "copy.db",
                replace=True,
                today=clock().date(),
            )
            restoring.restore(settings, wish, clock)
            return stack.enter_context(installation.open_database(settings, clock))

        yield put
    del back_up


def leave(database: Database, cast: Cast, visit: Visit) -> None:
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)


def hold(database: Database, visit: Visit) -> LegalHold:
    with database.transaction() as store:
        review = TODAY + timedelta(days=60)
        return legal_holds.place(
            store, visit.id, HoldReason.INCIDENT, review, actors.OPERATOR
        )


def last_days(store: Store) -> set[object]:
    return {envelope.key_day for envelope in store.exec(select(Envelope))}


def test_who_asked_inside_to_be_erased_is_erased_when_they_leave(
    database: Database, cast: Cast, invite: Invite, back_up: BackUp, put_back: PutBack
) -> None:
    check_in(database, cast.kiosk, visit := invite())
    back_up("copy.db")
    with database.transaction() as store:
        outcome = erasing.erase(store, visit_state.of(store, visit.id), actors.GUEST)

    restored = put_back()

    assert outcome is RequestOutcome.DEFERRED
    with restored.reading() as store:
        assert store.get(ErasureAsked, visit.id)
    leave(restored, cast, visit)
    with restored.reading() as store:
        assert list(store.exec(select(Visit))) == []


def test_who_wants_to_be_left_alone_is(
    database: Database, invite: Invite, back_up: BackUp, put_back: PutBack
) -> None:
    visit = invite()
    back_up("copy.db")
    with database.transaction() as store:
        restricting.object_to(store, visit_state.of(store, visit.id))

    with put_back().reading() as store:
        assert store.get(Restriction, visit.id)
        asked = store.exec(select(RightsRequest)).one()
        assert (asked.kind, asked.visit_id, asked.settled_at) == (
            Right.OBJECT,
            visit.id,
            None,
        )


def test_what_was_settled_since_is_asked_of_nobody_again(
    database: Database, cast: Cast, invite: Invite, back_up: BackUp, put_back: PutBack
) -> None:
    visit = invite()
    with database.transaction() as store:
        requests.record_by_guest(
            store, visit_state.of(store, visit.id), Right.CORRECT, None
        )
    back_up("copy.db")
    with database.transaction() as store:
        row = store.exec(select(RightsRequest)).one()
        row.settled_at, row.outcome, row.settled_by = (
            store.now,
            RequestOutcome.DONE,
            cast.dewi.id,
        )

    with put_back().reading() as store:
        settled = store.exec(select(RightsRequest)).one()
        assert (settled.outcome, settled.settled_by) == (
            RequestOutcome.DONE,
            cast.dewi.id,
        )


def test_a_visit_that_is_held_is_kept_to_its_review(
    database: Database,
    invite: Invite,
    back_up: BackUp,
    put_back: PutBack,
    clock: SettableClock,
) -> None:
    visit = invite()
    back_up("copy.db")
    placed = hold(database, visit)

    restored = put_back()

    with restored.reading() as store:
        assert legal_holds.listed(store)[0].public_id == placed.public_id
        assert last_days(store) == {TODAY + timedelta(days=60)}
    for _ in range(40):
        clock.forward(days=1)
        purge.purge(restored)
    with restored.reading() as store:
        assert store.get(Visit, visit.id)


def test_a_hold_that_was_released_keeps_nobody(
    database: Database, invite: Invite, back_up: BackUp, put_back: PutBack
) -> None:
    visit = invite()
    placed = hold(database, visit)
    back_up("copy.db")
    with database.transaction() as store:
        legal_holds.release(store, placed.public_id, actors.OPERATOR)

    with put_back().reading() as store:
        assert legal_holds.listed(store) == []
        assert TODAY + timedelta(days=60) not in last_days(store)


def test_a_closed_account_stays_closed_and_its_name_goes_on_its_day(
    database: Database,
    cast: Cast,
    back_up: BackUp,
    put_back: PutBack,
    clock: SettableClock,
) -> None:
    back_up("copy.db")
    with database.transaction() as store:
        account_closure.close(store, cast.hana.id, actors.member(cast.hana.id))
        closed = store.get_one(Member, cast.hana.id)
        when = closed.closed_at, closed.key_day
    clock.forward(days=1)

    with put_back().reading() as store:
        again = store.get_one(Member, cast.hana.id)
        assert (again.closed_at, again.key_day) == when
        assert profiles.profile(store, again).name == "Hana Wijaya"
        with pytest.raises(NotFound):
            accounts.by_id(store, cast.hana.id)


def test_a_member_who_was_forgotten_comes_back_without_a_name(
    database: Database, cast: Cast, back_up: BackUp, put_back: PutBack
) -> None:
    new = [
        NewMember(
            name=name,
            email=f"{name}@example.com",
            company_id=cast.langit.id,
            site_id=cast.senopati.id,
            roles=frozenset({Role.HOST}),
            language="en",
        )
        for name in ("Nina", "Omar")
    ]
    with database.transaction() as store:
        nina, _ = [accounts.enrol(store, one).id for one in new]
    back_up("copy.db")
    with database.transaction() as store:
        account_closure.close(store, nina, actors.member(nina))
        store.flush()
        for table, column in (
            (WelcomeLink, col(WelcomeLink.member_id)),
            (MemberRole, col(MemberRole.member_id)),
        ):
            store.execute(delete(table).where(column == nina))
        store.execute(delete(Member).where(col(Member.id) == nina))

    with put_back().reading() as store:
        row = store.get(Member, nina)
        assert row is None or row.profile == b""
        names = {
            profiles.profile(store, one).name for one in store.exec(select(Member))
        }
        assert "Nina" not in names
        assert "Omar" in names


def test_a_revoked_device_stays_revoked(
    database: Database, cast: Cast, back_up: BackUp, put_back: PutBack
) -> None:
    with database.transaction() as store:
        agent, _ = agents.pair(
            store, agents.offer_pairing(store, cast.senopati.id, "Cellar")
        )
    back_up("copy.db")
    with database.transaction() as store:
        agents.revoke(store, cast.senopati.id, agent.public_id)
        kiosks.revoke(store, cast.senopati.id, cast.kiosk.public_id, cast.dewi.id)

    with put_back().reading() as store:
        assert store.get_one(PrintAgent, agent.id).revoked_at
        revoked = select(Kiosk.id).where(col(Kiosk.revoked_at).is_not(None))
        assert list(store.exec(revoked)) == [cast.kiosk.id]


def test_nobody_is_closed_because_of_a_database_of_others(
    database: Database, cast: Cast, back_up: BackUp, put_back: PutBack
) -> None:
    back_up("copy.db")
    with database.transaction() as store:
        for member in store.exec(select(Member)):
            member.public_id = member.public_id[::-1]
        store.add(Member(**store.get_one(Member, cast.hana.id).model_dump() | OTHER))

    with put_back().reading() as store:
        assert store.get_one(Member, cast.raka.id).closed_at is None
