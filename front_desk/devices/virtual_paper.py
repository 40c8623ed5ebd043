"""Virtual paper: the last badge of a virtual printer, as a picture."""

from collections.abc import Iterable

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from visits.printing import printers
from visits.store.sites import Printer
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import NotFound
from web.access import open_to, this_member
from web.face import database, settings
from web.pages import page

views = Blueprint("virtual_paper", __name__, url_prefix="/printers/<public_id>")


def pictures(site_printers: Iterable[Printer]) -> dict[int, str]:
    """The public ids of the printers that have a picture to show, by their id."""
    return {
        printer.id: printer.public_id
        for printer in site_printers
        if _picture(printer.public_id)
    }


@views.get("/paper")
@open_to(Role.DESK)
def show(public_id: str) -> ResponseReturnValue:
    """Show the last badge on a page of its own."""
    return page("paper.html", printer=_own_printer(public_id))


@views.get("/paper.png")
@open_to(Role.DESK)
def picture(public_id: str) -> ResponseReturnValue:
    """Send the picture; the response says `no-store`."""
    _own_printer(public_id)
    return Response(_picture(public_id), mimetype="image/png")


def _own_printer(public_id: str) -> Printer:
    with database().reading() as store:
        # It shows a guest's name: another site's desk may not even learn that there is one.
        printer = printers.at_site(store, this_member().site_id, public_id)
    if _picture(public_id) is None:
        raise NotFound
    return printer


def _picture(public_id: str) -> bytes | None:
    last_badge = settings().paper
    return last_badge(public_id) if last_badge else None
