"""The label of every value of a closed list that people read, written once for all faces."""

# A label is neutral, as all kinds of people read it; advice stays in the face that gives it.

from collections.abc import Mapping
from enum import Enum
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from visits.past_guests import Ending
from visits.vault import email_addresses, phone_numbers
from visits.vocabulary.channels import ChannelKind
from visits.vocabulary.devices import PrinterSide
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.mail import EmailKind, UndeliveredReason
from visits.vocabulary.people import QuotaReason, Role
from visits.vocabulary.printing import ReprintReason
from visits.vocabulary.rights import RequestChannel, RequestOutcome, Right
from visits.vocabulary.sessions import FaceName
from visits.vocabulary.visits import (
    AlarmKind,
    Answer,
    EscalationStep,
    Lateness,
    LeftBy,
    LetInBy,
    Level,
    Lookup,
    RefusalReason,
    RollPart,
    VisitPurpose,
    WaitReason,
    WatchReason,
)
from web import browser_names, maps
from web.email_labels import EMAIL_KINDS, UNDELIVERED_REASONS

PURPOSES = {
    VisitPurpose.MEETING: _("Meeting"),
    VisitPurpose.INTERVIEW: _("Interview"),
    VisitPurpose.TOUR: _("Tour"),
    VisitPurpose.EVENT: _("Event"),
    VisitPurpose.DELIVERY: _("Delivery"),
    VisitPurpose.MAINTENANCE: _("Maintenance"),
}

ALARM_KINDS = {AlarmKind.DRILL: _("Drill"), AlarmKind.REAL: _("Alarm")}
ROLL_PARTS = {
    RollPart.INSIDE: _("checked in"),
    RollPart.OVERDUE: _("not checked out, though the planned end is past"),
    RollPart.LEFT_BY_CLOCK: _("checked out by the closing time only: perhaps gone"),
}

CHANNEL_KINDS = {
    ChannelKind.SLACK: "Slack",
    ChannelKind.TEAMS: "Microsoft Teams",
    ChannelKind.GOOGLE_CHAT: "Google Chat",
    ChannelKind.MATTERMOST: "Mattermost",
    ChannelKind.TELEGRAM: "Telegram",
    ChannelKind.NTFY: "ntfy",
    ChannelKind.TWILIO: "SMS (Twilio)",
    ChannelKind.INFOBIP: "SMS (Infobip)",
    ChannelKind.WEBHOOK: "Webhook",
    ChannelKind.WEB_PUSH: "Web Push",
}
"""Names that are the same in every language."""

LEVELS = {
    Level.NAME_ONLY: _("Name only"),
    Level.INVITED: _("Code of the invitation"),
    Level.ADDRESS_CONFIRMED: _("Code sent on arrival, or the host in person"),
    Level.ID_SEEN: _("Photo ID shown at the front desk"),
}

LET_IN_BY = {
    LetInBy.NAME: _("by name"),
    LetInBy.INVITATION: _("with the code of the invitation"),
    LetInBy.DIGITS: _("with digits sent by e-mail"),
    LetInBy.HOST: _("the host vouched in person"),
    LetInBy.ID_SEEN: _("a photo ID was seen"),
    LetInBy.DESK: _("let back in by the front desk"),
}

LEFT_BY = {
    LeftBy.BADGE: _("checked out with the badge at the kiosk"),
    LeftBy.DESK: _("checked out at the desk"),
    LeftBy.HOST: _("checked out, as the host says"),
    LeftBy.CLOSING_TIME: _("checked out automatically at closing time"),
}

REFUSAL_REASONS = {
    RefusalReason.NAME_DOES_NOT_MATCH: _("The name on the ID is another"),
    RefusalReason.HOST_DECLINED: _("The host declined"),
    RefusalReason.HOUSE_RULES: _("The house rules were not accepted"),
    RefusalReason.SAFETY: _("For everybody's safety"),
}

REPRINT_REASONS = {
    ReprintReason.NOT_PRINTED: _("It did not come out"),
    ReprintReason.DAMAGED: _("It is damaged"),
    ReprintReason.LOST: _("It is lost"),
    ReprintReason.NAME_WRONG: _("The name is wrong on it"),
}

QUOTA_REASONS = {
    QuotaReason.EVENT: _("An event"),
    QuotaReason.AGREED: _("Agreed with their company"),
    QuotaReason.URGENT: _("It cannot wait"),
}

WAIT_REASONS = {
    WaitReason.HELP: _("asks for help"),
    WaitReason.TOO_EARLY: _("arrived too early"),
    WaitReason.TOO_LATE: _("came after the day of the invitation"),
    WaitReason.ANOTHER_SITE: _("shows a code for another site"),
    WaitReason.USED_AGAIN: _("shows a code that was used already"),
    WaitReason.WITHDRAWN: _("shows the invitation of a cancelled visit"),
    WaitReason.REFUSED: _("was refused before"),
    WaitReason.REPLACED: _("shows an old badge"),
    WaitReason.UNKNOWN_CODE: _("shows a code we do not know"),
    WaitReason.ID_CHECK: _("needs an ID check"),
    WaitReason.NO_WAY_TO_SEND: _("could not be sent a code"),
    WaitReason.WRONG_CODE: _("typed a wrong code five times"),
    WaitReason.TOO_MANY_SENDINGS: _("asked for too many codes"),
    WaitReason.NO_BADGE: _("got no badge"),
    WaitReason.KIOSK_LOCKED: _("tried too many codes; the kiosk is locked"),
    WaitReason.RESTRICTED: _("does not want their data used"),
    WaitReason.NOBODY_EXPECTED: _("is not expected, as the host says"),
    WaitReason.HOST_SILENT: _("waits; the host does not answer"),
    WaitReason.HOST_NOT_TOLD: _("waits; the host cannot be told"),
    WaitReason.UNINVITED: _("has no invitation"),
    WaitReason.ON_WATCH_LIST: _("is on the watch list"),
}

