"""Whether an e-mail about a visit is still of use at the moment of sending, and to whom."""

from visits import asked_members, outbox
from visits.rights import suppression
from visits.store.database import Store
from visits.store.outbox import Email
from visits.store.people import Member
from visits.store.visits import LateReminder
from visits.visit_state import Stage, VisitState
from visits.vocabulary.mail import (
    ABOUT_INVITATION,
    TO_HOST,
    EmailKind,
    UndeliveredReason,
)

STAGES = {
    EmailKind.INVITATION: {Stage.EXPECTED},
    EmailKind.RESCHEDULED: {Stage.EXPECTED},
    EmailKind.HOST_CHANGED: {Stage.EXPECTED},
    EmailKind.DAY_WITHDRAWN: {Stage.EXPECTED},
    # Whoever cannot go on proves by it who they are, and hears why.
    EmailKind.ONE_TIME_CODE: set(Stage),
    EmailKind.CONFIRMATION_CODE: {Stage.EXPECTED},
    EmailKind.WITHDRAWN: {Stage.WITHDRAWN},
    EmailKind.WALK_IN: {Stage.ASKING, Stage.ON_SITE, Stage.LEFT},
    EmailKind.ARRIVED: {Stage.ON_SITE, Stage.LEFT},
    # Who is in meanwhile has arrived.
    EmailKind.ARRIVAL_UNDONE: {Stage.EXPECTED, Stage.WITHDRAWN, Stage.REFUSED},
    EmailKind.GUEST_LATE: {Stage.EXPECTED},
    EmailKind.GUEST_DECLINED: {Stage.WITHDRAWN},
    EmailKind.NOT_HERE_YET: {Stage.EXPECTED},
    EmailKind.GUEST_REFUSED: {Stage.REFUSED},
    EmailKind.STILL_HERE: {Stage.ON_SITE},
    # It is about others of the series or party too.
    EmailKind.PLAN_CHANGED: set(Stage),
    EmailKind.CO_HOST_NAMED: set(Stage),
    EmailKind.CO_HOST_ENDED: {Stage.EXPECTED, Stage.WITHDRAWN},
    # Whatever has become of the visit since is not what it says.
    EmailKind.TAKEN_OVER: set(Stage),
}
"""The stages of a visit in which each kind of e-mail is still worth sending."""


class NotSendable(Exception):
    """The e-mail must not be sent any more."""

    def __init__(self, why: UndeliveredReason) -> None:
        super().__init__(why)
        self.why = why


def why_not(
    store: Store, kind: EmailKind, visit: VisitState
) -> UndeliveredReason | None:
    """Return why an e-mail of this kind about the visit must not go out any more, if so."""
    if visit.stage not in STAGES[kind] or _is_late_no_more(store, kind, visit):
        return UndeliveredReason.OVER
    # The host still hears of an arrival; the vault gives that e-mail no restricted name.
    if kind not in TO_HOST and visit.restriction:
        return UndeliveredReason.RESTRICTED
    # Those that others cause: codes that the guests ask for themselves are still sent.
    if kind in ABOUT_INVITATION and suppression.is_suppressed(store, visit.id):
        return UndeliveredReason.SUPPRESSED
    return None


def why_not_to(
    store: Store, email: Email, visit: VisitState, member: Member
) -> UndeliveredReason | None:
    """Return why the e-mail about the visit must not go to this member any more, if so."""
    if member.quiet_since or member.closed_at:
        return UndeliveredReason.SUPPRESSED
    if email.member_id is None:
        # A co-host or colleague who has become the host was sent one of their own.
        is_told = outbox.is_told(store, [email.kind], visit.id, member.id)
        return UndeliveredReason.OVERTAKEN if is_told else None
    is_meant = member.id in asked_members.of(store, visit)
    is_colleague = member.company_id == visit.visit.company_id
    if email.kind is EmailKind.CO_HOST_ENDED:
        # Whoever has left the company hears nothing of it, nor whoever was named again since.
        is_meant = not is_meant and is_colleague
    if email.kind is EmailKind.ARRIVAL_UNDONE:
        # Whoever was told of an arrival that is none, though nobody asks them any more.
        is_meant = is_colleague
    if email.kind is EmailKind.TAKEN_OVER:
        is_meant = member.id in asked_members.taken_from(store, visit)
    return None if is_meant else UndeliveredReason.OVER


def refuse(why: UndeliveredReason | None) -> None:
    """Raise `NotSendable` for the reason, if there is one."""
    if why:
        raise NotSendable(why)


def known(address: str) -> str:
    """Return the address; raises `NotSendable` for none."""
    if not address:
        raise NotSendable(UndeliveredReason.NO_ADDRESS)
    return address


def _is_late_no_more(store: Store, kind: EmailKind, visit: VisitState) -> bool:
    """True if this would tell the host that the guest is late, and they moved the visit since."""
    if kind is EmailKind.NOT_HERE_YET:
        return store.get(LateReminder, visit.id) is None
    return kind is EmailKind.GUEST_LATE and visit.invitation.late_by is None
