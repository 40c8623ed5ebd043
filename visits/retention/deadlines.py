"""Deadlines: when each retention class of a visit is erased, by periods and legal holds."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select
from sqlmodel import col

from visits import sites
from visits.policy.register import register
from visits.store.database import Store
from visits.store.rights import LegalHold
from visits.store.sites import Site, SitePeriod
from visits.store.visits import Envelope, Visit
from visits.vault import envelopes
from visits.visit_state import VisitState
from visits.vocabulary.policy import Period, RetentionClass
from visits.vocabulary.visits import EARLIEST, LONGEST_NIGHT

HOUR = timedelta(hours=1)


def deadlines(store: Store, visit: VisitState) -> dict[RetentionClass, datetime]:
    """Return each retention class's deadline, from the visit's end or by a legal hold."""
    return _until(visit, terms(store, visit.id))


def terms(store: Store, visit_id: int) -> Sequence[Any]:
    """Return for how long the visit's site keeps what, and which holds there are."""
    return store.prepared(_TERMS, visit=visit_id).all()


def apply(store: Store, visit: VisitState) -> None:
    """Reseal the visit's envelopes under their present deadlines (`ClockIsBehind`)."""
    rows = store.prepared(_ENVELOPES_AND_TERMS, visit=visit.id).all()
    # Each envelope stands in as many rows as there are periods and holds.
    present = {row.retention_class: row for row in rows}
    if present:
        envelopes.set_expiry(store, present.values(), _until(visit, rows))


def until_absent(
    store: Store, site: Site, starts_at: datetime, ends_at: datetime
) -> datetime:
    """Return when everything is erased of a guest who is invited now and does not come."""
    keeps = site_period(store, site.id, Period.NO_SHOW)
    return _kept(site, starts_at, ends_at, keeps)


def promised(store: Store, visit: VisitState) -> dict[Period, datetime]:
    """Return what the notice promises.

    Each deadline if the guest comes as planned, and if they do not.
    """
    periods, holds = _apart(terms(store, visit.id))
    # As planned: nobody knows yet when they will leave, and closing time is the latest.
    left = sites.inside_until(visit.site, visit.invitation.starts_at, visit.invitation)
    ended = {
        Period.LOG: left,
        Period.CONTACT: left,
        Period.NO_SHOW: visit.invitation.ends_at,
    }
    return {
        period: max(
            [_erased_at(visit, at, _promised(period, visit.id, periods)), *holds]
        )
        for period, at in ended.items()
    }


def latest(store: Store, site: Site) -> dict[Period, datetime]:
    """Return until when name and contact are kept at most of a guest who comes now.

    It holds for everybody, expected or not: of a plan it must know nothing.
    """
    # Who comes early may be a guest of the day that begins within the hour.
    coming_day = sites.day_of(site, store.now + EARLIEST)
    closes = sites.closing(site, coming_day)
    # A plan may be longer than a short period, but not than any visit may be.
    planned = store.now + EARLIEST + LONGEST_NIGHT
    keeps = site_periods(store, site.id)
    # Whoever is not let in is kept like those who did not come.
    return {
        period: max(closes + max(keeps[period], keeps[Period.NO_SHOW]), planned)
        for period in (Period.LOG, Period.CONTACT)
    }


def site_period(store: Store, site_id: int, period: Period) -> timedelta:
    """Return for how long the site keeps this of guests who are invited now."""
    return site_periods(store, site_id)[period]


def site_periods(store: Store, site_id: int) -> dict[Period, timedelta]:
    """Return the same of everything."""
    chosen = select(col(SitePeriod.retention_class), col(SitePeriod.hours))
    of_site = chosen.where(col(SitePeriod.site_id) == site_id)
    rows = store.execute(of_site.order_by(col(SitePeriod.after_visit))).all()
    newest = {row.retention_class: row.hours * HOUR for row in rows}
    # The ceiling again: the register's may have come down since the site chose.
    return {
        period: min(newest.get(period, term.keeps), term.ceiling)
        for period, term in register().retention_classes.items()
    }


def hold_on(store: Store, visit_id: int) -> LegalHold | None:
    """Return the legal hold in force that keeps this visit longest."""
    holds = select(LegalHold).where(
        col(LegalHold.visit_id) == visit_id, *holding(store)
    )
    longest = holds.order_by(col(LegalHold.review_at).desc()).limit(1)
    return store.execute(longest).scalar()


