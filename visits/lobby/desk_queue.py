"""The desk queue: who waits at the front desk, and why."""

from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, update
from sqlmodel import col, select

from visits import codes, sites
from visits.store import locks
from visits.store.database import Store
from visits.store.lobby import Wait
from visits.store.sites import Kiosk
from visits.store.visits import Arrival, Departure, Refusal
from visits.visit_state import VisitState
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.visits import WaitReason

STAYS_OPEN = {
    WaitReason.HELP,
    WaitReason.USED_AGAIN,
    WaitReason.REFUSED,
    WaitReason.REPLACED,
    WaitReason.NO_BADGE,
}
"""These stay open until the desk settles them.

Other waits end when the guest arrives or is refused.
"""

ABOUT_HOST = {
    WaitReason.NOBODY_EXPECTED,
    WaitReason.HOST_SILENT,
    WaitReason.HOST_NOT_TOLD,
}
"""These are about the host of a guest who is inside, or of a walk-in.

They end when the host answers, the guest leaves, or the walk-in is let in or refused.
"""


MOST_URGENT_FIRST = (
    # The desk has to decide about them before anything else.
    (WaitReason.ON_WATCH_LIST,),
    # Somebody may be where they should not be.
    (
        WaitReason.REFUSED,
        WaitReason.USED_AGAIN,
        WaitReason.NOBODY_EXPECTED,
        WaitReason.REPLACED,
        WaitReason.KIOSK_LOCKED,
    ),
    # They cannot go on without the desk.
    (
        WaitReason.HELP,
        WaitReason.NO_BADGE,
        WaitReason.ID_CHECK,
        WaitReason.RESTRICTED,
        WaitReason.WRONG_CODE,
        WaitReason.TOO_MANY_SENDINGS,
        WaitReason.NO_WAY_TO_SEND,
        WaitReason.UNKNOWN_CODE,
        WaitReason.UNINVITED,
        WaitReason.WITHDRAWN,
        WaitReason.TOO_EARLY,
        WaitReason.TOO_LATE,
        WaitReason.ANOTHER_SITE,
    ),
    # They wait for their host.
    (WaitReason.HOST_NOT_TOLD, WaitReason.HOST_SILENT),
)
"""Among guests whose reasons stand in one of these groups, whoever has waited longest is first."""
_URGENCY = {
    reason: (group, place)
    for group, reasons in enumerate(MOST_URGENT_FIRST)
    for place, reason in enumerate(reasons)
}


@dataclass(frozen=True)
class GuestWaits:
    """Everything for which one guest waits, the most urgent first."""

    by_urgency: Sequence[Wait]

    @property
    def newest(self) -> Wait:
        return max(self.by_urgency, key=lambda wait: wait.id)

    @property
    def since(self) -> datetime:
        return min(wait.at for wait in self.by_urgency)

    @property
    def reasons(self) -> AbstractSet[WaitReason]:
        return {wait.reason for wait in self.by_urgency}

    @property
    def of_each_reason(self) -> Sequence[Wait]:
        """The newest for each reason, the most urgent first: none is said twice."""
        return list({wait.reason: wait for wait in self.by_urgency}.values())

    @property
    def about_host(self) -> AbstractSet[WaitReason]:
        """Those about a host who does not come."""
        return self.reasons & ABOUT_HOST


def note(
    store: Store,
    kiosk: Kiosk,
    reason: WaitReason,
    visit_id: int | None = None,
    *,
    is_needed: bool = True,
) -> None:
    """Add somebody to the desk's queue, once for each kiosk, reason and visit while it is open.

    What is noted already, or not needed, is the same work and leaves a settled row, which the
    desk does not see: no time that a kiosk takes may tell who is expected.
    """
    is_noted = _is_noted(store, kiosk.id, reason, visit_id)
    is_shown = is_needed and not is_noted
    wait = Wait(
        public_id=codes.public_id(),
        site_id=kiosk.site_id,
        kiosk_id=kiosk.id,
        visit_id=visit_id if is_shown else None,
        reason=reason,
        at=store.now,
        settled_at=None if is_shown else store.now,
    )
    store.add(wait)
    sites.changed(store, kiosk.site_id)


def note_guest(store: Store, visit: VisitState, reason: WaitReason) -> None:
    """Add a guest who is inside, or a walk-in, to the desk's queue for this reason."""
    came = visit.came
    wait = Wait(
        public_id=codes.public_id(),
        site_id=visit.visit.site_id,
        kiosk_id=came.kiosk_id if came else None,
        visit_id=visit.id,
        reason=reason,
        at=store.now,
    )
    store.add(wait)
    sites.changed(store, visit.visit.site_id)


def _is_noted(
    store: Store, kiosk_id: int, reason: WaitReason, visit_id: int | None
) -> bool:
    same = (
        col(Wait.kiosk_id) == kiosk_id,
        col(Wait.reason) == reason,
        # No visit has the number 0, nor has a person who is not known: one statement for both.
        func.coalesce(col(Wait.visit_id), 0) == (visit_id or 0),
    )
    # A guest who taps again must not push others down the desk's list.
    return store.exec(select(Wait.id).where(*same, *_open())).first() is not None


