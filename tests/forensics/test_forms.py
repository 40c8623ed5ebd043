"""A file's name proves nothing, a link is no file, and what nobody can read here is not called clean."""

import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from lencana.command_line import main
from lencana.proof.forms import foreign
from lencana.proof.kinds import FileRole, Folder
from lencana.proof.scan import scan
from tests.forensics import canaries
from tests.forensics.canaries import PLAIN
from visits.keys import passphrase
from visits.keys.bunch import Keys, open_keys

SEARCH = canaries.search()
WORDS = "a passphrase for tests"


def sentences(*folders: Folder) -> list[str]:
    return [finding.sentence for finding in scan(folders, SEARCH).findings]


@pytest.mark.parametrize(
    ("place", "content"),
    [
        ("root.key", b"somebody's notes"),
        ("days/2026-11-23.key", b"n" * 33),
        ("months/2026-11.key", b""),
        ("destroyed_through", b"2026-11-22 somebody"),
        ("erasures", b"2026-11-22 somebody\n"),
        (".erasures.lock", b"somebody"),
    ],
)
def test_a_right_name_among_the_keys_needs_the_right_content(
    tmp_path: Path, place: str, content: bytes
) -> None:
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).write_bytes(content)

    assert sentences(Folder(tmp_path, FileRole.KEYS)) == [
        "the product writes no file of this kind"
    ]


def test_real_keys_and_a_real_copy_of_them_pass(tmp_path: Path) -> None:
    keys: Keys = open_keys(tmp_path / "keys")
    today = datetime(2026, 11, 23, tzinfo=UTC).date()
    keys.keyring.day_key(today)
    keys.keyring.month_key("2026-11")
    keys.erasures.add("somebody", today)
    keys.keyring.destroy_through(today.replace(day=22))
    (tmp_path / "retention_class").mkdir()
    (tmp_path / "retention_class" / "copy").write_bytes(
        passphrase.seal(WORDS, b'{"root": ""}')
    )

    assert (
        sentences(
            Folder(tmp_path / "keys", FileRole.KEYS),
            Folder(tmp_path / "retention_class", FileRole.BACKUPS),
        )
        == []
    )


@pytest.mark.parametrize(
    "content",
    [b"lencana keys of ours", b"lencana keys 1\n" + b"somebody's notes, " * 9],
)
def test_what_only_begins_like_a_copy_of_keys_is_none(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "copy").write_bytes(content)

    assert sentences(Folder(tmp_path, FileRole.BACKUPS)) == [
        "the product writes no file of this kind"
    ]


@pytest.mark.parametrize("role", [FileRole.DATA, FileRole.ALSO])
@pytest.mark.parametrize("target", ["elsewhere", "elsewhere/lencana.db"])
def test_a_link_to_what_is_not_looked_through_is_found(
    tmp_path: Path, role: FileRole, target: str
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "lencana.db").write_bytes(zlib.compress(PLAIN.encode()))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "lencana.db").symlink_to(tmp_path / target)

    (said,) = sentences(Folder(tmp_path / "data", role))

    assert "a link leads out" in said
    both = (
        Folder(tmp_path / "data", role),
        Folder(tmp_path / "elsewhere", FileRole.ALSO),
    )
    assert ["it holds word" in sentence for sentence in sentences(*both)] == [True]


def test_a_picture_is_not_called_clean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LENCANA_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("LENCANA_KEYS", raising=False)
    assert main(["migrate"]) == 0
    (tmp_path / "also").mkdir()
    Image.new("L", (8, 8)).save(tmp_path / "also" / "badge.jpg")

    code = main(["prove-erasure", "--also", str(tmp_path / "also")])

    said = capsys.readouterr().out
    assert code == 1
    assert "nothing is proved of their contents: 1 JPEG." in said
    assert "All is clean" not in said


@pytest.mark.parametrize(
    "format_", ["PNG", "JPEG", "GIF", "WebP", "TIFF", "PDF", "PPM"]
)
def test_pictures_are_known_by_how_they_begin(tmp_path: Path, format_: str) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "picture", format_.upper())

    assert foreign((tmp_path / "picture").read_bytes()) == (
        None if format_ == "PPM" else format_
    )
