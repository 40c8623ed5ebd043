"""The worker: jobs go on whatever one of them does, and wake when something was committed."""

import logging
import threading

import pytest

from lencana.worker import BackgroundJob, working
from visits.store.database import Database
from visits.store.sites import Company

PATIENCE = 300


def test_a_commit_wakes_a_round_that_would_rest_for_long(database: Database) -> None:
    rested, worked = threading.Event(), threading.Event()

    def work() -> int:
        (worked if rested.is_set() else rested).set()
        return 0

    with working(database, [BackgroundJob("printing", work, pause=3600, wakes=True)]):
        assert rested.wait(PATIENCE)
        with database.transaction() as store:
            store.add(Company(name="Langit Studio"))
        assert worked.wait(PATIENCE)


def test_a_round_outlives_a_job_that_fails_and_logs_no_word_of_it(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    again = threading.Event()
    looks = iter(range(1000))

    def work() -> int:
        if next(looks) == 0:
            raise ValueError("Gita Pramesti")
        again.set()
        return 0

    with (
        caplog.at_level(logging.DEBUG),
        working(database, [BackgroundJob("post", work, pause=0.01)]),
    ):
        assert again.wait(PATIENCE)

    assert "job post failed: ValueError" in caplog.text
    assert "Gita" not in caplog.text
