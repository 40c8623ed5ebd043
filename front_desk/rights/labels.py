"""What is said of requests: which right, how it came, what came of it, and what was done just now."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.rights import Channel, RequestOutcome, Right
from visits.vocabulary.visits import EmailKind

RIGHTS: dict[Right, LazyString] = {
    Right.ACCESS: _("See what is kept"),
    Right.EXPORT: _("Take it along as a file"),
    Right.CORRECT: _("Correct something"),
    Right.RESTRICT: _("Restrict its use"),
    Right.OBJECT: _("Object to its use"),
    Right.ERASE: _("Be forgotten"),
}

CHANNELS: dict[Channel, LazyString] = {
    Channel.OWN_PAGE: _("on their own page"),
    Channel.IN_PERSON: _("at the desk"),
}

OUTCOMES: dict[RequestOutcome, LazyString] = {
    RequestOutcome.DONE: _("Done"),
    RequestOutcome.DEFERRED: _("Forgotten when they leave"),
    RequestOutcome.NOTHING_KEPT: _("Nothing is kept of them"),
    RequestOutcome.REFUSED_HELD: _("Declined: a hold keeps the visit"),
    RequestOutcome.REFUSED_NOT_PROVEN: _("Declined: who they are was not shown"),
    RequestOutcome.REFUSED_LEGAL_DUTY: _("Declined: the law asks us to keep it"),
    RequestOutcome.REFUSED_OTHERS_DATA: _(
        "Declined: it would show somebody else's data"
    ),
}

DECLINED: dict[RequestOutcome, LazyString] = {
    RequestOutcome.NOTHING_KEPT: _("Nothing is kept of them here"),
    RequestOutcome.REFUSED_NOT_PROVEN: _("They did not show who they are"),
    RequestOutcome.REFUSED_LEGAL_DUTY: _("The law asks us to keep it"),
    RequestOutcome.REFUSED_OTHERS_DATA: _("It would show somebody else's data"),
}

HOLDS: dict[HoldReason, LazyString] = {
    HoldReason.LEGAL_CLAIM: _("a legal claim"),
    HoldReason.INCIDENT: _("an incident"),
    HoldReason.AUTHORITY: _("an authority's lawful request"),
}

LETTERS: dict[EmailKind, LazyString] = {
    EmailKind.INVITATION: _("the invitation"),
    EmailKind.RESCHEDULED: _("the new time"),
    EmailKind.WITHDRAWN: _("that the visit is off"),
    EmailKind.ARRIVED: _("to the host: that the guest is here"),
}

HANDED_OVER = _("the front desk, when it handed you a copy")

MOMENTS: dict[str, LazyString] = {
    "starts_at": _("from %(when)s"),
    "ends_at": _("until %(when)s"),
    "came_at": _("came %(when)s"),
    "left_at": _("left %(when)s"),
    "received_at": _("asked %(when)s"),
    "settled_at": _("settled %(when)s"),
    "review_at": _("review by %(when)s"),
    "restricted_at": _("restricted %(when)s"),
    "erasure_asked_at": _("asked to be forgotten %(when)s"),
}
"""What a moment of a fact means; of the others it is when that happened."""

NOTICES = {
    "request_noted": _(
        "Noted. What they said is not kept, only what finds their visits."
    ),
    "request_done": _("Done, and settled."),
    "request_deferred": _(
        "They are inside: they are forgotten as soon as they leave. Tell them so."
    ),
    "request_held": _(
        "A hold keeps the visit: it was not erased. Tell them the reason and the review day."
    ),
    "request_nothing": _("Settled: nothing of it is kept any more."),
    "request_declined": _("Declined. Tell them the reason, and whom to complain to."),
    "restriction_lifted": _("Nothing restricts their visit any more."),
}

SAID_OF: dict[RequestOutcome, str] = {
    RequestOutcome.DONE: "request_done",
    RequestOutcome.DEFERRED: "request_deferred",
    RequestOutcome.REFUSED_HELD: "request_held",
    RequestOutcome.NOTHING_KEPT: "request_nothing",
}
"""What is said of an outcome; of the others, that it was declined."""
