"""Forgotten passwords: whoever types their address is mailed a link to another password.

Every address is answered alike, after the same work: the answer tells nobody who is a member.
"""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from wtforms import EmailField
from wtforms.validators import DataRequired

from visits.people import password_resets
from visits.people.password_resets import LIFETIME, ResetOrigin
from web.access import open_to_everyone
from web.context import database, settings, this_face
from web.forms import EmailAddress, FaceForm, NonceField, text
from web.pages import page
from web.posts import takes_form
from web.safety import client_address
from web.sign_in import REFUSALS

views = Blueprint("forgotten_password", __name__, url_prefix="/forgotten-password")
LASTS_MINUTES = int(LIFETIME.total_seconds() // 60)


class ForgottenForm(FaceForm):
    """The address of an account; sent twice, it asks once."""

    email = EmailField(_("E-mail"), [DataRequired(), EmailAddress()])
    nonce = NonceField()


def _asking_page(form: ForgottenForm, problem: str = "") -> str:
    can_send = settings().sends_emails
    return page("forgotten_password.html", form=form, problem=problem, sends=can_send)


@views.get("")
@open_to_everyone
def ask() -> ResponseReturnValue:
    """Ask for the address; where no e-mail goes out, say who helps."""
    return _asking_page(ForgottenForm())


@views.post("")
@open_to_everyone
@takes_form(ForgottenForm, _asking_page, REFUSALS)
def begin(form: ForgottenForm) -> ResponseReturnValue:
    """Send a link if the address is a member's; the answer is always the same."""
    if not settings().sends_emails:
        return redirect(url_for(".ask"), 303)
    asked_from = ResetOrigin(this_face(), client_address.client_network())
    email, nonce = text(form.email), text(form.nonce)
    with database().transaction() as store:
        # Nobody is looked up here, only in the mail job: a stranger costs the same (ADR 42).
        password_resets.ask(store, email, asked_from, nonce)
    return redirect(url_for(".sent"), 303)


@views.get("/sent")
@open_to_everyone
def sent() -> ResponseReturnValue:
    """Say that an e-mail is under way if there is such an account."""
    return page("password_link_sent.html", minutes=LASTS_MINUTES)
