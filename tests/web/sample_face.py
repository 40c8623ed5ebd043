"""A small face with one view of each kind."""

from typing import NoReturn

from flask import Blueprint, Flask, session
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import DataRequired

from visits.store.database import Database
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import NotFound
from web import forgotten_password, sign_in
from web.access import open_to, open_to_everyone, this_member
from web.face import FaceSettings, create_face
from web.forms import EmailAddress, FaceForm, PersonName, Phone
from web.pages import page

views = Blueprint("sample", __name__)
CANARY = "Gita Pramesti"


class GuestForm(FaceForm):
    """One field of each kind that needs care."""

    name = StringField("Name", [DataRequired(), PersonName()])
    email = StringField(
        "E\N{NON-BREAKING HYPHEN}mail", [DataRequired(), EmailAddress()]
    )
    phone = StringField("Phone", [DataRequired(), Phone()])


def create_app(
    settings: FaceSettings, database: Database, name: str = "hosts"
) -> Flask:
    app = create_face(name, __name__, settings, database)
    app.register_blueprint(sign_in.views)
    app.register_blueprint(forgotten_password.views)
    app.register_blueprint(views)
    return app


@views.get("/")
@open_to(Role.HOST)
def today() -> ResponseReturnValue:
    return page("message.html", title="Today", advice=this_member().name)


@views.get("/plain")
@open_to_everyone
def plain() -> ResponseReturnValue:
    return "Nothing to fill in"


@views.get("/unmarked")
def unmarked() -> ResponseReturnValue:
    return CANARY


@views.get("/guest")
@open_to_everyone
def ask() -> ResponseReturnValue:
    return page("guest.html", form=GuestForm())


@views.post("/guest")
@open_to_everyone
def tell() -> ResponseReturnValue:
    form = GuestForm()
    if not form.validate():
        return page("guest.html", form=form), 422
    return page("message.html", title=form.name.data, advice=form.phone.data)


@views.route("/fail", methods=["GET", "POST"])
@open_to_everyone
def fail() -> ResponseReturnValue:
    try:
        raise_canary()
    except KeyError as cause:
        raise RuntimeError(CANARY) from cause


def raise_canary() -> NoReturn:
    raise KeyError(CANARY)


@views.get("/others")
@open_to_everyone
def others() -> ResponseReturnValue:
    raise NotFound


@views.get("/remember")
@open_to_everyone
def remember() -> ResponseReturnValue:
    session["name"] = CANARY
    return ""
