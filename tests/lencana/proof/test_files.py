"""The files of the product's folders: only known kinds, which hold what their names say."""

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lencana.backups import manifest
from lencana.proof import files
from lencana.proof.files import BEGINNING, FileRole, Folder
from visits.keys import passphrase
from visits.keys.decision_log import LoggedErasure, as_line, digest_of
from visits.keys.keyring import Keys, open_keys

PASSPHRASE = "a passphrase for tests"


def sentences(*folders: Folder) -> list[str]:
    return [problem.sentence for problem in files.check(folders).problems]


@pytest.mark.parametrize(
    ("place", "content"),
    [
        ("root.key", b"somebody's notes"),
        ("days/2026-11-23.key", b"n" * 33),
        ("months/2026-11.key", b""),
        ("destroyed_through", b"2026-11-22 somebody"),
        ("decisions", b"2026-11-22 somebody\n"),
        ("decisions", b'{"number":1,"kind":"restriction","visit":"somebody"}\n'),
        ("decisions", b'{"number":1,"visit":"somebody\'s notes'),
        (".decisions.lock", b"somebody"),
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
    erasure = LoggedErasure(last_day=today, visit=digest_of("somebody"))
    keys.decisions.append([erasure])
    keys.keyring.destroy_through(today.replace(day=22))
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "copy").write_bytes(
        passphrase.seal(PASSPHRASE, b'{"root": ""}')
    )

    assert (
        sentences(
            Folder(tmp_path / "keys", FileRole.KEYS),
            Folder(tmp_path / "backups", FileRole.BACKUPS),
        )
        == []
    )


@pytest.mark.parametrize(
    "at", ["2026-11-23 09:30:00.000000", "2026-11-23T09:30:00.000001+00:00"]
)
def test_the_manifest_of_either_stores_backup_passes(tmp_path: Path, at: str) -> None:
    written = manifest.of_head("ab" * 32, 7, at)
    (tmp_path / f"backup{manifest.SUFFIX}").write_bytes(written)

    assert sentences(Folder(tmp_path, FileRole.BACKUPS)) == []


@pytest.mark.parametrize(
    "content",
    [
        b"lencana keys of ours",
        b"lencana keys 1\n" + b"somebody's notes, " * 9,
        b'{"lencana_backup": 1, "audit_head": {"note": "somebody"}}\n',
    ],
)
def test_what_only_begins_like_a_copy_of_keys_or_a_manifest_is_none(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "copy").write_bytes(content)

    assert sentences(Folder(tmp_path, FileRole.BACKUPS)) == [
        "the product writes no file of this kind"
    ]


@pytest.mark.parametrize("target", ["elsewhere", "elsewhere/lencana.db"])
def test_a_link_to_what_is_not_checked_is_found(tmp_path: Path, target: str) -> None:
    data, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "lencana.db").write_bytes(b"")
    data.mkdir()
    (data / "lencana.db").symlink_to(tmp_path / target)

    (sentence,) = sentences(Folder(data, FileRole.DATA))

    assert "a link leads out" in sentence
    both = Folder(data, FileRole.DATA), Folder(elsewhere, FileRole.DATA)
    assert sentences(*both) == []


@pytest.mark.parametrize("role", FileRole)
@pytest.mark.parametrize(
    "strange",
    ["notes.txt", "lencana.db.bak", "days/2026-11-23.key.old", "core", "sub/x"],
)
def test_a_file_of_unknown_kind_is_found(
    tmp_path: Path, role: FileRole, strange: str
) -> None:
    (tmp_path / strange).parent.mkdir(exist_ok=True)
    (tmp_path / strange).write_bytes(b"")

    assert sentences(Folder(tmp_path, role)) == [
        "the product writes no file of this kind"
    ]


def test_a_key_that_a_crash_left_half_made_is_found(tmp_path: Path) -> None:
    (tmp_path / "days").mkdir()
    (tmp_path / "days" / ".2026-11-23.key.0123456789abcdef").write_bytes(bytes(32))

    assert len(sentences(Folder(tmp_path, FileRole.KEYS))) == 1


def test_a_socket_is_of_unknown_kind(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        assert len(sentences(Folder(tmp_path, FileRole.DATA))) == 1


def test_a_keyring_inside_the_data_folder_is_checked_as_a_keyring(
    tmp_path: Path,
) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "destroyed_through").write_text("2026-11-22")

    checked = files.check(
        [Folder(tmp_path, FileRole.DATA), Folder(keys, FileRole.KEYS)]
    )

    assert checked.problems == []
    assert checked.files == 1


def test_a_decision_log_that_is_longer_than_what_is_read_is_known(
    tmp_path: Path,
) -> None:
    today = datetime(2026, 11, 23, tzinfo=UTC).date()
    line = as_line(LoggedErasure(last_day=today, visit=digest_of("a"))) + "\n"
    (tmp_path / "decisions").write_text(line * (BEGINNING // len(line) + 1))

    assert sentences(Folder(tmp_path, FileRole.KEYS)) == []
