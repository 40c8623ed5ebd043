"""Email stages: until what has become of a visit an e-mail about it is worth sending."""

from visits.store.database import Store
from visits.store.visits import LateReminder
from visits.visit_state import Stage, VisitState
from visits.vocabulary.mail import EmailKind

STAGES_OF_USE = {
    EmailKind.INVITATION: {Stage.EXPECTED},
    EmailKind.RESCHEDULED: {Stage.EXPECTED},
    # Whoever cannot go on proves by it who they are, and hears why.
    EmailKind.ONE_TIME_CODE: set(Stage),
    EmailKind.CONFIRMATION_CODE: {Stage.EXPECTED},
    EmailKind.WITHDRAWN: {Stage.WITHDRAWN},
    EmailKind.WALK_IN: {Stage.ASKING, Stage.ON_SITE, Stage.LEFT},
    EmailKind.ARRIVED: {Stage.ON_SITE, Stage.LEFT},
    EmailKind.GUEST_LATE: {Stage.EXPECTED},
    EmailKind.GUEST_DECLINED: {Stage.WITHDRAWN},
    EmailKind.NOT_HERE_YET: {Stage.EXPECTED},
    EmailKind.GUEST_REFUSED: {Stage.REFUSED},
}
"""The stages of a visit in which each kind of e-mail is still worth sending."""


def is_of_use(store: Store, kind: EmailKind, visit: VisitState) -> bool:
    """Return whether the e-mail says something that is true and of use to its reader now."""
    return visit.stage in STAGES_OF_USE[kind] and not _is_late_no_more(
        store, kind, visit
    )


def _is_late_no_more(store: Store, kind: EmailKind, visit: VisitState) -> bool:
    """True if this would tell the host that the guest is late, and they moved the visit since."""
    if kind is EmailKind.NOT_HERE_YET:
        return store.get(LateReminder, visit.id) is None
    return kind is EmailKind.GUEST_LATE and visit.invitation.late_by is None
