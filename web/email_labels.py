"""The labels of e-mails: what each is about, and why one did not arrive."""

from flask_babel import lazy_gettext as _

from visits.vocabulary.mail import EmailKind, UndeliveredReason

EMAIL_KINDS = {
    EmailKind.INVITATION: _("Invitation with the QR code"),
    EmailKind.RESCHEDULED: _("The new time"),
    EmailKind.HOST_CHANGED: _("Who receives the guest now"),
    EmailKind.DAY_WITHDRAWN: _("That a day is cancelled"),
    EmailKind.WITHDRAWN: _("That the visit is cancelled"),
    EmailKind.ONE_TIME_CODE: _("One-time code"),
    EmailKind.CONFIRMATION_CODE: _("Digits to confirm an address"),
    EmailKind.WALK_IN: _("To the host: a guest without an invitation asks for them"),
    EmailKind.ARRIVED: _("To the host: the guest is here"),
    EmailKind.ARRIVAL_UNDONE: _("To the host: that the guest is here was a mistake"),
    EmailKind.GUEST_LATE: _("To the host: the guest is late"),
    EmailKind.NOT_HERE_YET: _("To the host: the guest is not here yet"),
    EmailKind.GUEST_REFUSED: _("To the host: the guest was refused"),
    EmailKind.GUEST_DECLINED: _("To the host: the guest cannot come"),
    EmailKind.STILL_HERE: _("To the host: has the guest left?"),
    EmailKind.PLAN_CHANGED: _("To a co-host: the visit has changed"),
    EmailKind.CO_HOST_NAMED: _("To a co-host: they were named"),
    EmailKind.CO_HOST_ENDED: _("To a co-host: they were taken off"),
    EmailKind.TAKEN_OVER: _("To the host before: a colleague has taken the visit over"),
    EmailKind.CHANNEL_BROKEN: _("To a member: another way than e-mail is broken"),
    EmailKind.WELCOME: _("Link to choose a password"),
    EmailKind.MEMBERSHIP_ADDED: _("To a member: they were added at another place"),
    EmailKind.PASSWORD_RESET: _("Link to a new password, which somebody asked for"),
    EmailKind.PASSWORD_CHANGED: _("To a member: their password was changed"),
    EmailKind.RIGHTS_CODE: _("Code to see what is kept"),
    EmailKind.AUDIT_HEAD: _("Audit log: its last entry"),
}

UNDELIVERED_REASONS = {
    UndeliveredReason.NO_ADDRESS: _("there was no e-mail address"),
    UndeliveredReason.OVER: _("it was too late for it"),
    UndeliveredReason.REJECTED: _("the address did not accept it"),
    UndeliveredReason.TRIED_TOO_OFTEN: _("the e-mail could not be sent"),
    UndeliveredReason.SUPPRESSED: _("no e-mails are wanted"),
    UndeliveredReason.RESTRICTED: _("the data is not to be used"),
    UndeliveredReason.OVERTAKEN: _("a newer e-mail took its place"),
    UndeliveredReason.UNANNOUNCED: _("no e-mail about the visit went out before"),
}
