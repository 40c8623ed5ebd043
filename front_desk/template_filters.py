"""Template filters for visits and badges: names, print states, problems and reasons as texts."""

from datetime import datetime

from flask import Flask
from flask_babel import gettext

from front_desk import labels
from front_desk.labels import BAD, FINE, WARN, StatusText
from visits.board import BoardRow, WaitingGuest
from visits.printing.print_problems import BlockedBadges, PrintProblem
from visits.printing.rolls import RollCopy
from visits.store.lobby import Wait
from visits.store.printing import PrintJob
from visits.vault.personal import Guest
from visits.visit_state import Stage
from visits.vocabulary.printing import CancelReason, PrintState
from visits.vocabulary.visits import WaitReason
from web.context import settings
from web.dates import clock, clock_beside, clock_or_when, when
from web.labels import label

SETTLED = frozenset(
    {PrintState.PRINTED, PrintState.SENT_UNCONFIRMED, PrintState.CANCELLED}
)
# As long as nobody holds the badge it may go elsewhere, also when it was only sent.
NOT_IN_HAND = frozenset(PrintState) - {PrintState.PRINTED, PrintState.CANCELLED}
MINUTE = 60
MARK_BYTES = 6
"""As in `static/matching.js`."""
SEVERITIES = {
    PrintState.PRINTED: FINE,
    PrintState.NEEDS_HUMAN: BAD,
    PrintState.EXPIRED: WARN,
}


def set_up(app: Flask) -> None:
    """Add the filters and tests to the templates."""
    app.jinja_env.filters.update(
        invited_name=invited_name,
        other_name=other_name,
        code_marks=code_marks,
        display_name=display_name,
        print_status=print_status,
        copy_status=copy_status,
        age=age,
        wait_reason=wait_reason,
        wait_announcement=wait_announcement,
        problem_text=problem_text,
        no_badge_announcement=no_badge_announcement,
        advice=labels.ADVICE.get,
    )
    app.jinja_env.tests.update(
        without_badge=is_without_badge, in_plain_letters=in_plain_letters
    )


def invited_name(guest: Guest) -> str:
    """The name that the host gave, which an ID is compared with; or why there is none.

    Never the name on the badge: whoever holds the link may choose that one.
    """
    if guest.is_restricted:
        return str(gettext("Guest (name hidden at their request)"))
    return guest.name.reveal() or gettext("Erased guest")


def other_name(guest: Guest) -> str:
    """The name on the badge where it differs from the invited one, else empty."""
    return (
        guest.badge_name.reveal()
        if guest.badge_name.reveal() != guest.name.reveal()
        else ""
    )


def display_name(guest: Guest) -> str:
    """The name on the badge: the one the guest wants to be called by."""
    return guest.display_name().reveal() or invited_name(guest)


def code_marks(row: BoardRow) -> str:
    """By what a scanned code finds the row: 48 bits of the digests of invitation and badge.

    They tell a guest's code to nobody, and the page has no other part of it.
    """
    scanned = [row.visit_state.invitation.code]
    if row.badge:
        scanned.append(row.badge.code)
    return " ".join(code[:MARK_BYTES].hex() for code in scanned)


def print_status(row: BoardRow) -> StatusText:
    """What is known about the printing of the current badge."""
    job = row.print_job
    if job is None:
        return StatusText("")
    # A cancelled job means a newer copy, but for this one reason.
    if job.cancelled_because is CancelReason.BY_HAND:
        return StatusText(gettext("Written by hand"))
    if row.problem and job.state not in SETTLED:
        return _blocked(row.problem, job)
    return StatusText(labels.PRINT_STATES[job.state], SEVERITIES.get(job.state, ""))


def copy_status(copy: RollCopy) -> StatusText:
    """What is known of the roll at one printer: that it came out only if that printer says so."""
    job, why = copy.job, problem_text(copy.problem) if copy.problem else ""
    if job is None:
        why = why or gettext("it was not ready")
        return StatusText(gettext("Not printed: %(problem)s", problem=why), WARN)
    if job.state is PrintState.NEEDS_HUMAN:
        text = gettext("Nobody knows whether all of it came out: please look there")
        return StatusText(text, BAD)
    if job.stubs and job.state not in SETTLED:
        return StatusText(gettext("A part of it came out at most"), WARN)
    if copy.problem and job.state not in SETTLED:
        return _blocked(copy.problem, job)
    return StatusText(labels.PRINT_STATES[job.state], SEVERITIES.get(job.state, ""))


