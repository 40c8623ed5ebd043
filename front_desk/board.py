"""The board: a site's day, as a page and as the part of it that is looked at again and again."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from front_desk import slim_rows
from front_desk.devices import broken
from front_desk.devices.broken import Broken
from front_desk.devices.virtual_paper import pictures
from front_desk.forms import RefusalForm, ReprintForm
from front_desk.labels import MAIL_PROBLEMS
from visits import alarms, board, host_channels, mail_health, sites
from visits.board import Board
from visits.erasure import clock_guard
from visits.languages import comma
from visits.lobby import desk_queue, kiosks, undoing
from visits.people import profiles
from visits.printing import printers
from visits.store.database import Store
from visits.store.sites import Kiosk
from visits.vocabulary.people import Role
from web import compression
from web.access import open_to, this_member
from web.dates import clock_or_when
from web.face import database
from web.pages import flash, page
from web.polling import live_page, not_modified

views = Blueprint("board", __name__)

UNSETTLED = 0
"""A version that no board ever has, so that the next poll is never answered with 304."""
# More than any minute's number: a version times this, plus the minute, is never another pair's sum.
LAST_MINUTE = 2**33
MARKS = 2**32


@views.get("/")
@open_to(Role.DESK)
def show() -> ResponseReturnValue:
    """Show everybody of today, and what may be done about each."""
    compression.with_padding()
    with database().reading() as store:
        return page(
            "board.html", refusal=RefusalForm(), reprint=ReprintForm(), **_today(store)
        )


@views.get("/board")
@open_to(Role.DESK)
def now() -> ResponseReturnValue:
    """Render the part that changes; 304 if it did not. Whoever opens it as a page gets the page.

    `whole` names by public ids the rows that the page wants with their forms.
    """
    if request.headers.get("Sec-Fetch-Dest") == "document":
        return redirect(url_for(".show"), 303)
    compression.with_padding()
    with database().reading() as store:
        version = _version(store)
        unchanged = not_modified(version)
        if unchanged:
            return unchanged
        today = _today(store)
        # A badge on its way becomes late, and an undoing too late, as time passes: poll again.
        is_settled = not (today["board"].queue.is_moving or today["undoable"])
        return live_page(
            page("_board.html", **today), version if is_settled else UNSETTLED
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
    here = kiosks.of_site(store, site.id), printers.of_site(store, site.id)
    # A device falls silent, or says that it is alive, without a new version.
    devices = [
        *broken.tablets(here[0], store.now),
        *broken.machines(here[1], store.now),
    ]
    return (site.version * LAST_MINUTE + minute) * MARKS + broken.mark(devices)


def _today(store: Store) -> dict[str, Any]:
    member = this_member()
    shown = board.of_site(store, member.site_id, member.id)
    paired = kiosks.of_site(store, member.site_id)
    day = sites.day_of(shown.site, store.now)
    undoable = {
        row.public_id: (row, done.at, undoing.mark(done))
        for row in (*shown.on_site, *shown.left, *shown.refused)
        if (done := undoing.by_member(store, row.visit_state, member.id))
    }
    whole = {*undoable, *request.args.getlist("whole")}
    return {
        "board": shown,
        "on_site": slim_rows.newest_first(shown.on_site),
        "left": slim_rows.newest_first(shown.left),
        "slim": slim_rows.of(shown, whole, day, store.now),
        "alarm": alarms.current(store, member.site_id),
        "day": day,
        "kiosks": paired,
        "broken": _broken(store, shown, paired),
        "undoable": undoable,
        "pictures": pictures(shown.queue.printers),
        "now": store.now,
    }


def _broken(store: Store, shown: Board, paired: Sequence[Kiosk]) -> list[Broken]:
    """What keeps this desk's guests from badges, tablets or their hosts."""
    queue = shown.queue
    return [
        *broken.machines_with_badges(queue.printers, queue.blocked, store.now),
        *broken.tablets(paired, store.now),
        *_untold(store, shown.site.id),
    ]


def _untold(store: Store, site_id: int) -> Iterator[Broken]:
    failure, hosts = mail_health.failure(store), host_channels.unreached(store, site_id)
    if failure:
        reason = MAIL_PROBLEMS.get(failure.problem)
        text = gettext(
            "E-mails are not going out since %(time)s: %(reason)s. Please tell your operator.",
            time=clock_or_when(failure.since),
            reason=reason,
        )
        yield Broken("mail", text)
    if hosts:
        names = [profiles.profile(store, host).name for host in hosts]
        text = gettext(
            "Nothing reaches %(hosts)s: a guest of theirs is sent to you at once.",
            hosts=comma(get_locale()).join(names),
        )
        yield Broken("unreached", text)
    if clock_guard.is_doubted(store):
        text = gettext(
            "The server's clock is not right, so nothing is erased at the moment. "
            "Please tell your operator."
        )
        yield Broken("clock", text)
