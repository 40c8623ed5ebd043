"""House rules: a new text is a new version, which stays while somebody who accepted it is kept."""

from collections.abc import Mapping

import pytest

from tests.cast import Cast, Invite, SettableClock, ask_for, scan, sent_digits
from visits import house_rules, sites, visit_state
from visits.erasure import clock_guard, purge
from visits.lobby import (
    arrivals,
    check_in,
    departures,
    encounters,
    kiosks,
    verification,
)
from visits.rights import facts
from visits.store.database import Database
from visits.store.lobby import Encounter
from visits.store.sites import Kiosk, Site
from visits.store.visits import Visit
from visits.vocabulary import actors
from visits.vocabulary.refusals import OwnLanguageMissing, RulesChanged
from visits.vocabulary.visits import Level

PHOTOGRAPHS, FOTO = "No photographs on floor 4.", "Dilarang memotret di lantai 4."


@pytest.fixture
def senopati(database: Database, cast: Cast) -> Site:
    """A site that has rules in its own language and another."""
    write(database, cast.senopati, en=PHOTOGRAPHS, id=FOTO)
    return cast.senopati


def write(database: Database, site: Site, **words: str) -> bool:
    with database.transaction() as store:
        return house_rules.write(store, sites.of(store, site.id), words)


def kept(database: Database, site: Site) -> dict[int, Mapping[str, str]]:
    with database.reading() as store:
        versions = house_rules.versions(store, sites.of(store, site.id))
        return {one.version: one.words for one in versions}


def shown(database: Database, site: Site, language: str) -> tuple[int, str] | None:
    with database.reading() as store:
        rules = house_rules.shown(store, sites.of(store, site.id), language)
        return (rules.version, rules.words) if rules else None


def accepted(database: Database, visit: Visit) -> list[tuple[int, str]]:
    """The versions that stand among the guest's facts, and when they accepted them (UTC)."""
    with database.reading() as store:
        rows = facts.of(store, visit_state.of(store, visit.id))["house_rules"]
        return [(row["version"], f"{row['at']:%H:%M}") for row in rows]


def agree(
    database: Database, kiosk: Kiosk, encounter: Encounter, rules: int = 0
) -> None:
    with database.transaction() as store:
        here = kiosks.paired(store, kiosk.id)
        there = encounters.of(store, here, encounter.public_id)
        check_in.agree(store, here, there, rules)


def type_digits(
    database: Database, kiosk: Kiosk, encounter: Encounter, rules: int = 0
) -> None:
    with database.transaction() as store:
        here = kiosks.paired(store, kiosk.id)
        there = encounters.of(store, here, encounter.public_id)
        typed = sent_digits(database, encounter)
        verification.confirm(store, here, there, typed, rules)


def leave(database: Database, cast: Cast, visit: Visit) -> None:
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)


def vouch(database: Database, host_id: int, encounter: Encounter) -> None:
    with database.transaction() as store:
        digits = verification.vouch_digits(
            store, store.get_one(Encounter, encounter.id)
        )
        verification.vouch(store, host_id, digits)


def test_a_language_makes_no_version_and_a_text_does(
    database: Database, senopati: Site
) -> None:
    assert not write(database, senopati, en=PHOTOGRAPHS)
    assert write(database, senopati, en=PHOTOGRAPHS, ar="ممنوع التصوير.")
    assert list(kept(database, senopati)) == [1]
    assert set(kept(database, senopati)[1]) == {"en", "id", "ar"}

    assert write(database, senopati, en="No photographs.")

    # What the others say is no translation of the new text.
    assert kept(database, senopati)[2] == {"en": "No photographs."}
    assert kept(database, senopati)[1]["en"] == PHOTOGRAPHS


def test_a_guest_reads_them_in_their_language_else_in_the_sites(
    database: Database, senopati: Site, cast: Cast
) -> None:
    assert shown(database, senopati, "id") == (1, FOTO)
    assert shown(database, senopati, "ar") == (1, PHOTOGRAPHS)
    assert shown(database, cast.mitte, "en") is None


def test_a_new_version_is_written_in_the_sites_own_language_too(
    database: Database, senopati: Site
) -> None:
    with pytest.raises(OwnLanguageMissing):
        write(database, senopati, id="Dilarang memotret.")
    assert list(kept(database, senopati)) == [1]


def test_no_version_has_the_number_of_another(
    database: Database, senopati: Site
) -> None:
    with database.transaction() as store:
        assert house_rules.end(sites.of(store, senopati.id))
    purge.purge(database)
    assert kept(database, senopati) == {}
    assert shown(database, senopati, "en") is None

    write(database, senopati, en=PHOTOGRAPHS)

    assert list(kept(database, senopati)) == [2]


