"""Listings: the same as the rows that the session loads, and not to be changed."""

from dataclasses import fields
from datetime import time
from typing import Any

import pytest
from sqlalchemy import inspect
from sqlmodel import SQLModel

from tests.cast import Cast, Invite, ask_for, check_in
from visits import invitations, visit_state
from visits.lobby import arrivals, departures
from visits.printing import badges
from visits.rights import restricting
from visits.store.database import Database
from visits.visit_state import Stage
from visits.vocabulary import actors
from visits.vocabulary.visits import RefusalReason

ALL = visit_state.listing()


def written(row: Any) -> list[str]:
    """The values of a row as Python writes them, since a word equals its enumeration's member."""
    if isinstance(row, SQLModel):
        return [repr(getattr(row, column.key)) for column in inspect(type(row)).columns]
    return [repr(value) for value in row or ()]


def test_a_list_shows_each_visit_and_badge_as_its_rows_are_and_changes_none(
    database: Database, cast: Cast, invite: Invite
) -> None:
    _, _, gone, refused, withdrawn, restricted = visits = [
        invite(starts=time(10, minute)) for minute in range(6)
    ]
    ask_for(database, cast.kiosk, cast.hana)
    for visit in visits[1:3]:
        check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        site_id, desk = cast.senopati.id, cast.dewi.id
        departures.check_out(store, site_id, gone.public_id, desk)
        arrivals.refuse(store, site_id, refused.public_id, RefusalReason.SAFETY, desk)
        invitations.withdraw(store, cast.hana.id, withdrawn.public_id)
        restricting.restrict(store, visit_state.of(store, restricted.id), actors.GUEST)

    with database.reading() as store:
        listed, rows = visit_state.listed(store, ALL), visit_state.every(store)
        ids = [visit.id for visit in rows]
        shown, loaded = badges.listed(store, ids), badges.newest(store, ids)

    assert {visit.stage for visit in listed} == set(Stage)
    for shown_visit, row in zip(listed, rows, strict=True):
        # Whether there are channels or co-hosts is asked for one visit, and not for a board.
        of_one = {"has_channels", "has_co_hosts"}
        for field in (one for one in fields(row) if one.name not in of_one):
            both = (shown_visit, row)
            shown_row, whole_row = (getattr(one, field.name) for one in both)
            assert written(shown_row) == written(whole_row)
    assert len(shown) == len(loaded) == 2
    for visit_id, pair in loaded.items():
        assert [*map(written, shown[visit_id])] == [*map(written, pair)]
    with pytest.raises(AttributeError):
        listed[0].invitation.sequence = 9
