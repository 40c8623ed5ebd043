"""The pages of signing in and out."""

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from visits.people import welcome_links
from visits.people.passwords import PasswordRefused
from visits.vocabulary.refusals import (
    LinkExpired,
    SignInRefused,
    TooManyTries,
    VisitRefused,
)
from web.access import open_to_everyone, safe_path, way_back
from web.context import database
from web.forms import text
from web.pages import flash, page, refusal_text
from web.safety import client_address
from web.sign_in.authenticate import authenticate
from web.sign_in.forms import PasswordForm, SignInForm

views = Blueprint("sign_in", __name__)

WORDS = {
    SignInRefused: _(
        "This e-mail and password do not belong together. Please try again."
    ),
    TooManyTries: _("That was tried too often. Please wait a while, then try again."),
    PasswordRefused: _(
        "That one is too easy to guess. A few words of your own make a good password."
    ),
    LinkExpired: _("This link was used already, or is too old."),
}
TOLD_IN: dict[type[VisitRefused], str] = {LinkExpired: "link_over.html"}


@views.get("/sign-in")
@open_to_everyone
def ask() -> ResponseReturnValue:
    """The way in."""
    return page(
        "sign_in.html", form=SignInForm(next=safe_path(request.args.get("next", "/")))
    )


@views.post("/sign-in")
@open_to_everyone
def enter() -> ResponseReturnValue:
    """The member is signed in, in this browser."""
    form = SignInForm()
    if not form.validate():
        return page("sign_in.html", form=form), 422
    try:
        member = authenticate(
            text(form.email), text(form.password), client_address.client_network()
        )
    except VisitRefused as refusal:
        return page(
            "sign_in.html", form=form, problem=refusal_text(refusal, WORDS)
        ), 422
    session["member_id"] = member.id
    return redirect(way_back(), 303)


@views.post("/sign-out")
@open_to_everyone
def leave() -> ResponseReturnValue:
    """Nobody is signed in, in this browser."""
    session.clear()
    flash("signed_out")
    return redirect(url_for(".ask"), 303)


@views.get("/welcome/<token>")
@open_to_everyone
def welcome(token: str) -> ResponseReturnValue:
    """A new member may set a password; looking uses nothing up."""
    try:
        with database().reading() as store:
            welcome_links.find(store, token)
    except LinkExpired as refusal:
        return page("link_over.html", problem=refusal_text(refusal, WORDS)), 422
    return page("welcome_member.html", form=PasswordForm(), token=token)


@views.post("/welcome/<token>")
@open_to_everyone
def accept(token: str) -> ResponseReturnValue:
    """The new member has a password and is signed in."""
    form = PasswordForm()
    if not form.validate():
        return page("welcome_member.html", form=form, token=token), 422
    try:
        with database().transaction() as store:
            member = welcome_links.accept_welcome(store, token, text(form.password))
    except VisitRefused as refusal:
        return page(
            TOLD_IN.get(type(refusal), "welcome_member.html"),
            form=form,
            token=token,
            problem=refusal_text(refusal, WORDS),
        ), 422
    session["member_id"] = member.id
    return redirect(request.script_root + "/", 303)
