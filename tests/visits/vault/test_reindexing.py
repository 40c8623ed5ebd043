"""Addresses that were kept by an older rule get their one form, and are found by it alone."""

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col, select

from tests.cast import NAME, Cast, Invite
from visits.people import profiles
from visits.people.profiles import MemberProfile
from visits.store.database import Database, Store
from visits.store.people import Member
from visits.store.visits import BlindIndex, Visit
from visits.vault import blind_index, envelopes, reindexing
from visits.vocabulary.actors import as_guest

THEIRS, ANOTHERS = "amelie@faß.example", "amelie@fass.example"
CANONICAL = "amelie@xn--fa-hia.example"


def test_a_guest_kept_by_the_older_rule_is_found_by_their_own_address_alone(
    database: Database, invite: Invite
) -> None:
    visit = kept_as_before(database, invite())

    with database.transaction() as store:
        count = reindexing.canonical_emails(store)
        again = reindexing.canonical_emails(store)

    with database.reading() as store:
        guest = envelopes.read_one(store, visit.id, ["name", "email"], as_guest())
        assert (guest.name.reveal(), guest.email.reveal()) == (NAME, CANONICAL)
        assert found(store, THEIRS) == [visit.id]
        assert found(store, ANOTHERS) == []
    assert (count, again) == (1, 0)


def test_an_address_in_its_one_form_is_left_as_it_is(
    database: Database, invite: Invite
) -> None:
    invite()

    with database.transaction() as store:
        assert reindexing.canonical_emails(store) == 0


def test_a_member_kept_by_the_older_rule_signs_in_with_their_own_address(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        hana = store.get_one(Member, cast.hana.id)
        profiles.store_profile(store, hana, MemberProfile("Hana Wijaya", THEIRS))
        hana.login = profiles.login_digest(store, ANOTHERS)

    with database.transaction() as store:
        assert profiles.canonical_logins(store) == 1

    with database.reading() as store:
        hana = store.get_one(Member, cast.hana.id)
        assert hana.login == profiles.login_digest(store, THEIRS)
        assert profiles.profile(store, hana).email == CANONICAL


def kept_as_before(database: Database, visit: Visit) -> Visit:
    """The visit with an address as revision 0006 kept and found it."""
    with database.transaction() as store:
        until = store.now + timedelta(days=3)
        envelopes.keep(store, visit.id, {"name": NAME, "email": THEIRS}, until)
        before = blind_index.digest(store.keys.secrets, "email", ANOTHERS)
        store.execute(
            update(BlindIndex)
            .where(col(BlindIndex.visit_id) == visit.id)
            .values(digest=before)
        )
    return visit


def found(store: Store, typed: str) -> list[int]:
    digest = blind_index.digest(store.keys.secrets, "email", typed)
    return list(
        store.exec(select(BlindIndex.visit_id).where(col(BlindIndex.digest) == digest))
    )
