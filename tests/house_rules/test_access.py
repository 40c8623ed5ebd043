"""Every endpoint says to whom it is open, and those open to everyone stand on this list."""

import pytest
from flask import Flask

import api.app
import front_desk.app
import guest_page.app
import host_portal.app
import kiosk.app
from lencana import app as roof
from visits.keys.keyring import Keys
from visits.store.database import Database
from web.access import EVERYONE, opened_to
from web.face import FaceSettings
from web.static_files import is_static

MAKERS = {
    "kiosk": kiosk.app.create_app,
    "guest": guest_page.app.create_app,
    "hosts": host_portal.app.create_app,
    "desk": front_desk.app.create_app,
    "api": api.app.create_app,
}
SHARED = {"languages.choose", "theme.send"}
SIGN_IN = {
    "sign_in.ask",
    "sign_in.enter",
    "sign_in.leave",
    "sign_in.welcome",
    "sign_in.accept",
    "forgotten_password.ask",
    "forgotten_password.begin",
    "forgotten_password.sent",
    "second_factor.ask",
    "second_factor.enter",
}
LINKED = {
    "shared.show",
    "shared.code",
    "visit.show",
    "visit.code",
    "visit.news",
    "visit.badge",
    "visit.copy",
    "confirmation.begin",
    "confirmation.show",
    "confirmation.send_again",
    "confirmation.confirm",
    "answers.late",
    "answers.decline",
    "language.choose",
    "data_rights.correcting",
    "data_rights.correct",
    "data_rights.ask_desk",
    "data_rights.restrict",
    "data_rights.lift",
    "data_rights.objecting",
    "data_rights.object_to",
    "data_rights.erasing_page",
    "data_rights.erase",
    "data_rights.show_emails",
    "data_rights.choose_emails",
    "inquiries.show",
    "inquiries.confirm",
    "inquiries.send_again",
}
"""Open to whoever has the link: its 128 random bits are what a guest is known by."""
OPEN = {
    "guest": SHARED | LINKED | {"inquiries.ask", "inquiries.begin", "inquiries.erased"},
    # By the link in the e-mail that a guest is here (visits/host_answers.py).
    "hosts": SHARED
    | SIGN_IN
    | {"answers.show", "answers.answer", "answers.take_over"}
    # A phone asks for it without a cookie.
    | {"home_screen.icon"},
    "desk": SHARED
    | SIGN_IN
    | {"first_run.ask", "first_run.complete"}
    # By the link of an alarm's roll (visits/alarms.py); its worker holds nobody's data.
    | {"roll_call.show", "roll_call.report", "roll_call.worker"},
    "api": {"agents.pair", "description.show"},
}


@pytest.fixture(params=sorted(MAKERS))
def face(
    request: pytest.FixtureRequest, database: Database, keys: Keys
) -> tuple[str, Flask]:
    settings = FaceSettings(links=roof.links("http://localhost"), secrets=keys.secrets)
    return request.param, MAKERS[request.param](settings, database)


def open_endpoints(app: Flask) -> set[str]:
    """Those that require neither a sign-in nor a machine's token."""
    views = app.view_functions.items()
    return {
        name
        for name, view in views
        if opened_to(view) == EVERYONE and not hasattr(view, "asks_for_a_token")
    }


def unmarked_endpoints(app: Flask) -> list[str]:
    return [
        name
        for name, view in app.view_functions.items()
        if not is_static(name) and not opened_to(view)
    ]


def test_every_endpoint_says_to_whom_it_is_open(face: tuple[str, Flask]) -> None:
    assert unmarked_endpoints(face[1]) == []


def test_nothing_is_open_to_everyone_but_what_is_listed(
    face: tuple[str, Flask],
) -> None:
    name, app = face
    if name == "kiosk":
        # The kiosk is known by its cookie: tests/kiosk/test_doors.py walks every address without one.
        assert open_endpoints(app) >= SHARED
    else:
        assert open_endpoints(app) == OPEN[name]


def test_an_endpoint_without_a_mark_is_noticed(database: Database, keys: Keys) -> None:
    settings = FaceSettings(links=roof.links("http://localhost"), secrets=keys.secrets)
    app = host_portal.app.create_app(settings, database)
    app.add_url_rule("/forgotten", "forgotten", lambda: "")

    assert unmarked_endpoints(app) == ["forgotten"]
