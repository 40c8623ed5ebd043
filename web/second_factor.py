"""The second factor of a member's sign-in: set up, asked for, and taken away again."""

from http import HTTPStatus
from typing import ClassVar

from flask import Blueprint, Response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Length

from visits.people import credentials, passwords, remembered_devices, second_factors
from visits.vocabulary import actors
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import SignInRefused, TooManyTries, WrongCode
from web import known_browsers, qr, sign_in
from web.access import (
    ask_second_factor,
    current_member,
    open_to,
    open_to_everyone,
    safe_path,
    this_member,
    way_back,
)
from web.context import database
from web.forms import FaceForm, NonceField, text
from web.pages import flash, page
from web.posts import require_form_token, takes_form

views = Blueprint("second_factor", __name__, url_prefix="/second-factor")

ALL_ROLES = tuple(Role)
ALL = "all"
# Room for a recovery code with blanks around it.
LONGEST_CODE = 40
# Dots to a module: an app's code is longer than ours, and is held close to the screen.
MODULE = 6
FLASH_MESSAGES = {
    "second_factor_off": _("Signing in asks for your password only from now on."),
    "device_forgotten": _("Signing in there asks for the digits again."),
}
REFUSALS = sign_in.REFUSALS | {
    WrongCode: _(
        "Those are not the digits of now. Wait for the next ones, and type them."
    ),
    SignInRefused: _("That is not your password. Nothing was changed."),
}


class DigitsForm(FaceForm):
    """The digits of an app, or where it is lost a recovery code."""

    refused_at: ClassVar = {WrongCode: "code", TooManyTries: "code"}
    code = StringField(_("The six digits"), [DataRequired(), Length(max=LONGEST_CODE)])
    next = HiddenField()


class SecondStepForm(DigitsForm):
    """The second step of a sign-in, which may be the last one on this device for a while."""

    remember = BooleanField(
        _("Remember this device for %(days)s days", days=remembered_devices.KEEPS.days)
    )


class ForgetForm(FaceForm):
    """The device that asks for the second factor again; the button pressed says which."""

    device = StringField(validators=[DataRequired(), Length(max=LONGEST_CODE)])


class SetUpForm(DigitsForm):
    """The first digits of an app; sent twice, it shows the same recovery codes."""

    nonce = NonceField()


class BeginForm(FaceForm):
    """Begin to set it up."""


class PasswordAgainForm(FaceForm):
    """The password again, before what protects the account is changed."""

    password = PasswordField(
        _("Your password"), [DataRequired(), Length(max=passwords.LONGEST)]
    )


class RenewForm(PasswordAgainForm):
    """The password before other recovery codes are made; sent twice, they are the same."""

    nonce = NonceField()


def _digits_page(form: SecondStepForm, problem: str = "") -> str:
    return page("second_factor_asked.html", form=form, problem=problem)


def _state_page(form: SetUpForm | None = None, problem: str = "") -> str:
    member_id = this_member().id
    with database().reading() as store:
        state = second_factors.state(store, member_id)
        secret = second_factors.secret(store, member_id) if state.is_begun else ""
        devices = remembered_devices.of_member(store, member_id)
    later = request.script_root + safe_path(request.args.get("next", "/account"))
    form = form or SetUpForm(formdata=None, next=request.args.get("next", ""))
    return page(
        "second_factor.html",
        state=state,
        devices=devices,
        days=remembered_devices.KEEPS.days,
        secret=" ".join(secret[start : start + 4] for start in range(0, 32, 4)),
        form=form,
        later=later,
        problem=problem,
    )


def _removal_page(form: PasswordAgainForm, problem: str = "") -> str:
    return page("second_factor_off.html", form=form, problem=problem)


def _codes_page(form: RenewForm, problem: str = "") -> str:
    return page("recovery_codes_again.html", form=form, problem=problem)


def _proven() -> int | None:
    """Return the member whose password was right, and is no other meanwhile; else None."""
    member_id = session.get("proven_id")
    if member_id is None:
        return None
    with database().reading() as store:
        mark = second_factors.password_mark(store, member_id)
    return member_id if mark == session.get("proven_by") else None


@views.get("/digits")
@open_to_everyone
def ask() -> ResponseReturnValue:
    """Ask whoever has typed the right password for the digits."""
    if _proven() is None:
        return redirect(url_for("sign_in.ask"), 303)
    return _digits_page(SecondStepForm(next=safe_path(request.args.get("next", "/"))))


@views.post("/digits")
@open_to_everyone
@takes_form(SecondStepForm, _digits_page, REFUSALS)
def enter(form: SecondStepForm) -> ResponseReturnValue:
    """Sign the member in with the second factor."""
    member_id = _proven()
    if member_id is None:
        return redirect(url_for("sign_in.ask"), 303)
    email = sign_in.check_second_factor(member_id, text(form.code))
    session.clear()
    session["member_id"] = member_id
    sign_in.note_second_factor()
    known_browsers.remember(email)
    if form.remember.data:
        known_browsers.remember_device(member_id)
    return redirect(way_back(), 303)


