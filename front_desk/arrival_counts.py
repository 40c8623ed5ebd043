"""Arrivals in numbers, as pictures that name nobody."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from visits import arrival_counts
from visits.vocabulary.people import Role
from web.access import open_to, this_member
from web.face import database
from web.pages import page

views = Blueprint("arrival_counts", __name__)


@views.get("/arrivals")
@open_to(Role.DESK)
def show() -> ResponseReturnValue:
    """Show how many guests came, by hour today and by day in the last weeks."""
    with database().reading() as store:
        counts = arrival_counts.of_site(store, this_member().site_id)
    return page(
        "arrival_counts.html",
        counts=counts,
        least=arrival_counts.LEAST,
        weeks=arrival_counts.WEEKS,
    )
