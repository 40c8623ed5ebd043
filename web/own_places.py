"""A person's several places: every page says at which they are, and they switch there.

A form belongs to the place of its page. Sent from a tab that another one has left behind nothing is
done with it: the answer says where the browser is now, holds what was typed, and leads back.
"""

from http import HTTPStatus

from flask import Blueprint, current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from itsdangerous import BadData, URLSafeTimedSerializer
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from visits.people import memberships, second_factors
from visits.people.memberships import Membership
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import NotFound
from web import known_browsers, sign_in
from web.access import (
    ask_second_factor,
    current_member,
    open_to,
    this_member,
    way_back,
)
from web.context import database, this_face
from web.forms import FaceForm, text
from web.pages import flash, page
from web.posts import BACK, shows_again
from web.safety import errors
from web.sessions import this_browser

views = Blueprint("own_places", __name__, url_prefix="/account/membership")

ALL_ROLES = tuple(Role)
PUBLIC_ID = 26
ANYWHERE = frozenset({"own_places.switch", "sign_in.leave"})
"""Buttons in the head of each page that mean the same at whichever place it is of."""
PASSWORDS = frozenset({"password", "present"})
"""Typed anew: a page holds no password."""
SIGNED_AS = "wtf-csrf-token"
"""By Flask-WTF: what the session says, in each form."""


class SwitchForm(FaceForm):
    """The membership in which the person goes on; the button pressed says which."""

    membership = StringField(validators=[DataRequired(), Length(max=PUBLIC_ID)])
    next = HiddenField()


def own_places() -> list[Membership]:
    """Return the places of whoever is signed in that may enter this face; read once a page."""
    member = current_member()
    if member is None:
        return []
    if "own_places" not in g:
        with database().reading() as store:
            g.own_places = memberships.own(store, member.id, this_face())
    places: list[Membership] = g.own_places
    return places


@views.post("")
@open_to(*ALL_ROLES)
def switch() -> ResponseReturnValue:
    """Go on in another of one's own memberships; where the site asks for it, by the digits."""
    form = SwitchForm()
    if not form.validate():
        raise NotFound
    return _go_on(text(form.membership), way_back(), HTTPStatus.SEE_OTHER)


def answer_form(error: CSRFError) -> ResponseReturnValue:
    """Answer a form that is not of this place: if it is of another own one, say so.

    Nothing is done with it. What its page sends switches back with the same form, which the view
    then shows as it was typed. Any other form is too old.
    """
    there = _place_of_form()
    if there is None or request.endpoint is None:
        return errors.stale(error)
    is_shown_again = shows_again(current_app.view_functions[request.endpoint])
    try:
        if request.endpoint in ANYWHERE:
            g.csrf_valid = True
            return switch() if request.blueprint == views.name else sign_in.leave()
        if is_shown_again and BACK in request.form:
            path = request.script_root + request.path
            return _go_on(there.public_id, path, HTTPStatus.TEMPORARY_REDIRECT)
    except NotFound as refusal:
        # Of what fails in here, Flask makes a failure.
        return errors.unknown(refusal)
    sent = request.form.items(multi=True) if is_shown_again else ()
    # With the form's own token, which is good again at its place.
    typed = [field for field in sent if field[0] not in PASSWORDS]
    back = (errors.path_to_reload() or "/").removeprefix(request.script_root)
    shown = page("other_place.html", there=there, typed=typed, back=back)
    return shown, HTTPStatus.BAD_REQUEST


def _place_of_form() -> Membership | None:
    """The place whose page this form stood on, if the browser has left it for another."""
    signer = URLSafeTimedSerializer(current_app.secret_key or "", salt=SIGNED_AS)
    try:
        seed = str(signer.loads(request.form.get("csrf_token", "")))
    except BadData:
        return None
    others = (one for one in own_places() if not one.is_in_use)
    return next(
        (one for one in others if this_browser().is_form_of(one.id, seed)), None
    )


def _go_on(chosen: str, onward: str, code: int) -> ResponseReturnValue:
    """Go on there in the chosen membership, or ask for the digits first."""
    given_at = this_browser().get("second_factor_at")
    with database().transaction() as store:
        here = this_member().id
        member = memberships.switch(store, here, this_face(), chosen)
        is_missing = second_factors.is_missing(store, member.id, given_at)
    if is_missing and not known_browsers.is_remembered(member.id):
        return ask_second_factor(member.id, way_back())
    if is_missing:
        sign_in.note_second_factor()
    this_browser().switch(member.id)
    # By way of the digits the form is lost, and there would be nothing to look at.
    if code is HTTPStatus.TEMPORARY_REDIRECT:
        flash("back_at_place")
    return redirect(onward, code)
