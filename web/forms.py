"""Forms: fields that keep what was typed, and validators that speak the reader's language."""

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from flask import Flask, request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, Form
from wtforms.validators import StopValidation, ValidationError

from web import names
from web.context import current_site

WORLD = "ZZ"
OWN_WORDS = {
    "Not a valid choice.": _("Choose one from the list."),
    "Not a valid date value.": _("Give a day, such as 2026-11-23."),
    "Not a valid time value.": _("Give a time, such as 14:30."),
    "Not a valid integer value.": _("Give a whole number."),
}
LOOK_AGAIN = _("Please look at this again.")


class FaceForm(FlaskForm):  # type: ignore[misc] # Flask-WTF ships no types
    """A form with a token; whatever WTForms says by itself is said in our words."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc] # Flask-WTF ships no types
        """What every form of ours has in common."""

        def wrap_formdata(self, form: Form, formdata: object) -> object:
            """What was typed: a file stands in no field of ours, nor does JSON."""
            sent = super().wrap_formdata(form, formdata)
            return sent if sent is None or sent is formdata else request.form

        def get_translations(self, form: Form) -> "OwnWords":
            del form
            return OwnWords()


class OwnWords:
    """Stands where WTForms looks for translations of its own messages."""

    def gettext(self, message: str) -> str:
        return str(OWN_WORDS.get(message, LOOK_AGAIN))

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        del plural, count
        return self.gettext(singular)


class Required:
    """Something other than blanks was typed."""

    field_flags = {"required": True}  # noqa: RUF012 - as WTForms reads it

    def __init__(self, message: object = _("Please fill this in.")) -> None:
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        del form
        if field.data is None or (
            isinstance(field.data, str) and not field.data.strip()
        ):
            field.errors = []
            raise StopValidation(str(self.message))


class Optional:
    """Nothing needs to be typed, and then nothing more is asked of it."""

    def __call__(self, form: Form, field: Field) -> None:
        del form
        # What was typed and is no number has no data: it is not nothing.
        typed = "".join(str(word) for word in field.raw_data or ())
        if not typed.strip() and not str(field.data or "").strip():
            field.errors = []
            # Blanks are nothing, whatever else is made of the field.
            if isinstance(field.data, str):
                field.data = ""
            raise StopValidation


class Length:
    """At most so many characters, at least so many."""

    def __init__(self, most: int, least: int = 0) -> None:
        self.most = most
        self.least = least
        self.field_flags = {"maxlength": most}

    def __call__(self, form: Form, field: Field) -> None:
        del form
        length = len(field.data or "")
        if length > self.most:
            raise ValidationError(
                str(_("At most %(most)s characters.", most=self.most))
            )
        if length < self.least:
            raise ValidationError(
                str(_("At least %(least)s characters.", least=self.least))
            )


class Email:
    """An address that could be one, kept as e-mail programs write it. Nobody is asked whether it exists."""

    def __call__(self, form: Form, field: Field) -> None:
        del form
        try:
            field.data = validate_email(
                field.data or "", check_deliverability=False, allow_smtputf8=False
            ).normalized
        except EmailNotValidError:
            raise ValidationError(
                str(_("Give an e-mail address, such as gita@example.com."))
            ) from None


class PersonName:
    """A name as people write theirs, in any script; what could mislead a reader is left out of it."""

    def __call__(self, form: Form, field: Field) -> None:
        del form
        field.data = names.clean(field.data or "")
        if not field.data:
            raise ValidationError(str(_("Give a name with letters in it.")))
        if (
            names.letters(field.data) > names.LONGEST
            or len(field.data) > names.MOST_CODE_POINTS
        ):
            raise ValidationError(
                str(_("At most %(most)s letters.", most=names.LONGEST))
            )


class ThingName:
    """What staff call a thing of theirs: whoever reads it sees all of it, and can tell it from another."""

    def __call__(self, form: Form, field: Field) -> None:
        del form
        field.data = (field.data or "").strip(" ")
        if not names.is_plain(field.data):
            raise ValidationError(
                str(_("Use letters, digits and signs that can be seen, on one line."))
            )


class Phone:
    """A number that could be one where the site is; it is kept with its country, such as +6281234567890."""

    def __call__(self, form: Form, field: Field) -> None:
        del form
        site = current_site()
        try:
            number = phonenumbers.parse(
                field.data or "", site.region if site else WORLD
            )
        except phonenumbers.NumberParseException:
            number = phonenumbers.PhoneNumber()
        if not phonenumbers.is_valid_number(number):
            raise ValidationError(
                str(_("Give a phone number, such as +62 812 3456 7890."))
            )
        field.data = phonenumbers.format_number(
            number, phonenumbers.PhoneNumberFormat.E164
        )


def text(field: Field) -> str:
    """What was typed, never None."""
    return str(field.data or "")


def set_up(app: Flask) -> None:
    """Messages come from our own table, not from the browser's or the library's."""
    app.config["WTF_I18N_ENABLED"] = False
