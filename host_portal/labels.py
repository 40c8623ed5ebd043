"""The portal's own labels: refusals with the field they are about, and undelivered e-mails."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from visits.vocabulary.mail import UndeliveredReason
from visits.vocabulary.people import QuotaPeriod, QuotaScope
from visits.vocabulary.refusals import (
    AlreadyArrived,
    AlreadyInvited,
    AlreadyMember,
    AlreadyRefused,
    AlreadyWithdrawn,
    BackInside,
    BadgeNamedMeanwhile,
    ClockIsBehind,
    ContactMissing,
    DataRestricted,
    DayIsPast,
    DayQuotaReached,
    DayTaken,
    EndDoesNotExist,
    EndsBeforeItStarts,
    GuestWrittenTooOften,
    LevelTooLow,
    MonthQuotaReached,
    NobodyWaits,
    NotExpectedNow,
    NotFound,
    NotInside,
    PartyOnSeveralDays,
    PartyTooLarge,
    SentTooOften,
    TakenOver,
    TimeDoesNotExist,
    TooFarAhead,
    TooManyCoHosts,
    TooManyDays,
    TooManyTries,
    VisitRefused,
    WeekQuotaReached,
    WrongCode,
)
from visits.vocabulary.visits import MOST_DAYS, MOST_GUESTS, WaitReason

REFUSALS: dict[type[VisitRefused], LazyString] = {
    TooManyCoHosts: _("Ten co-hosts are enough. Remove one before you name another."),
    ContactMissing: _(
        "Give an e-mail address or a phone number: your guest needs one of them."
    ),
    DayIsPast: _("That is over already. Choose a day and a time to come."),
    TooFarAhead: _("Choose a day within the next 90 days."),
    DayQuotaReached: _(
        "Your membership has %(most)s guests a day, and all are invited for that day. Choose "
        "another day, or ask the front desk for more."
    ),
    WeekQuotaReached: _(
        "Your membership has %(most)s guests a week, and all are invited for that week. Choose "
        "another week, or ask the front desk for more."
    ),
    MonthQuotaReached: _(
        "Your membership has %(most)s guests a month, and all are invited for that month. Choose "
        "another month, or ask the front desk for more."
    ),
    TooManyDays: _(
        "One invitation has at most %(most)s days. Tick fewer days of the week, or choose an "
        "earlier last day.",
        most=MOST_DAYS,
    ),
    DayTaken: _("Your guest is expected on that day already. Choose another one."),
    PartyTooLarge: _("One invitation has at most %(most)s guests.", most=MOST_GUESTS),
    PartyOnSeveralDays: _(
        "Several guests can be invited for one day only. Leave the last day empty."
    ),
    EndsBeforeItStarts: _(
        "The end must be later than the start, and on the next day at most 16 hours later."
    ),
    TimeDoesNotExist: _(
        "The clocks change on that day and skip this time. The nearest: %(nearest)s."
    ),
    LevelTooLow: _("This site asks for more than that. Choose a surer way."),
    NotFound: _("Choose a site from the list."),
    AlreadyWithdrawn: _("Nothing was changed: this invitation was withdrawn before."),
    AlreadyArrived: _("Nothing was changed: your guest is already here."),
    AlreadyInvited: _("Your guest is already invited for this time."),
    AlreadyRefused: _(
        "Nothing was changed: the front desk refused this guest. Ask them why."
    ),
    WrongCode: _(
        "No guest of yours is at a kiosk with these digits. Look at the kiosk again."
    ),
    TooManyTries: _(
        "Too many tries. Wait ten minutes, or go to the front desk together."
    ),
    TakenOver: _("Nothing was changed: a colleague has taken this visit already."),
    NotInside: _("Nothing was changed: your guest is checked out already."),
    BackInside: _(
        "Nothing was changed: your guest came back in since. Have they left again?"
    ),
    NobodyWaits: _("Nothing was changed: your guest is not waiting any more."),
    GuestWrittenTooOften: _(
        "Nothing was changed: you have written to this guest very often. Wait an hour, or call "
        "them."
    ),
    SentTooOften: _(
        "Sent three times just now. Wait a quarter of an hour, or call them."
    ),
    NotExpectedNow: _(
        "Your guest is not expected here now. Go to the front desk together."
    ),
    BadgeNamedMeanwhile: _(
        "Nothing was changed: the name on the badge was changed meanwhile, most likely by your "
        "guest. It stands above."
    ),
    DataRestricted: _(
        "Nothing was changed: this guest's data is restricted or under a legal hold."
    ),
    ClockIsBehind: _(
        "Nothing was changed: the server's clock is behind. Please tell your operator."
    ),
}

ANSWER_REFUSALS: dict[type[VisitRefused], LazyString] = REFUSALS | {
    TooManyTries: _("You have answered very often. Wait an hour, or go to the lobby."),
    NotFound: _("Choose a colleague from the list."),
}

CHANGE_REFUSALS: dict[type[VisitRefused], LazyString] = {
    kind: words for kind, words in REFUSALS.items() if kind is not NotFound
}
"""Where only the guest may be another's, which does not exist for this host."""
SEARCH_REFUSALS: dict[type[VisitRefused], LazyString] = {
    TooManyTries: _("You have searched very often. Try again in a minute."),
}
HOST_REFUSALS: dict[type[VisitRefused], LazyString] = {
    AlreadyMember: _("This address has an account already. Ask your operator."),
    TooManyTries: _("That was done very often just now. Wait a while, then try again."),
}
CO_HOST_REFUSALS: dict[type[VisitRefused], LazyString] = REFUSALS | {
    NotFound: ANSWER_REFUSALS[NotFound],
}

