"""What a guest answers to their invitation: that they are late, or cannot come."""

from dataclasses import replace

from visits import invitations, outbox, sites, visit_state
from visits.audit import entries
from visits.retention import deadlines
from visits.store.database import Store
from visits.store.visits import Withdrawal
from visits.visit_state import VisitState
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.refusals import AlreadyWithdrawn
from visits.vocabulary.visits import Lateness


def late(store: Store, visit: VisitState, guest: Actor, by: Lateness) -> None:
    """Note how much later than planned the guest comes; said again it changes nothing.

    The code stays good for its day. Refuses a visit that is under way, over or cancelled.
    """
    invitations.refuse_unexpected(store, visit)
    if visit.invitation.late_by is not by:
        visit.invitation.late_by = by
        _tell_host(store, visit, EmailKind.GUEST_LATE, Act.LATE, guest)


def decline(store: Store, visit: VisitState, guest: Actor) -> None:
    """Withdraw the visit, as its guest cannot come: the code is void, and their calendar hears.

    Refuses a visit that is under way, over or cancelled.
    """
    invitations.refuse_unexpected(store, visit)
    withdrawal = Withdrawal(visit_id=visit.id, at=store.now)
    visit.invitation.sequence += 1
    visit_state.record(store, withdrawal, AlreadyWithdrawn)
    deadlines.apply(store, replace(visit, withdrawal=withdrawal))
    # The entry that the invitation put into the guest's calendar stays there until it is cancelled.
    until = visit.invitation.day_ends_at
    outbox.about_visit(store, EmailKind.WITHDRAWN, visit.id, until)
    _tell_host(store, visit, EmailKind.GUEST_DECLINED, Act.DECLINED, guest)


def speak(store: Store, visit: VisitState, language: str) -> None:
    """Speak the language that the guest chose, in place of the one that their host chose."""
    if visit.visit.language != language:
        visit.visit.language = language
        sites.changed(store, visit.visit.site_id)


def _tell_host(
    store: Store, visit: VisitState, kind: EmailKind, act: Act, guest: Actor
) -> None:
    outbox.about_visit(store, kind, visit.id, visit.invitation.day_ends_at)
    entries.record(store, guest, act, visit.id)
    sites.changed(store, visit.visit.site_id)
