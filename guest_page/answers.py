"""What a guest answers to the invitation: that they are late, or cannot come."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from guest_page import forms, own_visit
from guest_page.data_rights import Action
from visits import guest_answers
from visits.store.database import Store
from visits.visit_state import NOT_EXPECTED, VisitState
from visits.vocabulary.actors import Actor
from visits.vocabulary.refusals import DayIsPast, VisitRefused
from web.access import open_to_everyone
from web.face import database
from web.forms import text
from web.posts import require_form_token
from web.safety import origin

CHANGED_MEANWHILE: tuple[type[VisitRefused], ...] = (*NOT_EXPECTED.values(), DayIsPast)

views = Blueprint("answers", __name__)
# There is no session to keep a token in: the link and the token made from it take its place.
origin.csrf.exempt(views)


@views.post("/<proven:link>/lateness")
@open_to_everyone
def late(link: str) -> ResponseReturnValue:
    """Tell host and desk how late the guest comes."""
    by = forms.LateForm().chosen()

    def be_late(store: Store, visit: VisitState, guest: Actor) -> None:
        if by:
            guest_answers.late(store, visit, guest, by)

    return _answer(link, "late" if by else "", be_late)


@views.post("/<proven:link>/cancellation")
@open_to_everyone
def decline(link: str) -> ResponseReturnValue:
    """Cancel the visit, or another day of its series, or all of them, and tell the host."""
    require_form_token(forms.CancellationForm)
    form = forms.CancellationForm()
    chosen, is_every = text(form.visit), text(form.every)

    def cannot_come(store: Store, visit: VisitState, guest: Actor) -> None:
        if is_every:
            guest_answers.decline_all(store, visit, guest)
        else:
            day = own_visit.of_series(store, visit, chosen) if chosen else visit
            guest_answers.decline(store, day, guest)

    return _answer(link, "declined", cannot_come)


def _answer(link: str, message: str, action: Action) -> ResponseReturnValue:
    try:
        with database().transaction() as store:
            own = own_visit.for_request(store, link)
            action(store, own.visit, own.guest)
    except CHANGED_MEANWHILE:
        # The page says what is so by now.
        return redirect(url_for("visit.show", link=link), 303)
    return redirect(url_for("visit.show", link=link, done=message), 303)