FIELDS: dict[type[VisitRefused], str] = {
    ContactMissing: "email",
    DayIsPast: "day",
    TooFarAhead: "day",
    DayQuotaReached: "day",
    WeekQuotaReached: "day",
    MonthQuotaReached: "day",
    TooManyDays: "last_day",
    DayTaken: "day",
    PartyOnSeveralDays: "last_day",
    EndsBeforeItStarts: "ends",
    TimeDoesNotExist: "starts",
    EndDoesNotExist: "ends",
    LevelTooLow: "least_level",
    AlreadyInvited: "email",
    GuestWrittenTooOften: "email",
    NotFound: "site",
    WrongCode: "digits",
    TooManyTries: "digits",
    NotExpectedNow: "digits",
}


ABSENCE_REFUSALS: dict[type[VisitRefused], LazyString] = {
    DayIsPast: _("That is over already. Choose a day to come."),
    EndsBeforeItStarts: _("Choose a last day that is not before the first."),
    TooFarAhead: _("Choose a day within the next year."),
    NotFound: _("Choose a colleague from the list."),
}

ABSENCE_FIELDS: dict[type[VisitRefused], str] = {
    DayIsPast: "last",
    EndsBeforeItStarts: "last",
    TooFarAhead: "last",
    NotFound: "colleague",
}


NOT_SENT: dict[UndeliveredReason, LazyString] = {
    UndeliveredReason.NO_ADDRESS: _("Not sent: there is no e-mail address."),
    UndeliveredReason.OVER: _("Not sent: it was too late for it."),
    UndeliveredReason.REJECTED: _(
        "It did not reach them. Is the address right? If not, invite them again."
    ),
    UndeliveredReason.TRIED_TOO_OFTEN: _(
        "The e-mail could not be sent. Please tell your guest yourself."
    ),
    UndeliveredReason.SUPPRESSED: _(
        "Not sent: your guest wants no e-mails. Please tell them yourself."
    ),
    UndeliveredReason.RESTRICTED: _(
        "Not sent: your guest does not want their data used."
    ),
    UndeliveredReason.OVERTAKEN: _("Not sent: a newer e-mail took its place."),
    UndeliveredReason.UNANNOUNCED: _(
        "Not sent: your guest had been sent nothing about this visit."
    ),
}


_SHOWS_ID = _("Shows their ID at the front desk")
_AT_DESK = _("At the front desk")
WAITS: dict[WaitReason, LazyString] = dict.fromkeys(WaitReason, _AT_DESK) | {
    WaitReason.HOST_SILENT: _("Waits for your answer"),
    WaitReason.HOST_NOT_TOLD: _("Waits for you; we could not reach you"),
    WaitReason.NOBODY_EXPECTED: _("Sent to the front desk, as you said"),
    WaitReason.NO_BADGE: _("Waits for their badge"),
    WaitReason.USED_AGAIN: _("Their code was shown once more"),
    WaitReason.REPLACED: _("Showed an old badge"),
    WaitReason.TOO_EARLY: _("At the front desk, too early"),
    WaitReason.TOO_LATE: _("At the front desk, after their day"),
    WaitReason.ANOTHER_SITE: _("At the front desk of another site"),
    WaitReason.ID_CHECK: _SHOWS_ID,
    WaitReason.NO_WAY_TO_SEND: _SHOWS_ID,
    WaitReason.WRONG_CODE: _SHOWS_ID,
    WaitReason.TOO_MANY_SENDINGS: _SHOWS_ID,
}
"""What the host's guest waits for, told to the host; of restricted data no more than where."""


LEFT = {
    (QuotaScope.HOST, QuotaPeriod.DAY): _(
        "%(left)s of %(most)s invitations left for %(day)s."
    ),
    (QuotaScope.HOST, QuotaPeriod.WEEK): _(
        "%(left)s of %(most)s invitations left for the week from %(day)s."
    ),
    (QuotaScope.HOST, QuotaPeriod.MONTH): _(
        "%(left)s of %(most)s invitations left for %(month)s."
    ),
    (QuotaScope.COMPANY, QuotaPeriod.DAY): _(
        "Your company has %(left)s of %(most)s invitations left for %(day)s."
    ),
    (QuotaScope.COMPANY, QuotaPeriod.WEEK): _(
        "Your company has %(left)s of %(most)s invitations left for the week from %(day)s."
    ),
    (QuotaScope.COMPANY, QuotaPeriod.MONTH): _(
        "Your company has %(left)s of %(most)s invitations left for %(month)s."
    ),
}
"""How a quota stands."""

PERIODS = {
    QuotaPeriod.DAY: _("Today"),
    QuotaPeriod.WEEK: _("This week"),
    QuotaPeriod.MONTH: _("This month"),
}
"""In what time a company's guests are counted."""
