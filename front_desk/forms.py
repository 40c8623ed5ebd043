"""The forms of a visit: refusal, reprint, another printer, writing by hand."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, RadioField
from wtforms.validators import DataRequired, InputRequired
from wtforms.widgets import HiddenInput

from visits.vocabulary.printing import ReprintReason
from visits.vocabulary.visits import RefusalReason
from web.forms import FaceForm
from web.labels import REFUSAL_REASONS, REPRINT_REASONS

FROM_THE_LIST = DataRequired(_("Choose one from the list."))


class RefusalForm(FaceForm):
    """Why a guest is refused, from the list."""

    reason = RadioField(
        _("Why?"), [FROM_THE_LIST], id="refusal-reason", coerce=RefusalReason
    )

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - as Flask-WTF's own
        super().__init__(**given)
        self.reason.choices = list(REFUSAL_REASONS.items())


class ReprintForm(FaceForm):
    """Why a badge is printed again, and which copy it replaces: a second tap makes no third."""

    reason = RadioField(
        _("Why?"), [FROM_THE_LIST], id="reprint-reason", coerce=ReprintReason
    )
    replaces = IntegerField(validators=[InputRequired()], widget=HiddenInput())

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - as Flask-WTF's own
        super().__init__(**given)
        self.reason.choices = list(REPRINT_REASONS.items())


class AnotherPrinterForm(FaceForm):
    """Which other printer prints the badge, and which copy: a second tap moves no later one."""

    printer = RadioField(_("Which one?"), [FROM_THE_LIST])
    replaces = IntegerField(validators=[InputRequired()], widget=HiddenInput())

    def __init__(
        self,
        choices: list[tuple[str, str]],
        **given: Any,  # noqa: ANN401 - as Flask-WTF's own
    ) -> None:
        super().__init__(**given)
        self.printer.choices = choices


class ToldColleagueForm(FaceForm):
    """Which colleague of the host is told of the guest."""

    colleague = RadioField(_("Who?"), [FROM_THE_LIST])

    def __init__(
        self,
        choices: list[tuple[str, str]],
        **given: Any,  # noqa: ANN401 - as Flask-WTF's own
    ) -> None:
        super().__init__(**given)
        self.colleague.choices = choices


class HandwritingForm(FaceForm):
    """Which copy was written with a pen: an old tab cancels no later one."""

    replaces = IntegerField(validators=[InputRequired()], widget=HiddenInput())
