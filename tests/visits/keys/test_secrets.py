"""The root secret: made once, its owner's alone, and never in a text."""

from pathlib import Path

import pytest

from visits.keys.keyring import find_keys, open_keys
from visits.keys.secrets import (
    SecretMissingError,
    Secrets,
    UnsafeSecretError,
    load_or_create,
)


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    assert load_or_create(tmp_path / "root.key") == load_or_create(
        tmp_path / "root.key"
    )


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    load_or_create(tmp_path / "root.key")
    (tmp_path / "root.key").chmod(0o640)

    with pytest.raises(UnsafeSecretError):
        load_or_create(tmp_path / "root.key")


def test_a_damaged_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "root.key").touch(mode=0o600)

    with pytest.raises(UnsafeSecretError):
        load_or_create(tmp_path / "root.key")


def test_no_two_uses_share_a_key() -> None:
    secrets = Secrets(b"r" * 32)

    assert secrets.key("a") != secrets.key("b")
    assert secrets.digest("a", 1, 2) != secrets.digest("b", 1, 2)
    assert secrets.digest("a", 1, 2) != secrets.digest("a", 12)


def test_a_secret_is_in_no_text() -> None:
    secrets = Secrets(b"r" * 32)

    assert "rrrr" not in f"{secrets!r} {secrets}"


def test_finding_keys_makes_none(tmp_path: Path) -> None:
    with pytest.raises(SecretMissingError):
        find_keys(tmp_path / "keys")

    assert not (tmp_path / "keys").exists()
    assert open_keys(tmp_path / "keys").secrets == find_keys(tmp_path / "keys").secrets
