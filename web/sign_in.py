"""Signing in and out of the portal and the desk, by password or by a link to another one."""

from typing import ClassVar

from flask import Blueprint, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as BaseResponse
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import DataRequired, Length

from visits.people import (
    accounts,
    credentials,
    memberships,
    password_links,
    passwords,
    profiles,
    second_factors,
)
from visits.people.passwords import PasswordRefused
from visits.store.people import Account, Member
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import (
    LinkExpired,
    SignInRefused,
    TooManyTries,
    WrongCode,
)
from web import known_browsers
from web.access import (
    ask_second_factor,
    current_member,
    open_to_everyone,
    safe_path,
    way_back,
)
from web.context import database, this_face
from web.forms import FaceForm, text
from web.pages import flash, page, refusal_text
from web.posts import takes_form

views = Blueprint("sign_in", __name__)

REFUSALS = {
    SignInRefused: _(
        "This e-mail and password do not belong together. Please try again."
    ),
    TooManyTries: _("That was tried too often. Please wait a while, then try again."),
    PasswordRefused: _(
        "That one is too easy to guess, or has your name or this place's in it. A few other "
        "words of your own make a good password."
    ),
    LinkExpired: _("This link was used already, or is too old."),
}


class SignInForm(FaceForm):
    """An e-mail and a password; the answer never tells which of the two was wrong."""

    # 254: no address is longer (RFC 5321).
    email = EmailField(_("E-mail"), [DataRequired(), Length(max=254)])
    password = PasswordField(
        _("Password"), [DataRequired(), Length(max=passwords.LONGEST)]
    )
    next = HiddenField()


class PasswordForm(FaceForm):
    """A new password."""

    refused_at: ClassVar = {PasswordRefused: "password"}
    password = PasswordField(
        _("New password"),
        [DataRequired(), Length(max=passwords.LONGEST), Length(min=passwords.SHORTEST)],
    )


def _sign_in_page(form: SignInForm, problem: str = "") -> str:
    return page("sign_in.html", form=form, problem=problem)


def _password_form(token: str) -> PasswordForm:
    with database().reading() as store:
        password_links.find(store, token)
    return PasswordForm()


def _welcome_page(form: PasswordForm, token: str, problem: str = "") -> str:
    return page("welcome_member.html", form=form, token=token, problem=problem)


@views.get("/sign-in")
@open_to_everyone
def ask() -> ResponseReturnValue:
    """Show the form for an e-mail and a password; whoever is in goes on, as after a second tap."""
    if current_member() is not None:
        return redirect(way_back(), 303)
    return _sign_in_page(SignInForm(next=safe_path(request.args.get("next", "/"))))


@views.post("/sign-in")
@open_to_everyone
@takes_form(SignInForm, _sign_in_page, REFUSALS)
def enter(form: SignInForm) -> ResponseReturnValue:
    """Sign the member in, in this browser."""
    email = text(form.email)
    account = authenticate(email, text(form.password))
    with database().reading() as store:
        member = memberships.entering(store, account.id, this_face())
    return _enter(member, email, way_back())


@views.post("/sign-out")
@open_to_everyone
def leave() -> ResponseReturnValue:
    """Sign out whoever is signed in, in this browser."""
    # Open to everyone: signing out must also work when the session is over already.
    session.clear()
    flash("signed_out")
    return signed_out(redirect(url_for(".ask"), 303))


@views.get("/welcome/<token>")
@open_to_everyone
def welcome(token: str) -> ResponseReturnValue:
    """Show the form for another password; looking does not use the link up."""
    return _welcome_page(_password_form(token), token)


@views.post("/welcome/<token>")
@open_to_everyone
@takes_form(_password_form, _welcome_page, REFUSALS)
def accept(form: PasswordForm, token: str) -> ResponseReturnValue:
    """Set the member's password and sign them in; whoever has a second factor gives it first."""
    with database().reading() as store:
        own_names = password_links.own_names(store, token)
    password_hash = passwords.chosen(text(form.password), *own_names)
    with database().transaction() as store:
        member = password_links.accept(store, token, password_hash, this_face())
        email = profiles.profile(store, member).email
    return _enter(member, email, first_page(member.id))


