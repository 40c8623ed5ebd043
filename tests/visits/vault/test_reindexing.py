"""Addresses that were kept by an older rule get their one form, and are found by it alone."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import update
from sqlmodel import col, select

from lencana import installation
from lencana.settings import Settings
from tests.cast import NAME, Cast, Invite
from tests.visits.people.test_memberships import at_mitte
from visits.people import accounts, profiles
from visits.people.profiles import MemberProfile
from visits.store.database import Database, Store
from visits.store.people import Account, Member
from visits.store.rights import Suppression
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
        second = accounts.enrol(store, at_mitte(cast))
        for one in (hana, second):
            profiles.store_profile(store, one, MemberProfile("Hana Wijaya", THEIRS))
        account = store.get_one(Account, cast.hana.id)
        account.login = profiles.login_digest(store, ANOTHERS)

    with database.transaction() as store:
        # None of a person's memberships keeps another address than the others.
        assert profiles.canonical_logins(store) == 2

    with database.reading() as store:
        hana = store.get_one(Member, cast.hana.id)
        account = store.get_one(Account, cast.hana.id)
        assert account.login == profiles.login_digest(store, THEIRS)
        for one in (hana, store.get_one(Member, second.id)):
            assert profiles.profile(store, one).email == CANONICAL


def test_what_was_asked_under_the_old_digest_holds_for_the_new_one(
    database: Database, invite: Invite
) -> None:
    kept_as_before(database, invite())
    with database.transaction() as store:
        store.add(Suppression(contact_digest=digest(store, ANOTHERS), since=store.now))

    with database.transaction() as store:
        reindexing.canonical_emails(store)

    with database.reading() as store:
        assert store.get(Suppression, digest(store, THEIRS))
        assert store.get(Suppression, digest(store, ANOTHERS))


def test_a_profile_that_no_key_opens_keeps_nobody_from_migrating(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        store.get_one(Member, cast.hana.id).key_month = "2020-01"

    with database.transaction() as store:
        assert profiles.canonical_logins(store) == 0


def test_migrating_gives_what_was_kept_before_its_one_form(
    database: Database, invite: Invite, tmp_path: Path
) -> None:
    visit = kept_as_before(database, invite())

    installation.bring_forward(Settings(data=tmp_path), database)

    with database.reading() as store:
        assert found(store, THEIRS) == [visit.id]
        assert found(store, ANOTHERS) == []


def kept_as_before(database: Database, visit: Visit) -> Visit:
    """The visit with an address as revision 0006 kept and found it."""
    with database.transaction() as store:
        until = store.now + timedelta(days=3)
        envelopes.keep(store, visit.id, {"name": NAME, "email": THEIRS}, until)
        before = digest(store, ANOTHERS)
        store.execute(
            update(BlindIndex)
            .where(col(BlindIndex.visit_id) == visit.id)
            .values(digest=before)
        )
    return visit


def found(store: Store, typed: str) -> list[int]:
    same = col(BlindIndex.digest) == digest(store, typed)
    return list(store.exec(select(BlindIndex.visit_id).where(same)))


def digest(store: Store, typed: str) -> bytes:
    return blind_index.digest(store.keys.secrets, "email", typed)
