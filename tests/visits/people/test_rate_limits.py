"""Limits: tries count for a while, against a digest."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from tests.cast import SettableClock
from visits.people import rate_limits
from visits.people.rate_limits import Pace
from visits.store.database import Database
from visits.store.people import RateLimitEvent
from visits.vocabulary.people import RateLimited
from visits.vocabulary.refusals import TooManyTries

HOUR = timedelta(hours=1)


def test_tries_count_for_a_while(database: Database, clock: SettableClock) -> None:
    with database.transaction() as store:
        rate_limits.count(store, RateLimited.SENDING, "gita@example.org")
    clock.forward(minutes=59)
    with database.reading() as store:
        assert (
            rate_limits.recent(store, RateLimited.SENDING, "gita@example.org", HOUR)
            == 1
        )
    clock.forward(minutes=1)
    with database.reading() as store:
        assert (
            rate_limits.recent(store, RateLimited.SENDING, "gita@example.org", HOUR)
            == 0
        )


def test_nobodys_tries_count_against_another_or_for_another_thing(
    database: Database,
) -> None:
    with database.transaction() as store:
        rate_limits.count(store, RateLimited.SENDING, 1)
        assert rate_limits.recent(store, RateLimited.SENDING, 2, HOUR) == 0
        assert rate_limits.recent(store, RateLimited.VOUCHING, 1, HOUR) == 0


def test_the_limit_itself_is_refused(database: Database) -> None:
    with database.transaction() as store:
        rate_limits.count(store, RateLimited.SENDING, 1)
        rate_limits.refuse_above(store, RateLimited.SENDING, 1, 2, HOUR)
        rate_limits.count(store, RateLimited.SENDING, 1)
        with pytest.raises(TooManyTries):
            rate_limits.refuse_above(store, RateLimited.SENDING, 1, 2, HOUR)
        rate_limits.reset(store, RateLimited.SENDING, 1)
        rate_limits.refuse_above(store, RateLimited.SENDING, 1, 2, HOUR)


def test_who_tried_cannot_be_read_from_the_row(database: Database) -> None:
    with database.transaction() as store:
        rate_limits.count(store, RateLimited.SIGN_IN, "gita@example.org")
        row = store.exec(select(RateLimitEvent)).one()
    assert b"gita" not in row.subject


def test_old_tries_are_swept_away(database: Database, clock: SettableClock) -> None:
    with database.transaction() as store:
        rate_limits.count(store, RateLimited.SENDING, 1)
    clock.now += rate_limits.LONGEST
    with database.transaction() as store:
        assert rate_limits.purge(store) == 1


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(0, 0), (2, 0), (3, 60), (4, 120), (6, 480), (9, 900), (999, 900)],
)
def test_each_attempt_beyond_the_free_ones_waits_twice_as_long(
    attempts: int, seconds: int
) -> None:
    pace = Pace(free=3, first=timedelta(minutes=1), longest=timedelta(minutes=15))
    assert pace.wait(attempts) == timedelta(seconds=seconds)


def test_who_has_to_wait_waits_from_the_last_attempt_on(
    database: Database, clock: SettableClock
) -> None:
    pace = Pace(free=2, first=timedelta(minutes=1), longest=timedelta(minutes=15))
    with database.transaction() as store:
        for _ in range(2):
            rate_limits.refuse_hurry(store, RateLimited.SENDING, 1, pace)
            rate_limits.count(store, RateLimited.SENDING, 1)
    clock.forward(seconds=59)
    with database.reading() as store, pytest.raises(TooManyTries):
        rate_limits.refuse_hurry(store, RateLimited.SENDING, 1, pace)
    clock.forward(seconds=1)
    with database.reading() as store:
        rate_limits.refuse_hurry(store, RateLimited.SENDING, 1, pace)


def test_every_limit_is_named_in_the_decision_about_them() -> None:
    decision = (Path(__file__).parents[3] / "docs/decisions").glob("0024-*.md")
    text = next(decision).read_text()
    assert [kind for kind in RateLimited if f"`{kind.value}`" not in text] == []
