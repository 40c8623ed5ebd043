"""What is asked of somebody who signs in."""

from flask_babel import lazy_gettext as _
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import DataRequired, Length

from visits.people import passwords
from web.forms import FaceForm


class SignInForm(FaceForm):
    """An e-mail and a password; a wrong one of either gets the same answer."""

    email = EmailField(_("E-mail"), [DataRequired(), Length(max=254)])
    password = PasswordField(
        _("Password"), [DataRequired(), Length(max=passwords.LONGEST)]
    )
    next = HiddenField()


class PasswordForm(FaceForm):
    """A new password."""

    password = PasswordField(
        _("New password"),
        [DataRequired(), Length(max=passwords.LONGEST), Length(min=passwords.SHORTEST)],
    )
