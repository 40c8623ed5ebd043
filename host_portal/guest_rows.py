"""The rows of an invitation's form for more guests beside the first."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import EmailField, FieldList, FormField, StringField, TelField
from wtforms.validators import Length, Optional, ValidationError

from host_portal.labels import REFUSALS
from visits.invitations import NewInvitation
from visits.vocabulary.refusals import ContactMissing, VisitRefused
from visits.vocabulary.visits import MOST_GUESTS
from web.forms import EmailAddress, FaceForm, GuestName, text, whole_number


class GuestRow(FaceForm):
    """Another guest, of whom the row says nothing if all of it is empty."""

    class Meta(FaceForm.Meta):
        """As every form, but for the token, which the whole form has."""

        csrf = False

    name = StringField(_("Name"), [Optional(), GuestName()])
    email = EmailField(_("E-mail"), [Optional(), Length(max=254), EmailAddress()])
    phone = TelField(_("Phone"), [Optional(), Length(max=40)])

    @property
    def is_given(self) -> bool:
        """True if anything was typed, also if it was too long to be kept."""
        return any(text(field) or field.errors for field in self)

    def validate(self, extra_validators: Mapping[str, object] | None = None) -> bool:
        """Ask for a name, and for one of e-mail and phone, of whoever is named at all."""
        super().validate(extra_validators)
        if self.is_given and not text(self.name):
            add_error(self.name, _("Who is coming? Write their name."))
        if self.is_given and not (text(self.email) or text(self.phone)):
            add_error(self.email, REFUSALS[ContactMissing])
        return not self.errors

    def read_phone(self, region: str) -> None:
        """Read the number as dialled in the region."""
        try:
            if text(self.phone):
                self.phone.data = whole_number(text(self.phone), region)
        except ValidationError as problem:
            add_error(self.phone, problem)

    def announcement(self, first: NewInvitation) -> NewInvitation:
        """The invitation of the first guest, for this one; the row must be valid."""
        return replace(
            first,
            name=text(self.name),
            badge_name="",
            email=text(self.email),
            phone=text(self.phone),
        )


class GuestRows(FieldList):  # type: ignore[type-arg] # generic in the stubs only
    """A row for each guest that one invitation may have beside the first."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - as WTForms says
        most = MOST_GUESTS - 1
        rows = {"min_entries": most, "max_entries": most}
        super().__init__(FormField(GuestRow), **options | rows)

    def process(self, *given: Any, **options: Any) -> None:  # noqa: ANN401 - as WTForms' own
        """Read the rows, and tell them from one another by the number of their guest."""
        super().process(*given, **options)
        for number, row in enumerate(self.rows, 2):
            row.name.label.text = _("Guest %(number)s: name", number=number)
            row.email.label.text = _("Guest %(number)s: e-mail", number=number)
            row.phone.label.text = _("Guest %(number)s: phone", number=number)

    @property
    def rows(self) -> list[GuestRow]:
        return [entry.form for entry in self.entries]

    def given(self) -> list[GuestRow]:
        """Return the rows in which something was typed."""
        return [row for row in self.rows if row.is_given]

    def read_phones(self, region: str) -> None:
        """Read numbers as dialled in the region; raises ValidationError if one is none."""
        for row in self.given():
            row.read_phone(region)
        if any(row.errors for row in self.rows):
            raise ValidationError

    def show(self, guest_number: int, words: str) -> None:
        """Put the words at the e-mail of this guest of the party."""
        add_error(self.given()[guest_number - 1].email, words)
        self.errors = [words]


class OthersForm(FaceForm):
    """A form with rows for more guests, which shows a refusal at the row that it is about."""

    others = GuestRows()

    def show_at_field(self, refusal: VisitRefused, text: str) -> str:
        """Put what is about another guest at their e-mail, and everything else as always."""
        if refusal.guest_number == 0:
            return super().show_at_field(refusal, text)
        self.others.show(refusal.guest_number, text)
        return ""


def add_error(field: Any, words: object) -> None:  # noqa: ANN401 - a field of WTForms
    """Tell what is wrong with the field, unless something else was said first."""
    if not field.errors:
        field.errors = [str(words)]