WATCH_REASONS = {
    WatchReason.BARRED: _("Barred from the site"),
    WatchReason.THREAT: _("Threatened or hurt somebody"),
    WatchReason.THEFT_OR_DAMAGE: _("Stole or damaged something"),
    WatchReason.COURT_ORDER: _("An order of a court"),
}

HOLD_REASONS = {
    HoldReason.LEGAL_CLAIM: _("a legal claim"),
    HoldReason.INCIDENT: _("an incident"),
    HoldReason.AUTHORITY: _("an authority's lawful request"),
}

RIGHTS = {
    Right.ACCESS: _("See what is kept"),
    Right.EXPORT: _("Get a copy as a file"),
    Right.CORRECT: _("Correct something"),
    Right.RESTRICT: _("Restrict its use"),
    Right.OBJECT: _("Object to its use"),
    Right.ERASE: _("Erase everything"),
}

CHANNELS = {
    RequestChannel.OWN_PAGE: _("on their own page"),
    RequestChannel.IN_PERSON: _("at the desk"),
}

OUTCOMES = {
    RequestOutcome.DONE: _("Done"),
    RequestOutcome.DEFERRED: _("Done when the guest leaves"),
    RequestOutcome.NOTHING_KEPT: _("Nothing is kept"),
    RequestOutcome.REFUSED_HELD: _("Declined: a legal hold keeps the visit"),
    RequestOutcome.REFUSED_NOT_PROVEN: _("Declined: it was not shown whose data it is"),
    RequestOutcome.REFUSED_LEGAL_DUTY: _("Declined: the law asks us to keep it"),
    RequestOutcome.REFUSED_OTHERS_DATA: _(
        "Declined: it would show somebody else's data"
    ),
}

ANSWERS = {
    Answer.COMING: _("I'm coming"),
    Answer.SEND_UP: _("Send them up"),
    Answer.FIVE_MINUTES: _("Five minutes"),
    Answer.WAIT: _("Please wait"),
    Answer.SOMEBODY_ELSE: _("Somebody else (a colleague)"),
    Answer.NOBODY_EXPECTED: _("I expect nobody"),
}

ESCALATION_STEPS = {
    EscalationStep.SECOND_CHANNEL: _("the host once more, in another way"),
    EscalationStep.DELEGATE: _("a colleague of the host"),
    EscalationStep.DESK: _("the front desk"),
}

LATENESS = {
    Lateness.QUARTER_OF_AN_HOUR: _("15 minutes late"),
    Lateness.HALF_AN_HOUR: _("30 minutes late"),
    Lateness.AN_HOUR: _("An hour late"),
}

PRINTER_SIDES = {
    PrinterSide.BELOW: _("Take your badge below."),
    PrinterSide.LEFT: _("Take your badge on the left."),
    PrinterSide.RIGHT: _("Take your badge on the right."),
}

LOOKUPS = {Lookup.EMAIL: _("E-mail"), Lookup.PHONE: _("Phone")}

ROLES = {
    Role.HOST: _("Host"),
    Role.DESK: _("Front desk"),
    Role.COMPANY_ADMIN: _("Company administrator"),
}

FACES = {FaceName.HOSTS: _("Host portal"), FaceName.DESK: _("Front desk")}
"""Only these two have members who sign in."""

ENDINGS = {
    Ending.CAME: _("Came"),
    Ending.DID_NOT_COME: _("Did not come"),
    Ending.WITHDRAWN: _("Withdrawn"),
    Ending.NOT_LET_IN: _("Not let in"),
}

LABELS: Mapping[type[Enum], Mapping[Any, LazyString | str]] = {
    VisitPurpose: PURPOSES,
    Level: LEVELS,
    LetInBy: LET_IN_BY,
    ChannelKind: CHANNEL_KINDS,
    LeftBy: LEFT_BY,
    AlarmKind: ALARM_KINDS,
    RollPart: ROLL_PARTS,
    RefusalReason: REFUSAL_REASONS,
    ReprintReason: REPRINT_REASONS,
    QuotaReason: QUOTA_REASONS,
    WaitReason: WAIT_REASONS,
    WatchReason: WATCH_REASONS,
    EmailKind: EMAIL_KINDS,
    UndeliveredReason: UNDELIVERED_REASONS,
    HoldReason: HOLD_REASONS,
    Right: RIGHTS,
    RequestChannel: CHANNELS,
    RequestOutcome: OUTCOMES,
    PrinterSide: PRINTER_SIDES,
    Lateness: LATENESS,
    Answer: ANSWERS,
    EscalationStep: ESCALATION_STEPS,
    Lookup: LOOKUPS,
    Role: ROLES,
    Ending: ENDINGS,
    FaceName: FACES,
}


def set_up(app: Flask) -> None:
    """Add the filters for templates: `{{ visit.reason|label }}`, `{{ email|email_address }}`."""
    app.jinja_env.filters["label"] = label
    app.jinja_env.filters["email_address"] = email_addresses.shown
    app.jinja_env.filters["phone_number"] = phone_numbers.shown
    app.jinja_env.filters["map_link"] = maps.search
    app.jinja_env.filters["device_name"] = browser_names.shown


def label(value: Enum) -> str:
    """The label of a value in the reader's language; a value without one is a bug (`KeyError`)."""
    return str(LABELS[type(value)][value])
