"""The decision log outlives a crash and every backup, and an entry goes when no copy needs it."""

import os
import stat
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.killing import is_killed_at
from tests.visits.keys.conftest import Place
from visits.keys.decision_log import (
    NEVER,
    AnyDecision,
    DecisionLog,
    LoggedCorrection,
    LoggedErasure,
    LoggedRequest,
    LoggedRestriction,
    LoggedSuppression,
    digest_of,
)
from visits.keys.keyring.folder_log import FolderDecisionLog
from visits.vocabulary.policy import RetentionClass
from visits.vocabulary.rights import RequestChannel, Right

TODAY = date(2026, 11, 23)
TOMORROW = TODAY + timedelta(days=1)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
VISIT = digest_of("a" * 20)


@pytest.fixture
def log(place: Place) -> DecisionLog:
    return place.keyring().decisions


@pytest.fixture
def file_log(tmp_path: Path) -> FolderDecisionLog:
    return FolderDecisionLog(tmp_path / "keys")


def erased(name: str, last_day: date = TODAY, **more: object) -> LoggedErasure:
    return LoggedErasure.model_validate(
        {"last_day": last_day, "visit": digest_of(name), **more}
    )


def restricted(number: int, at: datetime | None = NOW) -> LoggedRestriction:
    return LoggedRestriction(number=number, last_day=TODAY, visit=VISIT, at=at)


def corrected(item: str, number: int = 0) -> LoggedCorrection:
    return LoggedCorrection(
        number=number,
        last_day=TODAY,
        visit=VISIT,
        retention_class=RetentionClass.LOG,
        item=item,
        key_day=TODAY,
        body=b"sealed" + bytes([number]) * 20,
    )


def test_an_entry_comes_back_as_it_was(
    place: Place,
) -> None:
    log = place.keyring().decisions
    request = LoggedRequest(
        last_day=TODAY,
        public_id="r" * 26,
        site_id=1,
        contact_digest=b"\xff" * 32,
        right=Right.OBJECT,
        channel=RequestChannel.OWN_PAGE,
        received_at=NOW,
    )
    entries: list[AnyDecision] = [erased("a" * 20), restricted(1), corrected("name")]
    entries.append(request)

    log.append(entries)

    assert place.keyring().decisions.entries() == entries
    assert log.erased() == {VISIT}


def test_the_file_names_nobody_and_is_its_owners_alone(
    file_log: FolderDecisionLog,
) -> None:
    file_log.append([erased("a" * 20)])

    assert "a" * 20 not in file_log.file.read_text()
    assert stat.S_IMODE(file_log.file.stat().st_mode) == 0o600


@pytest.mark.parametrize("last", [erased("torn"), restricted(2), corrected("name")])
def test_a_line_torn_by_a_crash_takes_no_other_with_it(
    file_log: FolderDecisionLog, last: AnyDecision
) -> None:
    first, following = erased("first"), erased("next")
    file_log.append([first])
    begins = file_log.file.stat().st_size
    file_log.append([last])
    whole = file_log.file.read_bytes()
    for length in range(begins, len(whole) - 1):
        file_log.file.write_bytes(whole[:length])
        file_log.append([following])

        assert file_log.entries() == [first, following]


def test_of_several_decisions_about_the_same_only_the_last_is_kept(
    log: DecisionLog,
) -> None:
    log.append([restricted(1), restricted(2, None), restricted(3)])
    log.append([corrected("name", 4), corrected("badge_name", 5), corrected("name", 6)])

    assert log.compact() == 3

    assert log.entries() == [
        restricted(3),
        corrected("badge_name", 5),
        corrected("name", 6),
    ]
    assert log.compact() == 0


def test_an_erased_visit_leaves_its_erasure_and_its_requests_alone(
    log: DecisionLog,
) -> None:
    request = LoggedRequest(
        last_day=NEVER,
        public_id="r" * 26,
        site_id=1,
        visit=VISIT,
        right=Right.ERASE,
        channel=RequestChannel.OWN_PAGE,
        received_at=NOW,
    )
    suppression = LoggedSuppression(last_day=NEVER, contact_digest=b"h" * 32, since=NOW)
    log.append([restricted(1), corrected("name"), request, suppression])
    log.append([erased("a" * 20)])

    log.compact()

    assert log.entries() == [request, suppression, erased("a" * 20)]


