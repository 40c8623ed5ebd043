"""The board: a site's day, as a page and as the part of it that is looked at again and again."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from front_desk.devices.virtual_paper import pictures
from front_desk.forms import RefusalForm, ReprintForm
from visits import board, host_channels, mail_health, sites
from visits.erasure import clock_guard
from visits.lobby import desk_queue, kiosks
from visits.people import profiles
from visits.store.database import Store
from visits.vocabulary.people import Role
from web.access import open_to, this_member
from web.face import database
from web.pages import flash, page
from web.polling import live_page, not_modified

views = Blueprint("board", __name__)

UNSETTLED = 0
"""A version that no board ever has, so that the next poll is never answered with 304."""
# More than any minute's number: a version times this, plus the minute, is never another pair's sum.
LAST_MINUTE = 2**33


@views.get("/")
@open_to(Role.DESK)
def show() -> ResponseReturnValue:
    """Show everybody of today, and what may be done about each."""
    with database().reading() as store:
        return page(
            "board.html", refusal=RefusalForm(), reprint=ReprintForm(), **_today(store)
        )


@views.get("/board")
@open_to(Role.DESK)
def now() -> ResponseReturnValue:
    """Render the part that changes; 304 if it did not. Whoever opens it as a page gets the page."""
    if request.headers.get("Sec-Fetch-Dest") == "document":
        return redirect(url_for(".show"), 303)
    with database().reading() as store:
        version = _version(store)
        unchanged = not_modified(version)
        if unchanged:
            return unchanged
        today = _today(store)
        # A badge on its way becomes late as time passes, without a new version: poll again.
        return live_page(
            page("_board.html", **today),
            UNSETTLED if today["board"].queue.is_moving else version,
        )


@views.get("/around")
@open_to(Role.DESK)
def around() -> ResponseReturnValue:
    """Render what stands around the board, and changes without it."""
    return page("_around.html")


@views.post("/waits/<public_id>/settlement")
@open_to(Role.DESK)
def settle(public_id: str) -> ResponseReturnValue:
    """Record that somebody of the desk has seen to whoever waited there."""
    with database().transaction() as store:
        # The site is asked for with the id: nobody settles another site's queue.
        desk_queue.settle(store, this_member().site_id, public_id)
    flash("settled")
    return redirect(url_for(".show"), 303)


def _version(store: Store) -> int:
    """A number that is new with every change, and when time alone changes the board."""
    site = sites.of(store, this_member().site_id)
    minute = int(board.last_timed_change(store, site).timestamp()) // 60
    return site.version * LAST_MINUTE + minute


def _today(store: Store) -> dict[str, Any]:
    member = this_member()
    shown = board.of_site(store, member.site_id, member.id)
    return {
        "board": shown,
        "day": sites.day_of(shown.site, store.now),
        "kiosks": kiosks.of_site(store, member.site_id),
        "pictures": pictures(shown.queue.printers),
        "now": store.now,
        "is_clock_doubted": clock_guard.is_doubted(store),
        "mail_failure": mail_health.failure(store),
        "unreached": _unreached(store, member.site_id),
    }


def _unreached(store: Store, site_id: int) -> list[str]:
    """The names of the site's hosts whom nothing reaches."""
    hosts = host_channels.unreached(store, site_id)
    return [profiles.profile(store, host).name for host in hosts]
