"""A large database is looked through where it lies, and what lies in it is found as in a small one."""

import os
import sqlite3
import tracemalloc
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from lencana.proof.containers import mapping
from lencana.proof.kinds import Folder, Role
from lencana.proof.scan import scan
from lencana.proof.search import BLOCK
from tests.forensics import canaries
from tests.forensics.canaries import PLAIN

SEARCH = canaries.search()
WORD = PLAIN.encode()
SIZE = 6 << 20


@pytest.fixture(autouse=True)
def _large(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a test is quick, less is large."""
    monkeypatch.setattr(mapping, "LARGE", 1 << 20)


def filled(folder: Path) -> Path:
    file = folder / "lencana.db"
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE noise (body BLOB)")
        database.executemany("INSERT INTO noise VALUES (?)", [(os.urandom(1 << 16),)] * (SIZE >> 16))
        database.commit()
    return file


def found(folder: Path) -> list[str]:
    return [str(finding) for finding in scan([Folder(folder, Role.DATA)], SEARCH).findings]


@pytest.mark.parametrize("place", [5 * BLOCK - len(WORD) // 2, 2 * BLOCK - 1, 3 * BLOCK])
def test_a_word_across_the_border_of_blocks_is_found(tmp_path: Path, place: int) -> None:
    with filled(tmp_path).open("r+b") as file:
        file.seek(place)
        file.write(WORD)
    assert "it holds word" in found(tmp_path)[0]


@pytest.mark.parametrize("value", [os.urandom(4070) + WORD * 400, zlib.compress(os.urandom(9000) + WORD)])
def test_a_word_that_a_page_cuts_or_a_row_packs_is_found(tmp_path: Path, value: bytes) -> None:
    with closing(sqlite3.connect(filled(tmp_path))) as database:
        database.execute("INSERT INTO noise VALUES (?)", (value,))
        database.commit()
    assert "it holds word" in found(tmp_path)[0]


def test_it_takes_little_memory(tmp_path: Path) -> None:
    filled(tmp_path)
    tracemalloc.start()
    assert found(tmp_path) == []
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < SIZE