@views.errorhandler(LinkExpired)
def link_over(refusal: LinkExpired) -> ResponseReturnValue:
    """Say that the link was used before or is too old."""
    return page("link_over.html", problem=refusal_text(refusal, REFUSALS)), 422


def first_page(member_id: int, onward: str = "/") -> str:
    """Return where a new member goes first: who is at the desk is offered a second factor."""
    with database().reading() as store:
        is_of_desk = Role.DESK in accounts.roles(store, member_id)
        is_offered = is_of_desk and not second_factors.is_on(store, member_id)
    if is_offered and "second_factor" in current_app.blueprints:
        return url_for("second_factor.show", next=onward)
    return request.script_root + onward


def _enter(member: Member, email: str, onward: str) -> ResponseReturnValue:
    """Sign the member in, or ask for their second factor first."""
    with database().reading() as store:
        is_on = second_factors.is_on(store, member.id)
    # Whoever was signed in here before is not any more.
    session.pop("member_id", None)
    session.pop("second_factor_at", None)
    if is_on and known_browsers.is_remembered(member.id):
        note_second_factor()
    elif is_on:
        return ask_second_factor(member.id, onward)
    session["member_id"] = member.id
    known_browsers.remember(email)
    return redirect(onward, 303)


def note_second_factor() -> None:
    """Note in the session that the second factor was given, or what stands in for it."""
    session["second_factor_at"] = database().clock()


def check_second_factor(member_id: int, typed: str) -> str:
    """Check a member's digits or recovery code, and return their address.

    Refuses `WrongCode` and `TooManyTries`; a failure stands in the audit log.
    """
    with database().reading() as store:
        email = profiles.profile(store, accounts.by_id(store, member_id)).email
    origin = known_browsers.origin_of(email)
    try:
        with database().transaction() as store:
            credentials.count_second_attempt(store, member_id, origin)
        with database().transaction() as store:
            second_factors.check(store, member_id, typed)
            credentials.let_in_by_both(store, member_id, origin)
    except (WrongCode, TooManyTries):
        with database().reading() as store:
            credentials.note_failure(store, email)
        raise
    return email


def authenticate(email: str, *either: str) -> Account:
    """The account with this e-mail and password. Refuses `SignInRefused` and `TooManyTries`.

    The attempt is committed before the password is checked: checking takes a tenth of a second, and
    meanwhile nobody else could write.
    """
    origin = known_browsers.origin_of(email)
    try:
        with database().transaction() as store:
            credentials.count_attempt(store, email, origin)
        with database().reading() as store:
            account = credentials.sign_in(store, email, *either)
    except (SignInRefused, TooManyTries) as refusal:
        looked_at = len(set(either)) if isinstance(refusal, SignInRefused) else 1
        with database().transaction() as store:
            credentials.note_failure(store, email)
            # One is counted above; each is a guess.
            credentials.count_wrong(store, email, origin, looked_at - 1)
        raise
    with database().transaction() as store:
        credentials.let_in(store, account, origin)
    return account


def confirm_password(member_id: int, *either: str) -> None:
    """Ask a member who is signed in for their password again; refuses as `authenticate` does.

    Of several that were typed one must be it; each wrong one counts.
    """
    with database().reading() as store:
        email = profiles.profile(store, accounts.by_id(store, member_id)).email
    # Counted like a sign-in: a browser left signed in is no place to guess the password.
    authenticate(email, *either)


def signed_out(answer: BaseResponse) -> BaseResponse:
    """Have the browser drop the pages and files that it holds of this origin.

    Not the cookies: those of the other faces are of the same origin.
    """
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
