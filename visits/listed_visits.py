"""Visits to be read and not changed: of a board, of a host's own list, and at a kiosk.

The searches, each by its index.
"""

from collections.abc import Collection

from sqlalchemy import bindparam, or_, select, union_all
from sqlmodel import col

from visits import sites, visit_state
from visits.place_texts import has_place
from visits.store import locks
from visits.store.database import Store
from visits.store.listings import Listing
from visits.store.people import Member
from visits.store.sites import Site
from visits.store.visits import Arrival, CoHost, Invitation, Visit
from visits.visit_state import IS_CO_HOST, VisitState
from visits.vocabulary.refusals import NotFound


def of_day(
    store: Store, site: Site, waiting_ids: Collection[int | None]
) -> list[VisitState]:
    """Return the visits of the site's day, whoever is inside, and those who wait at its desk."""
    day = sites.day_of(site, store.now)
    visits = visit_state.listed(
        store,
        _OF_DAY,
        site=site.id,
        now=store.now,
        day_starts=sites.day_start(site, day),
        day_ends=sites.day_end(site, day),
        waiting=list(waiting_ids),
    )
    # Not asked of the waiting in SQL: SQLite would look through all visits of the site for them.
    return [visit for visit in visits if visit.visit.site_id == site.id]


def of_host(store: Store, host_id: int) -> list[VisitState]:
    """Return the visits of today and of days to come that the member hosts or co-hosts."""
    return visit_state.listed(store, _OF_HOST, host=host_id, now=store.now)


def of_company(store: Store, company_id: int, site_id: int) -> list[VisitState]:
    """Return the visits to the company at the site of today and of days to come.

    And those that its hosts of this site announced for one where the company has no place.
    """
    of_both = {"company": company_id, "site": site_id}
    return visit_state.listed(store, _OF_COMPANY, now=store.now, **of_both)


def of(store: Store, visit_id: int) -> VisitState:
    """Return the same as `visit_state.of`, which refuses alike, for what runs at every check-in."""
    locks.visit(store, visit_id)
    for visit in _OF_ID.rows(store, visit=visit_id, now=store.now):
        return VisitState(*visit)
    raise NotFound


def of_code(store: Store, digest: bytes) -> list[VisitState]:
    """Return the same as `visit_state.every_by_invitation_code`, for every scan."""
    locks.visits_of_code(store, digest)
    rows = _OF_CODE.rows(store, code=digest, now=store.now)
    return [VisitState(*visit) for visit in rows]


def _of_day() -> Listing:
    starts, ends = col(Invitation.starts_at), col(Invitation.day_ends_at)
    # A visit of yesterday that lasts over midnight may still begin until it ends.
    is_open = or_(starts >= bindparam("day_starts"), ends > bindparam("now"))
    planned = (
        col(Invitation.site_id) == bindparam("site"),
        # No other ends after the day began; said for the index, which holds the ends.
        ends > bindparam("day_starts"),
        starts < bindparam("day_ends"),
    )
    inside = col(Arrival.inside_site_id) == bindparam("site")
    # The queue also names guests of other days, who came too early or too late.
    waiting = col(Visit.id).in_(bindparam("waiting", expanding=True))
    # One search for each, as no index serves all: past visits are not looked at.
    shown = union_all(
        select(col(Invitation.visit_id)).where(*planned, is_open),
        select(col(Arrival.visit_id)).where(inside),
        select(col(Visit.id)).where(waiting),
    )
    return visit_state.listing(col(Visit.id).in_(shown))


_OF_ID, _OF_CODE = Listing(visit_state.OF_ID), Listing(visit_state.BY_CODE)
_OF_DAY = _of_day()
# Over by the day, not by the window: a guest who is late is still shown.
_IS_TO_COME = col(Invitation.day_ends_at) > bindparam("now")
_OF_COMPANY = visit_state.listing(
    col(Visit.company_id) == bindparam("company"),
    col(Visit.id).in_(
        union_all(
            select(col(Invitation.visit_id)).where(
                col(Invitation.site_id) == bindparam("site"), _IS_TO_COME
            ),
            select(col(Invitation.visit_id))
            .join(Member, col(Member.id) == col(Invitation.host_id))
            .where(
                col(Member.company_id) == bindparam("company"),
                col(Member.site_id) == bindparam("site"),
                _IS_TO_COME,
                ~has_place(bindparam("company"), col(Invitation.site_id)),
            )
            .correlate(None),
        )
    ),
)
_OF_HOST = visit_state.listing(
    col(Visit.id).in_(
        union_all(
            select(col(Invitation.visit_id)).where(
                col(Invitation.host_id) == bindparam("host"), _IS_TO_COME
            ),
            # A search of its own, not one for each visit that is listed.
            select(col(CoHost.visit_id))
            .where(
                *IS_CO_HOST,
                col(CoHost.member_id) == bindparam("host"),
                col(Invitation.visit_id) == col(CoHost.visit_id),
                _IS_TO_COME,
            )
            .correlate(None),
        )
    )
)
