"""Arrivals: a guest shows the code of their invitation."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from kiosk.request_data import code_of
from kiosk.this_kiosk import this_kiosk
from kiosk.views.encounters import proceed
from visits.codes import CodeKind
from visits.lobby import check_in
from web.access import open_to_everyone
from web.face import database

views = Blueprint("arrivals", __name__)


@views.post("/arrivals")
@open_to_everyone
def arrive() -> ResponseReturnValue:
    """The guest of this invitation code is received."""
    with database().transaction() as store:
        encounter = check_in.scan(
            store, this_kiosk(store), code_of(CodeKind.INVITATION)
        )
    return proceed(encounter.public_id)
