"""The drill as an operator types it, and what each mistake is answered with."""

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from lencana.command_line import main

WORDS = "a passphrase for tests"
SITE = [
    "site",
    "add",
    "--name",
    "Senopati",
    "--time-zone",
    "Asia/Jakarta",
    "--privacy-contact",
    "p@example.org",
]

Typed = Callable[..., int]


@pytest.fixture
def home(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with a site and a member."""
    (data / "keys").rename(tmp_path / "keys")
    monkeypatch.setenv("LENCANA_KEYS", str(tmp_path / "keys"))
    member = [
        "--email",
        "hana@example.org",
        "--site",
        "Senopati",
        "--company",
        "Kopi Pagi",
        "--role",
        "host",
    ]
    for command in (SITE, ["company", "add", "--name", "Kopi Pagi"]):
        assert main(command) == 0
    assert main(["member", "add", "--name", "Hana", *member]) == 0
    return tmp_path


def typed(command: list[str], words: str = WORDS) -> int:
    """The command, with the passphrase on a descriptor."""
    reading, writing = os.pipe()
    os.write(writing, words.encode() + b"\n")
    os.close(writing)
    try:
        return main([*command, "--passphrase-fd", str(reading)])
    finally:
        os.close(reading)


def test_the_drill_on_a_new_machine(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database, keys = str(home / "copy.db"), str(home / "copy.keys")
    assert main(["backup", "--to", database]) == 0
    assert typed(["keys", "backup", "--to", keys]) == 0
    for folder in ("data", "keys"):
        shutil.rmtree(home / folder)

    assert typed(["restore", "--from", database, "--keys", keys]) == 0
    assert main(["doctor"]) == 0

    said = capsys.readouterr().out
    assert "until the day that they were kept to when it was made" in said
    assert "It opens no guest" in said
    assert "is back, and fit to be served" in said
    assert stat.S_IMODE((home / "copy.keys").stat().st_mode) == 0o600


def test_a_copy_with_guests_says_what_that_means(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = home / "keys" / "days" / "2999-01-01.key"
    day.parent.mkdir()
    day.write_bytes(bytes(32))

    assert (
        typed(["keys", "backup", "--to", str(home / "copy.keys"), "--with-guests"]) == 0
    )

    assert (
        "up to 2999-01-01: with a copy of the database it opens them, even after"
        in capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("words", "why"),
    [("too short", "has at least 15 characters"), ("", "has at least 15 characters")],
)
def test_a_short_passphrase_makes_no_copy(
    home: Path, capsys: pytest.CaptureFixture[str], words: str, why: str
) -> None:
    assert typed(["keys", "backup", "--to", str(home / "copy.keys")], words) == 1

    assert why in capsys.readouterr().err
    assert not (home / "copy.keys").exists()


def test_a_wrong_passphrase_is_one_sentence(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database, keys = str(home / "copy.db"), str(home / "copy.keys")
    assert main(["backup", "--to", database]) == 0
    assert typed(["keys", "backup", "--to", keys]) == 0

    assert (
        typed(
            ["restore", "--from", database, "--keys", keys, "--replace"],
            "another passphrase",
        )
        == 1
    )

    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "the passphrase does not open" in said
    assert "another passphrase" not in said


def test_nobody_is_asked_for_a_passphrase_where_nobody_sits(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["keys", "backup", "--to", str(home / "copy.keys")]) == 1

    assert "give --passphrase-fd" in capsys.readouterr().err


def test_a_day_that_is_none_is_refused_at_its_option(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["restore", "--from", "copy.db", "--today", "tomorrow"]) == 2

    assert "write the day like" in capsys.readouterr().err


def test_a_folder_that_others_may_read_is_closed_by_the_restore(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = str(home / "copy.db")
    assert main(["backup", "--to", database]) == 0
    (home / "data").chmod(0o755)

    assert main(["restore", "--from", database, "--replace"]) == 0
    assert "it is closed to them now (0700)" in capsys.readouterr().out
    assert stat.S_IMODE((home / "data").stat().st_mode) == 0o700
