"""Guests whom no key opens read as forgotten, are named by their day, and stay in case the key comes back."""

from datetime import UTC, timedelta

import pytest
from sqlmodel import select

from tests.cast import Cast, Invite, SettableClock
from visits.keys.keyring import Keys
from visits.store.database import Database
from visits.store.visits import Envelope
from visits.vault import envelopes, lost_keys
from visits.vocabulary.actors import as_host


@pytest.mark.parametrize("other_key", [False, True])
def test_a_guest_without_a_key_takes_nobody_along(
    database: Database, cast: Cast, invite: Invite, keys: Keys, *, other_key: bool
) -> None:
    lost, found = (
        invite(),
        invite(day=database.clock().astimezone(UTC).date() + timedelta(days=3)),
    )
    with database.reading() as store:
        day = store.get_one(Envelope, (lost.id, "log")).key_day
    file = keys.keyring.folder / "days" / f"{day}.key"
    file.unlink() if not other_key else file.write_bytes(
        b"another house's key, 32 bytes ok"
    )
    keys.keyring.forget()

    with database.reading() as store:
        told = envelopes.read(
            store, [lost.id, found.id], ["name"], as_host(cast.hana.id)
        )
        assert [bool(told[visit.id].name) for visit in (lost, found)] == [False, True]
        assert lost_keys.unreadable_days(store) == [day]
        assert {visit for visit, _ in lost_keys.unreadable_envelopes(store)} == {
            lost.id
        }


def test_what_no_key_opens_is_not_erased_by_new_times(
    database: Database, invite: Invite, keys: Keys, clock: SettableClock
) -> None:
    visit = invite()
    for file in (keys.keyring.folder / "days").iterdir():
        file.rename(keys.keyring.folder / file.name)
    keys.keyring.forget()
    with database.transaction() as store:
        lying = store.exec(select(Envelope).where(Envelope.visit_id == visit.id)).all()
        until = {one.retention_class: clock() + timedelta(days=9) for one in lying}
        envelopes.set_expiry(store, lying, until)
    for file in keys.keyring.folder.glob("*-*.key"):
        file.rename(keys.keyring.folder / "days" / file.name)

    with database.reading() as store:
        assert lost_keys.unreadable_envelopes(store) == []
