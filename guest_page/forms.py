"""Forms of a guest; their token is made from the link, for lack of a session."""

import hmac
from collections.abc import Collection
from typing import Any

from flask import current_app, request
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import CSRFError
from wtforms import IntegerField, StringField
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.form import BaseForm
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional

from guest_page.own_visit import OwnVisit
from visits.languages import OWN_NAMES
from visits.policy.register import register
from visits.vocabulary.visits import CODE_DIGITS, Lateness
from web.forms import EmailAddress, FaceForm, GuestName, NonceField, PersonName
from web.forms import text as typed

# Room for a code pasted with spaces around it.
MOST_IN_A_CODE = 40
# RFC 5321.
LONGEST_EMAIL = 254


def _stripped(typed: str | None) -> str | None:
    return typed.strip() if typed else typed


class LinkToken(CSRF):
    """A token that only somebody who has opened this form behind this link can know."""

    def setup_form(self, form: BaseForm) -> list[tuple[str, Any]]:
        self._form = type(form).__name__
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        del csrf_token_field
        link = (request.view_args or {}).get("link", "")
        key: bytes = current_app.config["SECRET_KEY"]
        # With form and link in it a token serves one action behind one link (ADR 13).
        return hmac.digest(key, f"form {self._form} {link}".encode(), "sha256").hex()

    def validate_csrf_token(self, form: BaseForm, field: CSRFTokenField) -> None:
        del form
        sent = str(field.data or "")
        # As bytes: compare_digest refuses text with other than ASCII characters.
        if not hmac.compare_digest(sent.encode(), str(field.current_token).encode()):
            raise CSRFError


class LinkForm(FaceForm):
    """A form behind a link."""

    class Meta:
        """Settings that WTForms reads."""

        csrf_class = LinkToken


class CorrectionForm(LinkForm):
    """What a guest may correct; a field that may not be changed now is removed."""

    badge_name = StringField(_("Name on your badge"), [Optional(), PersonName()])
    name = StringField(_("Name"), [DataRequired(), GuestName()])

    def changes(self) -> dict[str, str]:
        """The typed values, by the name of their item in the register."""
        return {
            field.name: typed(field) for field in self if field.name != "csrf_token"
        }


def correction(visit: OwnVisit, open_items: Collection[str]) -> CorrectionForm:
    """The form with the items that may be corrected now, filled in with what is kept."""
    current = {item: getattr(visit.guest, item).reveal() for item in register().items}
    form = CorrectionForm(data=current)
    for item in current:
        if item in form and item not in open_items:
            # A field that is gone cannot be sent either.
            del form[item]
    return form


class DeskForm(LinkForm):
    """Ask the desk for a correction."""


class LateForm(LinkForm):
    """Say how late one comes; the button pressed says which."""

    minutes = StringField(validators=[AnyOf([str(int(late)) for late in Lateness])])

    def chosen(self) -> Lateness | None:
        """Return what was chosen; None for a number that no button has."""
        return Lateness(int(self.minutes.data or 0)) if self.validate() else None


class OwnLanguageForm(LinkForm):
    """Choose a language; the button pressed says which."""

    language = StringField(validators=[AnyOf(list(OWN_NAMES))])


class ConfirmationForm(LinkForm):
    """Ask for the digits that confirm one's address."""

    nonce = NonceField()


class CancellationForm(LinkForm):
    """Say that one cannot come: on the day that is shown, on the chosen one, or on every day."""

    visit = StringField(validators=[Optional(), Length(max=26)])
    every = StringField(validators=[Optional(), AnyOf(["yes"])])


class RestrictionForm(LinkForm):
    """Restrict the use of the data."""


class LiftingForm(LinkForm):
    """Lift the restriction."""


class ObjectionForm(LinkForm):
    """Object to the use of the data."""


class ErasureForm(LinkForm):
    """Erase the data."""


class EmailsForm(LinkForm):
    """Stop or resume e-mails; the button pressed says which (`wanted`)."""


class SendingForm(LinkForm):
    """Ask for the digits once more, after so many e-mails with them."""

    sendings = IntegerField(validators=[InputRequired()])

    def after(self) -> int:
        """Return after how many, or 400 for a form that is not ours."""
        if not self.validate():
            raise CSRFError
        return self.sendings.data or 0


class AddressForm(LinkForm):
    """The address under which something may be kept."""

    nonce = NonceField()
    address = StringField(
        _("Your e-mail"),
        [DataRequired(), Length(max=LONGEST_EMAIL), EmailAddress()],
        [_stripped],
        render_kw={"autocomplete": "email"},
    )


class CodeForm(LinkForm):
    """The digits that were sent to the address."""

    code = StringField(
        _("The %(digits)s digits", digits=CODE_DIGITS),
        [DataRequired(), Length(max=MOST_IN_A_CODE)],
    )
