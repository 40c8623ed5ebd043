"""Slim rows: of a long list most guests are one line, found by the search as all others.

A row with its forms costs ten times as much to render. The page asks for those that the search
leaves over (`static/search.js`); without scripts the name leads to the visit and all its acts.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from functools import cache, partial
from itertools import chain
from typing import NamedTuple

from flask import url_for

from front_desk.rights.template_filters import or_former_member
from front_desk.template_filters import code_marks, invited_name, other_name
from visits.board import Board, BoardRow
from visits.visit_state import Stage
from web.dates import clock_beside
from web.labels import label

WHOLE, WHOLE_OF_PAST = 12, 5
"""Rows of each list that are whole; fewer of those that are closed until somebody opens them."""


class SlimRow(NamedTuple):
    """What is said of a guest in one line, and what the search needs."""

    time: str
    codes: str
    address: str
    name: str
    on_badge: str
    host: str
    company: str
    purpose: str
    badge_number: str


def of(
    board: Board, whole: Collection[str], day: date, now: datetime
) -> dict[str, SlimRow]:
    """Return the slim rows by their public ids: all but the nearest, the late, and `whole`."""
    # Of 600 guests most come in the same few minutes, and for a few purposes.
    clock, purpose = cache(partial(clock_beside, other=day)), cache(label)
    visits = url_for("visits.show", public_id="-").removesuffix("-")
    return {
        row.public_id: SlimRow(
            time=clock(_moment(row).replace(second=0, microsecond=0)),
            codes=code_marks(row),
            address=visits + row.public_id,
            name=invited_name(row.guest),
            on_badge=other_name(row.guest),
            host=or_former_member(row.host_name),
            company=row.company,
            purpose=purpose(row.visit_state.invitation.purpose),
            badge_number=row.badge.number if row.badge else "",
        )
        for row in _far(board, now)
        if row.public_id not in whole and not _is_late(row)
    }


def newest_first(rows: Sequence[BoardRow]) -> list[BoardRow]:
    """Return the rows by when the guests came in or left, the newest first."""
    return sorted(rows, key=_moment, reverse=True)


def _far(board: Board, now: datetime) -> Iterator[BoardRow]:
    """Whoever stands least near to what the desk does now, of each list."""
    by_nearness = sorted(board.expected, key=lambda row: abs(_moment(row) - now))
    lists = by_nearness, newest_first(board.on_site)
    past = newest_first(board.left), board.refused, board.cancelled
    return chain(
        *(rows[WHOLE:] for rows in lists), *(rows[WHOLE_OF_PAST:] for rows in past)
    )


def _moment(row: BoardRow) -> datetime:
    state = row.visit_state
    match row.stage:
        case Stage.ON_SITE | Stage.LEFT | Stage.REFUSED:
            done = state.departure or state.arrival or state.refusal
            return done.at if done else state.invitation.starts_at
        case _:
            return state.invitation.starts_at


def _is_late(row: BoardRow) -> bool:
    return row.stage is Stage.EXPECTED and bool(row.visit_state.invitation.late_by)
