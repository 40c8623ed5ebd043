"""Each place has its planted leak, which is caught; a file that nobody knows is not passed over."""

import io
import logging
import os
import socket
import sqlite3
from base64 import b64encode
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

from lencana.proof.kinds import FileRole, Folder
from lencana.proof.scan import Scanned, scan
from tests.forensics import canaries, packings
from tests.forensics.canaries import CHINESE, LATIN, PLAIN

SEARCH = canaries.search()
Leak = Callable[[Path], object]


def log_line(folder: Path) -> None:
    (folder / "log").write_text(f'{{"event": "arrived", "name": "{LATIN}"}}\n')


def exception(folder: Path) -> None:
    """An f-string in an exception that somebody logs."""
    kept = io.StringIO()
    logger, handler = logging.getLogger("tests.leak"), logging.StreamHandler(kept)
    logger.addHandler(handler)
    try:
        int(f"no such guest: {LATIN}")
    except ValueError:
        logger.exception("failed")
    logger.removeHandler(handler)
    (folder / "log").write_text(kept.getvalue())


def cookie(folder: Path) -> None:
    (folder / "Cookies").write_bytes(
        b"session=" + b64encode(f'{{"name": "{PLAIN}"}}'.encode()) + b".Zx4.q"
    )


def access_log(folder: Path) -> None:
    (folder / "access").write_text(
        "GET /kiosk/guests?name=%E6%AD%90%E9%99%BD%E9%9D%96%E9%9B%AF 200\n"
    )


def rotated_log(folder: Path) -> None:
    (folder / "log.1.gz").write_bytes(packings.CONTAINERS["gzip"](CHINESE.encode()))


def core(folder: Path) -> None:
    (folder / "core.4711").write_bytes(
        os.urandom(100_001) + PLAIN.encode("utf-32-le") + os.urandom(100_001)
    )


def temporary_file(folder: Path) -> None:
    (folder / "tmpab12").write_bytes(PLAIN.upper().encode())


def file_name(folder: Path) -> None:
    (folder / f"badge-{LATIN}.txt").write_text("")


def folder_name(folder: Path) -> None:
    (folder / PLAIN).mkdir()
    (folder / PLAIN / "picture").write_text("")


def link(folder: Path) -> None:
    (folder / "newest").symlink_to(f"/gone/{PLAIN}")


def spooled_text(folder: Path) -> None:
    (folder / "d00017-001").write_bytes(
        b"\x1b@" + LATIN.encode("cp1252") + b"\x1dV\x00"
    )


def note_column(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "some.db", isolation_level=None)) as database:
        database.execute("CREATE TABLE visit (note TEXT)")
        database.execute("INSERT INTO visit VALUES (?)", (CHINESE,))


def freed_page(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "some.db", isolation_level=None)) as database:
        database.execute("PRAGMA secure_delete = OFF")
        database.execute("CREATE TABLE visit (note TEXT)")
        database.execute("INSERT INTO visit VALUES (?)", (PLAIN,))
        database.execute("DROP TABLE visit")


def write_ahead_log(folder: Path) -> None:
    (folder / "lencana.db-wal").write_bytes(packings.write_ahead_log(PLAIN.encode()))


def saved_page(folder: Path) -> None:
    (folder / "f_000a1b").write_bytes(
        packings.CONTAINERS["gzip"](
            b"<h1>Welcome, Q&eacute;xv&ouml;rtk&aring;lmb&ecirc;thz</h1>"
        )
    )


def local_storage(folder: Path) -> None:
    (folder / "000003.log").write_bytes(
        packings.leveldb_log(b"_http://lobby\0\1name" + PLAIN.encode("utf-16-le"))
    )


PLACES: tuple[Leak, ...] = (
    log_line,
    exception,
    cookie,
    access_log,
    rotated_log,
    core,
    temporary_file,
    file_name,
    folder_name,
    link,
    spooled_text,
    note_column,
    freed_page,
    write_ahead_log,
    saved_page,
    local_storage,
)


def looked_through(folder: Path, role: FileRole = FileRole.ALSO) -> Scanned:
    return scan([Folder(folder, role)], SEARCH)


def name(leak: Leak) -> str:
    return cast("str", getattr(leak, "__name__", ""))


@pytest.mark.parametrize("leak", PLACES, ids=name)
def test_a_leak_is_found_in_every_place(tmp_path: Path, leak: Leak) -> None:
    leak(tmp_path)
    told = looked_through(tmp_path)
    assert told.findings != []
    assert all("word" in finding.sentence for finding in told.findings)


@pytest.mark.parametrize("leak", PLACES, ids=name)
def test_a_report_never_says_the_word_itself(tmp_path: Path, leak: Leak) -> None:
    leak(tmp_path)
    told = str(looked_through(tmp_path).findings)
    assert SEARCH.within(told.encode()) == set()


@pytest.mark.parametrize(
    "folder", [FileRole.DATA, FileRole.KEYS, FileRole.AGENT, FileRole.BACKUPS]
)
def test_a_leak_is_found_in_every_folder_of_the_product(
    tmp_path: Path, folder: FileRole
) -> None:
    (tmp_path / "erasures").write_text(PLAIN)
    assert "word" in "".join(map(str, looked_through(tmp_path, folder).findings))


@pytest.mark.parametrize(
    "folder", [FileRole.DATA, FileRole.KEYS, FileRole.AGENT, FileRole.BACKUPS]
)
@pytest.mark.parametrize(
    "strange",
    ["notes.txt", "lencana.db.bak", "days/2026-11-23.key.old", "core", "sub/x"],
)
def test_a_file_of_unknown_kind_is_found(
    tmp_path: Path, folder: FileRole, strange: str
) -> None:
    (tmp_path / strange).parent.mkdir(exist_ok=True)
    (tmp_path / strange).write_bytes(b"")
    sentences = [
        finding.sentence for finding in looked_through(tmp_path, folder).findings
    ]
    assert sentences == ["the product writes no file of this kind"]


def test_a_key_that_a_crash_left_half_made_is_found(tmp_path: Path) -> None:
    (tmp_path / "days").mkdir()
    (tmp_path / "days" / ".2026-11-23.key.0123456789abcdef").write_bytes(bytes(32))
    assert len(looked_through(tmp_path, FileRole.KEYS).findings) == 1


def test_what_is_no_file_is_of_unknown_kind(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        assert len(looked_through(tmp_path, FileRole.DATA).findings) == 1


def test_a_keyring_inside_the_data_folder_is_looked_through_as_a_keyring(
    tmp_path: Path,
) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "destroyed_through").write_text("2026-11-22")
    told = scan([Folder(tmp_path, FileRole.DATA), Folder(keys, FileRole.KEYS)], SEARCH)
    assert told.findings == []
    assert told.files == 1


def test_other_words_in_all_these_places_give_no_alarm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.forensics.test_places.PLAIN", PLAIN[::2])
    monkeypatch.setattr("tests.forensics.test_places.LATIN", LATIN[::2])
    monkeypatch.setattr("tests.forensics.test_places.CHINESE", CHINESE[:2])
    for leak in PLACES:
        if leak not in {access_log, saved_page}:
            (tmp_path / name(leak)).mkdir()
            leak(tmp_path / name(leak))
    told = looked_through(tmp_path)
    assert told.files > 10
    assert told.findings == []