def holding(store: Store) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of holds in force: neither released nor past their review."""
    return col(LegalHold.released_at).is_(None), col(LegalHold.review_at) > store.now


def _until(visit: VisitState, rows: Sequence[Any]) -> dict[RetentionClass, datetime]:
    periods, holds = _apart(rows)
    return {
        retention_class: max([natural, *holds])
        for retention_class, natural in _natural(visit, periods).items()
    }


def _apart(rows: Sequence[Any]) -> tuple[list[Any], list[datetime]]:
    """Split the rows into the site's periods and the review days of the holds."""
    periods = [row for row in rows if row.period]
    return periods, [row.review_at for row in rows if row.review_at]


def _natural(
    visit: VisitState, periods: Sequence[Any]
) -> dict[RetentionClass, datetime]:
    absent = _promised(Period.NO_SHOW, visit.id, periods)
    if visit.arrival is None:
        ended = visit.invitation.ends_at
        # Whoever is refused later than the window is kept no longer than who never came.
        if called_off := visit.withdrawal or visit.refusal:
            ended = min(ended, called_off.at)
        return dict.fromkeys(RetentionClass, _erased_at(visit, ended, absent))
    # The clock must start for everybody: without a departure it does at closing time.
    departure, arrived_at = visit.departure, visit.arrival.at
    left = (
        departure.at
        if departure
        else sites.inside_until(visit.site, arrived_at, visit.invitation)
    )
    return {
        kind: _erased_at(visit, left, _promised(Period(kind), visit.id, periods))
        for kind in RetentionClass
    }


def _erased_at(visit: VisitState, ended: datetime, keeps: timedelta) -> datetime:
    return _kept(visit.site, visit.invitation.starts_at, ended, keeps)


def _kept(
    site: Site, starts_at: datetime, ended: datetime, keeps: timedelta
) -> datetime:
    """Return until when that is kept of a visit which began and ended so.

    Who stays after closing goes with the others of the day: of nobody's plan the kiosk's
    sentence may tell.
    """
    closes = sites.closing(site, sites.day_of(site, starts_at))
    return max(ended, min(ended, closes) + keeps)


def _promised(period: Period, visit_id: int, periods: Sequence[Any]) -> timedelta:
    """Return the shortest of the periods that were in force since the guest was invited."""
    term = register().retention_classes[period]
    changes = sorted(
        (change for change in periods if change.period is period),
        key=lambda change: change.after_visit,
    )
    # Visits are numbered in the order in which they are made: the number says what was promised.
    before: list[timedelta] = [
        change.hours * HOUR for change in changes if change.after_visit < visit_id
    ]
    since: list[timedelta] = [
        change.hours * HOUR for change in changes if change.after_visit >= visit_id
    ]
    return min([*(before[-1:] or [term.keeps]), *since, term.ceiling])


def _with_terms(*columns: Any) -> Any:  # noqa: ANN401 - a select of several tables
    """Build one query, because a check-in may have few.

    A row for each envelope, period and hold.
    """
    query = select(*columns, *_TERM).select_from(Visit)
    if columns:
        query = query.join(Envelope, col(Envelope.visit_id) == col(Visit.id))
    of_site = col(SitePeriod.site_id) == col(Visit.site_id)
    # A hold past its review counts too: its day is past, so that it lengthens nothing.
    is_open = col(LegalHold.released_at).is_(None)
    holds_it = (col(LegalHold.visit_id) == col(Visit.id)) & is_open
    joined = query.outerjoin(SitePeriod, of_site).outerjoin(LegalHold, holds_it)
    return joined.where(col(Visit.id) == bindparam("visit"))


_TERM: tuple[Any, ...] = (
    col(SitePeriod.retention_class).label("period"),
    col(SitePeriod.hours),
    col(SitePeriod.after_visit),
    col(LegalHold.review_at),
)
_TERMS = _with_terms()
_ENVELOPES_AND_TERMS = _with_terms(
    col(Envelope.visit_id),
    col(Envelope.retention_class),
    col(Envelope.expires_at),
    col(Envelope.key_day),
    col(Envelope.furthest_day),
    col(Envelope.body),
)
