"""What is said of accounts: roles, a wrong password, and what was done."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from visits.vocabulary.refusals import SignInRefused, VisitRefused
from web.sign_in.views import REFUSALS as SIGN_IN_REFUSALS

REFUSALS: dict[type[VisitRefused], LazyString] = SIGN_IN_REFUSALS | {
    SignInRefused: _("That is not your password. Nothing was changed."),
}

NOTICES = {
    "language_chosen": _("Pages and letters speak this language to you from now on."),
    "account_closed": _("Your account is closed. Thank you for having been here."),
}
