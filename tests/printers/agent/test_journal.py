"""The journal.

What was begun and not told survives whatever the disk kept of it, and it names nobody.
"""

from pathlib import Path

import pytest

from printers.agent.journal import EMPTIED_ABOVE, AttemptJournal
from printers.vocabulary import Attempt, Outcome, PrintProblemKind

ONE, TWO = Attempt("1" * 26, 1, "Counter"), Attempt("2" * 26, 3, "Counter")
LOST = (Outcome.UNKNOWN, None)


def unreported(
    path: Path,
) -> dict[Attempt, tuple[Outcome, PrintProblemKind | None]]:
    journal = AttemptJournal(path)
    journal.close()
    return journal.unreported


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal"


def test_what_was_begun_and_not_settled_is_unknown(path: Path) -> None:
    journal = AttemptJournal(path)
    journal.record_start(ONE)
    journal.close()

    assert unreported(path) == {ONE: LOST}
    assert unreported(path) == {ONE: LOST}


def test_what_was_settled_and_not_heard_is_told_as_it_was(path: Path) -> None:
    journal = AttemptJournal(path)
    journal.record_start(ONE)
    journal.record_outcome(ONE, Outcome.CUT_SHORT, PrintProblemKind.RESET)
    journal.record_outcome(TWO, Outcome.PRINTED, None)
    journal.record_reported(TWO)
    journal.close()

    assert unreported(path) == {ONE: (Outcome.CUT_SHORT, PrintProblemKind.RESET)}


def test_a_line_that_was_cut_anywhere_is_none(path: Path) -> None:
    journal = AttemptJournal(path)
    journal.record_start(ONE)
    journal.record_outcome(ONE, Outcome.PRINTED, None)
    journal.close()
    whole = path.read_bytes()
    first = whole.index(b"\n") + 1
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert unreported(path) == ({} if length < first else {ONE: LOST})


def test_rubbish_says_nothing(path: Path) -> None:
    path.write_bytes(
        bytes(range(256)) + b"\nbegan Gita 1 -\nprinted " + b"1" * 26 + b" 1 hope\n"
    )

    assert unreported(path) == {}


def test_it_does_not_grow_for_ever(path: Path) -> None:
    path.write_text(f"began {TWO.job} 3 -\n" * (EMPTIED_ABOVE // 30))
    journal = AttemptJournal(path)
    journal.record_reported(TWO)
    for number in range(800):
        attempt = Attempt("3" * 26, number, "Counter")
        journal.record_start(attempt)
        journal.record_reported(attempt)
    journal.close()

    assert path.stat().st_size < EMPTIED_ABOVE + 100
    assert path.stat().st_mode & 0o777 == 0o600
