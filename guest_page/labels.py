"""What this face says: refusals, what was done, and the closed lists, each in one table."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.policy import Reader
from visits.vocabulary.refusals import (
    ClockIsBehind,
    LinkExpired,
    TooManyTries,
    VisitRefused,
    WrongCode,
)
from visits.vocabulary.rights import RequestOutcome, Right
from visits.vocabulary.visits import (
    EmailKind,
    LeftBy,
    Level,
    RefusalReason,
    VisitPurpose,
)

REFUSALS: dict[type[VisitRefused], LazyString] = {
    WrongCode: _("These are not the digits we sent last. Look at the newest message."),
    LinkExpired: _("That was a while ago. Please type your e-mail address again."),
    TooManyTries: _("Too many tries. Please wait a while, then begin again."),
    ClockIsBehind: _(
        "Our clock is wrong just now, so nothing was changed. Please try again later."
    ),
}

DONE: dict[str, LazyString] = {
    "corrected": _("It is corrected."),
    "unchanged": _("Nothing was different, so nothing was changed."),
    "desk_asked": _(
        "The front desk knows. Show them an ID when you are there, and they correct it."
    ),
    "restricted": _(
        "It is kept, and nobody uses it. Your code now leads to the front desk."
    ),
    "lifted": _("Everything is as it was before."),
    "objected": _("We have your objection. Until it is decided nobody uses your data."),
    "deferred": _("It is erased as soon as you leave."),
    "not_corrected": _(
        "It cannot be corrected here yet. Below you see why, and until when."
    ),
    "held": _("It cannot be erased yet. Below you see why, and until when."),
    "silenced": _(
        "No more messages. We keep a digest of your address to remember that, and not the address."
    ),
    "written": _("Messages come again."),
}

READERS: dict[Reader, LazyString] = {
    Reader.HOST: _("Your host"),
    Reader.DESK: _("The front desk of %(site)s"),
    Reader.KIOSK: _("The kiosk"),
    Reader.POST: _("A letter to you"),
    Reader.PRESS: _("The badge printer"),
    Reader.GUEST: _("You, on this page"),
}

HANDED_OVER = _("The front desk, when it handed you a copy")

REASONS: dict[VisitPurpose, LazyString] = {
    VisitPurpose.MEETING: _("Meeting"),
    VisitPurpose.INTERVIEW: _("Interview"),
    VisitPurpose.TOUR: _("Tour"),
    VisitPurpose.EVENT: _("Event"),
    VisitPurpose.DELIVERY: _("Delivery"),
    VisitPurpose.MAINTENANCE: _("Maintenance"),
}

LEVELS: dict[Level, LazyString] = {
    Level.ANNOUNCED: _("your name"),
    Level.INVITED: _("the code of your invitation"),
    Level.ADDRESS_CONFIRMED: _("a code sent to you, or your host beside you"),
    Level.ID_SEEN: _("a photo ID that the front desk looked at"),
}

TURNED_AWAY: dict[RefusalReason, LazyString] = {
    RefusalReason.NAME_DOES_NOT_MATCH: _("the name did not match"),
    RefusalReason.HOST_DECLINED: _("the host declined"),
    RefusalReason.HOUSE_RULES: _("house rules"),
    RefusalReason.SAFETY: _("safety"),
}

LEFT_BY: dict[LeftBy, LazyString] = {
    LeftBy.BADGE: _("by your badge"),
    LeftBy.DESK: _("by the front desk"),
    LeftBy.CLOSING_TIME: _("at closing time"),
}

LETTERS: dict[EmailKind, LazyString] = {
    EmailKind.INVITATION: _("the invitation"),
    EmailKind.RESCHEDULED: _("the new time"),
    EmailKind.WITHDRAWN: _("that the visit is off"),
    EmailKind.ARRIVED: _("to your host: that you are here"),
}

HOLDS: dict[HoldReason, LazyString] = {
    HoldReason.LEGAL_CLAIM: _("a legal claim"),
    HoldReason.INCIDENT: _("something that happened and is looked into"),
    HoldReason.AUTHORITY: _("an authority with a lawful order"),
}

RIGHTS: dict[Right, LazyString] = {
    Right.ACCESS: _("to see it"),
    Right.EXPORT: _("to take it along"),
    Right.CORRECT: _("to correct it"),
    Right.RESTRICT: _("to leave it alone"),
    Right.OBJECT: _("an objection"),
    Right.ERASE: _("to erase it"),
}

OUTCOMES: dict[RequestOutcome, LazyString] = {
    RequestOutcome.DONE: _("done"),
    RequestOutcome.DEFERRED: _("done when you leave"),
    RequestOutcome.NOTHING_KEPT: _("nothing was kept"),
    RequestOutcome.REFUSED_HELD: _("not possible yet: it must be kept for now"),
    RequestOutcome.REFUSED_NOT_PROVEN: _(
        "declined: it was not shown that the data is yours"
    ),
    RequestOutcome.REFUSED_LEGAL_DUTY: _("declined: the law asks us to keep it"),
    RequestOutcome.REFUSED_OTHERS_DATA: _("declined: it is about other people too"),
}
