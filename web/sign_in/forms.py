"""What is asked of somebody who signs in."""

from flask_babel import lazy_gettext as _
from wtforms import EmailField, HiddenField, PasswordField

from visits.people import passwords
from web.forms import FaceForm, Length, Required


class SignInForm(FaceForm):
    """An e-mail and a password; a wrong one of either gets the same answer."""

    email = EmailField(_("E-mail"), [Required(), Length(254)])
    password = PasswordField(_("Password"), [Required(), Length(passwords.LONGEST)])
    next = HiddenField()


class PasswordForm(FaceForm):
    """A new password."""

    password = PasswordField(
        _("New password"),
        [Required(), Length(passwords.LONGEST, least=passwords.SHORTEST)],
    )
