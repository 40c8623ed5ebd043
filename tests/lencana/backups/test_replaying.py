"""What was decided since the backup: putting it back forgets none of it, whatever is left of the old database."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col, select

from lencana import installation
from lencana.backups import key_copies, replaying, restoring
from lencana.backups.restoring import RestoreRequest
from lencana.backups.targets import Target
from lencana.settings import Settings
from tests.cast import (
    EMAIL,
    NAME,
    TODAY,
    Cast,
    Invite,
    SettableClock,
    check_in,
    colleague,
    watch,
)
from tests.lencana.backups.conftest import BackUp, Other
from visits import visit_state, watch_list
from visits.erasure import account_closure, erasing, legal_holds, purge
from visits.keys.decision_log import (
    NEVER,
    AnyDecision,
    LoggedClosure,
    LoggedErasure,
    LoggedErasureRequest,
    LoggedRequest,
    LoggedRestriction,
    LoggedRevocation,
)
from visits.keys.key_copies import KeyCopy
from visits.lobby import departures, kiosks
from visits.people import accounts, profiles
from visits.people.accounts import NewMember
from visits.printing import agents
from visits.rights import corrections, requests, restricting, suppression
from visits.store.database import Database, Store
from visits.store.lobby import WatchEntry
from visits.store.people import Account, Member
from visits.store.rights import (
    ErasureAsked,
    LegalHold,
    Restriction,
    RightsRequest,
    Suppression,
)
from visits.store.sites import Kiosk, PrintAgent
from visits.store.system_state import DecisionPosition
from visits.store.visits import BlindIndex, Envelope, Invitation, Visit
from visits.vault import blind_index, envelopes
from visits.vocabulary import actors
from visits.vocabulary.actors import AccessContext
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.people import Role
from visits.vocabulary.policy import Purpose, Reader
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.rights import RequestChannel, RequestOutcome, Right
from visits.vocabulary.visits import Lookup, WatchReason
from visits.watch_list import WatchedAddress

WORDS = "a passphrase for tests"
RIGHT, RIGHT_EMAIL = "Gita Prameswari", "gita.p@example.org"
TOLD_AT = datetime(2026, 11, 23, tzinfo=UTC)
DECIDED = (
    Restriction,
    Suppression,
    LegalHold,
    RightsRequest,
    ErasureAsked,
    BlindIndex,
    WatchEntry,
)
WORDS_OF_GUESTS = (
    *(word for name in (NAME, RIGHT) for word in name.casefold().split()),
    EMAIL,
    RIGHT_EMAIL,
)
KINDS = {
    "erasure",
    "erasure_request",
    "restriction",
    "correction",
    "hold",
    "request",
    "suppression",
    "watch",
    "closure",
    "revocation",
}
PutBack = Callable[[], Database]


@pytest.fixture(
    params=[
        "over the old database",
        pytest.param("on another machine", marks=pytest.mark.whole),
    ]
)
def put_back(
    request: pytest.FixtureRequest,
    database: Database,
    settings: Settings,
    back_up: BackUp,
    other: Other,
) -> Iterator[PutBack]:
    """Puts the backup that a test made first back, and opens what is there then.

    On another machine only a copy of the keys, made last, knows what was decided since.
    """
    with ExitStack() as stack:

        def put() -> Database:
            place, keys, clock = settings, None, other.clock
            if request.param == "on another machine":
                keys = copy_of_keys(database, settings)
                place = other.settings
            database.close()
            wish = RestoreRequest(
                settings.data / "copies" / "copy.db",
                keys,
                replace=True,
                today=clock().date(),
            )
            restoring.restore(place, wish, clock)
            return stack.enter_context(installation.open_database(place, clock))

        yield put
    del back_up


def copy_of_keys(
    database: Database, settings: Settings, name: str = "now.keys"
) -> KeyCopy:
    """What `lencana keys backup --with-guests` makes, opened again."""
    file = settings.data / "copies" / name
    key_copies.back_up(database, settings, Target(file), WORDS, with_guests=True)
    return key_copies.opened(file, WORDS)


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


@pytest.mark.parametrize("put_back", ["on another machine"], indirect=True)
def test_who_arrived_since_and_asked_inside_to_be_erased_can_be_checked_in_anew(
    database: Database, cast: Cast, invite: Invite, back_up: BackUp, put_back: PutBack
) -> None:
    visit = invite()
    back_up("copy.db")
    check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        erasing.erase(store, visit_state.of(store, visit.id), actors.GUEST)

    with put_back().reading() as store:
        assert store.get(ErasureAsked, visit.id)
        assert store.get(Visit, visit.id)


def test_who_wants_to_be_left_alone_is(
    database: Database, invite: Invite, back_up: BackUp, put_back: PutBack
) -> None:
    visit = invite()
    back_up("copy.db")
    with database.transaction() as store:
        restricting.object_to(
            store, visit_state.of(store, visit.id), actors.GUEST_BY_LINK
        )

    with put_back().reading() as store:
        assert store.get(Restriction, visit.id)
        asked = store.exec(select(RightsRequest)).one()
        assert (asked.kind, asked.visit_id, asked.settled_at) == (
            Right.OBJECT,
            visit.id,
            None,
        )


def test_what_was_asked_once_the_first_day_had_gone_is_of_the_other_days(
    database: Database,
    invite: Invite,
    clock: SettableClock,
    back_up: BackUp,
    put_back: PutBack,
) -> None:
    first = invite(more_days=(TODAY + timedelta(days=1), TODAY + timedelta(days=2)))
    clock.forward(days=1, hours=2)
    purge.purge(database)
    back_up("copy.db")
    with database.transaction() as store:
        later = visit_state.every(store, col(Invitation.series_id) == first.id)
        restricting.object_to(store, later[0], actors.GUEST_BY_LINK)

    with put_back().reading() as store:
        asked = store.exec(select(RightsRequest)).one()
        about = requests.visits_of(store, asked)
        assert [day.id for day in about] == [day.id for day in later]
        assert len(about) == 2


def test_what_was_settled_since_is_asked_of_nobody_again(
    database: Database, cast: Cast, invite: Invite, back_up: BackUp, put_back: PutBack
) -> None:
    visit = invite()
    with database.transaction() as store:
        requests.record_by_guest(
            store,
            visit_state.of(store, visit.id),
            Right.CORRECT,
            None,
            actors.GUEST_BY_LINK,
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
    database: Database, invite: Invite, back_up: BackUp, put_back: PutBack
) -> None:
    visit = invite()
    back_up("copy.db")
    placed = hold(database, visit)

    with put_back().reading() as store:
        assert legal_holds.listed(store)[0].public_id == placed.public_id
        assert last_days(store) == {TODAY + timedelta(days=60)}


@pytest.mark.parametrize("put_back", ["over the old database"], indirect=True)
def test_a_visit_that_is_held_again_outlives_its_own_time(
    database: Database,
    invite: Invite,
    back_up: BackUp,
    put_back: PutBack,
    clock: SettableClock,
) -> None:
    visit = invite()
    back_up("copy.db")
    hold(database, visit)

    restored = put_back()

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


@pytest.mark.parametrize("also_second", [False, True])
def test_a_closed_membership_stays_closed_and_the_account_goes_with_the_last(
    database: Database,
    cast: Cast,
    back_up: BackUp,
    put_back: PutBack,
    *,
    also_second: bool,
) -> None:
    hana = NewMember(
        name="Hana Wijaya",
        email="hana@example.com",
        company_id=cast.awan.id,
        site_id=cast.mitte.id,
        roles=frozenset({Role.HOST}),
        language="en",
    )
    with database.transaction() as store:
        second = accounts.enrol(store, hana)
    back_up("copy.db")
    for member_id in [cast.hana.id, *[second.id] * also_second]:
        with database.transaction() as store:
            account_closure.close(store, member_id, actors.OPERATOR)

    with put_back().reading() as store:
        assert accounts.signed_in(store, cast.hana.id) is None
        assert (accounts.signed_in(store, second.id) is None) is also_second
        assert (store.get(Account, cast.hana.id) is None) is also_second


def test_a_member_who_was_forgotten_comes_back_without_a_name(
    database: Database,
    cast: Cast,
    settings: Settings,
    back_up: BackUp,
    other: Other,
    clock: SettableClock,
) -> None:
    new = NewMember(
        name="Nina",
        email="nina@example.com",
        company_id=cast.langit.id,
        site_id=cast.senopati.id,
        roles=frozenset({Role.HOST}),
        language="en",
    )
    with database.transaction() as store:
        nina = accounts.enrol(store, new).id
    file = back_up("copy.db")
    month = copy_of_keys(database, settings, "then.keys").months
    with database.transaction() as store:
        account_closure.close(store, nina, actors.member(nina))
    for _ in range(32):
        clock.forward(days=1)
        purge.purge(database)
    keys = replace(copy_of_keys(database, settings), months=month)

    restoring.restore(
        other.settings, RestoreRequest(file, keys, today=clock().date()), clock
    )

    with (
        installation.open_database(other.settings, clock) as restored,
        restored.reading() as store,
    ):
        assert nina not in store.exec(
            select(Member.id).where(col(Member.profile) != b"")
        )
        names = {
            profiles.profile(store, one).name for one in store.exec(select(Member))
        }
        assert "Nina" not in names
        assert "Hana Wijaya" in names


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


def test_a_restriction_that_was_lifted_stays_lifted(
    database: Database, invite: Invite, back_up: BackUp, put_back: PutBack
) -> None:
    visit = invite()
    with database.transaction() as store:
        restricting.restrict(store, visit_state.of(store, visit.id), actors.GUEST)
    back_up("copy.db")
    with database.transaction() as store:
        restricting.lift(store, visit_state.of(store, visit.id), actors.GUEST)

    with put_back().reading() as store:
        assert store.get(Restriction, visit.id) is None


def test_what_was_corrected_reads_so_and_finds_the_guest(
    database: Database, invite: Invite, back_up: BackUp, put_back: PutBack
) -> None:
    visit = invite()
    back_up("copy.db")
    for name, email in (("Gitta", "gitta@example.org"), (RIGHT, RIGHT_EMAIL)):
        correct(database, visit, {"name": name, "email": email})

    with put_back().reading() as store:
        assert names(store, visit) == (RIGHT, RIGHT_EMAIL)
        digest = blind_index.digest(store.keys.secrets, "email", RIGHT_EMAIL)
        found = select(BlindIndex.visit_id).where(col(BlindIndex.digest) == digest)
        assert list(store.exec(found)) == [visit.id]


def test_an_address_that_wants_no_mail_gets_none_until_it_wants_some(
    database: Database, invite: Invite, back_up: BackUp, put_back: PutBack
) -> None:
    wants_none, wants_again = invite(), invite(email="ani@example.org")
    with database.transaction() as store:
        suppression.suppress(
            store, visit_state.of(store, wants_again.id), actors.GUEST_BY_LINK
        )
    back_up("copy.db")
    with database.transaction() as store:
        suppression.suppress(
            store, visit_state.of(store, wants_none.id), actors.GUEST_BY_LINK
        )
        suppression.lift(
            store, visit_state.of(store, wants_again.id), actors.GUEST_BY_LINK
        )

    with put_back().reading() as store:
        wants = [
            suppression.is_suppressed(store, one.id)
            for one in (wants_none, wants_again)
        ]
    assert wants == [True, False]


def test_who_came_on_the_watch_list_since_is_on_it_and_who_was_taken_off_is_not(
    database: Database, cast: Cast, invite: Invite, back_up: BackUp, put_back: PutBack
) -> None:
    freed, stopped = invite(email="freed@example.org"), invite()
    ended = watch(database, cast, "freed@example.org")
    back_up("copy.db")
    watch(database, cast)
    with database.transaction() as store:
        address = WatchedAddress(Lookup.EMAIL, "freed@example.org")
        place = ended.site_id, cast.dewi.id, ended.public_id
        watch_list.take_off(store, *place, address)

    sari = colleague(database, cast)
    with put_back().reading() as store:
        watched = [visit_state.of(store, one.id).watched for one in (freed, stopped)]
        [kept] = store.exec(select(WatchEntry))
    assert watched == [None, WatchReason.BARRED]
    assert (kept.proposed_by, kept.confirmed_by) == (cast.dewi.id, sari.id)


def test_an_entry_past_its_review_does_nothing_in_a_backup_that_has_it(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    back_up: BackUp,
    put_back: PutBack,
) -> None:
    visit = invite(day=TODAY + timedelta(days=4))
    watch(database, cast, until=TODAY + timedelta(days=2))
    back_up("copy.db")
    clock.forward(days=3)
    purge.purge(database)

    restored = put_back()

    with restored.reading() as store:
        assert visit_state.of(store, visit.id).watched is None
    purge.purge(restored)
    with restored.reading() as store:
        assert list(store.exec(select(WatchEntry))) == []


def test_replaying_twice_changes_nothing(
    database: Database, cast: Cast, invite: Invite, back_up: BackUp, put_back: PutBack
) -> None:
    visit, inside, gone = invite(), invite(), invite()
    check_in(database, cast.kiosk, inside)
    back_up("copy.db")
    decide_everything(database, cast, visit, inside, gone)

    restored = put_back()

    before = rows(restored)
    with restored.transaction() as store:
        assert replaying.replay(store) == (0, 0)
    with restored.transaction() as store:
        # As if this database had been told of none.
        store.get_one(DecisionPosition, 1).number = 0
    with restored.transaction() as store:
        assert replaying.replay(store)[1] == 0
    assert rows(restored) == before
    assert {type(row) for row in before} == set(DECIDED)


def test_what_a_newer_backup_holds_is_not_undone_by_an_older_log(
    database: Database,
    invite: Invite,
    settings: Settings,
    back_up: BackUp,
    other: Other,
) -> None:
    visit = invite()
    with database.transaction() as store:
        restricting.restrict(store, visit_state.of(store, visit.id), actors.GUEST)
    correct(database, visit, {"name": "Gitta"})
    older = copy_of_keys(database, settings)
    with database.transaction() as store:
        restricting.lift(store, visit_state.of(store, visit.id), actors.GUEST)
    correct(database, visit, {"name": RIGHT})

    restoring.restore(
        other.settings, RestoreRequest(back_up("copy.db"), older), other.clock
    )

    with (
        installation.open_database(other.settings, other.clock) as restored,
        restored.reading() as store,
    ):
        assert store.get(Restriction, visit.id) is None
        assert names(store, visit)[0] == RIGHT


def test_a_log_about_others_changes_nothing(
    database: Database, cast: Cast, invite: Invite, back_up: BackUp, put_back: PutBack
) -> None:
    stays = invite()
    back_up("copy.db")
    unknown: list[AnyDecision] = [
        LoggedErasure(last_day=NEVER, visit=b"v" * 32),
        LoggedRestriction(last_day=NEVER, visit=b"v" * 32, at=TOLD_AT),
        LoggedErasureRequest(last_day=NEVER, visit=b"v" * 32, at=TOLD_AT),
        LoggedClosure(last_day=NEVER, public_id="0" * 26, closed_at=TOLD_AT),
        LoggedRevocation(
            last_day=NEVER, device="agent", public_id="0" * 26, at=TOLD_AT
        ),
        LoggedRequest(
            last_day=NEVER,
            public_id="0" * 26,
            site_id=900,
            right=Right.ERASE,
            channel=RequestChannel.OWN_PAGE,
            received_at=TOLD_AT,
        ),
    ]
    with database.transaction() as store:
        store.decisions.extend(unknown)

    with put_back().reading() as store:
        assert list(store.exec(select(Visit.id))) == [stays.id]
        assert store.get_one(Member, cast.raka.id).closed_at is None
        assert list(store.exec(select(RightsRequest))) == []


def test_what_was_rolled_back_is_in_no_log(database: Database, invite: Invite) -> None:
    visit = invite()
    with suppress(ZeroDivisionError), database.transaction() as store:
        restricting.restrict(store, visit_state.of(store, visit.id), actors.GUEST)
        raise ZeroDivisionError

    assert database.keys.decisions.entries() == []


def test_what_the_database_refused_to_commit_is_in_no_log(
    database: Database, invite: Invite
) -> None:
    visit = invite()
    with suppress(IntegrityError), database.transaction() as store:
        restricting.restrict(store, visit_state.of(store, visit.id), actors.GUEST)
        # Looked at only when the transaction commits.
        store.execute(text("PRAGMA defer_foreign_keys = ON"))
        store.execute(insert(Restriction).values(visit_id=900, at=store.now))

    assert database.keys.decisions.entries() == []
    with database.reading() as store:
        assert store.get(Restriction, visit.id) is None


def test_no_word_of_a_guest_is_in_the_log_and_none_opens_once_they_are_erased(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit, inside, gone = invite(), invite(), invite()
    check_in(database, cast.kiosk, inside)
    decide_everything(database, cast, visit, inside, gone)
    text = (database.keys.keyring.folder / "decisions").read_text().casefold()
    kinds = {entry.kind for entry in database.keys.decisions.entries()}

    assert [word for word in (*WORDS_OF_GUESTS, visit.public_id) if word in text] == []
    assert kinds == KINDS

    with database.transaction() as store:
        erasing.erase(store, visit_state.of(store, visit.id), actors.GUEST)

    assert "correction" not in {
        entry.kind for entry in database.keys.decisions.entries()
    }


def test_a_decision_whose_commit_was_killed_is_carried_out_at_the_next_start(
    database: Database, invite: Invite
) -> None:
    visit = invite()
    database.close()
    if (child := os.fork()) == 0:
        with suppress(BaseException):
            event.listen(database.engine, "commit", _die)
            with database.transaction() as store:
                restricting.restrict(
                    store, visit_state.of(store, visit.id), actors.GUEST
                )
        os._exit(1)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    with database.reading() as store:
        assert store.get(Restriction, visit.id) is None

    with database.transaction() as store:
        assert replaying.replay(store) == (1, 0)

    with database.reading() as store:
        assert store.get(Restriction, visit.id)


def decide_everything(
    database: Database, cast: Cast, visit: Visit, inside: Visit, gone: Visit
) -> None:
    """One decision of every kind."""
    correct(database, visit, {"name": RIGHT, "email": RIGHT_EMAIL})
    hold(database, inside)
    watch(database, cast)
    with database.transaction() as store:
        restricting.object_to(
            store, visit_state.of(store, visit.id), actors.GUEST_BY_LINK
        )
        suppression.suppress(
            store, visit_state.of(store, visit.id), actors.GUEST_BY_LINK
        )
        erasing.erase(store, visit_state.of(store, gone.id), actors.GUEST)
        store.add(ErasureAsked(visit_id=inside.id, at=store.now))
        kiosks.revoke(store, cast.senopati.id, cast.kiosk.public_id, cast.dewi.id)
        account_closure.close(store, cast.raka.id, actors.OPERATOR)


def correct(database: Database, visit: Visit, changes: dict[str, str]) -> None:
    with database.transaction() as store:
        found = visit_state.of(store, visit.id)
        assert corrections.correct(store, found, changes, actors.OPERATOR)


def names(store: Store, visit: Visit) -> tuple[str, str]:
    """The guest's name and e-mail, as the guest reads them."""
    asking = AccessContext(actors.GUEST, Reader.GUEST, Purpose.COMPLY)
    guest = envelopes.read_one(store, visit.id, ["name", "email"], asking)
    return guest.name.reveal(), guest.email.reveal()


def rows(database: Database) -> list[SQLModel]:
    """Every row that a decision wrote."""
    with database.reading() as store:
        return [row for table in DECIDED for row in store.exec(select(table))]


def _die(_connection: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