def test_an_arrival_has_the_version_that_was_shown_and_its_time(
    database: Database, senopati: Site, cast: Cast, invite: Invite
) -> None:
    with database.transaction() as store:
        sites.of(store, senopati.id).least_level = Level.INVITED
    scanned, typed = invite(least_level=Level.INVITED), invite(email="x@example.org")
    agree(database, cast.kiosk, scan(database, cast.kiosk, scanned), 1)
    type_digits(database, cast.kiosk, scan(database, cast.kiosk, typed), 1)

    assert accepted(database, scanned) == [(1, "02:30")]
    assert accepted(database, typed) == [(1, "02:30")]


@pytest.mark.parametrize("outdated", [0, 1, 3])
def test_nobody_accepts_what_was_not_shown_and_nobody_is_stuck(
    database: Database, senopati: Site, cast: Cast, invite: Invite, outdated: int
) -> None:
    visit = invite()
    encounter = scan(database, cast.kiosk, visit)
    write(database, senopati, en="No photographs.")

    with pytest.raises(RulesChanged):
        type_digits(database, cast.kiosk, encounter, outdated)
    assert accepted(database, visit) == []
    type_digits(database, cast.kiosk, encounter, 2)

    assert accepted(database, visit) == [(2, "02:30")]


@pytest.mark.parametrize("version", [0, 1])
def test_nothing_is_noted_where_a_site_has_no_rules_or_the_desk_lets_in(
    database: Database, cast: Cast, invite: Invite, version: int
) -> None:
    before = invite()
    type_digits(database, cast.kiosk, scan(database, cast.kiosk, before), version)
    write(database, cast.senopati, en=PHOTOGRAPHS)
    at_desk = invite(email="desk@example.org")
    with database.transaction() as store:
        at = cast.senopati.id, at_desk.public_id, cast.dewi.id
        arrivals.check_in_at_desk(store, *at)

    assert (accepted(database, before), accepted(database, at_desk)) == ([], [])


def test_a_guest_whose_host_vouches_has_accepted_when_they_asked_for_that(
    database: Database,
    senopati: Site,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
) -> None:
    asked, unasked = invite(), invite(email="unasked@example.org")
    encounter = scan(database, cast.kiosk, asked)
    for minutes in (0, 1):
        clock.forward(minutes=minutes)
        with database.transaction() as store:
            here = kiosks.paired(store, cast.kiosk.id)
            there = encounters.of(store, here, encounter.public_id)
            verification.accept_rules(store, here, there, 1)
    write(database, senopati, en="No photographs.")
    vouch(database, cast.hana.id, encounter)
    vouch(database, cast.hana.id, scan(database, cast.kiosk, unasked))

    assert accepted(database, asked) == [(1, "02:30")]
    assert accepted(database, unasked) == []


@pytest.mark.parametrize("by_desk", [True, False])
def test_a_walk_in_accepts_with_their_question_whoever_lets_them_in(
    database: Database,
    senopati: Site,
    cast: Cast,
    clock: SettableClock,
    *,
    by_desk: bool,
) -> None:
    with pytest.raises(RulesChanged):
        ask_for(database, cast.kiosk, cast.hana)
    visit, encounter = ask_for(database, cast.kiosk, cast.hana, rules=1)
    assert accepted(database, visit) == [(1, "02:30")]
    clock.forward(minutes=2)

    if by_desk:
        with database.transaction() as store:
            at = senopati.id, visit.public_id, cast.dewi.id
            arrivals.check_in_at_desk(store, *at)
    else:
        vouch(database, cast.hana.id, encounter)

    assert accepted(database, visit) == [(1, "02:30")]


def test_a_version_goes_with_the_last_visit_whose_guest_accepted_it(
    database: Database,
    senopati: Site,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
) -> None:
    visit = invite()
    type_digits(database, cast.kiosk, scan(database, cast.kiosk, visit), 1)
    write(database, senopati, en="No photographs.")
    write(database, senopati, en="No photographs at all.")
    purge.purge(database)
    # The second, which nobody accepted, is gone.
    assert list(kept(database, senopati)) == [1, 3]

    leave(database, cast, visit)
    clock.forward(days=30)
    with database.transaction() as store:
        clock_guard.confirm(store, store.now.date(), actors.OPERATOR)
    purge.purge(database)

    assert list(kept(database, senopati)) == [3]


def test_who_comes_back_accepts_anew_and_what_they_accepted_before_stays(
    database: Database,
    senopati: Site,
    cast: Cast,
    invite: Invite,
    clock: SettableClock,
) -> None:
    visit = invite()
    type_digits(database, cast.kiosk, scan(database, cast.kiosk, visit), 1)
    clock.forward(minutes=20)
    leave(database, cast, visit)
    write(database, senopati, en="No photographs.")
    clock.forward(minutes=20)
    type_digits(database, cast.kiosk, scan(database, cast.kiosk, visit), 2)
    assert accepted(database, visit) == [(1, "02:30"), (2, "03:10")]
    clock.forward(minutes=5)
    leave(database, cast, visit)

    with database.transaction() as store:
        arrivals.let_back_in(store, senopati.id, visit.public_id, cast.dewi.id)

    assert accepted(database, visit) == [(1, "02:30"), (2, "03:10")]
