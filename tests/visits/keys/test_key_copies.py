"""A copy of the keys: opens with its passphrase alone, and brings no dead day back."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.keyring_databases import KeyringDatabases
from tests.visits.keys.conftest import InDatabase, Place
from visits.keys import key_copies, passphrase
from visits.keys.decision_log import LoggedErasure, digest_of
from visits.keys.key_copies import CopyDamagedError, KeyCopy
from visits.keys.keyring import FolderKeyring, Keys, find_keys, keys_under, open_keys
from visits.keys.passphrase import (
    NotSealed,
    PassphraseTooShort,
    SealedByANewerProgram,
    WrongPassphrase,
)
from visits.keys.secrets import OtherKeysError

WORDS = "fifteen letters"
DAY = date(2026, 12, 22)


@pytest.fixture
def used(place: Place) -> Keys:
    """Keys with a month, two days and an erasure."""
    keys = Keys(place.secrets, place.keyring())
    keys.keyring.month_key("2026-11")
    for day in (DAY, DAY + timedelta(days=1)):
        keys.keyring.day_key(day)
    keys.decisions.append([erased("somebody", DAY)])
    return keys


def erased(name: str, last_day: date) -> LoggedErasure:
    return LoggedErasure(last_day=last_day, visit=digest_of(name))


def again(copy: KeyCopy) -> KeyCopy:
    return key_copies.read(copy.as_bytes())


@pytest.mark.parametrize(
    ("with_guests", "days"), [(False, set()), (True, {DAY, DAY + timedelta(days=1)})]
)
def test_guests_days_are_in_a_copy_only_where_asked_for(
    used: Keys, *, with_guests: bool, days: set[date]
) -> None:
    copy = again(key_copies.take(used, with_guests=with_guests))

    assert (set(copy.days), set(copy.months), copy.root) == (
        days,
        {"2026-11"},
        used.secrets.root,
    )
    assert used.secrets.root.hex() not in repr(copy)


def test_a_copy_comes_back_whole_but_for_dead_days(used: Keys, tmp_path: Path) -> None:
    copy = again(key_copies.take(used, with_guests=True))

    key_copies.put_back(copy, FolderKeyring(tmp_path / "new"), DAY)

    new = open_keys(tmp_path / "new")
    assert new.secrets == used.secrets
    assert new.keyring.days() == ["2026-12-23"]
    assert new.keyring.destroyed_through() == DAY
    assert new.decisions.erased() == frozenset()


def test_what_is_there_stays_and_the_later_watermark_wins(used: Keys) -> None:
    copy = again(key_copies.take(used, with_guests=True))
    used.keyring.destroy_through(DAY)
    used.decisions.append([erased("another", DAY + timedelta(days=1))])
    there = used.keyring.living_day_key(DAY + timedelta(days=1))

    key_copies.put_back(copy, used.keyring, date.min)

    assert used.keyring.days() == ["2026-12-23"]
    assert used.keyring.living_day_key(DAY + timedelta(days=1)) == there
    assert len(used.decisions.erased()) == 1


def test_another_installations_keys_are_not_mixed_in(
    used: Keys, tmp_path: Path
) -> None:
    other = open_keys(tmp_path / "other").keyring

    with pytest.raises(OtherKeysError):
        key_copies.put_back(key_copies.take(used, with_guests=True), other, date.min)

    assert [file.name for file in other.folder.iterdir()] == ["root.key"]


def test_a_copy_comes_back_into_an_empty_database(
    in_database: InDatabase, keyring_databases: KeyringDatabases, tmp_path: Path
) -> None:
    keys = Keys(in_database.secrets, in_database.keyring())
    key = keys.keyring.day_key(DAY + timedelta(days=1))
    keys.decisions.append([erased("somebody", DAY + timedelta(days=1))])
    copy = again(key_copies.take(keys, with_guests=True))
    url = keyring_databases.empty("second")

    new = keys_under(copy.root, tmp_path / "new", url)
    key_copies.put_back(copy, new.keyring, DAY)

    found = find_keys(tmp_path / "new", url).keyring
    assert (
        found.living_day_key(DAY + timedelta(days=1)),
        found.destroyed_through(),
    ) == (key, DAY)
    assert found.decisions.entries() == list(copy.decisions)


def test_what_lies_under_a_passphrase_opens_with_it_alone() -> None:
    sealed = passphrase.seal("Zoë's fifteen letters", b"keys")

    assert (
        passphrase.unseal("Zoe\N{COMBINING DIAERESIS}'s fifteen letters", sealed)
        == b"keys"
    )
    assert b"keys" not in sealed[len(passphrase.MARK) :]
    with pytest.raises(WrongPassphrase):
        passphrase.unseal("Zoe's fifteen letters", sealed)


@pytest.mark.parametrize("at", [16, 32, -1])
def test_a_byte_that_was_changed_is_noticed(at: int) -> None:
    sealed = bytearray(passphrase.seal(WORDS, b"keys"))
    sealed[at] ^= 1

    with pytest.raises(WrongPassphrase):
        passphrase.unseal(WORDS, bytes(sealed))


@pytest.mark.parametrize("length", [15, 20, 31, 43])
def test_half_a_file_is_no_key(length: int) -> None:
    with pytest.raises(WrongPassphrase):
        passphrase.unseal(WORDS, passphrase.seal(WORDS, b"keys")[:length])


def test_other_files_and_newer_forms_are_told_apart() -> None:
    with pytest.raises(NotSealed):
        passphrase.unseal(WORDS, b"SQLite format 3\x00")
    with pytest.raises(SealedByANewerProgram):
        passphrase.unseal(WORDS, b"lencana keys 2\nwhatever")


@pytest.mark.parametrize("words", ["", "fourteen chars", "a" * 40])
def test_a_passphrase_that_is_soon_guessed_seals_nothing(words: str) -> None:
    with pytest.raises(PassphraseTooShort):
        passphrase.seal(words, b"keys")


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"root": 1}', b"\xff"])
def test_what_is_no_copy_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(CopyDamagedError):
        key_copies.read(content)
