"""Who may: the desk of the site, and nobody else."""

import pytest
from flask import Flask

from tests.cast import Cast, Invite
from tests.web.cast import Browser, signed_in
from visits.vocabulary.people import Role
from web.access import EVERYONE, opened_to

PATHS = [
    "/",
    "/board",
    "/devices",
    "/devices/now",
    "/visits/x",
    "/visits/x/another-printer",
    "/visits/x/handwriting",
    "/kiosks/x/revocation",
    "/kiosks/x/group",
    "/printers/new",
    "/printers/x",
    "/printers/x/retirement",
    "/printers/x/paper",
    "/agents/x/revocation",
    "/alarm",
    "/alarm/now",
    "/alarm/link.png",
    "/requests",
    "/requests/new",
    "/requests/x",
]


def test_everything_of_its_own_is_for_the_desk_but_the_first_run(
    front_desk: Flask,
) -> None:
    views = front_desk.view_functions
    ours = {
        name
        for name, view in views.items()
        if view.__module__.startswith("front_desk.")
    }
    marks = {name: opened_to(views[name]) for name in ours}
    assert {name for name, who in marks.items() if who == EVERYONE} == {
        "first_run.ask",
        "first_run.complete",
        "roll_call.show",
        "roll_call.report",
        "roll_call.worker",
    }
    assert {who for who in marks.values() if who != EVERYONE} == {
        frozenset({Role.DESK})
    }


@pytest.mark.parametrize("path", PATHS)
def test_a_stranger_is_asked_who_they_are(
    front_desk: Flask, cast: Cast, path: str
) -> None:
    del cast
    answer = Browser(front_desk).get(path)
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


@pytest.mark.parametrize("path", PATHS)
def test_a_host_is_not_the_desk(front_desk: Flask, cast: Cast, path: str) -> None:
    answer = signed_in(front_desk, cast.hana.id).get(path)
    assert answer.status_code == 403


def test_a_host_checks_nobody_in(front_desk: Flask, cast: Cast, invite: Invite) -> None:
    browser = signed_in(front_desk, cast.hana.id)
    browser.get("/")
    assert browser.post(f"/visits/{invite().public_id}/arrival").status_code == 403
