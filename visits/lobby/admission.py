"""What a visit requires at the door.

The right site, the right time, and the level of verification.
"""

from datetime import datetime, timedelta

from visits import sites
from visits.lobby import desk_queue
from visits.store.database import Store
from visits.store.sites import Kiosk, Site
from visits.visit_state import Stage, VisitState
from visits.vocabulary.refusals import NotExpectedNow
from visits.vocabulary.visits import EARLIEST, LeftBy, Level, WaitReason

BACK_WITHIN = timedelta(hours=2)
"""After the planned end: meetings overrun, and lunch is long."""


def level_for(visit: VisitState) -> Level:
    """Return the least level that prints a badge: the site's, or the host's if that is higher."""
    return max(visit.site.least_level, visit.invitation.least_level)


def level_at_door(visit: VisitState) -> Level:
    """Return the level that lets this guest in now: of whom the desk decides, an ID is seen there.

    So whoever is on the watch list meets what everybody meets whose ID is asked for.
    """
    return Level.ID_SEEN if visit.watched else level_for(visit)


def reason_for_desk(visit: VisitState) -> WaitReason:
    """Return why the desk sees to a guest whom a kiosk sends to it to show an ID."""
    return WaitReason.ON_WATCH_LIST if visit.watched else WaitReason.ID_CHECK


def sent_to_desk(store: Store, kiosk: Kiosk, visit: VisitState) -> bool:
    """Have the guest wait at the desk if it must see an ID; return whether it must."""
    # A mailbox proves an address and no face.
    if level_at_door(visit) <= Level.ADDRESS_CONFIRMED:
        return False
    desk_queue.note(store, kiosk, reason_for_desk(visit), visit.id)
    return True


def is_of_today(store: Store, visit: VisitState) -> bool:
    """True on the visit's day, and in the hour before a visit with which that day begins."""
    is_over = visit.invitation.day_ends_at <= store.now
    return not is_over and visit.invitation.starts_at < starts_before(store, visit.site)


def starts_before(store: Store, site: Site) -> datetime:
    """Return before when a visit starts whose guest may come today, or early for tomorrow."""
    day_end = sites.day_end(site, sites.day_of(site, store.now))
    return max(day_end, store.now + EARLIEST + timedelta.resolution)


def why_not(store: Store, kiosk: Kiosk, visit: VisitState) -> WaitReason | None:
    """Return why the guest may not check in here and now, whatever they show; else None."""
    stages = {
        Stage.WITHDRAWN: WaitReason.WITHDRAWN,
        Stage.REFUSED: WaitReason.REFUSED,
        # A code opens once: a second person may hold a picture of it.
        Stage.ON_SITE: WaitReason.USED_AGAIN,
    }
    # First, so that another site learns nothing of how the visit stands.
    if visit.visit.site_id != kiosk.site_id:
        return WaitReason.ANOTHER_SITE
    if visit.stage in stages:
        return stages[visit.stage]
    if visit.stage is Stage.LEFT and not may_come_back(store, visit):
        return WaitReason.USED_AGAIN
    # Kiosk and host may not read a restricted name, so a person at the desk decides.
    if visit.restriction:
        return WaitReason.RESTRICTED
    if store.now < visit.invitation.starts_at - EARLIEST:
        return WaitReason.TOO_EARLY
    return WaitReason.TOO_LATE if store.now >= visit.invitation.day_ends_at else None


def refuse_unless_expected(
    store: Store, kiosk: Kiosk, visit: VisitState, *, is_proven: bool = False
) -> None:
    """Refuse with `NotExpectedNow` and its reason unless the guest may check in here and now.

    A walk-in may not, whatever they show: somebody vouches for them, or the desk sees an ID.
    """
    reason = why_not(store, kiosk, visit)
    # Whoever asked for a host is let in by a person, each time, and never by a code.
    if reason is None and visit.walk_in:
        reason = WaitReason.ID_CHECK
    _refuse(visit, reason, is_proven=is_proven)


def refuse_vouched(store: Store, kiosk: Kiosk, visit: VisitState) -> None:
    """Refuse as `refuse_unless_expected` does, but for a walk-in whose host is there."""
    _refuse(visit, why_not(store, kiosk, visit), is_proven=False)


def _refuse(visit: VisitState, reason: WaitReason | None, *, is_proven: bool) -> None:
    if reason:
        # The desk of another site has no business with this visit: it is not told which it is.
        is_elsewhere = reason is WaitReason.ANOTHER_SITE
        told_id = None if is_elsewhere else visit.id
        raise NotExpectedNow(reason, told_id, visit.id if is_proven else None)


def may_come_back(store: Store, visit: VisitState) -> bool:
    """True for a guest who has left, in time for what they were invited to."""
    left = visit.departure
    # Closing time ends the day for everybody, and nobody knows when they really left.
    if left is None or left.by is LeftBy.CLOSING_TIME:
        return False
    return is_in_time_to_return(store, visit)


def is_in_time_to_return(store: Store, visit: VisitState) -> bool:
    """True while a guest who leaves now, or has left, may still come back."""
    return store.now < visit.invitation.ends_at + BACK_WITHIN
