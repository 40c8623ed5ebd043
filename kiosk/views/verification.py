"""Verification: a guest shows who they are, by a code sent to them or by their host beside them."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kiosk import request_data
from kiosk.screens import step_screen
from kiosk.this_kiosk import here, kiosk_id
from kiosk.views.encounters import proceed
from visits.lobby import encounters, verification
from visits.lobby.encounters import Step
from visits.vocabulary.refusals import WrongCode
from web.access import open_to_everyone
from web.face import database
from web.pages import page

views = Blueprint("verification", __name__)


@views.post("/encounters/<encounter>/confirmation")
@open_to_everyone
def confirm(encounter: str) -> ResponseReturnValue:
    """The digits are right and the guest is in, or the try is remembered."""
    try:
        typed = request_data.digits()
        _knock(encounter)
        with database().transaction() as store:
            verification.confirm(store, *here(store, encounter), typed)
    except request_data.Mistyped:
        return _again(encounter, _("The code has six digits."))
    except WrongCode:
        return _wrong(
            encounter, _("Those are not the digits. Please look at the newest mail.")
        )
    return proceed(encounter)


@views.post("/encounters/<encounter>/family-name")
@open_to_everyone
def tell_family_name(encounter: str) -> ResponseReturnValue:
    """Of the guests who share an address this one is in, or the try is remembered."""
    try:
        typed = request_data.family_name()
        _knock(encounter)
        with database().transaction() as store:
            verification.tell_family_name(store, *here(store, encounter), typed)
    except request_data.Mistyped:
        return _again(encounter, _("Please type your family name."))
    except WrongCode:
        return _wrong(
            encounter, _("Please type it as your host wrote it, or see the front desk.")
        )
    return proceed(encounter)


@views.post("/encounters/<encounter>/sendings")
@open_to_everyone
def send_again(encounter: str) -> ResponseReturnValue:
    """Another code replaces the one before."""
    with database().transaction() as store:
        verification.send_code(store, *here(store, encounter))
    return proceed(encounter)


@views.get("/encounters/<encounter>/vouching")
@open_to_everyone
def vouching(encounter: str) -> ResponseReturnValue:
    """Four digits for the host beside their guest, until they have vouched."""
    with database().reading() as store:
        found = here(store, encounter)[1]
        if encounters.step(store, found) not in {Step.ENTER_CODE, Step.FAMILY_NAME}:
            return proceed(encounter)
        return page(
            "vouching.html",
            encounter=encounter,
            digits=verification.vouch_digits(store, found),
        )


def _knock(encounter: str) -> None:
    with database().transaction() as store:
        verification.count_attempt(store, kiosk_id(), encounter)


def _again(encounter: str, problem: str) -> ResponseReturnValue:
    with database().reading() as store:
        return step_screen(store, *here(store, encounter), problem), 422


def _wrong(encounter: str, problem: str) -> ResponseReturnValue:
    with database().transaction() as store:
        kiosk, found = here(store, encounter)
        verification.note_wrong(store, kiosk, found)
        if found.tries >= verification.TRIES:
            return page("see_desk.html"), 422
        return step_screen(store, kiosk, found, problem), 422
