"""What the desk is asked: why it turns a guest away or prints again, and what a tablet is called."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, RadioField, StringField

from faces.forms import FaceForm, Length, Required
from front_desk.words import PRINT_AGAIN, TURNED_AWAY
from visits.words import RefusalReason, ReprintReason

FROM_THE_LIST = Required(_("Choose one from the list."))


class RefusalForm(FaceForm):
    """Why a guest is turned away, from the list."""

    reason = RadioField(_("Why?"), [FROM_THE_LIST], id="refusal-reason", coerce=RefusalReason)

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - as Flask-WTF's own
        super().__init__(**given)
        self.reason.choices = list(TURNED_AWAY.items())


class ReprintForm(FaceForm):
    """Why a badge is made again, and which copy it replaces: a second tap makes no third."""

    reason = RadioField(_("Why?"), [FROM_THE_LIST], id="reprint-reason", coerce=ReprintReason)
    replaces = IntegerField(validators=[Required()])

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - as Flask-WTF's own
        super().__init__(**given)
        self.reason.choices = list(PRINT_AGAIN.items())


class PairingForm(FaceForm):
    """What the tablet is called."""

    name = StringField(_("Name of the tablet"), [Required(), Length(40)])
