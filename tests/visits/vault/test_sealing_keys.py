"""A key that is lost while the program runs: none is made in its place, and nothing is sealed."""

import contextlib
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from tests.cast import TODAY, Cast, Invite, SettableClock
from visits.erasure import account_closure, purge
from visits.keys.keyring import (
    FolderKeyring,
    KeyMissingError,
    KeyringGoneError,
    open_keys,
)
from visits.people import accounts
from visits.people.accounts import NewMember
from visits.rights import inquiries
from visits.store.database import Database, Store
from visits.store.people import Member
from visits.vault import envelopes, lost_keys, sealing_keys
from visits.vocabulary import actors
from visits.vocabulary.people import Role

Write = Callable[[Store, Cast], object]


def close_raka(store: Store, cast: Cast) -> None:
    account_closure.close(store, cast.raka.id, actors.member(cast.raka.id))


def ask(store: Store, cast: Cast) -> None:
    del cast
    inquiries.ask(store, "gita@example.org", "en", "192.0.2.1")


def enrol(store: Store, cast: Cast) -> None:
    new = NewMember(
        name="Nina",
        email="nina@example.org",
        company_id=cast.hana.company_id,
        site_id=cast.senopati.id,
        roles=frozenset({Role.HOST}),
        language="id",
    )
    accounts.enrol(store, new)


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if not path.name.endswith(".lock")}


@pytest.mark.parametrize("left", [None, "nothing", "another root secret"])
@pytest.mark.parametrize("write", [close_raka, ask, enrol])
def test_nothing_is_sealed_where_the_folder_of_the_keys_is_gone(
    database: Database, cast: Cast, tmp_path: Path, write: Write, left: str | None
) -> None:
    folder = tmp_path / "keys"
    folder.rename(tmp_path / "unmounted")
    if left is not None:
        folder.mkdir()
    if left == "another root secret":
        open_keys(folder)
    before = files(folder)

    with (
        pytest.raises((KeyringGoneError, KeyMissingError)),
        database.transaction() as store,
    ):
        write(store, cast)

    assert files(folder) == before
    shutil.rmtree(folder, ignore_errors=True)
    (tmp_path / "unmounted").rename(folder)
    with database.transaction() as store:
        write(store, cast)


def test_no_key_is_made_for_a_day_that_guests_lie_under(
    database: Database, cast: Cast, invite: Invite, tmp_path: Path
) -> None:
    guest = invite()
    days = tmp_path / "keys" / "days"
    days.rename(tmp_path / "elsewhere")

    with pytest.raises(KeyMissingError):
        invite()
    assert not days.exists()
    invite(day=database.clock().date() + timedelta(days=5))
    assert not set(days.iterdir()) & {
        days / file.name for file in (tmp_path / "elsewhere").iterdir()
    }

    for file in (tmp_path / "elsewhere").iterdir():
        file.rename(days / file.name)
    database.keys.keyring.forget()
    invite()
    with database.reading() as store:
        shown = envelopes.read_one(
            store, guest.id, ["name"], actors.as_host(cast.hana.id)
        )
        assert (shown.name.reveal(), bool(lost_keys.find(store))) == (
            "Gita Pramesti",
            False,
        )


def test_no_key_is_made_for_a_month_that_members_lie_under(
    database: Database, cast: Cast, tmp_path: Path
) -> None:
    (tmp_path / "keys" / "months").rename(tmp_path / "elsewhere")
    with pytest.raises(KeyMissingError), database.transaction() as store:
        enrol(store, cast)
    assert not (tmp_path / "keys" / "months").exists()


def test_a_purge_ends_no_day_in_an_empty_folder(
    database: Database, invite: Invite, clock: SettableClock, tmp_path: Path
) -> None:
    invite()
    purge.purge(database)
    (tmp_path / "keys").rename(tmp_path / "unmounted")
    (tmp_path / "keys").mkdir()
    clock.forward(hours=47)

    with contextlib.suppress(KeyringGoneError):
        purge.purge(database)
    assert files(tmp_path / "keys") == set()


def test_a_key_that_was_made_anew_is_the_one_on_the_disk(tmp_path: Path) -> None:
    keyring = FolderKeyring(tmp_path)
    keyring.month_key("2026-11")
    (tmp_path / "months" / "2026-11.key").unlink()

    assert (
        keyring.month_key("2026-11")
        == (tmp_path / "months" / "2026-11.key").read_bytes()
    )


@pytest.mark.parametrize("kind_of_store", ["postgresql"], indirect=True)
@pytest.mark.parametrize("kind", ["day", "month"])
def test_a_key_that_another_process_makes_meanwhile_is_not_taken_for_lost(
    database: Database, cast: Cast, kind: str
) -> None:
    day, month = TODAY + timedelta(days=40), "2027-01"
    under = {"key_day": day} if kind == "day" else {"key_month": month}

    def key(store: Store) -> bytes:
        if kind == "day":
            return sealing_keys.day_key(store, day)
        return sealing_keys.month_key(store, month)

    made: list[bytes] = []

    def meanwhile(*_: object) -> None:
        if not made:
            made.append(b"")
            with database.transaction() as other:
                made[0] = key(other)
                other.get_one(Member, cast.hana.id).sqlmodel_update(under)

    with database.transaction() as store:
        # The first thing that is asked of the store, once no key was found.
        event.listen(database.engine, "before_cursor_execute", meanwhile)
        found = key(store)
        event.remove(database.engine, "before_cursor_execute", meanwhile)

    assert [found] == made
