"""Past guests: a host finds their own again as long as the names are kept, and nobody else's."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from tests.cast import PHONE, TODAY, Cast, Invite, SettableClock, ask_for, check_in
from tests.query_plans import plans
from visits import invitations, past_guests, visit_state
from visits.audit.access_log import AccessLog
from visits.erasure import legal_holds
from visits.lobby import arrivals, departures
from visits.past_guests import Ending, PastGuests, Wanted
from visits.rights import restricting
from visits.store.database import Database
from visits.store.people import Member
from visits.store.rights import ErasureAsked
from visits.store.visits import Visit
from visits.vocabulary import actors
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.refusals import TooManyTries
from visits.vocabulary.visits import RefusalReason

NEXT_MORNING = "2026-11-24 08:00"


def past(database: Database, cast: Cast, **wanted: Any) -> PastGuests:
    with database.reading() as store:
        return past_guests.of_host(store, cast.hana.id, Wanted(**wanted))


def invite_some(invite: Invite, count: int) -> list[Visit]:
    """Guest 0 at ten, Guest 1 a minute later, and so on."""
    contact = {"email": "", "phone": PHONE}
    return [
        invite(name=f"Guest {minute}", starts=time(10, minute), **contact)
        for minute in range(count)
    ]


def names(found: PastGuests) -> list[str]:
    return [one.guest.name.reveal() for one in found.guests]


def come_and_go(database: Database, cast: Cast, visit: Visit) -> None:
    check_in(database, cast.kiosk, visit)
    with database.transaction() as store:
        departures.say_left(store, cast.hana.id, visit.public_id)


def read(access_log: AccessLog, visit: Visit) -> list[tuple[str, ...]]:
    """Which items of the guest were read."""
    disclosed = [disclosure for _, disclosure in access_log.waiting]
    return [one.items for one in disclosed if visit.id in one.visit_ids]


def test_a_guest_is_past_when_the_day_is_over_and_until_the_name_is_erased(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    come_and_go(database, cast, invite())
    assert names(past(database, cast)) == []
    clock.at(NEXT_MORNING)
    assert names(past(database, cast)) == ["Gita Pramesti"]
    clock.forward(days=29, hours=2)
    assert names(past(database, cast)) == []


def test_whoever_did_not_come_is_found_for_a_day_only(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    invite()
    clock.at(NEXT_MORNING)
    assert names(past(database, cast)) == ["Gita Pramesti"]
    clock.at("2026-11-24 11:01")
    assert names(past(database, cast)) == []


def test_nobody_sees_anothers_past_guests_nor_a_co_hosts(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    invite(host=cast.raka)
    invite(host=cast.dieter)
    clock.at(NEXT_MORNING)
    assert names(past(database, cast)) == []


def test_the_newest_stand_first_page_by_page(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    invite_some(invite, past_guests.PAGE + 1)
    clock.at(NEXT_MORNING)

    first = past(database, cast)
    second = past(database, cast, skipped=first.older)

    assert names(first)[0] == "Guest 25"
    assert names(first)[-1] == "Guest 1"
    assert names(second) == ["Guest 0"]
    assert second.older is None


def test_a_page_that_ends_with_the_last_guest_has_no_older_one(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    invite_some(invite, past_guests.PAGE)
    clock.at(NEXT_MORNING)
    assert past(database, cast).older is None


@pytest.mark.parametrize(
    "words", ["gita", "PRAM", "ta pra", "Gítá", "gigi", "  mesti "]
)
def test_a_guest_is_found_by_a_part_of_either_name(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock, words: str
) -> None:
    invite(badge_name="Gigi")
    invite(name="Budi Santoso")
    clock.at(NEXT_MORNING)
    assert names(past(database, cast, words=words)) == ["Gita Pramesti"]


def test_a_search_opens_no_more_names_than_a_board_and_says_where_to_go_on(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    access_log: AccessLog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(past_guests, "MOST_LOOKED_AT", 3)
    budi = invite(name="Budi Santoso", starts=time(9, 45))
    for minute in range(3):
        invite(starts=time(10, minute))
    clock.at(NEXT_MORNING)

    first = past(database, cast, words="budi")

    assert (names(first), first.older, first.is_cut) == ([], 3, True)
    assert read(access_log, budi) == []
    assert names(past(database, cast, words="budi", skipped=first.older)) == [
        "Budi Santoso"
    ]


def test_every_name_that_is_shown_is_a_disclosure_and_no_other_is(
    database: Database,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
    access_log: AccessLog,
) -> None:
    oldest = invite(starts=time(9, 45))
    newest = invite_some(invite, past_guests.PAGE)
    clock.at(NEXT_MORNING)
    past(database, cast)
    assert read(access_log, newest[0]) == [("name",)]
    assert read(access_log, oldest) == []


def test_each_guest_is_found_by_what_became_of_the_visit(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    came, absent, withdrawn, refused = (invite(starts=time(9, at)) for at in range(4))
    asked, _ = ask_for(database, cast.kiosk, cast.hana)
    come_and_go(database, cast, came)
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, withdrawn.public_id)
        place = cast.senopati.id, refused.public_id
        arrivals.refuse(store, *place, RefusalReason.SAFETY, cast.dewi.id)
    clock.at(NEXT_MORNING)
    found = {
        ending: {one.public_id for one in past(database, cast, ending=ending).guests}
        for ending in Ending
    }
    assert found == {
        Ending.CAME: {came.public_id},
        Ending.DID_NOT_COME: {absent.public_id},
        Ending.WITHDRAWN: {withdrawn.public_id},
        Ending.NOT_LET_IN: {refused.public_id, asked.public_id},
    }


def test_nobody_who_is_restricted_held_or_to_be_erased_is_found(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    restricted, held, asked, other = (invite(starts=time(9, at)) for at in range(4))
    day = TODAY + timedelta(days=10)
    with database.transaction() as store:
        restricting.restrict(store, visit_state.of(store, restricted.id), actors.GUEST)
        store.add(ErasureAsked(visit_id=asked.id, at=store.now))
        legal_holds.place(store, held.id, HoldReason.LEGAL_CLAIM, day, actors.OPERATOR)
    clock.at(NEXT_MORNING)
    assert [one.public_id for one in past(database, cast).guests] == [other.public_id]


@pytest.mark.embedded
def test_a_page_looks_at_no_other_hosts_visits(database: Database, cast: Cast) -> None:
    used = " ".join(
        plans(
            database, lambda store: past_guests.of_host(store, cast.hana.id, Wanted())
        )
    )
    for table in ("visit", "invitation", "envelope", "legalhold", "erasureasked"):
        assert f"SCAN {table}" not in used
    assert "invitation_by_host (host_id=? AND day_ends_at<?)" in used


def test_a_visit_that_lasts_over_midnight_is_not_past_before_it_ends(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    invite(day=date(2026, 11, 23), starts=time(22), ends=time(2))
    clock.at("2026-11-24 01:00")
    assert names(past(database, cast)) == []


def test_a_host_searches_twenty_times_a_minute_and_then_again(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    def search(host: Member) -> None:
        with database.transaction() as store:
            past_guests.count_search(store, host.id)

    for _ in range(past_guests.SEARCHES):
        search(cast.hana)
    with pytest.raises(TooManyTries):
        search(cast.hana)
    search(cast.raka)
    clock.forward(minutes=1)
    search(cast.hana)
