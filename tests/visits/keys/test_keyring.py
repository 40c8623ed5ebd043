"""The keyring: a key a day, readable by its owner, the same for every process, and dead for good."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from tests.visits.keys.conftest import Place
from visits.keys.keyring import FolderKeyring, KeyDestroyedError, KeyMissingError

DAY = date(2026, 12, 22)


def test_the_key_of_a_day_is_the_same_for_everybody(place: Place) -> None:
    with ThreadPoolExecutor(8) as workers:
        keys = set(workers.map(lambda _: place.keyring().day_key(DAY), range(32)))

    assert [len(key) for key in keys] == [32]


def test_no_two_days_share_a_key(place: Place) -> None:
    assert place.keyring().day_key(DAY) != place.keyring().day_key(date(2026, 12, 23))


def test_a_key_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    FolderKeyring(tmp_path).day_key(DAY)

    file = tmp_path / "days" / "2026-12-22.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_a_destroyed_key_is_gone_and_stays_so(place: Place) -> None:
    keyring = place.keyring()
    keyring.day_key(DAY)

    assert keyring.destroy_through(DAY) == 1

    assert place.keyring().days() == []
    for verb in (keyring.day_key, keyring.living_day_key, place.keyring().day_key):
        with pytest.raises(KeyDestroyedError):
            verb(DAY)


def test_destroying_an_earlier_day_leaves_the_watermark(place: Place) -> None:
    keyring = place.keyring()
    keyring.destroy_through(DAY)

    keyring.destroy_through(date(2026, 1, 1))

    assert keyring.destroyed_through() == DAY


def test_a_living_key_of_a_later_day_survives(place: Place) -> None:
    keyring = place.keyring()
    key = keyring.day_key(DAY)

    keyring.destroy_through(date(2026, 12, 21))

    assert keyring.living_day_key(DAY) == key
    assert place.keyring().living_day_key(DAY) == key


def test_opening_makes_no_key(place: Place) -> None:
    for _ in range(2):
        with pytest.raises(KeyMissingError):
            place.keyring().living_day_key(DAY)

    assert place.keyring().days() == []


def test_a_key_that_another_process_made_since_is_found(place: Place) -> None:
    early = place.keyring()
    assert early.days() == early.months() == []

    key, month = place.keyring().day_key(DAY), place.keyring().month_key("2026-11")

    assert (early.has_day(DAY), early.living_day_key(DAY)) == (True, key)
    assert (early.has_month("2026-11"), early.month_key("2026-11")) == (True, month)


def test_a_key_that_is_there_is_not_replaced(place: Place) -> None:
    key, month = place.keyring().day_key(DAY), place.keyring().month_key("2026-11")

    place.keyring().add_day(DAY, b"k" * 32)
    place.keyring().add_month("2026-11", b"k" * 32)

    assert place.keyring().living_day_key(DAY) == key
    assert place.keyring().living_month_key("2026-11") == month


def test_another_process_that_read_a_key_before_does_not_use_it_after(
    tmp_path: Path,
) -> None:
    other = FolderKeyring(tmp_path)
    other.day_key(DAY)

    FolderKeyring(tmp_path).destroy_through(DAY)

    with pytest.raises(KeyDestroyedError):
        other.living_day_key(DAY)


def test_two_who_destroy_the_same_day_are_no_trouble(place: Place) -> None:
    for day in range(1, 29, 9):
        place.keyring().day_key(date(2026, 2, day))

    with ThreadPoolExecutor(4) as workers:
        gone = workers.map(lambda _: place.keyring().destroy_through(DAY), range(4))

    assert (sum(gone) >= 4, place.keyring().days()) == (True, [])


def test_a_months_key_goes_when_it_is_told_to(place: Place) -> None:
    keyring = place.keyring()
    keyring.month_key("2026-11")
    assert keyring.months() == ["2026-11"]

    keyring.destroy_month("2026-11")

    with pytest.raises(KeyMissingError):
        keyring.living_month_key("2026-11")
