"""The lock files hold versions and hashes, and no registry's address."""

from pathlib import Path

import pytest

from tests.house_rules.product import ROOT, planted

ADDRESSES = (
    "://",
    "--index-url",
    "--extra-index-url",
    "--find-links",
    "--trusted-host",
    "registry=",
)


def addresses(lock: Path) -> list[str]:
    return [
        line
        for line in lock.read_text().splitlines()
        if any(mark in line for mark in ADDRESSES)
    ]


def unhashed(lock: Path) -> list[str]:
    entries = lock.read_text().replace("\\\n", "").splitlines()
    return [
        entry for entry in entries if "==" in entry and "--hash=sha256:" not in entry
    ]


@pytest.mark.parametrize("name", ["requirements.lock", "package-lock.json", ".npmrc"])
def test_no_lock_file_names_an_address(name: str) -> None:
    assert addresses(ROOT / name) == []


def test_every_locked_package_has_its_hash() -> None:
    assert unhashed(ROOT / "requirements.lock") == []


@pytest.mark.parametrize(
    "line", ['"resolved": "https://example.org/qr.tgz"', "--index-url x", "registry=x"]
)
def test_a_lock_file_with_an_address_is_refused(tmp_path: Path, line: str) -> None:
    assert addresses(planted(tmp_path, "some.lock", f"qr==1\n{line}\n"))


def test_a_locked_package_without_its_hash_is_refused(tmp_path: Path) -> None:
    lock = planted(tmp_path, "some.lock", "qr==1 \\\n    --hash=sha256:00\nflask==3\n")
    assert unhashed(lock) == ["flask==3"]