def at_desk(store: Store, site_id: int) -> list[Wait]:
    """Return the open waits of a site, longest first."""
    waits = select(Wait).where(col(Wait.site_id) == site_id, *_open())
    return list(store.exec(waits.order_by(col(Wait.at), col(Wait.id))))


def by_guest(waits: Sequence[Wait]) -> list[GuestWaits]:
    """Return the waits by their guest; two strangers may be two people.

    `waits` come longest first, and so do guests of the same group of `MOST_URGENT_FIRST`.
    """
    of_guests: dict[int | str, list[Wait]] = {}
    for wait in waits:
        of_guests.setdefault(wait.visit_id or wait.public_id, []).append(wait)
    guests = [
        GuestWaits(sorted(of_guest, key=lambda wait: _URGENCY[wait.reason]))
        for of_guest in of_guests.values()
    ]
    return sorted(guests, key=lambda guest: _URGENCY[guest.by_urgency[0].reason][0])


def of_visits(store: Store, visit_ids: Iterable[int]) -> dict[int, WaitReason]:
    """Return what hosts are told that the guests of these visits wait for, by id.

    Each for what is most urgent; of the watch list no host is told.
    """
    of_guests = (col(Wait.visit_id).in_(list(visit_ids)), *_open())
    waits = store.exec(select(Wait).where(*of_guests))
    # Of several reasons the most urgent comes last, and is the one that stays.
    last_first = sorted(waits, key=lambda wait: _URGENCY[wait.reason], reverse=True)
    told = {WaitReason.ON_WATCH_LIST: WaitReason.ID_CHECK}
    return {
        wait.visit_id: told.get(wait.reason, wait.reason)
        for wait in last_first
        if wait.visit_id
    }


def settle(store: Store, site_id: int, public_id: str) -> None:
    """Mark a wait as settled by the desk (`NotFound`), and what its guest waited for before.

    What they wait for since was not seen yet, and stays. A second call changes nothing.
    """
    locks.site(store, site_id)
    of_site = col(Wait.site_id) == site_id
    same = (of_site, col(Wait.public_id) == public_id)
    wait = store.exec(select(Wait).where(*same)).first()
    if wait is None:
        raise NotFound
    if wait.settled_at is None:
        before = and_(
            # Two strangers may be two people.
            col(Wait.visit_id).is_not(None),
            col(Wait.visit_id) == wait.visit_id,
            col(Wait.id) < wait.id,
            col(Wait.settled_at).is_(None),
        )
        seen = or_(col(Wait.id) == wait.id, before)
        store.execute(update(Wait).where(of_site, seen).values(settled_at=store.now))
        sites.changed(store, site_id)


def settle_kiosk(store: Store, kiosk_id: int, reason: WaitReason) -> None:
    """Settle the open waits of this kiosk for this reason."""
    of_kiosk = (
        col(Wait.kiosk_id) == kiosk_id,
        col(Wait.reason) == reason,
        col(Wait.settled_at).is_(None),
    )
    store.execute(update(Wait).where(*of_kiosk).values(settled_at=store.now))


def settle_visit(store: Store, visit_id: int, reasons: Collection[WaitReason]) -> None:
    """Settle the open waits of this visit's guest for these reasons."""
    of_visit = (
        col(Wait.visit_id) == visit_id,
        col(Wait.reason).in_(reasons),
        col(Wait.settled_at).is_(None),
    )
    store.execute(update(Wait).where(*of_visit).values(settled_at=store.now))


def as_before(store: Store, visit_id: int, arrived_at: datetime) -> None:
    """Let the guest of an arrival that is undone wait for their host as they did before it.

    Their other waits are open again by themselves.
    """
    about_host = col(Wait.visit_id) == visit_id, col(Wait.reason).in_(ABOUT_HOST)
    since, before = col(Wait.at) >= arrived_at, col(Wait.at) < arrived_at
    ended = update(Wait).where(*about_host, since, col(Wait.settled_at).is_(None))
    store.execute(ended.values(settled_at=store.now))
    by_arrival = col(Wait.settled_at) == arrived_at
    again = update(Wait).where(*about_host, before, by_arrival)
    store.execute(again.values(settled_at=None))


def _open() -> tuple[Any, ...]:
    # Whoever has come back may wait again for what they waited for before.
    arrived = exists().where(
        col(Arrival.visit_id) == col(Wait.visit_id), col(Arrival.at) >= col(Wait.at)
    )
    refused = exists().where(col(Refusal.visit_id) == col(Wait.visit_id))
    departed = exists().where(col(Departure.visit_id) == col(Wait.visit_id))
    is_about_host = col(Wait.reason).in_(ABOUT_HOST)
    # Asked when read, not settled on arrival: a check-in has few statements to spend.
    still_needed = or_(
        col(Wait.reason).in_(STAYS_OPEN),
        and_(is_about_host, ~(departed | refused)),
        and_(~is_about_host, ~(arrived | refused)),
    )
    return col(Wait.settled_at).is_(None), still_needed
