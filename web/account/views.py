"""The pages of one's own account."""

from http import HTTPStatus

from flask import Blueprint, Flask, Response, json, redirect, session, url_for
from flask.typing import ResponseReturnValue

from visits.erasure import account_closure
from visits.people import accounts, member_data, profiles
from visits.vocabulary import actors
from visits.vocabulary.refusals import VisitRefused
from visits.vocabulary.visits import Role
from web.access import open_to, this_member
from web.account.forms import CloseAccountForm, LanguageForm
from web.account.labels import NOTICES, REFUSALS
from web.context import database
from web.forms import text
from web.pages import flash, page, refusal_text, register_flash_messages
from web.safety import client_address
from web.sign_in.authenticate import authenticate

views = Blueprint("account", __name__, url_prefix="/account")

OF_ALL = tuple(Role)


def set_up(app: Flask, frame: str) -> None:
    """The face has the account's pages, in its own frame."""
    app.register_blueprint(views)
    app.jinja_env.globals["account_frame"] = frame
    register_flash_messages(app, NOTICES)


@views.get("")
@open_to(*OF_ALL)
def show() -> ResponseReturnValue:
    """All that is kept of the member."""
    with database().reading() as store:
        mine = member_data.of_member(store, this_member().id)
    form = LanguageForm(language=mine.language)
    return page("account.html", mine=mine, form=form)


@views.post("/language")
@open_to(*OF_ALL)
def speak() -> ResponseReturnValue:
    """From now on pages and letters speak the chosen language to this member."""
    form = LanguageForm()
    if form.validate():
        with database().transaction() as store:
            member_data.set_language(store, this_member().id, form.language.data)
        session["language"] = form.language.data
        flash("language_chosen")
    return redirect(url_for(".show"), 303)


@views.post("/exports")
@open_to(*OF_ALL)
def export() -> ResponseReturnValue:
    """All of it as a file that a machine reads."""
    with database().transaction() as store:
        document = member_data.export(store, this_member().id)
    answer = Response(
        json.dumps(document, ensure_ascii=False, indent=2), mimetype="application/json"
    )
    answer.headers["Content-Disposition"] = (
        'attachment; filename="lencana-account.json"'
    )
    return answer


@views.get("/closure")
@open_to(*OF_ALL)
def ask() -> ResponseReturnValue:
    """What closing the account means."""
    return _closing_page(CloseAccountForm())


@views.post("/closure")
@open_to(*OF_ALL)
def close() -> ResponseReturnValue:
    """The account is closed, and nobody is signed in with it."""
    form, member = CloseAccountForm(), this_member()
    if not form.validate():
        return _closing_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        authenticate(
            _email(member.id), text(form.password), client_address.client_network()
        )
    except VisitRefused as refusal:
        return _closing_page(
            form, refusal_text(refusal, REFUSALS)
        ), HTTPStatus.UNPROCESSABLE_ENTITY
    with database().transaction() as store:
        account_closure.close(store, member.id, actors.member(member.id))
    session.clear()
    flash("account_closed")
    return redirect(url_for("sign_in.ask"), 303)


def _closing_page(form: CloseAccountForm, problem: str = "") -> str:
    with database().reading() as store:
        meant = account_closure.consequences(store, this_member().id)
    return page("close_account.html", meant=meant, form=form, problem=problem)


def _email(member_id: int) -> str:
    with database().reading() as store:
        return profiles.profile(store, accounts.by_id(store, member_id)).email
