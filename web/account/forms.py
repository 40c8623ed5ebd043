"""What is asked of a member about their own account."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, RadioField
from wtforms.validators import DataRequired, Length

from visits.people import passwords
from web.forms import FaceForm
from web.languages import OWN_NAMES


class LanguageForm(FaceForm):
    """In which language pages and letters speak."""

    language = RadioField(_("Pages and letters speak"), id="language")

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - as Flask-WTF's own
        super().__init__(**given)
        self.language.choices = list(OWN_NAMES.items())


class CloseAccountForm(FaceForm):
    """The password once more, since closing cannot be undone."""

    password = PasswordField(
        _("Your password"), [DataRequired(), Length(max=passwords.LONGEST)]
    )
