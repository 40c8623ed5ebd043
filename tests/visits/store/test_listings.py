"""Listings: the same as the rows that the session loads, and not to be changed."""

from dataclasses import fields
from datetime import time
from functools import partial
from typing import Any

import pytest
from sqlalchemy import inspect
from sqlmodel import SQLModel

from tests.cast import Cast, Invite, ask_for, invitation_code
from tests.cast import check_in as check_in_guest
from visits import codes, invitations, listed_visits, visit_state
from visits.lobby import arrivals, check_in, departures, encounters
from visits.printing import badges
from visits.rights import restricting
from visits.store.database import Database
from visits.visit_state import Stage
from visits.vocabulary import actors
from visits.vocabulary.refusals import EncounterOver, NotFound
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
        check_in_guest(database, cast.kiosk, visit)
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


def test_a_kiosk_reads_a_visit_and_an_encounter_as_their_rows_are_and_changes_none(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    code = codes.digest(invitation_code(database, visit))
    with database.transaction() as store:
        begun = check_in.scan(store, cast.kiosk, code).public_id

    with database.reading() as store:
        read = [listed_visits.of(store, visit.id), *listed_visits.of_code(store, code)]
        loaded = visit_state.of(store, visit.id)
        place = encounters.read(store, cast.kiosk.id, begun)
        current = encounters.current(store, cast.kiosk.id, begun)
        with pytest.raises(EncounterOver):
            encounters.read(store, cast.kiosk.id, "of nobody")
        for refused in (
            partial(listed_visits.of, store, 0),
            partial(encounters.read, store, 0, begun),
        ):
            with pytest.raises(NotFound):
                refused()

    assert len(read) == 2
    for each in read:
        for field in fields(loaded):
            both = (getattr(each, field.name), getattr(loaded, field.name))
            assert both[0] == both[1] or written(both[0]) == written(both[1])
    assert [*map(written, place)] == [*map(written, current)]
    for row in (read[0].visit, *place):
        with pytest.raises(AttributeError):
            row.public_id = "another"
