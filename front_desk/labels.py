"""The desk's own labels: refusals, advice, print states and problems, flash messages."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from printers.vocabulary import PrintProblemKind
from visits.people.passwords import PasswordRefused
from visits.printing.badge_recovery import AlreadyPrinted, BadgeReplaced
from visits.vocabulary.mail import MailProblem
from visits.vocabulary.policy import Purpose
from visits.vocabulary.printing import PrintState
from visits.vocabulary.refusals import (
    AlreadyArrived,
    AlreadyRefused,
    AlreadyWithdrawn,
    ClockIsBehind,
    DataRestricted,
    DayIsPast,
    FirstRunRefused,
    GroupInUse,
    NameTaken,
    NobodyWaits,
    NotInside,
    NotToday,
    OnWatchList,
    OtherAddress,
    OwnProposal,
    ProposedAlready,
    ReviewOutOfRange,
    StillDriven,
    TooFarAhead,
    TooLateToUndo,
    TooManyMarshals,
    TooManyTries,
    VisitRefused,
)
from visits.vocabulary.rights import RequestOutcome
from visits.vocabulary.visits import WaitReason
from web import sign_in

FINE, WARN, BAD = "fine", "warn", "bad"

LOG_REASONS = {
    Purpose.IDENTIFY: _("A guest, a host or something left behind"),
    Purpose.PROTECT: _("An incident: theft, damage or harm"),
    Purpose.COMPLY: _("The law, or an authority that asks by law"),
}
"""Each is the purpose of the register that it falls under."""


@dataclass(frozen=True)
class StatusText:
    """A text about the state of something, and its severity: fine, warn, bad, or none.

    The colour that a severity has on the page never stands alone: the text says the same.
    """

    text: str | LazyString
    severity: str = ""


REFUSALS: dict[type[VisitRefused], LazyString] = {
    AlreadyArrived: _("Nothing was changed: this guest has already arrived."),
    DataRestricted: _(
        "Nothing was changed: this guest does not want their data used. They can allow "
        "it on their page."
    ),
    AlreadyRefused: _("Nothing was changed: this guest was refused before."),
    AlreadyWithdrawn: _("Nothing was changed: this visit was cancelled."),
    ClockIsBehind: _(
        "Nothing was changed: the server's clock is behind. Please tell your operator."
    ),
    TooManyMarshals: _(
        "Too many phones have opened this roll. Please ask the front desk for a new link."
    ),
    DayIsPast: _(
        "Nothing was changed: the day of this invitation is over. The host can invite them again."
    ),
    NotToday: _(
        "Nothing was changed: this guest is invited for another day. Call the host."
    ),
    OnWatchList: _(
        "Nothing was changed: this guest is on the watch list. Open their page and decide."
    ),
    OwnProposal: _("Somebody else of the front desk confirms what you have proposed."),
    ProposedAlready: _(
        "A colleague has proposed this address. Choose “Confirm or decline…” on the list."
    ),
    OtherAddress: _("This is not the address of this entry."),
    ReviewOutOfRange: _(
        "Choose a day to come, at most a year after the address came on the list."
    ),
    StillDriven: _(
        "A print agent drives this printer and would bring it back: take it out of "
        "the agent's file first."
    ),
    TooLateToUndo: _(
        "Nothing was undone: it was done more than 30 seconds ago, or by somebody else."
    ),
    NotInside: _(
        "Nothing was changed: this guest is not inside, so there is nobody to check "
        "out or badge to print."
    ),
    GroupInUse: _("Nothing was changed: a printer or a kiosk is still in this group."),
    AlreadyPrinted: _(
        "Nothing was changed: this badge came out of the printer meanwhile."
    ),
    BadgeReplaced: _(
        "Nothing was changed: a newer copy of this badge was made meanwhile."
    ),
    NobodyWaits: _("Nothing was changed: this guest does not wait here any more."),
    NameTaken: _("Something here is called that already. Choose another name."),
    FirstRunRefused: _(
        "That is not the code on the console. It looks like 7K3M-Q2VX-9A."
    ),
    TooManyTries: sign_in.REFUSALS[TooManyTries],
    PasswordRefused: sign_in.REFUSALS[PasswordRefused],
}


ADVICE: dict[WaitReason, LazyString] = {
    WaitReason.HELP: _("Go and see what they need."),
    WaitReason.TOO_EARLY: _(
        "Look at their ID and let them in now, or ask them to take a seat."
    ),
    WaitReason.TOO_LATE: _("Call the host, who can invite them again."),
    WaitReason.ANOTHER_SITE: _(
        "Read the address on their invitation together. Their visit is not shown here."
    ),
    WaitReason.USED_AGAIN: _(
        "Look at their ID. If somebody else came with this code, call the host."
    ),
    WaitReason.WITHDRAWN: _("Call the host before you let anybody in."),
    WaitReason.REFUSED: _("Call the host before you let anybody in."),
    WaitReason.REPLACED: _(
        "This badge does not count: take it. Ask for their newer badge, or check them out here."
    ),
    WaitReason.UNKNOWN_CODE: _(
        "Ask for their name and find it below. Not there? Call the host, who can invite them."
    ),
    WaitReason.ID_CHECK: _(
        "Compare the name on a photo ID with the name here. Write nothing down."
    ),
    WaitReason.NO_WAY_TO_SEND: _("Compare the name on a photo ID with the name here."),
    WaitReason.WRONG_CODE: _("Compare the name on a photo ID with the name here."),
    WaitReason.TOO_MANY_SENDINGS: _(
        "Perhaps the codes are slow to come. Compare the name on a photo ID with the name here."
    ),
    WaitReason.NO_BADGE: _("Look at the printer, then print the badge again."),
    WaitReason.KIOSK_LOCKED: _(
        "See that all is well at the kiosk, then release it under Devices."
    ),
    WaitReason.RESTRICTED: _(
        "Nothing of them is shown or printed until they allow it again, on their own "
        "page. Call the host."
    ),
    WaitReason.NOBODY_EXPECTED: _(
        "Talk to the guest, and call the host. Check them out, or refuse them, if they need not "
        "stay."
    ),
    WaitReason.HOST_SILENT: _("Call the host, or somebody else of the company."),
    WaitReason.HOST_NOT_TOLD: _("Call the host: nobody else tells them."),
    WaitReason.ON_WATCH_LIST: _(
        "Stay calm, look at their ID, and decide. Their host was not told why."
    ),
    WaitReason.UNINVITED: _(
        "Ask whom they visit, and call them. “New walk-in” above prints a badge once you have "
        "seen an ID."
    ),
}

PRINT_STATES: dict[PrintState, LazyString] = {
    PrintState.QUEUED: _("On its way to the printer"),
    PrintState.CLAIMED: _("On its way to the printer"),
    PrintState.STARTED: _("Printing now"),
    PrintState.PRINTED: _("Printed"),
    PrintState.SENT_UNCONFIRMED: _(
        "Sent to the printer, which cannot say whether it came out"
    ),
    PrintState.WAITING_PRINTER: _("Waits in the printer"),
    PrintState.NEEDS_HUMAN: _("Needs a look: did the badge come out?"),
    PrintState.EXPIRED: _("Not printed: it waited too long"),
    PrintState.CANCELLED: _("Not printed: a newer copy replaced it"),
}

PRINT_PROBLEMS: dict[PrintProblemKind, LazyString] = {
    PrintProblemKind.NO_PRINTER: _("there is no printer for it"),
    PrintProblemKind.UNREACHABLE: _("%(printer)s is not reachable"),
    PrintProblemKind.REFUSED: _("%(printer)s refuses the connection"),
    PrintProblemKind.RESET: _("%(printer)s lost the connection while printing"),
    PrintProblemKind.CLOSED: _("%(printer)s lost the connection while printing"),
    PrintProblemKind.STALLED: _("%(printer)s takes nothing more"),
    PrintProblemKind.PAPER_OUT: _("%(printer)s is out of paper"),
    PrintProblemKind.COVER_OPEN: _("the cover of %(printer)s is open"),
    PrintProblemKind.CUTTER_ERROR: _("the cutter of %(printer)s is jammed"),
    PrintProblemKind.FAULT: _("%(printer)s reports a fault"),
    PrintProblemKind.OFFLINE: _("%(printer)s is offline"),
    PrintProblemKind.UNCONFIRMED: _("%(printer)s did not say that all came out"),
    PrintProblemKind.AGENT_LOST: _("no sign of life from %(printer)s"),
    PrintProblemKind.UNKNOWN_PROFILE: _("the model of %(printer)s is not known"),
    PrintProblemKind.UNFIT_PROFILE: _("the model of %(printer)s prints no badges"),
    PrintProblemKind.TOO_SLOW: _("the line to %(printer)s is too slow"),
    PrintProblemKind.BAD_ADDRESS: _("the address of %(printer)s is wrong"),
    PrintProblemKind.BAD_CODE: _("this badge cannot be drawn"),
    PrintProblemKind.BAD_IMAGE: _("this badge cannot be drawn"),
    PrintProblemKind.UNKNOWN_WIDTH: _("the paper width of %(printer)s is wrong"),
    PrintProblemKind.NO_FONTS: _("no font for badges is installed"),
}

MAIL_PROBLEMS: dict[MailProblem, LazyString] = {
    MailProblem.HOST_UNKNOWN: _("the mail server cannot be reached"),
    MailProblem.UNREACHABLE: _("the mail server cannot be reached"),
    MailProblem.CONNECTION_LOST: _("the mail server cannot be reached"),
    MailProblem.TLS: _("there is no safe connection to the mail server"),
    MailProblem.LOGIN: _("the mail server refuses our login"),
    MailProblem.SENDER: _("the mail server refuses our sender"),
    MailProblem.REFUSED: _("the mail server refuses our e-mails"),
    MailProblem.BUSY: _("the mail server asks to come later, again and again"),
}

MORE_GUESTS_REFUSALS = REFUSALS | {
    DayIsPast: _("That is over already. Choose a day to come."),
    TooFarAhead: _("Choose a day within the next 90 days."),
}

FLASH_MESSAGES = {
    "alarm_raised": _("Begun. Let your marshals scan the code."),
    "alarm_ended": _("The alarm is over. Its roll is erased; the counts stay below."),
    "roll_link_renewed": _("The old link no longer works."),
    "roll_printed": _("The roll is on its way to the printers that are ready."),
    "roll_not_printed": _("No printer is ready, so nothing comes out."),
    "watch_proposed": _(
        "Proposed. It counts once a colleague has chosen “Confirm or decline…” on this list and "
        "typed the same address."
    ),
    "watch_confirmed": _("On the list from now on."),
    "watch_off": _("Off the list. Nothing of it is kept."),
    "more_guests": _("The host can invite them now."),
    "arrived": _("Checked in. The badge is on its way to the printer."),
    "back_in": _("In again. A new badge is on its way to the printer."),
    "refused": _("Refused. Their code no longer works."),
    "departed": _("Checked out."),
    "undone": _("Undone: the guest is where they were before."),
    "undone_with_badge": _(
        "Undone: the guest is where they were before. Take their badge back: it does not "
        "count any more."
    ),
    "printing_again": _("A new badge is on its way to the printer."),
    "handed_over": _("Good: the badge came out."),
    "settled": _("Taken care of."),
    "colleague_told": _("The colleague is told, and the guest hears that one comes."),
    "released": _("The kiosk serves guests again."),
    "revoked": _("The kiosk no longer checks anybody in."),
    "badge_moved": _("The badge is on its way to the other printer."),
    "by_hand": _("Good: no printer brings this badge out any more."),
    "printer_added": _(
        "The printer is there. It says how it is as soon as it was reached."
    ),
    "printer_retired": _("No badge goes to that printer any more."),
    "agent_revoked": _("That print agent drives no printer any more."),
    "printer_first": _("%(name)s prints first now."),
    "printer_moved": _("%(name)s moved to %(group)s."),
    "kiosk_moved": _("Badges of %(name)s come out at %(group)s now."),
    "kiosk_stranded": _(
        "Badges of %(name)s come out at %(group)s now. No printer is in this group: "
        "badges would wait."
    ),
    "group_added": _("The group is there. Put printers into it under their settings."),
    "group_removed": _("The group is gone."),
    "lobby_opened": _("Your lobby is open. Next: give it a kiosk."),
    "request_noted": _(
        "Noted. The address is not kept, only a digest that finds their visits."
    ),
    "request_done": _("Done, and settled."),
    "request_deferred": _(
        "They are inside: their data is erased as soon as they leave. Tell them so."
    ),
    "request_held": _(
        "A legal hold keeps the visit: it was not erased. Tell them the reason and the review date."
    ),
    "request_nothing": _("Settled: nothing of it is kept any more."),
    "request_declined": _("Declined. Tell them the reason, and whom to complain to."),
    "restriction_lifted": _("Nothing restricts their visit any more."),
}


HANDED_OVER = _("the front desk, when it handed you a copy")

MESSAGE_AFTER: dict[RequestOutcome, str] = {
    RequestOutcome.DONE: "request_done",
    RequestOutcome.DEFERRED: "request_deferred",
    RequestOutcome.REFUSED_HELD: "request_held",
    RequestOutcome.NOTHING_KEPT: "request_nothing",
}
"""The flash message after an outcome; any other declined the request."""
