"""Limits: tries count for a while, against a digest."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.cast import SettableClock
from visits.people import rate_limits
from visits.store.database import Database
from visits.store.people import RateLimitEvent
from visits.vocabulary.refusals import TooManyTries
from visits.vocabulary.visits import RateLimited

HOUR = timedelta(hours=1)


def test_tries_count_for_a_while(database: Database, clock: SettableClock) -> None:
    with database.transaction() as store:
        rate_limits.count(store, RateLimited.PAIRING, "gita@example.org")
    clock.forward(minutes=59)
    with database.reading() as store:
        assert (
            rate_limits.recent(store, RateLimited.PAIRING, "gita@example.org", HOUR)
            == 1
        )
    clock.forward(minutes=1)
    with database.reading() as store:
        assert (
            rate_limits.recent(store, RateLimited.PAIRING, "gita@example.org", HOUR)
            == 0
        )


def test_nobodys_tries_count_against_another_or_for_another_thing(
    database: Database,
) -> None:
    with database.transaction() as store:
        rate_limits.count(store, RateLimited.PAIRING, 1)
        assert rate_limits.recent(store, RateLimited.PAIRING, 2, HOUR) == 0
        assert rate_limits.recent(store, RateLimited.VOUCHING, 1, HOUR) == 0


def test_the_limit_itself_is_refused(database: Database) -> None:
    with database.transaction() as store:
        rate_limits.count(store, RateLimited.PAIRING, 1)
        rate_limits.refuse_above(store, RateLimited.PAIRING, 1, 2, HOUR)
        rate_limits.count(store, RateLimited.PAIRING, 1)
        with pytest.raises(TooManyTries):
            rate_limits.refuse_above(store, RateLimited.PAIRING, 1, 2, HOUR)
        rate_limits.reset(store, RateLimited.PAIRING, 1)
        rate_limits.refuse_above(store, RateLimited.PAIRING, 1, 2, HOUR)


def test_who_tried_cannot_be_read_from_the_row(database: Database) -> None:
    with database.transaction() as store:
        rate_limits.count(store, RateLimited.SIGN_IN, "gita@example.org")
        row = store.exec(select(RateLimitEvent)).one()
    assert b"gita" not in row.subject


def test_old_tries_are_swept_away(database: Database, clock: SettableClock) -> None:
    with database.transaction() as store:
        rate_limits.count(store, RateLimited.PAIRING, 1)
    clock.now += rate_limits.LONGEST
    with database.transaction() as store:
        assert rate_limits.purge(store) == 1


def test_only_failures_to_sign_in_are_remembered_for_longer_than_a_day(
    database: Database, clock: SettableClock
) -> None:
    with database.transaction() as store:
        for kind in RateLimited:
            rate_limits.count(store, kind, 1)
    clock.forward(days=1)
    with database.transaction() as store:
        rate_limits.purge(store)
        assert [attempt.kind for attempt in store.exec(select(RateLimitEvent))] == [
            RateLimited.SIGN_IN
        ]
