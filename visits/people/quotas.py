"""Quotas: for how many guests a host, and a company's hosts together, may invite.

A guest counts for each day on which they are expected, by the site's day: a series of three days
is three, a party of four is four. What counts is a number for each host and day, which knows no
guest and outlives their data; a visit that is called off gives its place back. Whoever has no
plan has the default one, which the operator may change by giving a plan that name.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, update
from sqlmodel import col, select

from visits import sites
from visits.audit import entries
from visits.people import accounts
from visits.store.database import Store
from visits.store.people import Member, QuotaDay
from visits.store.sites import Company, MembershipPlan, Site
from visits.visit_state import VisitState
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.people import QuotaPeriod, QuotaReason, QuotaScope
from visits.vocabulary.refusals import (
    DayIsPast,
    DayQuotaReached,
    MonthQuotaReached,
    QuotaReached,
    TooFarAhead,
    WeekQuotaReached,
)

DEFAULT = MembershipPlan(name="default", host_day=300, host_month=1000)
"""Far more than a meeting needs; without it one stolen password writes to strangers without end."""
KEEPS = timedelta(days=32)
"""After a day its number still belongs to a month that is not over, by some site's clock."""
FURTHEST = timedelta(days=92)
"""Beyond the furthest day of an invitation, by any clock."""
MOST_EXTRA = 5000
REACHED: dict[QuotaPeriod, type[QuotaReached]] = {
    QuotaPeriod.DAY: DayQuotaReached,
    QuotaPeriod.WEEK: WeekQuotaReached,
    QuotaPeriod.MONTH: MonthQuotaReached,
}
RAISED = {
    QuotaReason.EVENT: Act.QUOTA_RAISED_FOR_EVENT,
    QuotaReason.AGREED: Act.QUOTA_RAISED_AS_AGREED,
    QuotaReason.URGENT: Act.QUOTA_RAISED_AS_URGENT,
}


@dataclass(frozen=True)
class Quota:
    """One limit of a plan, and how much of it is used in the period that holds a day."""

    scope: QuotaScope
    period: QuotaPeriod
    first: date
    """The first day of the period; a week begins on Monday."""
    most: int
    """Guest-days, with what the desk allows beyond the plan."""
    used: int

    @property
    def left(self) -> int:
        return max(0, self.most - self.used)

    def refuse(self) -> None:
        """Refuse as this limit does, with its number."""
        raise REACHED[self.period](self.most)


@dataclass(frozen=True)
class CompanyUse:
    """How many guest-days all hosts of a company have used in a period, and how many it may."""

    period: QuotaPeriod
    used: int
    most: int | None
    """With what the desk allows beyond the plan; None for any number."""


@dataclass
class Room:
    """What quotas leave while a list is looked at, of which nothing counts yet."""

    _days: dict[date, list[Quota]] = field(default_factory=dict)
    _taken: Counter[tuple[str, str, date]] = field(default_factory=Counter)

    def take(self, store: Store, host_id: int, site: Site, starts_at: datetime) -> None:
        """Take one place of this day; refuses `QuotaReached` as `count` would."""
        day = sites.day_of(site, starts_at)
        if day not in self._days:
            self._days[day] = of_host(store, host_id, day)
        found = {(one.scope, one.period, one.first): one for one in self._days[day]}
        for key, quota in found.items():
            if quota.left <= self._taken[key]:
                quota.refuse()
        self._taken.update(found.keys())


def of_host(store: Store, host_id: int, day: date) -> list[Quota]:
    """Return what limits the host on that day, the day first and the host before the company."""
    host = store.get_one(Member, host_id)
    plans, company_plan = _plans(store, host.company_id)
    chosen = {
        QuotaScope.HOST: plans.get(host.plan_id or 0, company_plan),
        QuotaScope.COMPANY: company_plan,
    }
    return [
        _quota(store, host, (scope, period), day, most)
        for scope, plan in chosen.items()
        for period in QuotaPeriod
        if (most := limit(plan, scope, period)) is not None
    ]


def of_company(store: Store, member_id: int, day: date) -> list[CompanyUse]:
    """Return what the member's company has used in the periods that hold the day."""
    member, uses = store.get_one(Member, member_id), []
    _, plan = _plans(store, member.company_id)
    for period in QuotaPeriod:
        most = limit(plan, QuotaScope.COMPANY, period)
        quota = _quota(store, member, (QuotaScope.COMPANY, period), day, most or 0)
        uses.append(
            CompanyUse(period, quota.used, None if most is None else quota.most)
        )
    return uses


def limit(plan: MembershipPlan, scope: QuotaScope, period: QuotaPeriod) -> int | None:
    """Return how many guest-days the plan allows; None for any number."""
    most: int | None = getattr(plan, f"{scope}_{period}")
    return most


def count(
    store: Store, host_id: int, site: Site, starts_at: Iterable[datetime]
) -> None:
    """Count a guest of the host for each of these days (`QuotaReached`); lock the site before."""
    _lock(store, host_id)
    for day in (sites.day_of(site, at) for at in starts_at):
        for quota in of_host(store, host_id, day):
            if not quota.left:
                quota.refuse()
        _add(store, host_id, day, guests=1)


