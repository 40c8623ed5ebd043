"""Data requests: rights that people used, on their own page or at the desk, and their deadlines."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from visits import codes, sites, visit_state
from visits.audit import entries
from visits.store import locks
from visits.store.database import Store
from visits.store.rights import RightsRequest
from visits.store.sites import Site
from visits.store.visits import BlindIndex, Invitation, Visit
from visits.vault import blind_index, phone_numbers
from visits.visit_state import VisitState
from visits.vocabulary import actors
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.rights import RequestChannel, RequestOutcome, Right
from visits.vocabulary.visits import Lookup

AT_ONCE = timedelta(hours=72)
WITHIN_72_HOURS = frozenset({Right.ACCESS, Right.RESTRICT})
"""Indonesia's law on personal data; everything else has a month, as in the European one."""
LATELY = timedelta(days=30)
UNCHANGED_BY_ASKING = frozenset(
    {None, RequestOutcome.DEFERRED, RequestOutcome.REFUSED_HELD}
)
"""Asked again, the answer is the same until something else happens."""


@dataclass(frozen=True)
class DueRequest:
    """An open request and its deadline."""

    request: RightsRequest
    due_at: datetime
    is_late: bool


def record_by_guest(
    store: Store,
    visit: VisitState,
    kind: Right,
    outcome: RequestOutcome | None,
    guest: Actor,
) -> RightsRequest | None:
    """Record a right used on the guest's own page, with its outcome, or open (None) for the desk.

    `guest` says by which proof.

    Returns None if the same request is open, deferred or held already: it is recorded
    once.
    """
    series_id = visit.invitation.series_id
    if outcome in UNCHANGED_BY_ASKING and _stands_so(store, series_id, kind, outcome):
        return None
    request = _received(store, visit.visit.site_id, kind, RequestChannel.OWN_PAGE)
    request.visit_id = series_id
    if outcome is not None:
        request.settled_at, request.outcome = store.now, outcome
    return _written(store, request, guest)


def record_at_desk(
    store: Store,
    site_id: int,
    kind: Right,
    member_id: int,
    about: Visit | tuple[Lookup, str],
) -> RightsRequest:
    """Record a request made at the desk, about one visit or about an address that the person says.

    While the same request is open, it is that one.
    Only a digest of the address is kept, which finds its visits at this site.
    """
    # Of several sites each settles its own: a desk sees its own guests only.
    request = _received(store, site_id, kind, RequestChannel.IN_PERSON)
    request.noted_by = member_id
    if isinstance(about, Visit):
        request.visit_id = store.get_one(Invitation, about.id).series_id
        request.contact_digest = _contact_digest(store, about.id)
    else:
        request.contact_digest = _digest(store, site_id, *about)
    locks.site(store, site_id)
    if open_request := _open_like(store, request):
        return open_request
    return _written(store, request, actors.member(member_id))


def settle(
    store: Store, site_id: int, public_id: str, outcome: RequestOutcome, member_id: int
) -> RightsRequest:
    """Settle the request by this member (`NotFound`); a settled one stays as it is."""
    request = of_site(store, site_id, public_id)
    if request.settled_at is None:
        request.settled_at, request.settled_by = store.now, member_id
        request.outcome = outcome
        actor = actors.member(member_id)
        entries.record(store, actor, Act.REQUEST_SETTLED, request.visit_id)
        sites.changed(store, site_id)
    return request


def waiting(store: Store, site_id: int) -> list[DueRequest]:
    """Return the open requests of this site, the earliest deadline first."""
    site = sites.of(store, site_id)
    open_ones = select(RightsRequest).where(*_open_at(site_id))
    requests = store.exec(open_ones.order_by(*_OLDEST_FIRST))
    due = (with_due_date(site, request, store.now) for request in requests)
    # Sorted here, as a month by the site's calendar is no expression of SQL.
    return sorted(due, key=attrgetter("due_at"))


def how_many(store: Store, site_id: int) -> int:
    """Return how many requests of this site are open."""
    return store.exec(
        select(func.count()).select_from(RightsRequest).where(*_open_at(site_id))
    ).one()


def settled_lately(store: Store, site_id: int) -> list[RightsRequest]:
    """Return what was settled at this site in the last 30 days, newest first."""
    lately = (
        col(RightsRequest.site_id) == site_id,
        col(RightsRequest.settled_at) > store.now - LATELY,
    )
    settled = select(RightsRequest).where(*lately)
    return list(store.exec(settled.order_by(col(RightsRequest.id).desc())))