def test_an_envelope_that_went_alone_takes_its_own_corrections_alone(
    log: DecisionLog,
) -> None:
    contact = corrected("phone").model_copy(
        update={"retention_class": RetentionClass.CONTACT}
    )
    gone = erased("a" * 20, retention_class=RetentionClass.CONTACT)
    log.append([corrected("name"), contact, restricted(1), gone])

    log.compact()

    assert log.entries() == [corrected("name"), restricted(1), gone]
    assert log.erased() == frozenset()


def test_what_was_sealed_of_an_erased_visit_goes_at_once(log: DecisionLog) -> None:
    log.append([corrected("name"), restricted(1)])
    log.append([erased("a" * 20)])
    log.drop_sealed_of({digest_of("another")})
    assert len(log.entries()) == 3

    log.drop_sealed_of({VISIT})

    assert log.entries() == [erased("a" * 20)]


def test_what_was_sealed_of_an_erased_visit_is_overwritten_on_the_disk(
    file_log: FolderDecisionLog,
) -> None:
    file_log.append([corrected("name"), restricted(1)])
    # A second name for the same bytes on the disk, as a thief of the disk finds them.
    disk = file_log.file.with_name("disk")
    os.link(file_log.file, disk)
    file_log.append([erased("a" * 20)])

    file_log.drop_sealed_of({VISIT})

    assert set(disk.read_bytes()) == {0}


def test_an_entry_goes_with_the_key_of_its_last_day(place: Place) -> None:
    keyring = place.keyring()
    keyring.decisions.append([erased("today"), erased("tomorrow", TOMORROW)])
    keyring.decisions.append([erased("ever", NEVER)])

    keyring.destroy_through(TODAY)

    assert keyring.decisions.erased() == {digest_of("tomorrow"), digest_of("ever")}
    assert keyring.decisions.compact(TOMORROW) == 1
    assert keyring.decisions.erased() == {digest_of("ever")}


def test_what_the_database_refused_is_taken_out_again(log: DecisionLog) -> None:
    log.append([restricted(1)])
    log.append([restricted(2, None), erased("b", number=2)])
    log.withdraw(2)
    assert log.entries() == [restricted(1)]

    log.append([restricted(3, None)])
    log.append([erased("b", number=4)])
    log.withdraw(3)

    assert log.entries() == [restricted(1), erased("b", number=4)]


def test_an_older_log_is_merged_by_number_and_never_twice(log: DecisionLog) -> None:
    older = [restricted(1), restricted(2)]
    log.append([restricted(2), restricted(4)])

    for _ in range(2):
        log.merge([*older, restricted(3)])

    assert [entry.number for entry in log.entries()] == [1, 2, 3, 4]


def test_no_log_is_an_empty_log(log: DecisionLog) -> None:
    log.append([])
    log.drop_sealed_of({VISIT})

    assert (log.entries(), log.erased(), log.compact(TODAY)) == ([], frozenset(), 0)


def test_looking_at_no_log_makes_no_file(file_log: FolderDecisionLog) -> None:
    assert (file_log.entries(), file_log.compact(TODAY)) == ([], 0)
    assert not file_log.file.exists()


def test_a_log_that_is_killed_at_any_step_has_lost_nothing(
    file_log: FolderDecisionLog,
) -> None:
    file_log.append([restricted(1), restricted(2), erased("b", number=2)])
    before = file_log.file.read_bytes()
    found: Counter[tuple[int, ...]] = Counter()

    def work() -> None:
        file_log.append([erased("c", number=3)])
        file_log.compact()

    for step in range(1, 100):
        file_log.file.write_bytes(before)
        was_killed = is_killed_at(step, work)
        found[tuple(entry.number for entry in file_log.entries())] += 1
        if not was_killed:
            break

    print(f"killed at {sum(found.values()) - 1} steps: {dict(found)}")  # noqa: T201 - a count
    assert set(found) == {(1, 2, 2), (1, 2, 2, 3), (2, 2, 3)}