def in_plain_letters(row: BoardRow) -> bool:
    """True when no installed font can print the whole name on the badge."""
    writable_scripts, name = (
        settings().writable_scripts,
        row.guest.display_name().reveal(),
    )
    # Every font has the letters of ASCII.
    if writable_scripts is None or row.badge is None or name.isascii():
        return False
    return not writable_scripts.in_full(name, row.site.language)


def problem_text(problem: PrintProblem) -> str:
    """The problem that keeps a badge from being printed, with the printer's name."""
    name = problem.printer.name if problem.printer else gettext("the printer")
    return str(labels.PRINT_PROBLEMS[problem.kind]) % {"printer": name}


def blocked_text(blocked: BlockedBadges) -> str:
    """How many badges wait because of one problem, and since when it lasts."""
    cause, since = problem_text(blocked.problem), blocked.problem.since
    if since:
        cause = gettext(
            "%(problem)s since %(time)s", problem=cause, time=clock_or_when(since)
        )
    if blocked.count == 1:
        return str(gettext("One badge waits: %(problem)s.", problem=cause))
    return str(
        gettext(
            "%(number)s badges wait: %(problem)s.", number=blocked.count, problem=cause
        )
    )


def is_without_badge(row: BoardRow) -> bool:
    """True while the badge may be printed elsewhere or written by hand."""
    job = row.print_job
    is_open = job is not None and job.state in NOT_IN_HAND and not job.cancelled_because
    return row.stage is Stage.ON_SITE and is_open


def no_badge_announcement(row: BoardRow) -> str:
    """The text for screen readers when a badge does not come out."""
    return str(gettext("No badge yet: %(name)s", name=invited_name(row.guest)))


def age(since: datetime, now: datetime) -> str:
    """How long ago it was: `16 min`, `1 h 16 min`. The page's script says it in the same words."""
    hours, minutes = divmod(int((now - since).total_seconds()) // MINUTE, MINUTE)
    words = gettext("{hours} h {minutes} min") if hours else gettext("{minutes} min")
    return str(words).format(hours=hours, minutes=minutes)


def wait_reason(wait: Wait, waiting: WaitingGuest) -> str:
    """Why somebody waits; with the expected time when they came too early or too late."""
    reason, row = wait.reason, waiting.row
    text = label(reason)
    if reason is WaitReason.ON_WATCH_LIST and waiting.watched:
        why = label(waiting.watched)
        return str(gettext("%(reason)s: %(why)s", reason=text, why=why))
    if row is None or reason not in {WaitReason.TOO_EARLY, WaitReason.TOO_LATE}:
        return text
    planned = row.visit_state.invitation.starts_at
    is_early = reason is WaitReason.TOO_EARLY
    expected = clock_beside(planned, wait.at) if is_early else when(planned)
    return str(gettext("%(reason)s (expected %(when)s)", reason=text, when=expected))


def wait_announcement(wait: Wait, waiting: WaitingGuest) -> str:
    """The text for screen readers when somebody begins to wait for this reason."""
    name = invited_name(waiting.row.guest) if waiting.row else gettext("Somebody")
    reason = wait_reason(wait, waiting)
    return str(gettext("Waiting: %(name)s %(reason)s", name=name, reason=reason))


def _blocked(problem: PrintProblem, job: PrintJob) -> StatusText:
    cause, since = problem_text(problem), clock(job.queued_at)
    match job.state:
        case PrintState.NEEDS_HUMAN:
            text = gettext(
                "Needs a look: did the badge come out? (%(problem)s)", problem=cause
            )
            return StatusText(text, BAD)
        case PrintState.EXPIRED:
            text = gettext(
                "Not printed, it waited too long: %(problem)s", problem=cause
            )
        case PrintState.WAITING_PRINTER:
            text = gettext(
                "Waits in the printer since %(time)s: %(problem)s",
                time=since,
                problem=cause,
            )
        case _:
            text = gettext(
                "Waits since %(time)s: %(problem)s", time=since, problem=cause
            )
    return StatusText(text, WARN)
