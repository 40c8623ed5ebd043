"""A member's own account, in the portal and at the desk: what is kept, a copy, closing it."""

from typing import Any, ClassVar

from flask import Blueprint, Flask, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import CSRFError
from wtforms import PasswordField, RadioField
from wtforms.validators import DataRequired, Length

from visits.erasure import account_closure
from visits.languages import OWN_NAMES
from visits.people import credentials, member_data, memberships, passwords, profiles
from visits.people.passwords import PasswordRefused
from visits.vocabulary import actors
from visits.vocabulary.actors import Actor
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import SignInRefused
from web import forgotten_password, own_places, own_sessions, second_factor, sign_in
from web.access import open_to, this_member
from web.context import database, this_face
from web.files import json_file
from web.forms import FaceForm, text
from web.pages import flash, page, register_flash_messages
from web.posts import takes_form
from web.sessions import this_browser

views = Blueprint("account", __name__, url_prefix="/account")

ALL_ROLES = tuple(Role)
REFUSALS = sign_in.REFUSALS | {
    SignInRefused: _("That is not your password. Nothing was changed."),
}
FLASH_MESSAGES = {
    "language_chosen": _("Pages and e-mails use this language for you from now on."),
    "password_changed": _(
        "Your new password counts from now on. You are signed out everywhere else."
    ),
    "back_at_place": _("You are back. Look at what you typed, and send it again."),
    "place_left": _("You have left that place. Sign in to go on at your others."),
    "account_closed": _("Your account is closed. Thank you for having been here."),
}


class LanguageForm(FaceForm):
    """The language of a member's pages and e-mails."""

    language = RadioField(_("Language of pages and e-mails"), id="language")

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - as Flask-WTF's own
        super().__init__(**options)
        self.language.choices = list(OWN_NAMES.items())


class NewPasswordForm(FaceForm):
    """The present password, and another one."""

    refused_at: ClassVar = {SignInRefused: "present", PasswordRefused: "password"}
    present = PasswordField(
        _("Your present password"), [DataRequired(), Length(max=passwords.LONGEST)]
    )
    password = PasswordField(
        _("New password"),
        [DataRequired(), Length(max=passwords.LONGEST), Length(min=passwords.SHORTEST)],
    )


class CloseAccountForm(FaceForm):
    """The password again, since closing an account cannot be undone."""

    password = PasswordField(
        _("Your password"), [DataRequired(), Length(max=passwords.LONGEST)]
    )


def set_up(app: Flask, frame: str) -> None:
    """Add the account pages to the face, inside its own frame template."""
    app.register_blueprint(views)
    app.register_blueprint(forgotten_password.views)
    app.register_blueprint(own_places.views)
    app.register_blueprint(own_sessions.views)
    app.register_blueprint(second_factor.views)
    app.jinja_env.globals["account_frame"] = frame
    app.jinja_env.globals["own_places"] = own_places.own_places
    app.register_error_handler(CSRFError, own_places.answer_form)
    messages = (
        FLASH_MESSAGES | own_sessions.FLASH_MESSAGES | second_factor.FLASH_MESSAGES
    )
    register_flash_messages(app, messages)


def _account_page(form: LanguageForm | None = None) -> str:
    with database().reading() as store:
        mine = member_data.of_member(store, this_member().id)
    form = form or LanguageForm(formdata=None, language=mine.language)
    return page("account.html", mine=mine, form=form)


def _password_page(form: NewPasswordForm, problem: str = "") -> str:
    return page("new_password.html", form=form, problem=problem)


def _closing_page(form: CloseAccountForm, problem: str = "") -> str:
    with database().reading() as store:
        consequences = account_closure.consequences(store, this_member().id)
    return page("close_account.html", meant=consequences, form=form, problem=problem)


@views.get("")
@open_to(*ALL_ROLES)
def show() -> ResponseReturnValue:
    """Show all that is kept of the member."""
    return _account_page()


@views.post("/language")
@open_to(*ALL_ROLES)
@takes_form(LanguageForm, _account_page)
def speak(form: LanguageForm) -> ResponseReturnValue:
    """Use the chosen language for this member's pages and e-mails from now on."""
    with database().transaction() as store:
        member_data.set_language(store, this_member().id, form.language.data)
    session["language"] = form.language.data
    flash("language_chosen")
    return redirect(url_for(".show"), 303)


@views.post("/exports")
@open_to(*ALL_ROLES)
def export() -> ResponseReturnValue:
    """Send all of it as a JSON file, with what is kept of the person's other memberships."""
    given_at = this_browser().get("second_factor_at")
    with database().transaction() as store:
        document = member_data.export(store, this_member().id, given_at)
    return json_file(document, "lencana-account.json")


@views.get("/password")
@open_to(*ALL_ROLES)
def ask_password() -> ResponseReturnValue:
    """Ask for the present password and another one."""
    return _password_page(NewPasswordForm())


@views.post("/password")
@open_to(*ALL_ROLES)
@takes_form(NewPasswordForm, _password_page, REFUSALS)
def change_password(form: NewPasswordForm) -> ResponseReturnValue:
    """Set another password, which ends every other session of the member."""
    member, chosen = this_member(), text(form.password)
    # A second tap finds that password set, and its answer is the first one's.
    sign_in.confirm_password(member.id, text(form.present), chosen)
    with database().reading() as store:
        mine = memberships.account(store, member.id)
        names = profiles.own_names(store, mine.id)
    is_set = passwords.matches(chosen, mine.password)
    kept = mine.password if is_set else None
    password_hash = kept or passwords.chosen(chosen, *names)
    with database().transaction() as store:
        credentials.set_password(store, member.id, password_hash, this_face())
    this_browser().renew()
    flash("password_changed")
    return redirect(url_for(".show"), 303)


@views.get("/closure")
@open_to(*ALL_ROLES)
def ask() -> ResponseReturnValue:
    """Show what closing the account or leaving the place means, and ask for the password."""
    return _closing_page(CloseAccountForm())


@views.post("/closure")
@open_to(*ALL_ROLES)
@takes_form(CloseAccountForm, _closing_page, REFUSALS)
def close(form: CloseAccountForm) -> ResponseReturnValue:
    """Close the membership, with the last one the account, and sign the member out of it."""
    member = this_member()
    sign_in.confirm_password(member.id, text(form.password))
    is_account = close_in_turns(member.id, actors.member(member.id))
    session.clear()
    flash("account_closed" if is_account else "place_left")
    return sign_in.signed_out(redirect(url_for("sign_in.ask"), 303))


def close_in_turns(member_id: int, actor: Actor) -> bool:
    """Close the membership, whose invitations go some at a time: nobody waits for thousands.

    Return whether the account went with the last one.
    """
    is_any_left = True
    while is_any_left:
        with database().transaction() as store:
            is_any_left = account_closure.withdraw_some(store, member_id, actor)
    with database().transaction() as store:
        return account_closure.close(store, member_id, actor)
