"""Forms with a token and translated messages, and validators for names, e-mails and phones."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from flask import Flask, abort, has_request_context, request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.form import SUBMIT_METHODS
from werkzeug.datastructures import MultiDict
from wtforms import Field, FieldList, Form, FormField, HiddenField, TimeField
from wtforms.validators import Length, StopValidation, ValidationError
from wtforms.widgets import HiddenInput

from printers.text.spelling import is_plain
from visits.vault import email_addresses, phone_numbers
from visits.vault.email_addresses import NoEmailAddressError
from visits.vocabulary.refusals import VisitRefused
from web import names
from web.context import current_site

LONGEST_FIELD = 4096
"""Characters; the longest that anybody types is a name."""
WORLD = "ZZ"
"""The region in which `phonenumbers` asks for a country code."""
YEARS = range(2000, 3000)
"""Whose days a `datetime` converts to every time zone."""
MESSAGES = {
    "This field is required.": _("Please fill this in."),
    "Field cannot be longer than %(max)d character.": _("At most %(max)d characters."),
    "Field must be at least %(min)d character long.": _("At least %(min)d characters."),
    "Not a valid choice.": _("Choose one from the list."),
    "Not a valid date value.": _("Give a day, such as 2026-11-23."),
    "Not a valid time value.": _("Give a time, such as 14:30."),
    "Not a valid integer value.": _("Give a whole number."),
}
LOOK_AGAIN = _("Please look at this again.")


class FaceForm(FlaskForm):  # type: ignore[misc] # Flask-WTF ships no types
    """A form with a token, whose messages from WTForms are replaced by our translated ones."""

    refused_at: ClassVar[Mapping[type[VisitRefused], str]] = {}
    """The field at which a refusal is shown; a refusal without a field is shown above the form."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc] # Flask-WTF ships no types
        """The settings that every form has in common."""

        def wrap_formdata(self, form: Form, formdata: object) -> object:
            """Take form fields only; Flask-WTF would also take uploaded files, and parse JSON."""
            del form
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            is_sent = has_request_context() and request.method in SUBMIT_METHODS
            return request.form if is_sent and request.form else None

        def bind_field(
            self, form: Form, unbound_field: object, options: dict[str, object]
        ) -> Field:
            """Bind the field, and bound what it takes before its own checks."""
            field: Field = super().bind_field(form, unbound_field, options)
            field.validators = [Bounded(), *field.validators]
            return field

        def get_translations(self, form: Form) -> "OwnMessages":
            del form
            return OwnMessages()

    def validate(self, extra_validators: Mapping[str, object] | None = None) -> bool:
        """Check the token first, so that nobody else's page makes us look at its fields.

        Stops with 400 if a hidden field did not come as the page had it.
        """
        is_ours = "csrf_token" not in self or self.csrf_token.validate(self)
        is_right = is_ours and bool(super().validate(extra_validators))
        # Nobody typed these, so that no message beside a field could help.
        if any(it.errors and isinstance(it.widget, HiddenInput) for it in self):
            abort(HTTPStatus.BAD_REQUEST)
        return is_right

    def wrong_fields(self) -> Iterator[Field]:
        """The fields with errors; of a form that this one encloses its own."""
        return _wrong(self)

    def show_at_field(self, refusal: VisitRefused, text: str) -> str:
        """Put the text at the refusal's field and return ""; without a field return the text."""
        name = self.refused_at.get(type(refusal), "")
        if name not in self:
            return text
        self[name].errors = [*self[name].errors, text]
        return ""


def _wrong(fields: Iterable[Field]) -> Iterator[Field]:
    for field in fields:
        if isinstance(field, FieldList | FormField):
            yield from _wrong(field)
        elif field.errors:
            yield field


class OwnMessages:
    """Given to WTForms in place of translations: it has no Indonesian."""

    def gettext(self, message: str) -> str:
        return str(MESSAGES.get(message, LOOK_AGAIN))

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        del plural, count
        return self.gettext(singular)


class NonceField(HiddenField):
    """A random value of each form's own: the same form, sent twice, counts once.

    What is made of a form keeps at most a digest of the nonce together with the words.
    """

    def process(self, *given: Any, **options: Any) -> None:  # noqa: ANN401 - as WTForms' own
        super().process(*given, **options)
        self.data = self.data or secrets.token_urlsafe()


