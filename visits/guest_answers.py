"""What a guest answers to their invitation: that they are late, or cannot come."""

from collections.abc import Sequence

from visits import host_channels, invitations, series, sites, visit_state
from visits.audit import entries
from visits.store.database import Store
from visits.visit_state import VisitState
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.visits import Lateness


def late(store: Store, visit: VisitState, guest: Actor, by: Lateness) -> None:
    """Note how much later than planned the guest comes; said again it changes nothing.

    The code stays good for its day. Refuses a visit that is under way, over or cancelled.
    """
    visit_state.refuse_unexpected(store, visit)
    if visit.invitation.late_by is not by:
        visit.invitation.late_by = by
        _tell_host(store, visit, EmailKind.GUEST_LATE)
        entries.record(store, guest, Act.LATE, visit.id)


def decline(store: Store, visit: VisitState, guest: Actor) -> None:
    """Withdraw the visit, as its guest cannot come: its code is void, and their calendar hears.

    Refuses a visit that is under way, over or cancelled.
    """
    visit_state.refuse_unexpected(store, visit)
    _decline(store, [visit], guest)


def decline_all(store: Store, visit: VisitState, guest: Actor) -> None:
    """Withdraw every day of the visit's series on which the guest is still expected.

    Refuses as `decline` does where there is none.
    """
    days = series.to_come(store, visit)
    if not days:
        visit_state.refuse_unexpected(store, visit)
    _decline(store, days, guest)


def speak(store: Store, visit: VisitState, language: str) -> None:
    """Speak the language that the guest chose, in place of the one that their host chose."""
    for day in series.days(store, visit):
        if day.visit.language != language:
            day.visit.language = language
            sites.changed(store, day.visit.site_id)


def _decline(store: Store, days: Sequence[VisitState], guest: Actor) -> None:
    for day in days:
        invitations.call_off(store, day, None)
        entries.record(store, guest, Act.DECLINED, day.id)
    # What the invitation put into the guest's calendar stays there until it is cancelled.
    series.write(store, days[-1], EmailKind.WITHDRAWN, by_guest=True)
    # A colleague may have taken single days over. The last day of each is kept the longest.
    for day in {day.visit.host_id: day for day in days}.values():
        _tell_host(store, day, EmailKind.GUEST_DECLINED)


def _tell_host(store: Store, visit: VisitState, kind: EmailKind) -> None:
    host_channels.write_to_hosts(store, kind, visit, visit.invitation.day_ends_at)
    sites.changed(store, visit.visit.site_id)
