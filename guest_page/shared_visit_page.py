"""What a host may pass on: the plan of the visit and its QR code. Looking changes nothing."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from guest_page import my_data, shared_visit
from guest_page.links import shared_page
from guest_page.own_visit_page import picture
from web.access import open_to_everyone
from web.face import database
from web.pages import page

views = Blueprint("shared", __name__)


@views.get("/<shared:link>")
@open_to_everyone
def show(link: str) -> ResponseReturnValue:
    """Show when and where the guest is expected."""
    with shared_page(link) as visit:
        return page(
            "shared_visit.html",
            link=link,
            visit=visit,
            notice=my_data.notice_of_site(visit),
        )


@views.get("/<shared:link>/code.png")
@open_to_everyone
def code(link: str) -> ResponseReturnValue:
    """Send the QR code as a picture, while it can be used."""
    with database().reading() as store:
        return picture(shared_visit.code(store, link))