def of_site(store: Store, site_id: int, public_id: str) -> RightsRequest:
    """Return a request of this site (`NotFound`, also for another site's)."""
    locks.site(store, site_id)
    same = (
        col(RightsRequest.public_id) == public_id,
        col(RightsRequest.site_id) == site_id,
    )
    request = store.exec(select(RightsRequest).where(*same)).first()
    if request is None:
        raise NotFound
    return request


def visits_of(store: Store, request: RightsRequest) -> list[VisitState]:
    """Return the visits to its site that the request is about and that are still kept.

    Of a series all days that are kept.
    """
    about: set[int] = set()
    if request.visit_id is not None:
        of_series = col(Invitation.series_id) == request.visit_id
        about.update(store.exec(select(Invitation.visit_id).where(of_series)))
    if request.contact_digest is not None:
        same = col(BlindIndex.digest) == request.contact_digest
        about.update(store.exec(select(BlindIndex.visit_id).where(same)))
    if not about:
        return []
    # By their numbers: as one question, the site's every visit is looked at.
    at_site = col(Visit.site_id) == request.site_id
    return visit_state.every(store, col(Visit.id).in_(about), at_site)


def with_due_date(site: Site, request: RightsRequest, now: datetime) -> DueRequest:
    """Return the request with its deadline: 72 hours, or a month by the site's own calendar."""
    due_at = request.received_at + AT_ONCE
    if request.kind not in WITHIN_72_HOURS:
        due_at = _a_month_later(site, request.received_at)
    is_late = request.settled_at is None and now > due_at
    return DueRequest(request, due_at, is_late)


def _received(
    store: Store, site_id: int, kind: Right, channel: RequestChannel
) -> RightsRequest:
    return RightsRequest(
        public_id=codes.public_id(),
        site_id=site_id,
        kind=kind,
        channel=channel,
        received_at=store.now,
    )


def _open_like(store: Store, request: RightsRequest) -> RightsRequest | None:
    same = (
        col(RightsRequest.kind) == request.kind,
        col(RightsRequest.channel) == request.channel,
        col(RightsRequest.visit_id).is_not_distinct_from(request.visit_id),
        col(RightsRequest.contact_digest).is_not_distinct_from(request.contact_digest),
    )
    open_requests = select(RightsRequest).where(*_open_at(request.site_id), *same)
    return store.exec(open_requests).first()


def _written(store: Store, request: RightsRequest, actor: Actor) -> RightsRequest:
    store.add(request)
    store.flush()
    act = Act.REQUEST_NOTED if request.settled_at is None else Act.REQUEST_SETTLED
    entries.record(store, actor, act, request.visit_id)
    sites.changed(store, request.site_id)
    return request


def _stands_so(
    store: Store, series_id: int, kind: Right, outcome: RequestOutcome | None
) -> bool:
    """True if the same request is open, or the last one had the same outcome."""
    same = (
        col(RightsRequest.visit_id) == series_id,
        col(RightsRequest.kind) == kind,
    )
    newest = select(RightsRequest).where(*same).order_by(col(RightsRequest.id).desc())
    if outcome is None:
        is_open = col(RightsRequest.settled_at).is_(None)
        return store.exec(newest.where(is_open).limit(1)).first() is not None
    # What the desk decided in between is another matter than what this page answered.
    on_page = col(RightsRequest.channel) == RequestChannel.OWN_PAGE
    last = store.exec(newest.where(on_page).limit(1)).first()
    return last is not None and last.outcome is outcome


def _open_at(site_id: int) -> tuple[Any, ...]:
    is_open = col(RightsRequest.settled_at).is_(None)
    return col(RightsRequest.site_id) == site_id, is_open


def _contact_digest(store: Store, visit_id: int) -> bytes | None:
    """Prefer the e-mail: it finds the person's other visits, also once this one is erased."""
    of_visit = select(BlindIndex.digest).where(col(BlindIndex.visit_id) == visit_id)
    # `email` comes before `phone` in the order of their names.
    return store.exec(of_visit.order_by(col(BlindIndex.item))).first()


def _digest(store: Store, site_id: int, item: Lookup, address: str) -> bytes:
    if item is Lookup.PHONE:
        address = phone_numbers.kept(address, sites.of(store, site_id).region)
    return blind_index.digest(store.keys.secrets, item, address)


def _a_month_later(site: Site, received_at: datetime) -> datetime:
    """Return the same day and hour of the next month, or that month's last day if it is shorter."""
    local = received_at.astimezone(sites.zone(site))
    # From the first, 31 days on is in the next month, however long this one is.
    next_month = (local.replace(day=1) + timedelta(days=31)).replace(day=1)
    day = min(local.day, monthrange(next_month.year, next_month.month)[1])
    return next_month.replace(day=day).astimezone(UTC)


_OLDEST_FIRST = (col(RightsRequest.received_at), col(RightsRequest.id))
