"""Forms of a guest: their token is made from the link they are behind, so that no browser is remembered."""

import hmac
from collections.abc import Collection
from typing import Any

from flask import current_app, request
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import CSRFError
from wtforms import StringField
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, Optional

from guest_page.own_visit import OwnVisit
from visits.vocabulary.visits import CODE_DIGITS
from web.forms import Email, FaceForm, PersonName
from web.forms import text as typed

MOST_IN_A_CODE = 40
LONGEST_EMAIL = 254


def _stripped(typed: str | None) -> str | None:
    return typed.strip() if typed else typed


class LinkToken(CSRF):
    """Says which form of which link was looked at before it was sent."""

    def setup_form(self, form: BaseForm) -> list[tuple[str, Any]]:
        self._what = type(form).__name__
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        del csrf_token_field
        link = (request.view_args or {}).get("link", "")
        key: bytes = current_app.config["SECRET_KEY"]
        return hmac.digest(key, f"form {self._what} {link}".encode(), "sha256").hex()

    def validate_csrf_token(self, form: BaseForm, field: CSRFTokenField) -> None:
        del form
        said = str(field.data or "")
        if not hmac.compare_digest(said.encode(), str(field.current_token).encode()):
            raise CSRFError


class LinkForm(FaceForm):
    """A form of somebody who is known by a link."""

    class Meta:
        """What makes it one."""

        csrf_class = LinkToken


class CorrectionForm(LinkForm):
    """What may read otherwise; fields that are not the guest's to change now are taken out."""

    badge_name = StringField(_("Name on your badge"), [Optional(), PersonName()])
    name = StringField(_("Name"), [DataRequired(), PersonName()])

    def changes(self) -> dict[str, str]:
        """What was typed, by item."""
        return {
            field.name: typed(field) for field in self if field.name != "csrf_token"
        }


def correction(visit: OwnVisit, open_items: Collection[str]) -> CorrectionForm:
    """What may be corrected now, filled in as it is kept."""
    items = ("badge_name", "name")
    form = CorrectionForm(
        data={name: getattr(visit.guest, name).reveal() for name in items}
    )
    for name in items:
        if name not in open_items:
            del form[name]
    return form


class DeskForm(LinkForm):
    """The desk is asked to correct something."""


class RestrictionForm(LinkForm):
    """The data shall be left alone."""


class LiftingForm(LinkForm):
    """The data may be used again."""


class ObjectionForm(LinkForm):
    """The guest objects."""


class ErasureForm(LinkForm):
    """The guest wants to be forgotten."""


class MessagesForm(LinkForm):
    """No more messages, or messages again."""

    wanted = StringField()


class AddressForm(LinkForm):
    """Somebody asks what is kept under their address."""

    address = StringField(
        _("Your e-mail"),
        [DataRequired(), Length(max=LONGEST_EMAIL), Email()],
        [_stripped],
        render_kw={"autocomplete": "email"},
    )


class CodeForm(LinkForm):
    """The digits that were sent to the address."""

    code = StringField(
        _("The %(digits)s digits", digits=CODE_DIGITS),
        [DataRequired(), Length(max=MOST_IN_A_CODE)],
    )
