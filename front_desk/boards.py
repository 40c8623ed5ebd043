"""The board: a site's day, as a page and as the part of it that is looked at again and again."""

from datetime import date
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from faces.access import open_to, this_member
from faces.face import database
from faces.live import live, unchanged
from faces.pages import page
from front_desk.forms import RefusalForm, ReprintForm
from front_desk.papers import pictures
from visits import board, sites
from visits.lobby import kiosks
from visits.store.database import Store
from visits.words import Role

views = Blueprint("board", __name__)

LAST_DAY = date.max.toordinal() + 1


@views.get("/")
@open_to(Role.DESK)
def show() -> ResponseReturnValue:
    """Everybody of today, and what may be done about each."""
    with database().reading() as store:
        return page("board.html", refusal=RefusalForm(), reprint=ReprintForm(), **_today(store))


@views.get("/board")
@open_to(Role.DESK)
def now() -> ResponseReturnValue:
    """The part that changes, if it did."""
    with database().reading() as store:
        version = _version(store)
        return unchanged(version) or live(page("_board.html", **_today(store)), version)


def _version(store: Store) -> int:
    """Another number for every change, and for every day: at midnight the board changes by itself."""
    site = sites.of(store, this_member().site_id)
    return site.version * LAST_DAY + sites.today(site, store.now).toordinal()


def _today(store: Store) -> dict[str, Any]:
    site_id = this_member().site_id
    return {
        "board": board.of_site(store, site_id),
        "kiosks": kiosks.of_site(store, site_id),
        "pictures": pictures(store, site_id),
        "now": store.now,
    }