def give_back(store: Store, visit: VisitState) -> None:
    """Give the place of a guest back who does not come on that day any more."""
    # Who counts locks first and numbers then: in the other order two would wait for each other.
    _lock(store, visit.invitation.host_id)
    day = sites.day_of(visit.site, visit.invitation.starts_at)
    # Of a visit that was planned before there were quotas none was taken.
    used = *_of(visit.invitation.host_id, day), col(QuotaDay.guests) > 0
    fewer = update(QuotaDay).where(*used).values(guests=col(QuotaDay.guests) - 1)
    store.execute(fewer)


def hand_over(store: Store, visit: VisitState, host_id: int) -> None:
    """Let a guest who is to come count for this host from now on, whatever their quota."""
    _lock(store, host_id)
    give_back(store, visit)
    _add(store, host_id, sites.day_of(visit.site, visit.invitation.starts_at), guests=1)


def move(store: Store, moves: Iterable[tuple[VisitState, datetime]]) -> None:
    """Give places back for those on the days of these moments; refuses `QuotaReached`.

    All are given back first: a series that moves by a day comes to its own days.
    """
    to_others = [
        (visit, starts_at)
        for visit, starts_at in moves
        if sites.day_of(visit.site, visit.invitation.starts_at)
        != sites.day_of(visit.site, starts_at)
    ]
    for visit, _ in to_others:
        give_back(store, visit)
    for visit, starts_at in to_others:
        count(store, visit.invitation.host_id, visit.site, [starts_at])


def allow_more(
    store: Store, staff_id: int, host_id: int, day: date, extra: tuple[int, QuotaReason]
) -> None:
    """Let the host invite so many guests beyond every quota for that day, for a reason.

    Said again it changes nothing, and with another number that one holds; the audit log says who
    did it, why, and how many. Refuses `DayIsPast`, `TooFarAhead` and `NotFound`.
    """
    staff, (guests, reason) = accounts.by_id(store, staff_id), extra
    today = sites.day_of(sites.of(store, staff.site_id), store.now)
    if day < today:
        raise DayIsPast
    if day > today + FURTHEST:
        raise TooFarAhead
    accounts.by_id(store, host_id)
    _lock(store, host_id)
    row = store.get(QuotaDay, (host_id, day))
    if guests != (row.extra if row else 0):
        _add(store, host_id, day, extra=guests - (row.extra if row else 0))
        act = RAISED[reason]
        entries.record_many(store, actors.member(staff_id), act, guests, host_id)


def is_over(store: Store) -> ColumnElement[bool]:
    """Return the condition of numbers that no quota needs any more."""
    today = store.now.date()
    is_nothing = (col(QuotaDay.guests) == 0) & (col(QuotaDay.extra) == 0)
    return or_(col(QuotaDay.day) < today - KEEPS, is_nothing)


def _plans(
    store: Store, company_id: int
) -> tuple[dict[int, MembershipPlan], MembershipPlan]:
    """Return all plans by their numbers, and the company's."""
    plans = {plan.id: plan for plan in store.exec(select(MembershipPlan))}
    usual = next((p for p in plans.values() if p.name == DEFAULT.name), DEFAULT)
    of_company = store.get_one(Company, company_id).plan_id
    return plans, plans.get(of_company or 0, usual)


def _quota(
    store: Store,
    host: Member,
    kind: tuple[QuotaScope, QuotaPeriod],
    day: date,
    most: int,
) -> Quota:
    scope, period = kind
    first, last = bounds(period, day)
    sums = select(func.sum(QuotaDay.guests), func.sum(QuotaDay.extra))
    sums = sums.where(col(QuotaDay.day) >= first, col(QuotaDay.day) <= last)
    if scope is QuotaScope.HOST:
        whose = sums.where(col(QuotaDay.host_id) == host.id)
    else:
        own = col(Member.company_id) == host.company_id
        whose = sums.join(Member, col(Member.id) == col(QuotaDay.host_id)).where(own)
    used, extra = store.exec(whose).one()
    return Quota(scope, period, first, most + (extra or 0), used or 0)


def bounds(period: QuotaPeriod, day: date) -> tuple[date, date]:
    """Return the first and the last day of the period that holds the day."""
    if period is QuotaPeriod.DAY:
        return day, day
    if period is QuotaPeriod.WEEK:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _add(
    store: Store, host_id: int, day: date, *, guests: int = 0, extra: int = 0
) -> None:
    more = {
        "guests": col(QuotaDay.guests) + guests,
        "extra": col(QuotaDay.extra) + extra,
    }
    added = update(QuotaDay).where(*_of(host_id, day)).values(more)
    if not store.connection().execute(added).rowcount:
        store.add(QuotaDay(host_id=host_id, day=day, guests=guests, extra=extra))
        store.flush()


def _of(host_id: int, day: date) -> Iterator[ColumnElement[bool]]:
    yield col(QuotaDay.host_id) == host_id
    yield col(QuotaDay.day) == day


def _lock(store: Store, host_id: int) -> None:
    """Let nobody else count guests of the host's company until this transaction ends."""
    company_id = store.get_one(Member, host_id).company_id
    store.lock_names([store.keys.secrets.digest("quota", company_id)])
