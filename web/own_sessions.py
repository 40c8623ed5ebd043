"""Where a member is signed in: every browser of theirs, and signing out in another one."""

from typing import ClassVar

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import PasswordField, RadioField
from wtforms.validators import DataRequired, Length

from visits.people import passwords, sessions
from visits.people.sessions import SignedInBrowser
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import SignInRefused
from web import sign_in
from web.access import open_to, this_member
from web.context import database
from web.dates import when
from web.forms import FaceForm, text
from web.labels import label
from web.pages import flash, page
from web.posts import takes_form
from web.sessions import this_browser

views = Blueprint("own_sessions", __name__, url_prefix="/account/sessions")

ALL_ROLES = tuple(Role)
ALL = "all"
FLASH_MESSAGES = {
    "signed_out_there": _("Nobody is signed in as you there any more."),
}
REFUSALS = sign_in.REFUSALS | {
    SignInRefused: _("That is not your password. Nothing was changed."),
}


class SignOutForm(FaceForm):
    """Which other browser is signed out, and the password: whoever finds one open has none."""

    refused_at: ClassVar = {SignInRefused: "password"}
    session = RadioField(
        _("Sign out"),
        [DataRequired(_("Choose one from the list."))],
        id="session",
        default=ALL,
        # One that has ended meanwhile is no longer among the choices, and is as it should be.
        validate_choice=False,
    )
    password = PasswordField(
        _("Your password"), [DataRequired(), Length(max=passwords.LONGEST)]
    )


def _sessions_page(form: SignOutForm, problem: str = "") -> str:
    this, others = _own()
    every = [(ALL, gettext("Everywhere but in this browser"))]
    form.session.choices = every + [(other.name, _described(other)) for other in others]
    return page(
        "own_sessions.html", this=this, others=others, form=form, problem=problem
    )


@views.get("")
@open_to(*ALL_ROLES)
def show() -> ResponseReturnValue:
    """Show the browsers in which the member is signed in."""
    return _sessions_page(SignOutForm(formdata=None))


@views.post("/revocation")
@open_to(*ALL_ROLES)
@takes_form(SignOutForm, _sessions_page, REFUSALS)
def revoke(form: SignOutForm) -> ResponseReturnValue:
    """Sign the member out in another browser, or in all others."""
    member_id, chosen = this_member().id, text(form.session)
    sign_in.confirm_password(member_id, text(form.password))
    _this, others = _own()
    names = {other.name for other in others if chosen in {ALL, other.name}}
    with database().transaction() as store:
        sessions.end_named(store, member_id, names)
    flash("signed_out_there")
    return redirect(url_for(".show"), 303)


def _own() -> tuple[SignedInBrowser | None, list[SignedInBrowser]]:
    """This browser's session, and the member's others."""
    cookie = this_browser().cookie or ""
    with database().reading() as store:
        every = sessions.of_member(store, this_member().id)
        own = sessions.name(store, cookie)
    this = next((one for one in every if one.name == own), None)
    return this, [one for one in every if one.name != own]


def _described(one: SignedInBrowser) -> str:
    return str(
        gettext(
            "%(face)s, since %(since)s, last used %(seen)s",
            face=label(one.face),
            since=when(one.since),
            seen=when(one.last_seen),
        )
    )
