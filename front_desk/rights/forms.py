"""The forms of a request: which right, about which visits, a correction, a refusal."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    Form,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TelField,
)
from wtforms.validators import DataRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput

from front_desk.forms import FROM_THE_LIST
from visits.policy.register import register
from visits.store.rights import RightsRequest
from visits.vocabulary.rights import RequestChannel, RequestOutcome, Right
from visits.vocabulary.visits import Lookup
from web.forms import EmailAddress, FaceForm, GuestName, PersonName, Phone, text
from web.labels import OUTCOMES, RIGHTS

DECLINED = (
    RequestOutcome.NOTHING_KEPT,
    RequestOutcome.REFUSED_NOT_PROVEN,
    RequestOutcome.REFUSED_LEGAL_DUTY,
    RequestOutcome.REFUSED_OTHERS_DATA,
)
"""What staff may choose. `REFUSED_HELD` is missing: the product itself knows the legal holds."""


class Contact:
    """An e-mail address or a phone number."""

    def __call__(self, form: Form, field: Field) -> None:
        field.data = text(field).strip()
        validator = EmailAddress() if "@" in field.data else Phone()
        try:
            validator(form, field)
        except ValidationError:
            message = _(
                "Give an e-mail address, such as gita@example.com, or a phone number."
            )
            raise ValidationError(str(message)) from None


class RequestForm(FaceForm):
    """Which right somebody uses."""

    kind = RadioField(_("What do they want?"), [FROM_THE_LIST], id="kind", coerce=Right)

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - as Flask-WTF's own
        super().__init__(**given)
        self.kind.choices = list(RIGHTS.items())


class VisitForm(RequestForm):
    """A request about a visit that the desk has found."""

    visit = HiddenField(validators=[DataRequired()])


class ContactForm(RequestForm):
    """A request about whatever is kept under an e-mail address or phone number."""

    contact = StringField(
        _("Their e-mail or phone"),
        [
            DataRequired(_("Ask for the address they were invited by.")),
            Length(max=254),
            Contact(),
        ],
    )

    def lookup(self) -> tuple[Lookup, str]:
        """The kind of the address, and the address; the form must be valid."""
        typed = text(self.contact)
        return (Lookup.EMAIL if "@" in typed else Lookup.PHONE), typed


class DecisionForm(FaceForm):
    """Which of the visits are the person's."""

    visits = SelectMultipleField(
        _("Whose visits are these?"),
        [DataRequired(_("Choose at least one visit, or decline."))],
        id="visits",
        option_widget=CheckboxInput(),
    )

    def __init__(
        self,
        choices: Sequence[str],
        **given: Any,  # noqa: ANN401 - as Flask-WTF's own
    ) -> None:
        super().__init__(**given)
        self.visits.choices = [(public_id, public_id) for public_id in choices]
        # A single visit needs no choice; but what somebody unticked and sent stays unticked.
        if not self.is_submitted() and len(choices) == 1:
            self.visits.data = list(choices)


class IdentifiedForm(DecisionForm):
    """As `DecisionForm`, and that a photo ID was seen."""

    id_seen = BooleanField(
        _("I have seen a photo ID, and its name is the one here"),
        [DataRequired(_("Look at a photo ID first. Copy nothing from it."))],
        id="id_seen",
    )


class DeskCorrectionForm(IdentifiedForm):
    """The right values; a field left empty changes nothing."""

    name = StringField(_("Name"), [Optional(), GuestName()])
    badge_name = StringField(_("Name on the badge"), [Optional(), PersonName()])
    # 254: no address is longer (RFC 5321).
    email = EmailField(_("E-mail"), [Optional(), Length(max=254), EmailAddress()])
    phone = TelField(_("Phone"), [Optional(), Length(max=40), Phone()])

    def changes(self) -> dict[str, str]:
        """The typed values, by the name of their item in the register."""
        typed = {item: text(self[item]) for item in register().items}
        return {item: value for item, value in typed.items() if value}

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - as WTForms' own
        """As WTForms' own, and at least one value must be given."""
        if not super().validate(extra_validators):
            return False
        if not self.changes():
            # Said at the first field: it is about none of them alone.
            self.name.errors = [str(_("Type what is right."))]
        return bool(self.changes())


class DeclineForm(FaceForm):
    """Why nothing is done, from the list."""

    reason = RadioField(
        _("Why?"), [FROM_THE_LIST], id="decline-reason", coerce=RequestOutcome
    )

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - as Flask-WTF's own
        super().__init__(**given)
        self.reason.choices = [(outcome, OUTCOMES[outcome]) for outcome in DECLINED]


def form_for(
    request: RightsRequest,
    choices: Sequence[str],
    **given: Any,  # noqa: ANN401 - as Flask-WTF's own
) -> DecisionForm:
    """The form for this request. Whoever objected on their own page has shown who they are."""
    if request.kind is Right.CORRECT:
        return DeskCorrectionForm(choices, **given)
    if request.kind is Right.OBJECT and request.channel is RequestChannel.OWN_PAGE:
        return DecisionForm(choices, **given)
    return IdentifiedForm(choices, **given)
