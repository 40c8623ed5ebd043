"""A guest who wants to be left alone is told of to nobody, but for safety, law and themselves."""

import pytest
from sqlmodel import select

from tests.cast import (
    EMAIL,
    NAME,
    Cast,
    Invite,
    check_in,
    go_away,
    invitation_code,
    scan,
    waits,
)
from visits import board, codes, visit_state
from visits.audit.access_log import AccessLog
from visits.lobby import arrivals, kiosks
from visits.lobby import check_in as reception
from visits.rights import access, requests, restricting
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.rights import Restriction
from visits.store.visits import Visit
from visits.vault import envelopes
from visits.vocabulary import actors
from visits.vocabulary.actors import (
    AccessContext,
    as_desk,
    as_guest,
    as_host,
    as_kiosk,
    as_mailer,
    as_printing,
)
from visits.vocabulary.audit import Act
from visits.vocabulary.policy import Purpose, Reader
from visits.vocabulary.refusals import DataRestricted, NotExpectedNow
from visits.vocabulary.rights import Right
from visits.vocabulary.visits import WaitReason

ORDINARY = [
    as_host(1),
    as_desk(2),
    as_mailer(),
    as_printing(None),
    as_kiosk(1, Purpose.VERIFY),
]
GOES_ON = [as_guest(), as_desk(2, Purpose.PROTECT), as_desk(2, Purpose.COMPLY)]


@pytest.fixture
def visit(invite: Invite) -> Visit:
    return invite()


def restrict(database: Database, visit: Visit) -> None:
    with database.transaction() as store:
        restricting.restrict(store, visit_state.of(store, visit.id), actors.GUEST)


def told(database: Database, visit: Visit, asking: AccessContext) -> tuple[str, bool]:
    with database.reading() as store:
        guest = envelopes.read_one(store, visit.id, ["name"], asking)
    return guest.name.reveal(), guest.is_restricted


@pytest.mark.parametrize("asking", ORDINARY)
def test_whoever_is_no_exception_is_told_nothing_and_that_it_is_so(
    database: Database, visit: Visit, asking: AccessContext, access_log: AccessLog
) -> None:
    assert told(database, visit, asking) == (NAME, False)
    restrict(database, visit)
    access_log.waiting.clear()
    assert told(database, visit, asking) == ("", True)
    assert list(access_log.waiting) == []


@pytest.mark.parametrize("asking", GOES_ON)
def test_safety_law_and_the_guest_go_on(
    database: Database, visit: Visit, asking: AccessContext
) -> None:
    restrict(database, visit)
    assert told(database, visit, asking) == (NAME, False)


def test_every_reader_is_an_exception_or_is_not(
    database: Database, visit: Visit
) -> None:
    restrict(database, visit)
    for reader in set(Reader) - {Reader.GUEST}:
        for purpose in set(Purpose) - {Purpose.PROTECT, Purpose.COMPLY}:
            assert told(
                database, visit, AccessContext(actors.GUEST, reader, purpose)
            ) == ("", True)


def test_their_code_leads_to_the_desk(
    database: Database, cast: Cast, visit: Visit
) -> None:
    restrict(database, visit)
    with pytest.raises(NotExpectedNow) as refused:
        scan(database, cast.kiosk, visit)
    assert refused.value.reason is WaitReason.RESTRICTED


def test_their_address_is_answered_like_a_strangers_and_the_desk_knows(
    database: Database, cast: Cast, visit: Visit
) -> None:
    restrict(database, visit)
    with database.transaction() as store:
        kiosk = kiosks.paired(store, cast.kiosk.id)
        encounter = reception.announce_address(store, kiosk, "email", EMAIL)
    assert encounter.visit_id is None
    assert waits(database, cast.senopati) == [WaitReason.RESTRICTED]


def test_the_desk_lets_nobody_in_whose_name_it_may_not_read(
    database: Database, cast: Cast, visit: Visit
) -> None:
    restrict(database, visit)
    with database.transaction() as store, pytest.raises(DataRestricted):
        arrivals.check_in_at_desk(
            store, cast.senopati.id, visit.public_id, cast.dewi.id
        )


def test_a_board_of_others_is_as_before(
    database: Database, cast: Cast, invite: Invite, visit: Visit
) -> None:
    other = invite(name="Budi Santoso", email="budi@example.org")
    restrict(database, visit)
    with database.reading() as store:
        lines = {
            line.public_id: line.guest for line in board.of_host(store, cast.hana.id)
        }
    assert lines[visit.public_id].is_restricted
    assert lines[other.public_id].name.reveal() == "Budi Santoso"


def test_asked_twice_it_is_one_restriction_and_lifted_it_is_none(
    database: Database, visit: Visit
) -> None:
    restrict(database, visit)
    restrict(database, visit)
    with database.transaction() as store:
        restricting.lift(store, visit_state.of(store, visit.id), actors.GUEST)
        restricting.lift(store, visit_state.of(store, visit.id), actors.GUEST)
    with database.reading() as store:
        assert store.exec(select(Restriction)).all() == []
        acts = [entry.act for entry in store.exec(select(AuditEntry))]
    assert [act for act in acts if "restrict" in act] == [
        Act.RESTRICTED,
        Act.RESTRICTION_LIFTED,
    ]


def test_an_objection_restricts_and_waits_for_a_person(
    database: Database, cast: Cast, visit: Visit
) -> None:
    with database.transaction() as store:
        restricting.object_to(
            store, visit_state.of(store, visit.id), actors.GUEST_BY_LINK
        )
    with database.reading() as store:
        [waiting] = requests.waiting(store, cast.senopati.id)
        assert visit_state.of(store, visit.id).restriction
    assert waiting.request.kind is Right.OBJECT


def test_who_objects_twice_at_one_moment_has_objected_once(
    database: Database, visit: Visit
) -> None:
    with database.transaction() as store:
        for _ in range(2):
            restricting.object_to(
                store, visit_state.of(store, visit.id), actors.GUEST_BY_LINK
            )

    with database.reading() as store:
        acts = [entry.act for entry in store.exec(select(AuditEntry))]
    assert acts.count(Act.OBJECTED) == 1


def test_the_guest_inside_may_leave_by_their_badge_and_reads_all_of_it(
    database: Database, cast: Cast, visit: Visit
) -> None:
    check_in(database, cast.kiosk, visit)
    restrict(database, visit)
    with database.reading() as store:
        every = access.all_data(store, visit_state.of(store, visit.id), as_guest())
    assert every.guest.name.reveal() == NAME
    assert every.rows("restriction_or_erasure")


def test_a_code_that_is_used_up_still_says_so_first(
    database: Database, cast: Cast, visit: Visit
) -> None:
    go_away(database, check_in(database, cast.kiosk, visit))
    restrict(database, visit)
    code = codes.digest(invitation_code(database, visit))
    with database.transaction() as store, pytest.raises(NotExpectedNow) as refused:
        reception.scan(store, kiosks.paired(store, cast.kiosk.id), code)
    assert refused.value.reason is WaitReason.USED_AGAIN
