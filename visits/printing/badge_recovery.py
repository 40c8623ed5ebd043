"""What the desk can do about a badge that the guest does not have yet.

It came out after all, it is printed elsewhere, or it is written by hand.
"""

from printers.vocabulary import PrintProblemKind
from visits import sites, visit_state
from visits.audit import entries
from visits.printing import badges, leasing, print_problems, printers
from visits.printing.badges import Reprint
from visits.printing.scheduling import LIVE
from visits.store.database import Store
from visits.store.printing import PrintJob
from visits.visit_state import Stage
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.printing import CancelReason, PrintState, ReprintReason
from visits.vocabulary.refusals import NotFound, NotInside, VisitRefused

OVER = frozenset({PrintState.EXPIRED, PrintState.CANCELLED})
GOING = frozenset({*LIVE, PrintState.QUEUED, PrintState.PRINTED})


class AlreadyPrinted(VisitRefused):
    """The badge came out."""


class BadgeReplaced(VisitRefused):
    """A newer copy of the badge is in force."""


def came_out(store: Store, site_id: int, public_id: str, member_id: int) -> None:
    """Record that somebody has seen the visit's newest badge; done again, it changes nothing.

    Refuses `NotFound`, also for a badge that is still to be printed or being printed: its
    printer will say so.
    """
    visit_id, job = _newest(store, site_id, public_id)
    if job.state in {*OVER, *LIVE, PrintState.QUEUED}:
        raise NotFound
    if job.state is not PrintState.PRINTED:
        job.state, job.settled_at = PrintState.PRINTED, store.now
        # It came out whole, so nothing of it lies in the printer.
        job.stub_printer_id = None
        entries.record(store, actors.member(member_id), Act.BADGE_SEEN, visit_id)
        sites.changed(store, site_id)


def print_elsewhere(
    store: Store, site_id: int, public_id: str, printer: str, member_id: int
) -> None:
    """Print the badge at that printer: itself while nothing of it was sent, else a marked copy.

    Changes nothing while it is on its way there already. Refuses `NotFound` and `NotInside`.
    """
    chosen = printers.at_site(store, site_id, printer)
    visit_id, job = _newest(store, site_id, public_id)
    if job.asked_printer_id == chosen.id and job.state in GOING:
        return
    # Paper may carry a part of it: a second one must be marked as a copy.
    if job.state is not PrintState.QUEUED or job.stub_printer_id is not None:
        reprint = Reprint(ReprintReason.NOT_PRINTED, member_id, chosen.id)
        badges.reprint(store, site_id, public_id, reprint)
        return
    job.asked_printer_id, job.not_before = chosen.id, store.now
    entries.record(store, actors.member(member_id), Act.BADGE_MOVED, visit_id)
    sites.changed(store, site_id)


def by_hand(
    store: Store, site_id: int, public_id: str, member_id: int, copy: int | None = None
) -> None:
    """Record that the desk writes the badge by hand: it is not printed any more.

    `copy` is the number of the copy that they wrote; without it, the one in force.

    A printer that has begun it stays busy until it is done, because what lies in it must be
    known. Done again, it changes nothing. Refuses `NotFound`, `NotInside` for a guest who is
    not here, `AlreadyPrinted`, and `BadgeReplaced` for a copy that is not in force any more.
    """
    in_force = badges.copy_in_force(store, site_id, public_id)
    # Staff must hear of this: in their hand is a badge that a newer copy has replaced.
    if copy is not None and in_force not in {0, copy}:
        raise BadgeReplaced
    if visit_state.at_site(store, site_id, public_id).stage is not Stage.ON_SITE:
        raise NotInside
    visit_id, job = _newest(store, site_id, public_id)
    if job.cancelled_because is CancelReason.BY_HAND:
        return
    if job.state is PrintState.PRINTED:
        raise AlreadyPrinted
    leasing.cancel(store, job, CancelReason.BY_HAND)
    entries.record(store, actors.member(member_id), Act.BADGE_BY_HAND, visit_id)
    sites.changed(store, site_id)


def problem(store: Store, job: PrintJob) -> PrintProblemKind | None:
    """Return why a job that is not settled does not come out now, as far as is known."""
    # Only a queued job has a choice of printers; the kiosk asks this at every poll.
    is_queued = job.state is PrintState.QUEUED
    site_printers = printers.of_site(store, job.site_id) if is_queued else []
    problem = print_problems.problem(job, site_printers, store.now)
    return problem.kind if problem else None


def _newest(store: Store, site_id: int, public_id: str) -> tuple[int, PrintJob]:
    visit = visit_state.at_site(store, site_id, public_id)
    printed = badges.newest(store, [visit.id])
    if visit.id not in printed:
        raise NotFound
    return visit.id, printed[visit.id][1]
