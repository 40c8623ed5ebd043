"""The erasure log outlives a crash and every backup, and goes with the last day it is needed for."""

import stat
from datetime import date, timedelta
from pathlib import Path

from visits.keys.erasure_log import Erasures, digest_of
from visits.keys.keyring import Keyring

TODAY = date(2026, 11, 23)


def test_an_erased_visit_is_known_by_its_digest_alone(tmp_path: Path) -> None:
    log = Erasures(tmp_path / "keys")

    log.add("a" * 20, TODAY)

    assert log.digests() == {digest_of("a" * 20)}
    assert Erasures(tmp_path / "keys").digests() == log.digests()
    assert "aaaa" not in log.file.read_text()
    assert stat.S_IMODE(log.file.stat().st_mode) == 0o600


def test_what_was_erased_twice_is_written_once(tmp_path: Path) -> None:
    log = Erasures(tmp_path)

    log.add("a" * 20, TODAY)
    log.add("a" * 20, TODAY)

    assert len(log.file.read_text().splitlines()) == 1


def test_a_line_torn_by_a_crash_takes_no_other_with_it(tmp_path: Path) -> None:
    log = Erasures(tmp_path)
    for name in ("first", "torn"):
        log.add(name, TODAY)
    whole = log.file.read_bytes()
    outcomes = set()
    for length in range(len(whole) // 2 + 1, len(whole)):
        log.file.write_bytes(whole[:length])
        log.add("next", TODAY)
        outcomes.add(log.digests() - {digest_of("torn")})

    assert outcomes == {frozenset({digest_of("first"), digest_of("next")})}


def test_an_entry_goes_with_the_key_of_its_last_day(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path)
    keyring.erasures.add("today", TODAY)
    keyring.erasures.add("tomorrow", TODAY + timedelta(days=1))

    keyring.destroy_through(TODAY)

    assert keyring.erasures.digests() == {digest_of("tomorrow")}
    assert keyring.erasures.drop_through(TODAY + timedelta(days=1)) == 1
    assert keyring.erasures.digests() == frozenset()