class ClockField(TimeField):
    """A time of day; midnight may be written as 24:00, as people do for the end of a day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time, `24:00` as `00:00`."""
        midnight = [
            "00:00" if value.strip() == "24:00" else value for value in valuelist
        ]
        super().process_formdata(midnight)


class Bounded:
    """Refuses what is much too long before anything looks at it, and ends the field's checks.

    Normalising, matching and parsing can take a time that grows with the square of the
    length: 60 KB of accents took three seconds.
    """

    def __call__(self, form: Form, field: Field) -> None:
        del form
        longest = max(map(len, field.raw_data or [""]))
        others = [_bound(one) for one in field.validators if one is not self]
        most, shown_most = min(others, default=(LONGEST_FIELD, LONGEST_FIELD))
        if longest > max(most, LONGEST_FIELD):
            # Not shown again: a page with it would be as long.
            field.data, field.raw_data = None, []
        if longest > most:
            raise StopValidation(
                str(_("At most %(most)s characters.", most=shown_most))
            )


def _bound(validator: object) -> tuple[int, int]:
    """The characters that a validator can be given, and how many the typist is told."""
    if isinstance(validator, Length):
        # -1 stands for no maximum.
        longest = int(validator.max) if validator.max >= 0 else LONGEST_FIELD
    else:
        longest = int(getattr(validator, "longest", LONGEST_FIELD))
    return longest, int(getattr(validator, "told", longest))


class EmailAddress:
    """An e-mail address that every mail server takes, stored in its canonical form."""

    longest = email_addresses.LONGEST

    def __call__(self, form: Form, field: Field) -> None:
        del form
        try:
            field.data = email_addresses.deliverable(field.data or "")
        except NoEmailAddressError:
            raise ValidationError(
                str(_("Give an e-mail address, such as gita@example.com."))
            ) from None


class PersonName:
    """A person's name in any script, kept as it looks; what nobody sees is removed.

    What is seen and may not be kept is refused: only its bearer may change a name.
    """

    longest, told = names.LONGEST_RAW, names.LONGEST

    def __call__(self, form: Form, field: Field) -> None:
        del form
        typed = field.data or ""
        if not names.is_whole(typed):
            raise ValidationError(
                str(
                    _(
                        "Use letters of any script, with at most %(most)s accents on each.",
                        most=names.MOST_ACCENTS,
                    )
                )
            )
        field.data = names.clean(typed)
        if not field.data:
            raise ValidationError(str(_("Give a name with letters in it.")))
        if not names.fits(field.data):
            raise ValidationError(
                str(_("At most %(most)s characters.", most=names.LONGEST))
            )


class GuestName(PersonName):
    """A guest's name, which people also read in their own lists: no formula of a spreadsheet."""

    def __call__(self, form: Form, field: Field) -> None:
        super().__call__(form, field)
        if names.is_formula(field.data):
            raise ValidationError(str(_("A name cannot begin with =, +, - or @.")))


class ThingName:
    """The name of a device or group; one with invisible or misleading characters is refused."""

    longest, told = names.LONGEST_RAW, names.LONGEST

    def __call__(self, form: Form, field: Field) -> None:
        del form
        field.data = (field.data or "").strip(" ")
        if not is_plain(field.data):
            raise ValidationError(
                str(_("Use letters, digits and signs that can be seen, on one line."))
            )


class Phone:
    """A valid phone number, by default in the site's country.

    Stored in E.164 form, such as +6281234567890.
    """

    longest = 64

    def __call__(self, form: Form, field: Field) -> None:
        del form
        site = current_site()
        field.data = whole_number(field.data or "", site.region if site else WORLD)


def whole_number(typed: str, region: str) -> str:
    """Return the number as dialled in the region in E.164 form; raises ValidationError."""
    number = phone_numbers.whole(typed, region)
    if number is None:
        raise ValidationError(str(_("Give a phone number, such as +62 812 3456 7890.")))
    return number


def text(field: Field) -> str:
    """What was typed; empty for None and for blanks, which WTForms' `Optional` lets through."""
    typed = str(field.data or "")
    return typed if typed.strip() else ""


def set_up(app: Flask) -> None:
    """Switch off Flask-WTF's translations; `OwnMessages` has ours."""
    app.config["WTF_I18N_ENABLED"] = False
