"""Letters: what each says is put together when it is sent, and what events have overtaken stays."""

import re

import pytest
from sqlmodel import col, select

from tests.cast import (
    EMAIL,
    PHONE,
    Cast,
    Invite,
    SettableClock,
    check_in,
    invitation_code,
    scan,
    send_emails,
    sent_digits,
)
from tests.visits.audit.tampering import minutes, verified
from visits import audit_heads, emails, invitations, place_texts
from visits.email_use import NotSendable
from visits.emails import AboutVisit, AuditHeadNote, Contents
from visits.erasure import purge
from visits.lobby import check_in as reception
from visits.lobby import one_time_codes
from visits.member_emails import AboutMember
from visits.people import accounts, company_admins, welcome_links
from visits.people.accounts import NewMember
from visits.store.database import Database
from visits.store.lobby import Encounter
from visits.store.outbox import Email
from visits.store.people import Account, Member
from visits.store.visits import Visit
from visits.vocabulary.mail import EmailKind, UndeliveredReason
from visits.vocabulary.people import Role
from visits.vocabulary.places import PlaceTextKind
from visits.vocabulary.visits import Level


def contents(database: Database, kind: EmailKind) -> Contents:
    """What the oldest letter of this kind says."""
    with database.reading() as store:
        question = select(Email).where(col(Email.kind) == kind).order_by(col(Email.id))
        return emails.contents(store, store.exec(question.limit(1)).one())


def about_visit(database: Database, kind: EmailKind) -> AboutVisit:
    told = contents(database, kind)
    assert isinstance(told, AboutVisit)
    return told


def refusal_of(database: Database, kind: EmailKind) -> UndeliveredReason:
    with pytest.raises(NotSendable) as refused:
        contents(database, kind)
    return refused.value.why


def send_another(database: Database, encounter: Encounter) -> None:
    """The guest's next digits, however soon."""
    with database.transaction() as store:
        asked = store.get_one(Encounter, encounter.id)
        one_time_codes.renew(store, asked)
        store.add(asked)


def withdraw(database: Database, cast: Cast, visit: Visit) -> None:
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, visit.public_id)


@pytest.mark.parametrize(
    ("language", "address"),
    [("id", "Lantai dasar"), ("id-ID", "Lantai dasar"), ("ar", "Ground floor")],
)
def test_an_invitation_says_the_way_in_the_guests_language_else_in_the_sites(
    database: Database, cast: Cast, invite: Invite, language: str, address: str
) -> None:
    with database.transaction() as store:
        for code, words in {"id": "Lantai dasar", "en": "Ground floor"}.items():
            kind = PlaceTextKind.ADDRESS
            place_texts.write(store, cast.senopati, kind, code, words)
        place_texts.write(store, cast.awan, PlaceTextKind.FLOOR, "en", "Level 3")
        place_texts.write(store, cast.langit, PlaceTextKind.FLOOR, "en", "Level 12")
    invite(language=language)

    told = about_visit(database, EmailKind.INVITATION)

    assert (told.address, told.floor) == (address, "Level 12")


def test_an_invitation_goes_to_the_guest_with_their_code_and_link(
    database: Database, invite: Invite
) -> None:
    visit = invite()

    told = about_visit(database, EmailKind.INVITATION)

    assert (told.to, told.guest.name.reveal()) == (EMAIL, "Gita Pramesti")
    assert (told.host_name, told.company.name, told.site.name) == (
        "Hana Wijaya",
        "Langit Studio",
        "Senopati",
    )
    assert told.code == invitation_code(database, visit)
    assert re.fullmatch(r"\w{26}-\w{26}", told.link)
    assert told.asks_for_code


def test_a_guest_whose_id_is_looked_at_is_told_so(
    database: Database, invite: Invite
) -> None:
    invite(least_level=Level.ID_SEEN)

    assert (
        about_visit(database, EmailKind.INVITATION).visit_state.invitation.least_level
        is Level.ID_SEEN
    )


def test_an_arrival_goes_to_the_host_in_their_language(
    database: Database, cast: Cast, invite: Invite
) -> None:
    check_in(database, cast.kiosk, invite(language="id"))

    told = about_visit(database, EmailKind.ARRIVED)

    assert (told.to, told.language, told.link) == ("hana@example.com", "en", "")


def test_the_digits_go_to_the_guest(
    database: Database, cast: Cast, invite: Invite
) -> None:
    encounter = scan(database, cast.kiosk, invite())

    told = about_visit(database, EmailKind.ONE_TIME_CODE)

    assert (told.to, told.digits) == (EMAIL, sent_digits(database, encounter))


def test_digits_before_the_last_three_stay_in_the_house(
    database: Database, cast: Cast, invite: Invite
) -> None:
    encounter = scan(database, cast.kiosk, invite())
    first = sent_digits(database, encounter)
    for _ in range(2):
        send_another(database, encounter)
    assert about_visit(database, EmailKind.ONE_TIME_CODE).digits == first
    send_another(database, encounter)

    assert refusal_of(database, EmailKind.ONE_TIME_CODE) is UndeliveredReason.OVER


