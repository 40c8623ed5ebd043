"""Template filters for requests: when they are due, and how many wait."""

from datetime import datetime, timedelta

from flask import Flask
from flask_babel import gettext

from front_desk.labels import BAD, WARN, StatusText
from front_desk.rights import data_copy
from visits.rights import requests
from visits.rights.requests import DueRequest
from visits.store.lobby import WatchEntry
from visits.store.rights import LegalHold
from visits.vocabulary.people import Role
from web.access import this_member
from web.context import database
from web.dates import last_day, weekday, when

# Indonesia's law gives 72 hours: the last day is marked. Within six days a weekday names
# one day only.
SOON, THIS_WEEK = timedelta(hours=24), timedelta(days=6)


def set_up(app: Flask) -> None:
    """Add the filters to the templates."""
    app.jinja_env.filters.update(
        due=due,
        or_former_member=or_former_member,
        data_copy=data_copy.of,
        review_day=review_day,
    )
    app.jinja_env.globals["requests_waiting"] = how_many_wait


def due(request: DueRequest, now: datetime) -> StatusText:
    """`Due Wednesday, 14:30`; `Late since Wed, 25 Nov, 14:30` once that is past."""
    due_at = request.due_at
    if request.is_late:
        return StatusText(gettext("Late since %(when)s", when=when(due_at)), BAD)
    left = due_at - now
    moment = weekday(due_at) if left < THIS_WEEK else when(due_at)
    return StatusText(gettext("Due %(when)s", when=moment), WARN if left < SOON else "")


def review_day(kept: LegalHold | WatchEntry) -> str:
    """The day by whose end a hold, or an entry of the watch list, is reviewed or lapses."""
    return last_day(kept.review_at)


def how_many_wait() -> int:
    """How many requests wait at the member's site; 0 for members who are not at its desk."""
    # The frame of the account pages asks this for every member.
    if Role.DESK not in this_member().roles:
        return 0
    with database().reading() as store:
        return requests.how_many(store, this_member().site_id)


def or_former_member(name: str) -> str:
    """The name, or `a former member` once it was erased."""
    return name or str(gettext("a former member"))
