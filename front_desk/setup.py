"""The first run: whoever reads the console sets the lobby up, once."""

from http import HTTPStatus

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    redirect,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from front_desk.labels import REFUSALS
from front_desk.setup_form import FirstRunForm
from visits.people import accounts, first_run
from visits.vocabulary.refusals import VisitRefused
from web.access import open_to_everyone
from web.face import database
from web.forms import text
from web.pages import flash, page, refusal_text
from web.static_files import is_static

views = Blueprint("first_run", __name__)

FOUNDED = "lencana.founded"
OPEN_BEFORE = frozenset({"first_run.ask", "first_run.found", "languages.choose"})


def begin_there() -> ResponseReturnValue | None:
    """While there is no member, every page of this face leads to the first run."""
    if is_static(request.endpoint) or request.endpoint in OPEN_BEFORE or _is_founded():
        return None
    return redirect(url_for("first_run.ask"), 303)


@views.get("/first-run")
@open_to_everyone
def ask() -> ResponseReturnValue:
    """What a lobby needs to know before it opens."""
    _only_once()
    return page("first_run.html", form=FirstRunForm())


@views.post("/first-run")
@open_to_everyone
def found() -> ResponseReturnValue:
    """The lobby is open, and its first member signed in."""
    _only_once()
    form = FirstRunForm()
    if not form.validate():
        return page("first_run.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with database().transaction() as store:
            first_run.try_code(store)
        with database().transaction() as store:
            member = first_run.first_run(store, text(form.code), form.founding())
    except VisitRefused as refusal:
        return page(
            "first_run.html", form=form, problem=refusal_text(refusal, REFUSALS)
        ), HTTPStatus.UNPROCESSABLE_ENTITY
    session["member_id"] = member.id
    flash("founded")
    return redirect(url_for("devices.show"), 303)


def _only_once() -> None:
    if _is_founded():
        abort(HTTPStatus.NOT_FOUND)


def _is_founded() -> bool:
    """Whether there is a member; once there is, nobody asks again."""
    app: Flask = current_app
    if not app.extensions.get(FOUNDED):
        with database().reading() as store:
            app.extensions[FOUNDED] = accounts.any_member(store)
    return bool(app.extensions[FOUNDED])
