"""Each place has its planted leak, which is caught."""

import io
import logging
import os
import sqlite3
from base64 import b64encode
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

from lencana.proof.files import FileRole, Folder
from tests.forensics import canaries, packings
from tests.forensics.canaries import CHINESE, LATIN, PLAIN
from tests.forensics.scanner.scan import Scanned, scan

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


def scanned(folder: Path) -> Scanned:
    return scan([], canaries.search(), [folder])


def name(leak: Leak) -> str:
    return cast("str", getattr(leak, "__name__", ""))


@pytest.mark.parametrize("leak", PLACES, ids=name)
def test_a_leak_is_found_in_every_place(tmp_path: Path, leak: Leak) -> None:
    leak(tmp_path)
    problems = scanned(tmp_path).problems
    assert problems != []
    assert all("word" in problem.sentence for problem in problems)


@pytest.mark.parametrize("leak", PLACES, ids=name)
def test_a_report_never_says_the_word_itself(tmp_path: Path, leak: Leak) -> None:
    leak(tmp_path)
    told = str(scanned(tmp_path).problems)
    assert canaries.search().within(told.encode()) == set()


@pytest.mark.parametrize("role", FileRole)
def test_a_leak_is_found_in_every_folder_of_the_product(
    tmp_path: Path, role: FileRole
) -> None:
    (tmp_path / "decisions").write_text(PLAIN)
    problems = scan([Folder(tmp_path, role)], canaries.search()).problems
    assert "word" in "".join(map(str, problems))


def test_a_link_to_what_is_not_scanned_is_found(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "log").symlink_to(tmp_path / "elsewhere")

    assert [
        "a link leads out" in str(problem)
        for problem in scanned(tmp_path / "logs").problems
    ] == [True]


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
    told = scanned(tmp_path)
    assert told.files > 10
    assert told.problems == []
