"""No more e-mails: a digest is kept, letters of hosts stay in the house, and codes still go."""

import pytest
from sqlmodel import col, select

from tests.cast import EMAIL, Cast, Invite, SettableClock
from visits import emails, hosted_guests, invitations, visit_state
from visits.email_use import NotSendable
from visits.rights import access, corrections, restricting, suppression
from visits.rights.facts import Row
from visits.store.database import Database
from visits.store.outbox import Email
from visits.store.rights import Suppression
from visits.store.visits import Visit
from visits.vault import blind_index
from visits.vocabulary import actors
from visits.vocabulary.actors import as_guest
from visits.vocabulary.mail import EmailKind, UndeliveredReason

VICTIM = "victim@example.org"


def ask_for_silence(database: Database, visit: Visit) -> None:
    with database.transaction() as store:
        suppression.suppress(
            store, visit_state.of(store, visit.id), actors.GUEST_BY_LINK
        )


def silenced(database: Database) -> set[str]:
    """Whose messages stay in the house, of the addresses that are told apart here."""
    known = {}
    with database.reading() as store:
        for address in (EMAIL, VICTIM, "sari@example.org"):
            known[blind_index.digest(store.keys.secrets, "email", address)] = address
        return {known[one.contact_digest] for one in store.exec(select(Suppression))}


def said_of_silence(database: Database, visit: Visit) -> list[Row]:
    """What the guest's own page and copy say of it."""
    with database.reading() as store:
        return access.all_data(store, visit_state.of(store, visit.id), as_guest()).rows(
            "suppression"
        )


def why_not(database: Database, kind: EmailKind) -> UndeliveredReason | None:
    """Why the newest letter of this kind stays in the house."""
    with database.reading() as store:
        newest = (
            select(Email).where(col(Email.kind) == kind).order_by(col(Email.id).desc())
        )
        try:
            emails.contents(store, store.exec(newest.limit(1)).one())
        except NotSendable as refusal:
            return refusal.why
    return None


def test_a_digest_of_the_address_is_all_that_is_kept(
    database: Database, invite: Invite
) -> None:
    ask_for_silence(database, invite())
    with database.reading() as store:
        [kept] = store.exec(select(Suppression)).all()
        assert kept.contact_digest == blind_index.digest(
            store.keys.secrets, "email", EMAIL
        )


@pytest.mark.parametrize("again", [1, 2])
def test_no_letter_about_any_visit_goes_to_it(
    database: Database, invite: Invite, again: int
) -> None:
    for _ in range(again):
        ask_for_silence(database, invite())
    invite()
    assert why_not(database, EmailKind.INVITATION) is UndeliveredReason.SUPPRESSED


def test_others_are_written_to_as_before(database: Database, invite: Invite) -> None:
    ask_for_silence(database, invite())
    invite(email="budi@example.org")
    assert why_not(database, EmailKind.INVITATION) is None


def test_neither_new_times_nor_a_withdrawal_is_sent(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    ask_for_silence(database, visit)
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, visit.public_id)
    assert why_not(database, EmailKind.WITHDRAWN) is UndeliveredReason.SUPPRESSED


def test_it_can_be_taken_back(database: Database, invite: Invite) -> None:
    visit = invite()
    ask_for_silence(database, visit)
    with database.transaction() as store:
        suppression.lift(store, visit_state.of(store, visit.id), actors.GUEST_BY_LINK)
        suppression.lift(store, visit_state.of(store, visit.id), actors.GUEST_BY_LINK)
    assert why_not(database, EmailKind.INVITATION) is None


def test_a_stranger_behind_the_link_neither_silences_an_address_nor_wakes_it(
    database: Database, invite: Invite, clock: SettableClock
) -> None:
    strangers = invite()
    ask_for_silence(database, invite(email=VICTIM))
    clock.at("2026-11-24 00:01")
    with database.transaction() as store:
        corrections.by_guest(
            store,
            visit_state.of(store, strangers.id),
            {"email": VICTIM},
            actors.GUEST_BY_LINK,
        )
        suppression.lift(
            store, visit_state.of(store, strangers.id), actors.GUEST_BY_LINK
        )
    assert not said_of_silence(database, strangers)
    assert silenced(database) == {VICTIM}


def test_what_the_desk_corrects_carries_no_silence_over(
    database: Database, invite: Invite, cast: Cast
) -> None:
    visit = invite()
    ask_for_silence(database, visit)
    with database.transaction() as store:
        found = visit_state.of(store, visit.id)
        corrections.correct(
            store, found, {"email": "sari@example.org"}, actors.member(cast.dewi.id)
        )
    assert silenced(database) == {EMAIL}
    assert not said_of_silence(database, visit)
    assert why_not(database, EmailKind.INVITATION) is None


def test_who_has_no_address_needs_no_silence(
    database: Database, invite: Invite
) -> None:
    visit = invite(email="", phone="+6281234567890")
    ask_for_silence(database, visit)
    with database.transaction() as store:
        suppression.lift(store, visit_state.of(store, visit.id), actors.GUEST)
        assert store.exec(select(Suppression)).all() == []


def test_it_outlives_the_visit(database: Database, invite: Invite) -> None:
    visit = invite()
    ask_for_silence(database, visit)
    with database.transaction() as store:
        store.delete(store.get_one(Visit, visit.id))
    invite()
    assert why_not(database, EmailKind.INVITATION) is UndeliveredReason.SUPPRESSED


def test_a_guest_who_is_left_alone_gets_no_letter(
    database: Database, invite: Invite
) -> None:
    visit = invite()
    with database.transaction() as store:
        restricting.restrict(store, visit_state.of(store, visit.id), actors.GUEST)
    assert why_not(database, EmailKind.INVITATION) is UndeliveredReason.RESTRICTED


def test_the_host_sees_that_nothing_is_sent(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    ask_for_silence(database, visit)
    with database.reading() as store:
        sheet = hosted_guests.own(store, cast.hana.id, visit.public_id)
    assert [letter.kind for letter in sheet.emails] == [EmailKind.INVITATION]
