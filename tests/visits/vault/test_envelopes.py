"""Envelopes: only what the register names goes in and comes out, and no text shows it on the way."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from tests.cast import EMAIL, NAME, Invite, announcement
from visits.people.profiles import MemberProfile
from visits.policy.register import UndeclaredItemError
from visits.store.database import Database
from visits.store.visits import BlindIndex, Envelope
from visits.vault import envelopes, phone_numbers
from visits.vault.personal import Guest, Personal
from visits.vault.sealing import EnvelopeDamagedError, seal, unseal
from visits.vocabulary import actors
from visits.vocabulary.actors import AccessContext, as_host
from visits.vocabulary.policy import Purpose, Reader, RetentionClass
from visits.vocabulary.visits import Lookup

KEY = b"k" * 32


def test_what_was_sealed_opens_as_it_was() -> None:
    assert unseal(
        KEY, "visit 1 log", seal(KEY, "visit 1 log", {"name": "Zoë 佐藤"})
    ) == {"name": "Zoë 佐藤"}


@pytest.mark.parametrize(
    ("key", "belongs_to"), [(b"x" * 32, "visit 1 log"), (KEY, "visit 2 log")]
)
def test_what_was_sealed_opens_nowhere_else(key: bytes, belongs_to: str) -> None:
    body = seal(KEY, "visit 1 log", {"name": NAME})

    with pytest.raises(EnvelopeDamagedError) as damaged:
        unseal(key, belongs_to, body)
    assert "Gita" not in repr(damaged.value)


@pytest.mark.parametrize("body", [b"", b"short", b"\x00" * 64])
def test_damaged_bytes_are_refused_by_name(body: bytes) -> None:
    with pytest.raises(EnvelopeDamagedError):
        unseal(KEY, "visit 1 log", body)


def test_an_undeclared_item_is_not_kept(database: Database, invite: Invite) -> None:
    visit = invite()

    with database.transaction() as store, pytest.raises(UndeclaredItemError):
        envelopes.keep(
            store, visit.id, {"shoe_size": "38"}, store.now + timedelta(days=1)
        )


@pytest.mark.parametrize(
    ("item", "purpose", "reader"),
    [
        ("shoe_size", Purpose.IDENTIFY, Reader.HOST),
        ("email", Purpose.BADGE, Reader.HOST),
        ("email", Purpose.IDENTIFY, Reader.PRINTING),
    ],
)
def test_an_undeclared_item_purpose_or_reader_is_told_nothing(
    database: Database, invite: Invite, item: str, purpose: Purpose, reader: Reader
) -> None:
    visit = invite()

    with database.reading() as store, pytest.raises(UndeclaredItemError):
        envelopes.read_one(
            store, visit.id, [item], AccessContext(actors.GUEST, reader, purpose)
        )


def test_an_item_that_left_the_register_is_not_opened(
    database: Database, invite: Invite
) -> None:
    visit = invite()
    with database.transaction() as store:
        envelope = store.get_one(Envelope, (visit.id, RetentionClass.LOG))
        key = store.keys.keyring.living_day_key(envelope.key_day)
        envelope.body = seal(key, f"visit {visit.id} log", {"shoe_size": "38"})

    with database.reading() as store, pytest.raises(UndeclaredItemError) as refused:
        envelopes.read_one(store, visit.id, ["name"], as_host(1))
    assert "38" not in str(refused.value)


def test_items_lie_on_their_own_retention_classes_and_empty_ones_nowhere(
    database: Database, invite: Invite
) -> None:
    invite(phone="")

    with database.reading() as store:
        assert {
            envelope.retention_class for envelope in store.exec(select(Envelope))
        } == {
            RetentionClass.CONTACT,
            RetentionClass.LOG,
        }
        assert [handle.item for handle in store.exec(select(BlindIndex))] == ["email"]


def test_what_is_corrected_replaces_what_was(
    database: Database, invite: Invite
) -> None:
    visit = invite()

    with database.transaction() as store:
        for name in ("Gita P.", "Gita Pramesti"):
            items = {"name": name, "email": "", "phone": ""}
            envelopes.keep(store, visit.id, items, store.now + timedelta(days=1))

    with database.reading() as store:
        told = envelopes.read_one(store, visit.id, ["name", "email"], as_host(1))
        assert (told.name.reveal(), told.email.reveal()) == (NAME, "")
        assert store.exec(select(BlindIndex)).all() == []


def test_the_wanted_name_is_the_one_to_be_called_by() -> None:
    guest = Guest(
        name=Personal("name", NAME), badge_name=Personal("badge_name", "Gita P.")
    )

    assert guest.display_name().reveal() == "Gita P."
    assert Guest(name=Personal("name", NAME)).display_name().reveal() == NAME


@pytest.mark.parametrize(
    "container",
    [
        Personal("name", NAME),
        Guest(name=Personal("name", NAME), email=Personal("email", EMAIL)),
        announcement(),
        MemberProfile(name=NAME, email=EMAIL),
    ],
)
def test_no_text_of_a_container_shows_what_is_in_it(
    container: object, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("test").error("%s %r", container, container)
    texts = [
        f"{container} {container!r}",
        str(container),
        repr([container]),
        caplog.text,
        str(Exception(container)),
    ]

    for secret in ("Gita", EMAIL):
        assert secret not in " ".join(texts)


def test_a_container_formatted_shows_its_items_name() -> None:
    assert f"{Personal('name', NAME):>8}|{Personal('name', NAME)}" == "  <name>|<name>"


def test_a_container_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Personal("name", NAME).item = "email"


@pytest.mark.parametrize(
    ("phone", "region", "full"),
    [
        ("0812 3456 7890", "ID", "+6281234567890"),
        ("030 901820", "DE", "+4930901820"),
        ("+62 812 3456 7890", "DE", "+6281234567890"),
        ("extension", "ID", "extension"),
    ],
)
def test_a_number_without_a_country_is_dialled_at_the_site(
    phone: str, region: str, full: str
) -> None:
    assert phone_numbers.kept(phone, region) == full


def test_a_failing_statement_shows_no_parameter(
    database: Database, invite: Invite
) -> None:
    again = insert(BlindIndex).values(
        visit_id=invite().id, item=Lookup.EMAIL, digest=b"G" * 32
    )

    with database.reading() as store, pytest.raises(IntegrityError) as failed:
        store.execute(again)
    assert "GGG" not in str(failed.value)
