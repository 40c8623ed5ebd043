"""The labels of requests: who handed a copy over, and flash messages."""

from flask_babel import lazy_gettext as _

from visits.vocabulary.rights import RequestOutcome

HANDED_OVER = _("the front desk, when it handed you a copy")


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

NOTICE_OF: dict[RequestOutcome, str] = {
    RequestOutcome.DONE: "request_done",
    RequestOutcome.DEFERRED: "request_deferred",
    RequestOutcome.REFUSED_HELD: "request_held",
    RequestOutcome.NOTHING_KEPT: "request_nothing",
}
"""The notice after an outcome; after the others, that the request was declined."""
