"""Badges: issued on arrival; of a visit's badges only the newest copy is in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, case, func, insert, update
from sqlalchemy import select as columns
from sqlmodel import col, select

from visits import codes, sites, visit_state
from visits.audit import entries
from visits.printing import leasing
from visits.store.database import Store
from visits.store.listings import Listing
from visits.store.news import News
from visits.store.printing import Badge, PrintJob
from visits.store.sites import Site
from visits.visit_state import Stage, VisitState
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.printing import CancelReason, PrintState, ReprintReason
from visits.vocabulary.refusals import NotInside

# Without I and O, which read like 1 and 0 when a number is called out.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
NOT_OUT = frozenset({PrintState.QUEUED, PrintState.CLAIMED, PrintState.EXPIRED})
"""In these states no paper carries the badge."""


@dataclass(frozen=True)
class Reprint:
    """Why a badge is printed again, who asked for it, and at which printer, if at a certain one."""

    reason: ReprintReason
    member_id: int
    printer_id: int | None = None


@dataclass(frozen=True)
class _Way:
    """Which printers may print a badge: those of a group, or one alone."""

    group_id: int | None = None
    printer_id: int | None = None


def issue(
    store: Store,
    visit: VisitState,
    group_id: int | None = None,
    *,
    is_return: bool = False,
) -> None:
    """Issue the badge of an arrival and queue it; the arrival's audit entry covers it.

    That of a guest who comes back replaces the one before.
    """
    before = newest_copy(store, visit.id) if is_return else 0
    _new(store, visit, _Way(group_id), copy_number=before + 1)


def reprint(store: Store, site_id: int, public_id: str, again: Reprint) -> Badge:
    """Issue and queue another badge with a new code, replacing the last one (`NotInside`)."""
    visit = visit_state.at_site(store, site_id, public_id)
    if visit.stage is not Stage.ON_SITE:
        raise NotInside
    # Where no badge was ever issued this is the first, and no copy.
    before = newest(store, [visit.id]).get(visit.id)
    group_id = before[1].group_id if before else None
    badge_id = _new(
        store,
        visit,
        _Way(group_id, again.printer_id),
        copy_number=newest_copy(store, visit.id) + 1,
        reason=again.reason,
        member_id=again.member_id,
    )
    entries.record(store, actors.member(again.member_id), Act.BADGE_REPRINTED, visit.id)
    return store.get_one(Badge, badge_id)


def take_back(store: Store, visit_id: int) -> bool:
    """Make the visit's badges count for nothing, and print none; the next one is the first again.

    Return whether one of them may be out.
    """
    is_out = False
    for badge, job in store.exec(_COUNTING.where(col(Badge.visit_id) == visit_id)):
        badge.copy_number = None
        is_replaced = job.cancelled_because is CancelReason.REPLACED
        is_out |= not (is_replaced or job.state in NOT_OUT)
        if job.state is not PrintState.PRINTED:
            leasing.cancel(store, job, CancelReason.UNDONE)
    return is_out


def by_code(store: Store, digest: bytes) -> Badge | None:
    """Return the badge whose code has this digest, in force or not."""
    return store.exec(select(Badge).where(col(Badge.code) == digest)).first()


def is_in_force(store: Store, badge: Badge) -> bool:
    """True unless a later copy has replaced it, or its check-in was undone."""
    return badge.copy_number == newest_copy(store, badge.visit_id)


def newest_copy(store: Store, visit_id: int) -> int:
    """Return the number of the copy in force; 0 where no badge was issued."""
    newest = select(func.max(col(Badge.copy_number))).where(
        col(Badge.visit_id) == visit_id
    )
    return store.exec(newest).one() or 0


def copy_in_force(store: Store, site_id: int, public_id: str) -> int:
    """Return the number of the copy that a visit to the site has now; 0 before the first.

    Refuses `NotFound`.
    """
    return newest_copy(store, visit_state.at_site(store, site_id, public_id).id)


def newest(store: Store, visit_ids: list[int]) -> Mapping[int, tuple[Badge, PrintJob]]:
    """Return the badge in force of each visit, with its print job."""
    rows = _COUNTING.where(col(Badge.visit_id).in_(visit_ids))
    return {
        badge.visit_id: (badge, job)
        # In the order of copies, so that the newest is the one that stays in the dictionary.
        for badge, job in store.exec(rows.order_by(col(Badge.copy_number)))
    }


def listed(store: Store, visit_ids: list[int]) -> Mapping[int, tuple[Badge, PrintJob]]:
    """Return the same to be shown: rows that cannot be changed."""
    return {
        badge.visit_id: (badge, job)
        for badge, job in _OF_VISITS.rows(store, visits=visit_ids)
    }


def code(store: Store, badge: Badge) -> str:
    """Return the badge's code, as its QR picture holds it."""
    return code_of(store, badge.public_id)


def code_of(store: Store, public_id: str) -> str:
    """Return the code of the badge with this public id."""
    return codes.derive(store.keys.secrets, codes.CodeKind.BADGE, public_id)


def _new(
    store: Store,
    visit: VisitState,
    way: _Way,
    **columns: Any,  # noqa: ANN401 - columns of any type
) -> int:
    public_id = codes.public_id()
    issued: Any = store.prepared(
        _ISSUE,
        public_id=public_id,
        visit_id=visit.id,
        number=_number(store, visit),
        code=codes.digest(code_of(store, public_id)),
        issued_at=store.now,
        **columns,
    )
    badge_id: int = issued.inserted_primary_key[0]
    _queue(store, (public_id, badge_id, visit.visit.site_id), way)
    return badge_id


def _queue(store: Store, badge: tuple[str, int, int], way: _Way) -> None:
    public_id, badge_id, site_id = badge
    store.prepared(
        _QUEUE,
        public_id=public_id,
        badge_id=badge_id,
        site_id=site_id,
        group_id=way.group_id,
        state=PrintState.QUEUED,
        asked_printer_id=way.printer_id,
        stubs=0,
        queued_at=store.now,
        not_before=store.now,
        attempts=0,
    )
    store.news.add(News.PRINTING)


def _number(store: Store, visit: VisitState) -> str:
    """Return a short number that is unique at the site today: the day's letter and digit, a serial.

    The site's row is updated first, so that badges issued at the same time wait for each other.
    """
    day = sites.day_of(visit.site, store.now).toordinal()
    counted = store.prepared(_COUNT, site=visit.visit.site_id, day=day)
    serial: int = counted.scalar_one()
    return f"{LETTERS[day % len(LETTERS)]}{day % 10}-{serial:03d}"


_COUNTS = col(Badge.copy_number).is_not(None)
_COUNTING = select(Badge, PrintJob).join(PrintJob).where(_COUNTS)
_OF_VISITS = Listing(
    columns(Badge, PrintJob)
    .join(PrintJob)
    .where(_COUNTS, col(Badge.visit_id).in_(bindparam("visits", expanding=True)))
    .order_by(col(Badge.copy_number))
)
_ISSUE, _QUEUE = insert(Badge), insert(PrintJob)
_IS_OF_DAY = col(Site.badge_day) == bindparam("day")
_COUNT = (
    update(Site)
    .where(col(Site.id) == bindparam("site"))
    .values(
        version=Site.version + 1,
        badge_serial=case((_IS_OF_DAY, col(Site.badge_serial) + 1), else_=1),
        badge_day=bindparam("day"),
    )
    .returning(col(Site.badge_serial))
)
