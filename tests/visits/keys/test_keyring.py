"""The keyring: a key a day, readable by its owner, the same for every process, and dead for good."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from visits.keys.keyring import KeyDestroyedError, KeyMissingError, Keyring

DAY = date(2026, 12, 22)


def test_the_key_of_a_day_is_the_same_for_everybody(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as workers:
        keys = set(workers.map(lambda _: Keyring(tmp_path).day_key(DAY), range(32)))

    assert [len(key) for key in keys] == [32]


def test_no_two_days_share_a_key(tmp_path: Path) -> None:
    assert Keyring(tmp_path).day_key(DAY) != Keyring(tmp_path).day_key(
        date(2026, 12, 23)
    )


def test_a_key_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    Keyring(tmp_path).day_key(DAY)

    file = tmp_path / "days" / "2026-12-22.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_a_destroyed_key_is_gone_and_stays_so(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path)
    keyring.day_key(DAY)

    assert keyring.destroy_through(DAY) == 1

    assert list((tmp_path / "days").iterdir()) == []
    for verb in (keyring.day_key, keyring.living_day_key, Keyring(tmp_path).day_key):
        with pytest.raises(KeyDestroyedError):
            verb(DAY)


def test_destroying_an_earlier_day_leaves_the_watermark(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path)
    keyring.destroy_through(DAY)

    keyring.destroy_through(date(2026, 1, 1))

    assert keyring.destroyed_through() == DAY


def test_a_living_key_of_a_later_day_survives(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path)
    key = keyring.day_key(DAY)

    keyring.destroy_through(date(2026, 12, 21))

    assert keyring.living_day_key(DAY) == key


def test_opening_makes_no_key(tmp_path: Path) -> None:
    with pytest.raises(KeyMissingError):
        Keyring(tmp_path).living_day_key(DAY)

    assert not (tmp_path / "days").exists()


def test_another_process_that_read_a_key_before_does_not_use_it_after(
    tmp_path: Path,
) -> None:
    other = Keyring(tmp_path)
    other.day_key(DAY)

    Keyring(tmp_path).destroy_through(DAY)

    with pytest.raises(KeyDestroyedError):
        other.living_day_key(DAY)


def test_two_who_destroy_the_same_day_are_no_trouble(tmp_path: Path) -> None:
    for day in range(1, 29):
        Keyring(tmp_path).day_key(date(2026, 2, day))

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda _: Keyring(tmp_path).destroy_through(DAY), range(4)))

    assert list((tmp_path / "days").iterdir()) == []


def test_a_months_key_goes_when_it_is_told_to(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path)
    keyring.month_key("2026-11")
    assert keyring.months() == ["2026-11"]

    keyring.destroy_month("2026-11")

    with pytest.raises(KeyMissingError):
        keyring.living_month_key("2026-11")