def test_a_strangers_digits_go_to_nobody(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        reception.announce_address(store, cast.kiosk, "email", "nobody@example.org")

    assert refusal_of(database, EmailKind.ONE_TIME_CODE) is UndeliveredReason.NO_ADDRESS


def test_a_guest_without_an_email_gets_no_letter(
    database: Database, invite: Invite
) -> None:
    invite(email="", phone=PHONE)

    assert refusal_of(database, EmailKind.INVITATION) is UndeliveredReason.NO_ADDRESS


def test_a_withdrawn_invitation_is_not_sent_any_more(
    database: Database, cast: Cast, invite: Invite
) -> None:
    withdraw(database, cast, invite())

    assert refusal_of(database, EmailKind.INVITATION) is UndeliveredReason.OVER
    assert refusal_of(database, EmailKind.WITHDRAWN) is UndeliveredReason.UNANNOUNCED


def test_a_guest_who_was_invited_hears_that_it_is_withdrawn(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    send_emails(database)

    withdraw(database, cast, visit)

    assert about_visit(database, EmailKind.WITHDRAWN).to == EMAIL


def test_a_letter_that_is_too_late_is_not_sent(
    database: Database, clock: SettableClock, invite: Invite
) -> None:
    invite()
    clock.at("2026-11-24 00:00")

    assert refusal_of(database, EmailKind.INVITATION) is UndeliveredReason.OVER


def test_a_forgotten_guest_gets_no_letter(
    database: Database, clock: SettableClock, invite: Invite
) -> None:
    invite()
    with database.reading() as store:
        letter = store.exec(select(Email)).one()
    clock.forward(days=2)
    purge.purge(database)
    clock.forward(days=-2)

    with database.reading() as store, pytest.raises(NotSendable) as refused:
        emails.contents(store, letter)
    assert refused.value.why is UndeliveredReason.OVER


def test_a_welcome_goes_to_the_member_with_the_link_in_force(
    database: Database, cast: Cast
) -> None:
    joins = NewMember(
        name="Sari Dewi",
        email="sari@example.com",
        company_id=cast.langit.id,
        site_id=cast.senopati.id,
        roles=frozenset({Role.HOST}),
        language="id",
    )
    with database.transaction() as store:
        sari = accounts.add_member(store, joins)

    told = contents(database, EmailKind.WELCOME)

    with database.reading() as store:
        assert isinstance(told, AboutMember)
        assert (told.to, told.link) == (
            "sari@example.com",
            welcome_links.welcome_link(store, sari.id),
        )


def test_a_welcome_says_who_has_added_its_reader_and_where(
    database: Database, cast: Cast, wulan: Member
) -> None:
    with database.transaction() as store:
        new = "Tono Sari", "tono@example.com", "id"
        company_admins.add(store, wulan.id, *new)

    told = contents(database, EmailKind.WELCOME)

    assert isinstance(told, AboutMember)
    assert (told.added_by, told.company) == ("Wulan Sari", cast.langit.name)
    assert told.site
    assert told.site.id == cast.senopati.id


def test_a_welcome_whose_link_was_used_stays_in_the_house(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        welcome_links.send(store, cast.hana.id)
        store.flush()
        welcome_links.void(store, store.get_one(Account, cast.hana.id))

    assert refusal_of(database, EmailKind.WELCOME) is UndeliveredReason.OVER


def test_no_letter_shows_a_word_of_the_guests_in_its_own_text(
    database: Database, cast: Cast, invite: Invite
) -> None:
    scan(database, cast.kiosk, invite())

    told = about_visit(database, EmailKind.ONE_TIME_CODE)

    for secret in ("Gita", EMAIL, told.digits, told.code, told.link):
        assert secret not in f"{told!r} {told}"


def queued_heads(database: Database) -> set[int | None]:
    """The sites whose privacy contact is sent the audit log's head now."""
    with database.transaction() as store:
        audit_heads.queue(store)
    with database.reading() as store:
        heads = select(Email).where(col(Email.kind) == EmailKind.AUDIT_HEAD)
        return {email.site_id for email in store.exec(heads)}


def test_each_site_is_sent_the_audit_logs_head_once_a_week(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    both = {cast.senopati.id, cast.mitte.id}
    assert queued_heads(database) == set()
    minutes(database, clock, 3)

    assert queued_heads(database) == both
    clock.forward(days=6, hours=23)
    purge.purge(database)
    assert queued_heads(database) == set()
    clock.forward(hours=1)
    assert queued_heads(database) == both


def test_the_head_that_is_sent_is_the_one_of_that_moment(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    minutes(database, clock, 3)
    assert queued_heads(database)
    minutes(database, clock, 2)

    note = contents(database, EmailKind.AUDIT_HEAD)
    assert isinstance(note, AuditHeadNote)
    whole = verified(database)
    assert note.to == cast.senopati.privacy_contact
    assert (note.head.digest, note.head.entries) == (whole.head, whole.entries)
