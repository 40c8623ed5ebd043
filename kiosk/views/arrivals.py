"""Arrivals: a guest shows the code of their invitation."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from faces.access import open_to_everyone
from faces.face import database
from kiosk.asked import code_of
from kiosk.devices import this_kiosk
from kiosk.views.encounters import proceed
from visits.codes import CodeKind
from visits.lobby import reception

views = Blueprint("arrivals", __name__)


@views.post("/arrivals")
@open_to_everyone
def arrive() -> ResponseReturnValue:
    """The guest of this invitation code is received."""
    with database().transaction() as store:
        encounter = reception.scan(store, this_kiosk(store), code_of(CodeKind.INVITATION))
    return proceed(encounter.public_id)
