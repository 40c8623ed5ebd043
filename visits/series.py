"""Series: the visits of one guest on several days, announced together under one code.

Each day is a visit of its own, with its own arrival, badge and deadlines. No row stands for a
series: its days share their code, their links and the number of the visit with which it began.
So nothing is left of a day once that day is erased, nor of the series after its last one. A
visit that was announced alone is a series of one day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlmodel import col

from visits import calendar_ids, outbox, sites, visit_state
from visits.people import guest_email_limits
from visits.store.database import Store
from visits.store.visits import Invitation
from visits.visit_state import Stage, VisitState
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.refusals import DayTaken


@dataclass(frozen=True)
class PlannedDay:
    """A day of a series that is to come, or was to."""

    visit: VisitState = field(repr=False)
    calendar_id: str
    """The UID of its calendar entry."""

    @property
    def invitation(self) -> Invitation:
        return self.visit.invitation

    @property
    def is_cancelled(self) -> bool:
        return self.visit.withdrawal is not None


def days(store: Store, visit: VisitState) -> list[VisitState]:
    """Return the days of the visit's series that are still kept, by time."""
    series_id = visit.invitation.series_id
    return visit_state.every(store, col(Invitation.series_id) == series_id)


def among(visits: Iterable[VisitState], visit: VisitState) -> VisitState:
    """Return which of these is a day of the visit's series, else the visit itself."""
    series_id = visit.invitation.series_id
    days = (day for day in visits if day.invitation.series_id == series_id)
    return next(days, visit)


def to_come(store: Store, visit: VisitState) -> list[VisitState]:
    """Return those of its days on which the guest is still expected."""
    return [day for day in days(store, visit) if is_to_come(store, day)]


def is_to_come(store: Store, day: VisitState) -> bool:
    """True if the guest is still expected on this day."""
    return day.stage is Stage.EXPECTED and day.invitation.day_ends_at > store.now


def is_planned(store: Store, day: VisitState) -> bool:
    """True if the guest is still expected on this day, or would be, had nobody cancelled."""
    is_expected = day.stage in {Stage.EXPECTED, Stage.WITHDRAWN}
    return is_expected and day.invitation.day_ends_at > store.now


def planned(store: Store, visit: VisitState) -> list[PlannedDay]:
    """Return the days that are planned, each with what a calendar knows it by."""
    return [
        PlannedDay(day, calendar_ids.of(store, day.visit))
        for day in days(store, visit)
        if is_planned(store, day)
    ]


def with_rest(store: Store, visit: VisitState) -> list[VisitState]:
    """Return the visit and every day of the host's after it on which its guest is expected."""
    from_then = [
        day
        for day in to_come(store, visit)
        if day.invitation.starts_at > visit.invitation.starts_at
        # A colleague may have taken single days over.
        and day.visit.host_id == visit.visit.host_id
    ]
    return [visit, *from_then]


def refuse_two_on_a_day(store: Store, visit: VisitState) -> None:
    """Refuse `DayTaken` if two visits of the series are on one day: the code opens only one."""
    kept = [day for day in days(store, visit) if day.withdrawal is None]
    if len({sites.day_of(day.site, day.invitation.starts_at) for day in kept}) < len(
        kept
    ):
        raise DayTaken


def tell_host(store: Store, visit: VisitState) -> None:
    """Queue the e-mail that tells the guest who receives them on this day from now on."""
    of_host = visit.visit.host_id, visit.visit.site_id, visit.id
    # Never refused: the host has changed already.
    not_before = guest_email_limits.count_change(store, *of_host)
    # To whom nothing went out yet, the invitation names the host.
    is_known = outbox.is_announced(store, visit.id)
    kind = EmailKind.HOST_CHANGED if is_known else EmailKind.INVITATION
    until = visit.invitation.day_ends_at
    outbox.about_visit(store, kind, visit.id, until, not_before)


def write(
    store: Store, visit: VisitState, kind: EmailKind, *, by_guest: bool = False
) -> None:
    """Queue the one e-mail that tells the guest how their days stand after a change.

    Refuses `GuestWrittenTooOften`, but never that something is cancelled.
    """
    left, not_before = to_come(store, visit), store.now
    of_host = visit.visit.host_id, visit.visit.site_id, visit.id
    # Whoever was invited may always hear that they are not any more, and at once.
    if kind is not EmailKind.WITHDRAWN:
        not_before = guest_email_limits.count(store, *of_host)
    # While other days are to come, a day that is cancelled is a change of the plan.
    elif left:
        kind = EmailKind.DAY_WITHDRAWN
        if not by_guest:
            not_before = guest_email_limits.count_change(store, *of_host)
    # The last day is kept the longest, and the e-mail goes with the visit that it is about.
    about = left[-1] if left else visit
    # To whom nothing went out yet, a change is no news.
    is_change = kind in {EmailKind.RESCHEDULED, EmailKind.DAY_WITHDRAWN}
    if is_change and not outbox.is_announced(store, about.id):
        kind = EmailKind.INVITATION
    # News of a day that is over helps nobody.
    until = about.invitation.day_ends_at
    outbox.about_visit(store, kind, about.id, until, not_before)