@views.before_request
def ask_before_changing() -> ResponseReturnValue | None:
    """Have a session from before the factor give it: its password alone takes none away."""
    member, given_at = current_member(), session.get("second_factor_at")
    if member is None:
        return None
    with database().reading() as store:
        is_owed = second_factors.is_owed(store, member.id, given_at)
    return ask_second_factor(member.id, "/second-factor") if is_owed else None


@views.get("")
@open_to(*ALL_ROLES)
def show() -> ResponseReturnValue:
    """Show how the member's second factor stands, and how to set it up."""
    return _state_page()


@views.get("/secret.png")
@open_to(*ALL_ROLES)
def picture() -> ResponseReturnValue:
    """Send the QR code for an authenticator app, until digits of it were typed."""
    with database().reading() as store:
        content = second_factors.uri(store, this_member().id)
    return Response(qr.png(content, MODULE), mimetype="image/png")


@views.post("")
@open_to(*ALL_ROLES)
def begin() -> ResponseReturnValue:
    """Make a secret for an authenticator app."""
    require_form_token(BeginForm)
    with database().transaction() as store:
        second_factors.begin(store, this_member().id)
    return redirect(url_for(".show", next=request.args.get("next")), 303)


@views.post("/confirmation")
@open_to(*ALL_ROLES)
@takes_form(SetUpForm, _state_page, REFUSALS)
def confirm(form: SetUpForm) -> ResponseReturnValue:
    """Put the second factor in force, and show the recovery codes this once."""
    member_id, origin = this_member().id, known_browsers.origin_of("")
    with database().transaction() as store:
        credentials.count_second_attempt(store, member_id, origin)
    with database().transaction() as store:
        typed, nonce = text(form.code), text(form.nonce)
        codes = second_factors.confirm(store, member_id, typed, nonce)
        credentials.let_in_by_both(store, member_id, origin)
    sign_in.note_second_factor()
    return _codes_made(codes, text(form.next))


@views.get("/recovery-codes")
@open_to(*ALL_ROLES)
def ask_codes() -> ResponseReturnValue:
    """Ask for the password before other recovery codes are made."""
    return _codes_page(RenewForm())


@views.post("/recovery-codes")
@open_to(*ALL_ROLES)
@takes_form(RenewForm, _codes_page, REFUSALS)
def renew_codes(form: RenewForm) -> ResponseReturnValue:
    """Make other recovery codes; older ones are void."""
    member_id = this_member().id
    sign_in.confirm_password(member_id, text(form.password))
    with database().transaction() as store:
        nonce = text(form.nonce)
        codes = second_factors.new_recovery_codes(store, member_id, nonce)
    return _codes_made(codes, "")


@views.get("/removal")
@open_to(*ALL_ROLES)
def ask_removal() -> ResponseReturnValue:
    """Ask for the password before the second factor is taken away."""
    return _removal_page(PasswordAgainForm())


@views.post("/removal")
@open_to(*ALL_ROLES)
@takes_form(PasswordAgainForm, _removal_page, REFUSALS)
def remove(form: PasswordAgainForm) -> ResponseReturnValue:
    """Take the second factor away."""
    member_id = this_member().id
    sign_in.confirm_password(member_id, text(form.password))
    with database().transaction() as store:
        second_factors.remove(store, member_id, actors.member(member_id))
    flash("second_factor_off")
    return redirect(url_for("account.show"), 303)


@views.post("/devices")
@open_to(*ALL_ROLES)
def forget() -> ResponseReturnValue:
    """Ask for the second factor again on one of the member's devices, or on all."""
    form = ForgetForm()
    if not form.validate():
        return _state_page(), HTTPStatus.UNPROCESSABLE_ENTITY
    chosen = text(form.device)
    name = None if chosen == ALL else chosen
    with database().transaction() as store:
        remembered_devices.forget(store, this_member().id, name)
    flash("device_forgotten")
    return redirect(url_for(".show"), 303)


@views.errorhandler(WrongCode)
def nothing_begun(refusal: WrongCode) -> ResponseReturnValue:
    """Say 404 for the picture of a secret that nobody is shown any more."""
    del refusal
    return Response("", HTTPStatus.NOT_FOUND)


def _codes_made(codes: list[str], later: str) -> tuple[str, int]:
    # Only digests are kept: the answer to the POST is the one page that can show them.
    onward = request.script_root + safe_path(later or "/account")
    return page("recovery_codes.html", codes=codes, onward=onward), HTTPStatus.CREATED
