"""Delegates: a colleague of the same company, for days that begin and end by the host's own site."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests.cast import TODAY, Cast, SettableClock
from visits.erasure import account_closure, purge
from visits.people import delegates
from visits.people.delegates import Absence
from visits.store.database import Database
from visits.store.people import Delegation, Member
from visits.vocabulary import actors
from visits.vocabulary.refusals import (
    DayIsPast,
    EndsBeforeItStarts,
    NotFound,
    TooFarAhead,
    VisitRefused,
)

DAY = timedelta(days=1)


def name(database: Database, host: Member, colleague: Member, absence: Absence) -> None:
    with database.transaction() as store:
        delegates.name(store, host.id, colleague.public_id, absence)


def in_force(database: Database, host: Member) -> int | None:
    with database.reading() as store:
        return delegates.in_force(store, host.id)


def test_a_delegate_is_told_on_the_days_that_were_named_and_no_others(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    name(database, cast.hana, cast.dieter, Absence(TODAY + DAY, TODAY + 2 * DAY))

    told = []
    for moment in ("23 23:59", "24 00:00", "25 23:59", "26 00:00"):
        clock.at(f"2026-11-{moment}")
        told.append(in_force(database, cast.hana))
    assert told == [None, cast.dieter.id, cast.dieter.id, None]


def test_a_first_day_of_long_ago_is_today(database: Database, cast: Cast) -> None:
    name(database, cast.hana, cast.dieter, Absence(date.min, TODAY))

    with database.reading() as store:
        named = delegates.of(store, cast.hana.id)
    assert named
    assert named.absence == Absence(TODAY, TODAY)


def test_another_delegate_takes_the_place_of_the_first_until_dismissed(
    database: Database, cast: Cast
) -> None:
    name(database, cast.hana, cast.dieter, Absence(TODAY, TODAY))
    name(database, cast.hana, cast.dieter, Absence(TODAY, TODAY + DAY))
    with database.reading() as store:
        named = delegates.of(store, cast.hana.id)
    assert named == delegates.NamedDelegate("Dieter Vogel", Absence(TODAY, TODAY + DAY))

    for _ in range(2):
        with database.transaction() as store:
            delegates.dismiss(store, cast.hana.id)
    assert in_force(database, cast.hana) is None


def test_only_a_host_of_the_same_company_who_wants_to_hear_is_a_colleague(
    database: Database, cast: Cast
) -> None:
    with database.reading() as store:
        named = [one.id for one in delegates.colleagues(store, cast.hana.id)]
    assert named == [cast.dieter.id]

    with database.transaction() as store:
        delegates.be_told(store, cast.dieter.id, is_wanted=False)
    for member in (cast.raka, cast.dewi, cast.hana, cast.dieter):
        with pytest.raises(NotFound):
            name(database, cast.hana, member, Absence(TODAY, TODAY))


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        (0, -1, EndsBeforeItStarts),
        (-2, -1, DayIsPast),
        (0, 367, TooFarAhead),
    ],
)
def test_impossible_days_are_refused(
    database: Database, cast: Cast, first: int, last: int, refusal: type[VisitRefused]
) -> None:
    absence = Absence(TODAY + first * DAY, TODAY + last * DAY)
    with pytest.raises(refusal):
        name(database, cast.hana, cast.dieter, absence)
    assert in_force(database, cast.hana) is None


@pytest.mark.parametrize("who", ["hana", "dieter"])
def test_a_delegation_goes_with_either_account(
    database: Database, cast: Cast, who: str
) -> None:
    name(database, cast.hana, cast.dieter, Absence(TODAY, TODAY))

    with database.transaction() as store:
        account_closure.close(store, getattr(cast, who).id, actors.OPERATOR)

    with database.reading() as store:
        assert store.exec(select(Delegation)).all() == []


def test_a_delegation_that_is_over_is_erased(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    name(database, cast.hana, cast.dieter, Absence(TODAY, TODAY))
    purge.purge(database)
    with database.reading() as store:
        assert len(store.exec(select(Delegation)).all()) == 1

    clock.forward(days=1)
    purge.purge(database)

    with database.reading() as store:
        assert store.exec(select(Delegation)).all() == []
