"""Quotas: what counts for whom and when, what gives a place back, and what the desk may add."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from tests.cast import TODAY, Cast, Invite, SettableClock, announcement
from tests.kiosk.tablet import statements
from tests.visits.racing import PROCESSES, Racer, racing
from visits import (
    guest_answers,
    guest_lists,
    invitations,
    party_invitations,
    sites,
    visit_state,
)
from visits.erasure import account_closure, purge
from visits.party_invitations import NewParty
from visits.people import member_data, quotas
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.people import Member, QuotaDay
from visits.store.sites import Company, MembershipPlan
from visits.store.visits import Invitation
from visits.visit_times import Window
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.people import QuotaPeriod, QuotaReason, QuotaScope
from visits.vocabulary.refusals import (
    DayIsPast,
    DayQuotaReached,
    MonthQuotaReached,
    NotFound,
    QuotaReached,
    TooFarAhead,
    WeekQuotaReached,
)

DAY = timedelta(days=1)
EVENT = QuotaReason.EVENT
Limit = Callable[..., int]


@pytest.fixture
def limits(database: Database) -> Limit:
    """Returns a function that writes the default plan down, and returns its number."""

    def write(name: str = "default", **most: int) -> int:
        with database.transaction() as store:
            plan = MembershipPlan(name=name, **most)
            store.add(plan)
            store.flush()
            return plan.id

    return write


def standing(
    database: Database, host: Member, day: date = TODAY
) -> dict[tuple[str, str], tuple[int, int]]:
    """What is left of how many, by scope and period."""
    with database.reading() as store:
        found = quotas.of_host(store, host.id, day)
    return {(one.scope, one.period): (one.left, one.most) for one in found}


def numbers(database: Database) -> dict[date, int]:
    with database.reading() as store:
        return {row.day: row.guests for row in store.exec(select(QuotaDay))}


def somebody(number: int, **changes: Any) -> dict[str, Any]:
    return {"email": f"guest{number}@example.org", **changes}


def test_whoever_has_no_plan_has_the_default_one(
    database: Database, cast: Cast, invite: Invite
) -> None:
    assert standing(database, cast.hana)[QuotaScope.HOST, QuotaPeriod.DAY] == (300, 300)
    invite()
    assert standing(database, cast.hana) == {
        (QuotaScope.HOST, QuotaPeriod.DAY): (299, 300),
        (QuotaScope.HOST, QuotaPeriod.MONTH): (999, 1000),
    }
    assert standing(database, cast.raka)[QuotaScope.HOST, QuotaPeriod.DAY] == (300, 300)


@pytest.mark.parametrize(
    ("limit", "refusal", "other_day"),
    [
        ("host_day", DayQuotaReached, TODAY + DAY),
        ("host_week", WeekQuotaReached, date(2026, 11, 30)),
        ("host_month", MonthQuotaReached, date(2026, 12, 1)),
        ("company_day", DayQuotaReached, TODAY + DAY),
        ("company_week", WeekQuotaReached, date(2026, 11, 30)),
        ("company_month", MonthQuotaReached, date(2026, 12, 1)),
    ],
)
def test_each_limit_refuses_with_its_number_and_another_period_is_free(
    limits: Limit,
    invite: Invite,
    limit: str,
    refusal: type[QuotaReached],
    other_day: date,
) -> None:
    limits(**{limit: 2})
    invite(**somebody(1))
    last = other_day - DAY
    invite(**somebody(2, day=last))
    with pytest.raises(refusal) as refused:
        invite(**somebody(3, day=last))
    assert refused.value.values == {"most": "2"}
    invite(**somebody(3, day=other_day))


def test_a_limit_of_a_company_holds_for_its_hosts_together_at_every_site(
    limits: Limit, cast: Cast, invite: Invite
) -> None:
    limits(company_day=2)
    invite(cast.hana, **somebody(1))
    invite(cast.dieter, cast.mitte, **somebody(2))
    with pytest.raises(DayQuotaReached):
        invite(cast.hana, cast.mitte, **somebody(3))
    # Of another company.
    invite(cast.raka, **somebody(3))


def test_a_hosts_own_plan_goes_before_the_companys_and_that_before_the_default(
    database: Database, limits: Limit, cast: Cast
) -> None:
    def most() -> int:
        return standing(database, cast.hana)[QuotaScope.HOST, QuotaPeriod.MONTH][1]

    limits(host_month=5)
    team, one = limits("Team", host_month=20), limits("Lead", host_month=70)
    assert most() == 5
    with database.transaction() as store:
        store.get_one(Company, cast.langit.id).plan_id = team
    assert most() == 20
    with database.transaction() as store:
        store.get_one(Member, cast.hana.id).plan_id = one
    assert most() == 70


def test_a_plan_that_limits_nothing_limits_nothing(
    database: Database, limits: Limit, cast: Cast
) -> None:
    limits()
    assert standing(database, cast.hana) == {}


def test_each_day_of_a_series_counts_on_its_own_day(
    database: Database, limits: Limit, invite: Invite
) -> None:
    limits(host_day=1)
    invite(**somebody(1, day=TODAY + DAY))
    with pytest.raises(DayQuotaReached):
        invite(**somebody(2, more_days=(TODAY + DAY,)))
    # All or none.
    assert numbers(database) == {TODAY + DAY: 1}
    invite(**somebody(2, more_days=(TODAY + 2 * DAY,)))
    assert numbers(database) == {TODAY + n * DAY: 1 for n in range(3)}


def test_a_series_that_moves_by_a_day_takes_the_places_of_its_own_days(
    database: Database, limits: Limit, invite: Invite
) -> None:
    limits(host_day=1)
    visit = invite(**somebody(1, more_days=(TODAY + DAY,)))
    later = replace(announcement().window, day=TODAY + DAY)
    with database.transaction() as store:
        invitations.reschedule(
            store, visit.host_id, visit.public_id, later, with_rest=True
        )
    assert numbers(database) == {TODAY: 0, TODAY + DAY: 1, TODAY + 2 * DAY: 1}


def test_each_guest_of_a_party_counts_and_a_second_tap_does_not(
    database: Database, limits: Limit, cast: Cast
) -> None:
    limits(host_day=2)

    def together(guests: int, nonce: str) -> None:
        party = [announcement(**somebody(n)) for n in range(guests)]
        with database.transaction() as store:
            place = cast.hana.id, cast.senopati.id
            party_invitations.invite(store, *place, NewParty(party, nonce))

    with pytest.raises(DayQuotaReached):
        together(3, "too many")
    assert numbers(database) == {}
    together(2, "both")
    together(2, "both")
    assert numbers(database) == {TODAY: 2}


def test_a_list_invites_as_many_as_are_left_and_says_why_not_the_others(
    database: Database, limits: Limit, cast: Cast
) -> None:
    limits(host_month=3)
    guests = [announcement(**somebody(n)) for n in range(5)]
    said = guest_lists.invite(database, cast.hana.id, cast.senopati.id, guests)
    assert Counter(map(type, said)) == {type(None): 3, MonthQuotaReached: 2}
    # The same list again counts nobody twice.
    guest_lists.invite(database, cast.hana.id, cast.senopati.id, guests[:3])
    assert numbers(database) == {TODAY: 3}


def test_a_list_that_is_looked_at_finds_the_same_room_and_counts_nothing(
    database: Database, limits: Limit, cast: Cast, invite: Invite
) -> None:
    limits(host_day=3, company_month=4)
    invite()
    room, said = quotas.Room(), []
    with database.reading() as store:
        site = sites.of(store, cast.senopati.id)
        for day in (TODAY, TODAY, TODAY, TODAY + DAY, TODAY + DAY):
            try:
                noon = sites.at(site, day, time(12))
                room.take(store, cast.hana.id, site, noon)
            except QuotaReached as refusal:
                said.append((day, type(refusal)))
    assert said == [(TODAY, DayQuotaReached), (TODAY + DAY, MonthQuotaReached)]
    assert numbers(database) == {TODAY: 1}


def test_whoever_is_called_off_gives_the_place_back_once(
    database: Database, limits: Limit, cast: Cast, invite: Invite
) -> None:
    limits(host_day=2)
    first, second = invite(**somebody(1)), invite(**somebody(2))
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, first.public_id)
    with database.transaction() as store:
        visit = visit_state.of(store, second.id)
        guest_answers.decline(store, visit, actors.GUEST_BY_LINK)
    assert numbers(database) == {TODAY: 0}
    invite(**somebody(3))
    invite(**somebody(4))
    with pytest.raises(DayQuotaReached):
        invite(**somebody(5))


def test_a_closed_account_gives_its_places_back(
    database: Database, cast: Cast, invite: Invite
) -> None:
    invite()
    with database.transaction() as store:
        account_closure.close(store, cast.hana.id, actors.OPERATOR)
    assert numbers(database) == {TODAY: 0}
    purge.purge(database)
    assert numbers(database) == {}


def test_another_day_moves_the_place_and_another_hour_needs_none(
    database: Database, limits: Limit, cast: Cast, invite: Invite
) -> None:
    limits(host_day=1)
    visit, other = invite(**somebody(1)), TODAY + DAY
    invite(**somebody(2, day=other))
    window = Window(day=TODAY, starts=time(14), ends=time(15))

    def reschedule(day: date) -> None:
        with database.transaction() as store:
            to = replace(window, day=day)
            invitations.reschedule(store, cast.hana.id, visit.public_id, to)

    reschedule(TODAY)
    with pytest.raises(DayQuotaReached):
        reschedule(other)
    assert numbers(database) == {TODAY: 1, other: 1}
    reschedule(other + DAY)
    assert numbers(database) == {TODAY: 0, other: 1, other + DAY: 1}


def test_a_visit_of_before_there_were_quotas_gives_nothing_back(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    with database.transaction() as store:
        store.get_one(QuotaDay, (cast.hana.id, TODAY)).guests = 0
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, visit.public_id)
    assert numbers(database) == {TODAY: 0}


def test_numbers_outlive_the_guests_and_go_when_no_month_needs_them(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    invite()
    clock.at("2026-11-30 12:00")
    purge.purge(database)
    with database.reading() as store:
        assert store.exec(select(Invitation)).all() == []
    used = standing(database, cast.hana)[QuotaScope.HOST, QuotaPeriod.MONTH]
    assert used == (999, 1000)
    clock.at("2026-12-25 12:00")
    purge.purge(database)
    assert numbers(database) == {TODAY: 1}
    clock.at("2026-12-27 12:00")
    purge.purge(database)
    assert numbers(database) == {}


def allow(database: Database, cast: Cast, guests: int, day: date = TODAY) -> None:
    with database.transaction() as store:
        quotas.allow_more(store, cast.dewi.id, cast.hana.id, day, (guests, EVENT))


def test_the_desk_allows_more_beyond_every_limit_and_the_audit_log_says_why(
    database: Database, limits: Limit, cast: Cast, invite: Invite
) -> None:
    limits(host_day=1, host_month=1, company_week=1)
    invite(**somebody(1))
    allow(database, cast, 2)
    allow(database, cast, 2)
    invite(**somebody(2))
    invite(**somebody(3))
    with pytest.raises(DayQuotaReached):
        invite(**somebody(4))
    raised = select(AuditEntry).where(AuditEntry.act == Act.QUOTA_RAISED_FOR_EVENT)
    with database.reading() as store:
        # Said twice, done once.
        entry = store.exec(raised).one()
    said = entry.actor_id, entry.subject_id, entry.count
    assert said == (cast.dewi.id, cast.hana.id, 2)


def test_what_the_desk_allows_is_of_its_day_and_can_be_taken_back(
    database: Database, limits: Limit, cast: Cast, invite: Invite
) -> None:
    limits(host_day=0)
    allow(database, cast, 1, TODAY + DAY)
    with pytest.raises(DayQuotaReached):
        invite(**somebody(1))
    allow(database, cast, 0, TODAY + DAY)
    with pytest.raises(DayQuotaReached):
        invite(**somebody(1, day=TODAY + DAY))


@pytest.mark.parametrize(
    ("day", "refusal"), [(TODAY - DAY, DayIsPast), (TODAY + 93 * DAY, TooFarAhead)]
)
def test_the_desk_allows_nothing_for_a_day_that_nobody_can_be_invited_for(
    database: Database, cast: Cast, day: date, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        allow(database, cast, 2, day)


def test_nothing_is_allowed_to_a_closed_account(database: Database, cast: Cast) -> None:
    with database.transaction() as store:
        account_closure.close(store, cast.hana.id, actors.OPERATOR)
    with pytest.raises(NotFound):
        allow(database, cast, 2)


@pytest.mark.parametrize(
    ("period", "day", "bounds"),
    [
        (
            QuotaPeriod.WEEK,
            date(2026, 11, 23),
            (date(2026, 11, 23), date(2026, 11, 29)),
        ),
        (
            QuotaPeriod.WEEK,
            date(2026, 11, 29),
            (date(2026, 11, 23), date(2026, 11, 29)),
        ),
        (QuotaPeriod.WEEK, date(2027, 1, 1), (date(2026, 12, 28), date(2027, 1, 3))),
        (
            QuotaPeriod.MONTH,
            date(2026, 12, 31),
            (date(2026, 12, 1), date(2026, 12, 31)),
        ),
        (QuotaPeriod.MONTH, date(2028, 2, 1), (date(2028, 2, 1), date(2028, 2, 29))),
    ],
)
def test_weeks_begin_on_monday_and_months_are_the_calendars(
    period: QuotaPeriod, day: date, bounds: tuple[date, date]
) -> None:
    assert quotas.bounds(period, day) == bounds


@pytest.mark.parametrize("kind_of_store", ["sqlite", "postgresql"], indirect=True)
def test_hosts_of_one_company_at_two_sites_at_once_never_exceed_it(
    database: Database, limits: Limit, cast: Cast
) -> None:
    limits(company_day=5)
    places = [(cast.hana.id, cast.senopati.id), (cast.dieter.id, cast.mitte.id)]

    def work(place: tuple[int, int], number: int) -> Callable[[Racer, Any], object]:
        def send(racer: Racer, turn: int) -> object:
            guest = announcement(
                **somebody(number * 10 + turn, starts=time(16), ends=time(17))
            )
            nonce = f"{number} {turn}"
            return racer.run(
                lambda store: (
                    [invitations.invite(store, *place, guest, nonce)] and "done"
                )
            )

        return send

    works = [work(places[n % 2], n) for n in range(PROCESSES)]
    with racing(database, works) as race:
        said = Counter(race(1)) + Counter(race(2))
    assert said == {"done": 5, "DayQuotaReached": 2 * PROCESSES - 5}
    with database.reading() as store:
        of_today = select(QuotaDay).where(col(QuotaDay.day) == TODAY)
        assert sum(row.guests for row in store.exec(of_today)) == 5
        assert len(store.exec(select(Invitation)).all()) == 5


def test_a_member_s_copy_has_their_plan_and_what_counts_of_each_day(
    database: Database, limits: Limit, cast: Cast, invite: Invite
) -> None:
    plan_id = limits("Team", host_day=5)
    invite(**somebody(1))
    with database.transaction() as store:
        store.get_one(Member, cast.hana.id).plan_id = plan_id
        quotas.allow_more(store, cast.dewi.id, cast.hana.id, TODAY, (3, EVENT))
        copy = member_data.export(store, cast.hana.id)
    assert copy["membership_plan"] == "Team"
    assert copy["guests_invited"] == [
        {"day": TODAY.isoformat(), "guests": 1, "more": 3}
    ]


@pytest.mark.parametrize("kind_of_store", ["postgresql"], indirect=True)
@pytest.mark.parametrize("is_moved", [True, False])
def test_a_visit_that_moves_or_is_called_off_locks_before_it_lowers_a_number(
    database: Database, invite: Invite, *, is_moved: bool
) -> None:
    """As whoever invites at another site does: else both would wait for each other."""
    visit = invite(**somebody(1))
    later = replace(announcement().window, day=TODAY + DAY)
    with statements(database) as heard, database.transaction() as store:
        if is_moved:
            invitations.reschedule(store, visit.host_id, visit.public_id, later)
        else:
            invitations.withdraw(store, visit.host_id, visit.public_id)
    lowered, *_ = [n for n, one in enumerate(heard) if "UPDATE quotaday" in one]
    assert any("advisory" in one for one in heard[:lowered])


def test_a_companys_use_is_the_sum_of_its_hosts_with_what_it_may(
    database: Database, cast: Cast, invite: Invite, limits: Limit
) -> None:
    invite()
    invite(cast.dieter, name="Budi", email="budi@example.org", day=TODAY + DAY)
    invite(cast.raka, name="Sekar", email="sekar@example.org")
    limits(company_month=20)

    with database.reading() as store:
        uses = quotas.of_company(store, cast.hana.id, TODAY)
    assert [(one.period, one.used, one.most) for one in uses] == [
        (QuotaPeriod.DAY, 1, None),
        (QuotaPeriod.WEEK, 2, None),
        (QuotaPeriod.MONTH, 2, 20),
    ]
