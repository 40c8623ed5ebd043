"""A person's several places: every page says at which they are, and they switch there."""

from flask import Blueprint, g, redirect
from flask.typing import ResponseReturnValue
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
from web.sessions import this_browser

views = Blueprint("own_places", __name__, url_prefix="/account/membership")

ALL_ROLES = tuple(Role)
PUBLIC_ID = 26


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
    given_at = this_browser().get("second_factor_at")
    with database().transaction() as store:
        here, chosen = this_member().id, text(form.membership)
        member = memberships.switch(store, here, this_face(), chosen)
        is_missing = second_factors.is_missing(store, member.id, given_at)
    if is_missing and not known_browsers.is_remembered(member.id):
        return ask_second_factor(member.id, way_back())
    if is_missing:
        sign_in.note_second_factor()
    this_browser().switch(member.id)
    return redirect(way_back(), 303)
