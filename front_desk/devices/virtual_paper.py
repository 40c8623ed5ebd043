"""Virtual paper: the last badge of a virtual printer, as a picture."""

from collections.abc import Iterable
from http import HTTPStatus

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from visits.printing import printers
from visits.store.sites import Printer
from visits.vocabulary.visits import Role
from web.access import open_to, this_member
from web.face import database, settings
from web.pages import page

views = Blueprint("papers", __name__, url_prefix="/printers/<public_id>")


def pictures(there: Iterable[Printer]) -> dict[int, str]:
    """The public ids of the printers that have a picture to show, by their id."""
    return {one.id: one.public_id for one in there if _picture(one.public_id)}


@views.get("/paper")
@open_to(Role.DESK)
def show(public_id: str) -> ResponseReturnValue:
    """Show the last badge on a page of its own."""
    return page("paper.html", printer=_here(public_id))


@views.get("/paper.png")
@open_to(Role.DESK)
def picture(public_id: str) -> ResponseReturnValue:
    """Send the picture; the response says `no-store`."""
    _here(public_id)
    return Response(_picture(public_id), mimetype="image/png")


def _here(public_id: str) -> Printer:
    with database().reading() as store:
        there = {
            one.public_id: one for one in printers.of_site(store, this_member().site_id)
        }
    if public_id not in there or _picture(public_id) is None:
        abort(HTTPStatus.NOT_FOUND)
    return there[public_id]


def _picture(public_id: str) -> bytes | None:
    look = settings().paper
    return look(public_id) if look else None
