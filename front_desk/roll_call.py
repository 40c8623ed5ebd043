"""The roll of an alarm on a marshal's telephone, opened by its link, without an account.

The page itself names nobody, so that the telephone may keep it; names come with the first answer.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from front_desk.labels import REFUSALS
from visits import alarms, marshals, roll_calls, sites
from visits.languages import comma
from visits.marshals import MarshalReport, NewMark
from visits.roll_calls import RollLine, RollState
from visits.store.alarms import Alarm, Marshal
from visits.store.database import Store
from visits.store.patterns import PUBLIC_ID
from visits.vocabulary import actors
from visits.vocabulary.actors import AccessContext
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.visits import RollPart
from web.access import open_to_everyone
from web.context import set_current_site
from web.dates import clock
from web.face import database, links
from web.labels import label
from web.pages import page
from web.posts import answer_refusals
from web.safety import origin

views = Blueprint("roll_call", __name__, url_prefix="/roll-calls")
# The link is the proof: no cookie is asked for, and so none can be misused.
origin.csrf.exempt(views)

MILLISECOND = timedelta(milliseconds=1)
_PHONE = re.compile(PUBLIC_ID)
# Which word of this telephone, on whom, found or missing, how many milliseconds ago.
_MARK = re.compile(rf"([0-9]{{1,9}}) ({PUBLIC_ID}) ([01]) ([0-9]{{1,9}})")


@dataclass(frozen=True)
class RollRow:
    """A guest on the roll, as shown: by what they are found, and what is known of them."""

    id: str
    name: str = field(repr=False)
    host: str = field(repr=False)
    place: str
    badge: str
    part: str
    is_doubtful: bool
    said: str
    state: str


def address(store: Store, alarm: Alarm) -> str:
    """The address by which marshals open the alarm's roll."""
    return f"{links().desk}/roll-calls/{alarms.link(store, alarm)}"


def rows(store: Store, roll: RollState, asking: AccessContext) -> list[RollRow]:
    """Everybody on the roll, by company and floor, then by name; recorded as read.

    Who is perhaps gone, as only the closing time checked them out, comes last.
    """
    guests = roll_calls.guests(store, roll.alarm, str(get_locale()), asking)
    lines = {line.public_id: line for line in roll.lines}
    listed = [
        RollRow(
            id=guest.public_id,
            name=guest.name.reveal() or gettext("Erased guest"),
            host=guest.host,
            place=comma(get_locale()).join(filter(None, (guest.company, guest.floor))),
            badge=guest.badge,
            part=label(lines[guest.public_id].part),
            is_doubtful=lines[guest.public_id].part is RollPart.LEFT_BY_CLOCK,
            **_said(lines[guest.public_id]),
        )
        for guest in guests
    ]
    return sorted(
        listed, key=lambda row: (row.is_doubtful, row.place, row.name.casefold())
    )


def _refused(problem: str, link: str) -> str:
    del link
    return problem


@views.get("/<shared:link>")
@open_to_everyone
def show(link: str) -> ResponseReturnValue:
    """Show the page of the roll; its script asks for the names."""
    try:
        with database().reading() as store:
            alarm = alarms.by_link(store, link)
            site = sites.of(store, alarm.site_id)
            set_current_site(site)
            return page("roll_call.html", alarm=alarm, is_over=False)
    except NotFound:
        # With the script, which forgets what the telephone has kept.
        return page("roll_call.html", alarm=None, is_over=True), HTTPStatus.NOT_FOUND


@views.post("/<shared:link>")
@open_to_everyone
@answer_refusals(_refused, REFUSALS)
def report(link: str) -> ResponseReturnValue:
    """Note what the telephone has marked since its last answer, and say how the roll stands."""
    sent = _sent()
    with database().transaction() as store:
        alarm = alarms.by_link(store, link)
        set_current_site(sites.of(store, alarm.site_id))
        marshal = marshals.note(store, alarm, sent)
    # Fifty telephones ask every few seconds: what they are told keeps no writer waiting.
    with database().reading() as store:
        return _answer(store, alarms.by_link(store, link), marshal)


@views.get("/worker.js")
@open_to_everyone
def worker() -> ResponseReturnValue:
    """Send the worker, which may answer for the addresses beside its own only."""
    with current_app.open_resource("static/roll_call_worker.js") as script:
        return Response(script.read(), mimetype="text/javascript")


def _sent() -> MarshalReport:
    phone, unlisted = request.form.get("phone", ""), request.form.get("unlisted", "0")
    if not _PHONE.fullmatch(phone) or not re.fullmatch("[0-9]{1,3}", unlisted):
        abort(HTTPStatus.BAD_REQUEST)
    roll = request.form.get("roll", "")
    return MarshalReport(phone, int(unlisted), list(_marks()), roll)


def _marks() -> Iterator[NewMark]:
    for sent in request.form.getlist("mark"):
        if match := _MARK.fullmatch(sent):
            turn, public_id, is_found, age = match.groups()
            ago = int(age) * MILLISECOND
            yield NewMark(int(turn), public_id, is_found=is_found == "1", age=ago)


def _answer(store: Store, alarm: Alarm, marshal: Marshal) -> dict[str, Any]:
    roll = roll_calls.read(store, alarm)
    answer = {
        "marshal": marshal.number,
        "kind": label(alarm.kind),
        "roll": alarm.kind.value,
        "left": (alarm.expires_at - store.now) // MILLISECOND,
        "found": roll.found,
        "unlisted": roll.unlisted,
        "lines": [{"id": line.public_id, **_said(line)} for line in roll.lines],
    }
    if request.form.get("names"):
        asked_by = actors.as_marshal(marshal.id)
        answer["guests"] = [asdict(row) for row in rows(store, roll, asked_by)]
    return answer


def _said(line: RollLine) -> dict[str, str]:
    """What the marshals say of a guest, as a sentence and in one word."""
    numbers = map(str, line.found_by or line.missed_by)
    named = comma(get_locale()).join(numbers)
    if line.found_at:
        at = clock(line.found_at)
        said = gettext("Found %(time)s, marshal %(marshals)s", time=at, marshals=named)
        return {"said": said, "state": "found"}
    if line.missed_by:
        said = gettext("Missing, says marshal %(marshals)s", marshals=named)
        return {"said": said, "state": "missing"}
    return {"said": gettext("Not seen yet"), "state": ""}
