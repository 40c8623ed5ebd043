"""The portal's own labels: refusals with the field they are about, and undelivered e-mails."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from visits.vocabulary.channels import ChannelKind, ChannelProblem
from visits.vocabulary.mail import UndeliveredReason
from visits.vocabulary.refusals import (
    AlreadyArrived,
    AlreadyRefused,
    AlreadyWithdrawn,
    ChannelFieldWrong,
    ClockIsBehind,
    ContactMissing,
    DayIsPast,
    DayTaken,
    EndDoesNotExist,
    EndsBeforeItStarts,
    GuestWrittenTooOften,
    LevelTooLow,
    NobodyWaits,
    NotExpectedNow,
    NotFound,
    SentTooOften,
    TakenOver,
    TimeDoesNotExist,
    TooFarAhead,
    TooManyChannels,
    TooManyCoHosts,
    TooManyDays,
    TooManyTries,
    VisitRefused,
    WrongCode,
)
from visits.vocabulary.visits import MOST_DAYS

REFUSALS: dict[type[VisitRefused], LazyString] = {
    ChannelFieldWrong: _(
        "It looks different there. Copy it once more, the whole of it."
    ),
    TooManyChannels: _("Five ways are enough. Remove one before you add another."),
    TooManyCoHosts: _("Ten co-hosts are enough. Remove one before you name another."),
    ContactMissing: _(
        "Give an e-mail address or a phone number: your guest needs one of them."
    ),
    DayIsPast: _("That is over already. Choose a day and a time to come."),
    TooFarAhead: _("Choose a day within the next 90 days."),
    TooManyDays: _("One invitation has at most %(most)s days.", most=MOST_DAYS),
    DayTaken: _("Your guest is expected on that day already. Choose another one."),
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
CO_HOST_REFUSALS: dict[type[VisitRefused], LazyString] = REFUSALS | {
    NotFound: ANSWER_REFUSALS[NotFound],
}

FIELDS: dict[type[VisitRefused], str] = {
    ContactMissing: "email",
    DayIsPast: "day",
    TooFarAhead: "day",
    TooManyDays: "last_day",
    DayTaken: "day",
    EndsBeforeItStarts: "ends",
    TimeDoesNotExist: "starts",
    EndDoesNotExist: "ends",
    LevelTooLow: "least_level",
    GuestWrittenTooOften: "email",
    NotFound: "site",
    WrongCode: "digits",
    TooManyTries: "digits",
    NotExpectedNow: "digits",
}


CHANNEL_REFUSALS: dict[type[VisitRefused], LazyString] = {
    ChannelFieldWrong: REFUSALS[ChannelFieldWrong],
    TooManyChannels: REFUSALS[TooManyChannels],
    TooManyTries: _("You have tested very often. Wait an hour."),
}

CHANNEL_HELP: dict[ChannelKind, LazyString] = {
    ChannelKind.SLACK: _(
        "In Slack, add an app with an incoming webhook to your own conversation, and paste its "
        "webhook URL here."
    ),
    ChannelKind.TEAMS: _(
        "In Teams, open Workflows, choose to post to a chat when a webhook request is received, "
        "and paste the address that it shows. It stops when the person who made it leaves."
    ),
    ChannelKind.GOOGLE_CHAT: _(
        "In the space, open Apps and integrations, then Webhooks, and paste the address here."
    ),
    ChannelKind.MATTERMOST: _(
        "Make an incoming webhook in Mattermost or Rocket.Chat, and paste its address here."
    ),
    ChannelKind.TELEGRAM: _(
        "Make a bot with @BotFather and write to it once. @userinfobot tells the number of your "
        "chat."
    ),
    ChannelKind.NTFY: _(
        "The address is the server's and your topic's. Choose a topic that nobody guesses: "
        "whoever knows it reads along."
    ),
    ChannelKind.TWILIO: _(
        "You find these in Twilio's console. Twilio charges your account for each SMS."
    ),
    ChannelKind.INFOBIP: _(
        "You find these on Infobip's start page. Infobip charges your account for each SMS."
    ),
    ChannelKind.WEB_PUSH: _("This browser tells you, also while no page is open."),
    ChannelKind.WEBHOOK: _(
        "For a program of your own. Calls are signed as standardwebhooks.com says: copy the "
        "secret before you go on."
    ),
}
"""Where to find what a channel of each kind needs."""

CHANNEL_PROBLEMS: dict[ChannelProblem, LazyString] = {
    ChannelProblem.REFUSED: _(
        "It is refused there: the address or the key is no longer valid. Add it anew, and remove "
        "this one."
    ),
    ChannelProblem.GONE: _(
        "Nothing is there any more: it was removed on the other side. Add it anew, and remove "
        "this one."
    ),
    ChannelProblem.REDIRECTED: _(
        "It leads on to another address. Add that one, and remove this one."
    ),
    ChannelProblem.PRIVATE_ADDRESS: _(
        "It leads to a private address, which your operator has not allowed."
    ),
    ChannelProblem.HOST_UNKNOWN: _(
        "No server of that name is found. Is it spelt right?"
    ),
    ChannelProblem.TLS: _(
        "The server's certificate is not trusted. Tell whoever runs it."
    ),
    ChannelProblem.UNREACHABLE: _("The server does not answer. Test it again later."),
    ChannelProblem.BUSY: _("The server is overloaded or ill. Test it again later."),
    ChannelProblem.NOT_TAKEN: _(
        "The provider did not take it. Are the keys right, and is there credit left?"
    ),
    ChannelProblem.FAILED: _("Something is wrong here. Please tell your operator."),
    ChannelProblem.OVER: _("It was too late for it. Test it again."),
    ChannelProblem.UNWANTED: _("You want to be told of no guest."),
}
"""What is wrong with a channel, and what its owner can do."""

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
