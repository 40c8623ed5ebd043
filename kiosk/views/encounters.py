"""Encounters: what goes on between one person and this kiosk, until they are done."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from kiosk.badge_status import arrived_visit, result
from kiosk.screens import step_screen
from kiosk.this_kiosk import here, this_kiosk
from visits.lobby import check_in, desk_queue, encounters
from visits.vocabulary.visits import WaitReason
from web.access import open_to_everyone
from web.face import database
from web.pages import page

views = Blueprint("encounters", __name__)


def proceed(encounter: str) -> ResponseReturnValue:
    """What comes next is there to be fetched."""
    return redirect(url_for("encounters.show", encounter=encounter), 303)


@views.get("/encounters/<encounter>")
@open_to_everyone
def show(encounter: str) -> ResponseReturnValue:
    """The step that comes next, as a fragment."""
    with database().reading() as store:
        kiosk, found = here(store, encounter)
        return step_screen(store, kiosk, found)


@views.post("/encounters/<encounter>/agreement")
@open_to_everyone
def agree(encounter: str) -> ResponseReturnValue:
    """The guest has read the notice and is in."""
    with database().transaction() as store:
        check_in.agree(store, *here(store, encounter))
    return proceed(encounter)


@views.post("/encounters/<encounter>/touches")
@open_to_everyone
def touch(encounter: str) -> ResponseReturnValue:
    """The person is still there."""
    with database().transaction() as store:
        encounters.touch(store, here(store, encounter)[1])
    return "", 204


@views.post("/encounters/<encounter>/end")
@open_to_everyone
def end(encounter: str) -> ResponseReturnValue:
    """The person is done, or gone."""
    with database().transaction() as store:
        encounters.end(store, this_kiosk(store), encounter)
    return redirect(url_for("screen.welcome"), 303)


@views.post("/encounters/<encounter>/missing-badge")
@open_to_everyone
def miss_badge(encounter: str) -> ResponseReturnValue:
    """The desk knows that no badge came out."""
    with database().transaction() as store:
        kiosk, found = here(store, encounter)
        desk_queue.note(store, kiosk, WaitReason.NO_BADGE, arrived_visit(store, found))
    return redirect(url_for(".missing_badge", encounter=encounter), 303)


@views.get("/encounters/<encounter>/missing-badge")
@open_to_everyone
def missing_badge(encounter: str) -> ResponseReturnValue:
    """Where the badge is to be had."""
    with database().reading() as store:
        found = here(store, encounter)[1]
        return page("no_badge.html", encounter=encounter, badge=result(store, found))
