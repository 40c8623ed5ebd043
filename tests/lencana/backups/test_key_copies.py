"""A copy of the keys opens again, however much it holds, and is refused at once where it would not."""

from datetime import timedelta
from pathlib import Path

import pytest

from lencana.backups import BackupRefused, key_copies
from lencana.backups.targets import Target
from lencana.settings import Settings
from tests.cast import TODAY
from visits.keys.decision_log import LoggedErasure, digest_of
from visits.store.database import Database

WORDS = "a passphrase for tests"


def test_a_copy_with_many_erasures_opens_again(
    database: Database, settings: Settings, retention_class: Path
) -> None:
    last = TODAY + timedelta(days=80)
    database.keys.decisions.append(
        [
            LoggedErasure(last_day=last, visit=digest_of(f"visit {number}"))
            for number in range(30_000)
        ]
    )

    key_copies.back_up(
        database, settings, Target(retention_class / "keys"), WORDS, with_guests=False
    )

    assert len(key_copies.opened(retention_class / "keys", WORDS).decisions) == 30_000


def test_a_copy_that_would_not_open_again_is_not_made(
    database: Database,
    settings: Settings,
    retention_class: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(key_copies, "LARGEST", 100)

    with pytest.raises(BackupRefused):
        key_copies.back_up(
            database,
            settings,
            Target(retention_class / "keys"),
            WORDS,
            with_guests=False,
        )

    assert list(retention_class.iterdir()) == []
