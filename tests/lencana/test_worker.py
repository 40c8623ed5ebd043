"""The worker: jobs go on whatever one of them does, and wake when something was committed."""

import logging
import threading
from functools import partial
from threading import Semaphore

import pytest

from lencana.worker import BackgroundJob, working
from tests.cast import Cast
from visits.store.database import Database
from visits.store.news import News
from visits.store.sites import Company, Printer

PATIENCE = 300
MOMENT = 0.2


def released(done: Semaphore) -> int:
    done.release()
    return 0


def test_news_wakes_the_job_that_waits_for_it_and_no_other(
    database: Database, cast: Cast
) -> None:
    rounds = {news: Semaphore(0) for news in News}
    jobs = [
        BackgroundJob(news.name, partial(released, rounds[news]), pause=3600, news=news)
        for news in News
    ]

    with working(database, jobs):
        assert all(done.acquire(timeout=PATIENCE) for done in rounds.values())
        with database.transaction() as store:
            store.add(Company(name="Awan Studio"))
        with database.transaction() as store:
            store.get_one(Printer, cast.printer.id).width = 384
        for news in (News.PRINTING, News.PRINTERS):
            assert rounds[news].acquire(timeout=PATIENCE)

    # Its threads have ended: whatever was woken has had its round.
    assert not any(done.acquire(blocking=False) for done in rounds.values())


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


def test_news_of_another_kind_lets_whoever_waits_sleep_on(database: Database) -> None:
    looks, over = Semaphore(0), threading.Event()

    def is_over() -> bool:
        looks.release()
        return over.is_set()

    waits = threading.Thread(
        target=database.news.wait, args=[News.MESSAGES, 0, 3600, is_over]
    )
    waits.start()
    assert looks.acquire(timeout=PATIENCE)
    with database.transaction() as store:
        store.news.add(News.PRINTING)
        store.add(Company(name="Awan Studio"))
    was_woken = looks.acquire(timeout=MOMENT)
    over.set()
    database.news.wake()
    waits.join(PATIENCE)

    assert not was_woken
    assert not waits.is_alive()
