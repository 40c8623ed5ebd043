"""Template filters for visits and badges: names, print states, problems and reasons as texts."""

from flask import Flask
from flask_babel import gettext

from front_desk import labels
from front_desk.labels import BAD, FINE, WARN, StatusText
from visits.board import BlockedBadges, BoardRow, WaitingGuest
from visits.printing.print_problems import PrintProblem
from visits.store.printing import PrintJob
from visits.vault.personal import Guest
from visits.visit_state import Stage
from visits.vocabulary.printing import CancelReason, PrintState
from visits.vocabulary.visits import WaitReason
from web.context import settings
from web.dates import clock, when
from web.labels import label

SETTLED = frozenset(
    {PrintState.PRINTED, PrintState.SENT_UNCONFIRMED, PrintState.CANCELLED}
)
NOT_IN_HAND = frozenset(PrintState) - {PrintState.PRINTED, PrintState.CANCELLED}
SEVERITIES = {
    PrintState.PRINTED: FINE,
    PrintState.NEEDS_HUMAN: BAD,
    PrintState.EXPIRED: WARN,
}


def set_up(app: Flask) -> None:
    """Add the filters and tests to the templates."""
    app.jinja_env.filters.update(
        invited=invited,
        other_name=other_name,
        called=called,
        paper=paper,
        why=why,
        announcement=announcement,
        trouble=trouble,
        jam=jam,
        missing=missing,
        advice=labels.ADVICE.get,
    )
    app.jinja_env.tests.update(
        rescuable=can_be_rescued, in_plain_letters=in_plain_letters
    )


def invited(guest: Guest) -> str:
    """The name that the host gave, which an ID is compared with; or why there is none.

    Never the name on the badge: whoever holds the link may choose that one.
    """
    if guest.is_kept_back:
        return str(gettext("Guest (name hidden at their request)"))
    return guest.name.reveal() or gettext("Erased guest")


def other_name(guest: Guest) -> str:
    """The name on the badge where it differs from the invited one, else empty."""
    return (
        guest.badge_name.reveal()
        if guest.badge_name.reveal() != guest.name.reveal()
        else ""
    )


def called(guest: Guest) -> str:
    """The name on the badge: the one the guest wants to be called by."""
    return guest.called().reveal() or invited(guest)


def paper(line: BoardRow) -> StatusText:
    """What is known about the printing of the current badge."""
    job = line.print_job
    if job is None:
        return StatusText("")
    if job.cancelled_because is CancelReason.BY_HAND:
        return StatusText(gettext("Written by hand"))
    if line.problem and job.state not in SETTLED:
        return _hindered(line.problem, job)
    return StatusText(labels.PAPER[job.state], SEVERITIES.get(job.state, ""))


def in_plain_letters(line: BoardRow) -> bool:
    """True when no installed font can print the whole name on the badge."""
    lettering, name = settings().lettering, line.guest.called().reveal()
    if lettering is None or line.badge is None or name.isascii():
        return False
    return not lettering.in_full(name, line.site.language)


def trouble(found: PrintProblem) -> str:
    """The problem that keeps a badge from being printed, with the printer's name."""
    name = found.printer.name if found.printer else gettext("the printer")
    return str(labels.TROUBLES[found.kind]) % {"printer": name}


def jam(held: BlockedBadges) -> str:
    """How many badges wait because of one problem, and since when it lasts."""
    told = trouble(held.problem)
    if held.problem.since:
        told = gettext(
            "%(trouble)s since %(time)s", trouble=told, time=clock(held.problem.since)
        )
    if held.count == 1:
        return str(gettext("One badge waits: %(trouble)s.", trouble=told))
    return str(
        gettext("%(number)s badges wait: %(trouble)s.", number=held.count, trouble=told)
    )


def can_be_rescued(line: BoardRow) -> bool:
    """True while the badge may be printed elsewhere or written by hand."""
    job = line.print_job
    is_open = job is not None and job.state in NOT_IN_HAND and not job.cancelled_because
    return line.stage is Stage.ON_SITE and is_open


def missing(line: BoardRow) -> str:
    """The text for screen readers when a badge does not come out."""
    return str(gettext("No badge yet: %(name)s", name=invited(line.guest)))


def why(one: WaitingGuest) -> str:
    """Why somebody waits; with the expected time when they came too early or too late."""
    reason = label(one.wait.reason)
    if one.line is None or one.wait.reason not in {
        WaitReason.TOO_EARLY,
        WaitReason.TOO_LATE,
    }:
        return reason
    planned = one.line.visit_state.invitation.starts_at
    expected = (
        clock(planned) if one.wait.reason is WaitReason.TOO_EARLY else when(planned)
    )
    return str(gettext("%(reason)s (expected %(when)s)", reason=reason, when=expected))


def announcement(one: WaitingGuest) -> str:
    """The text for screen readers when somebody begins to wait."""
    name = invited(one.line.guest) if one.line else gettext("Somebody")
    return str(gettext("Waiting: %(name)s %(reason)s", name=name, reason=why(one)))


def _hindered(found: PrintProblem, job: PrintJob) -> StatusText:
    told, since = trouble(found), clock(job.queued_at)
    match job.state:
        case PrintState.NEEDS_HUMAN:
            text = gettext(
                "Needs a look: did the badge come out? (%(trouble)s)", trouble=told
            )
            return StatusText(text, BAD)
        case PrintState.EXPIRED:
            text = gettext("Not printed, it waited too long: %(trouble)s", trouble=told)
        case PrintState.WAITING_PRINTER:
            text = gettext(
                "Waits in the printer since %(time)s: %(trouble)s",
                time=since,
                trouble=told,
            )
        case _:
            text = gettext(
                "Waits since %(time)s: %(trouble)s", time=since, trouble=told
            )
    return StatusText(text, WARN)
