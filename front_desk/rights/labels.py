"""The labels of requests: who handed a copy over, and flash messages."""

from flask_babel import lazy_gettext as _

from visits.vocabulary.rights import RequestOutcome

HANDED_OVER = _("the front desk, when it handed you a copy")


FLASH_MESSAGES = {
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

MESSAGE_AFTER: dict[RequestOutcome, str] = {
    RequestOutcome.DONE: "request_done",
    RequestOutcome.DEFERRED: "request_deferred",
    RequestOutcome.REFUSED_HELD: "request_held",
    RequestOutcome.NOTHING_KEPT: "request_nothing",
}
"""The flash message after an outcome; any other declined the request."""
